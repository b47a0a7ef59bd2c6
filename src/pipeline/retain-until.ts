import { RELEASE_JSON } from '../bundle/layout.ts';
import { inspectSource } from '../formats/inspect.ts';
import type { EvidenceSet } from '../model/evidence.ts';
import type { Retention } from '../model/lists.ts';
import { readAll } from '../model/source.ts';
import { readReleaseDocument } from '../results/read-release-document.ts';
import { type BundleContent, opened } from './evaluate-bundle.ts';

/** The latest day that the retention records name, as a time; null when none does. IEC 62304 5.8.7. */
export function retainUntil(evidence: EvidenceSet): string | null {
  return latest(evidence.contents.retention.map((read) => read.content));
}

/** The same, read from the retention records inside a bundle. */
export function retainUntilOf(content: BundleContent): string | null {
  const document = readReleaseDocument(new TextDecoder().decode(readAll(content.open(RELEASE_JSON))));
  if ('fault' in document) return null;
  return latest(document.files.filter((file) => file.kinds.includes('retention')).flatMap((file) => {
    const read = inspectSource(opened(content, file.bundlePath), { kind: 'retention', index: 0 });
    return read.status === 'read' ? [read.content as Retention] : [];
  }));
}

function latest(records: readonly Retention[]): string | null {
  const days = records.flatMap(({ retainUntil: text = '' }) => {
    const time = DAY.test(text) ? `${text}T00:00:00Z` : text;
    return TIME.test(time) && isDay(time.slice(0, 10)) && !Number.isNaN(Date.parse(time)) ? [time] : []; // what is no date is a row of the checks
  });
  return days.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** RFC 3339. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** 31 April is a form, but no day. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === day;
}
