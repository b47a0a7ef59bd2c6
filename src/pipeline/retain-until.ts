import { RELEASE_JSON } from '../bundle/layout.ts';
import { inspectSource } from '../formats/inspect.ts';
import type { EvidenceSet } from '../model/evidence.ts';
import type { Retention } from '../model/lists.ts';
import { readAll } from '../model/source.ts';
import { readReleaseDocument } from '../results/read-release-document.ts';
import type { BundleContent } from './evaluate-bundle.ts';

/** The latest day that the retention records name, as a time; null when none does. IEC 62304 5.8.7. */
export function retainUntil(evidence: EvidenceSet): string | null {
  return latest(evidence.contents.retention.map((read) => read.content));
}

/** The same, read from the retention records inside a bundle. */
export function retainUntilOf(content: BundleContent): string | null {
  const document = readReleaseDocument(new TextDecoder().decode(readAll(content.open(RELEASE_JSON))));
  if ('fault' in document) return null;
  return latest(document.files.filter((file) => file.kinds.includes('retention')).flatMap((file) => {
    const read = inspectSource(content.open(file.bundlePath), { kind: 'retention', index: 0 });
    return read.status === 'read' ? [read.content as Retention] : [];
  }));
}

function latest(records: readonly Retention[]): string | null {
  const days = records.map((record) => record.retainUntil).filter((day) => day !== undefined && /^\d{4}-\d{2}-\d{2}/.test(day)).sort();
  const day = days.at(-1);
  return day === undefined ? null : day.length === 10 ? `${day}T00:00:00Z` : day;
}
