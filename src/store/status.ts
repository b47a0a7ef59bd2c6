import { byCodeUnit } from '../model/order.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { EvidenceStore, ListedObject } from './evidence-store.ts';
import { type ReleaseName, STATUS, statusFolder, statusKey } from './keys.ts';
import { readDocument } from './read.ts';
import type { ReleaseRecord } from './record.ts';
import { LARGEST_STATUS, readStatusFile, type StatusFile } from './status-file.ts';

/** A status record with its place in the store. */
export interface StoredStatus extends StatusFile {
  readonly key: string;
  readonly versionId: string;
}

/** What became of a published release. Its status is as stated by the records: who signed them is not judged here. */
export interface ReleaseStatus {
  readonly status: 'published' | 'withdrawn' | 'superseded';
  /** By time and digest. */
  readonly records: readonly StoredStatus[];
  /** Damaged ones, and what lies over others. A record that cannot be read is never taken for absent. */
  readonly problems: readonly Problem[];
}

/** More than any release has: whoever may put objects could otherwise keep every reader busy. */
const MOST_RECORDS = 1000;

/** The status records of one release, from `listed` (of its folder) or after a look at the store. */
export async function readStatus(store: EvidenceStore, record: ReleaseRecord, listed?: readonly ListedObject[]): Promise<ReleaseStatus> {
  const objects = listed ?? await store.list(statusFolder(record));
  const records: StoredStatus[] = [];
  const problems: Problem[] = [];
  for (const object of objects.slice(0, MOST_RECORDS)) {
    if (object.hiddenBy) problems.push({ file: object.key, code: 'STORE_HIDDEN', message: `a ${object.hiddenBy === 'delete-marker' ? 'delete marker' : 'newer version'} lies over this status record; it counts all the same` });
    const bytes = object.size > LARGEST_STATUS ? null : await readDocument(store, object.key, object.versionId);
    const found = bytes === null ? { fault: object.size > LARGEST_STATUS ? `larger than ${LARGEST_STATUS} bytes` : 'it is gone' } : placed(object.key, record, bytes);
    if ('file' in found) records.push({ ...found.file, key: object.key, versionId: object.versionId });
    else problems.push({ file: object.key, code: 'STORE_UNUSABLE', message: `a status record is damaged: ${found.fault}`, hint: 'whether this release was withdrawn stays open until somebody finds out' });
  }
  if (objects.length > MOST_RECORDS) problems.push({ file: statusFolder(record), code: 'STORE_UNUSABLE', message: `${objects.length} status records; only ${MOST_RECORDS} were read` });
  records.sort((a, b) => Date.parse(a.predicate.at) - Date.parse(b.predicate.at) || byCodeUnit(a.sha256, b.sha256));
  return { status: statusOf(records.map(({ predicate }) => predicate)), records, problems };
}

/** A release that was withdrawn once is withdrawn for ever, whatever else is said of it. */
export function statusOf(predicates: readonly Pick<StatusFile['predicate'], 'status'>[]): ReleaseStatus['status'] {
  if (predicates.some(({ status }) => status === 'withdrawn')) return 'withdrawn';
  return predicates.length > 0 ? 'superseded' : 'published';
}

/** `product/version` of every key below `status/`; the rest are no status of anything. */
export function byRelease(objects: readonly ListedObject[]): { readonly of: ReadonlyMap<string, readonly ListedObject[]>; readonly strays: readonly ListedObject[] } {
  const of = new Map<string, ListedObject[]>();
  const strays: ListedObject[] = [];
  for (const object of objects) {
    const parts = object.key.slice(STATUS.length).split('/');
    const name = parts.length === 3 ? `${parts[0]}/${parts[1]}` : null;
    if (name === null) strays.push(object);
    else of.set(name, [...(of.get(name) ?? []), object]);
  }
  return { of, strays };
}

/** A status record speaks of the release whose place it has, of its very bundle, and has its own digest as its name. */
function placed(key: string, record: ReleaseRecord, bytes: Uint8Array): ReturnType<typeof readStatusFile> {
  const read = readStatusFile(bytes);
  if ('fault' in read) return read;
  const { predicate, sha256 } = read.file;
  const fault = aboutAnother(predicate, record) ?? (key === statusKey(record, sha256) ? null : 'its name is not the digest of its content');
  return fault === null ? read : { fault };
}

/** What it speaks of, when it is not this release; null when it is. */
function aboutAnother({ product, version, bundle, tagManifest }: StatusFile['predicate'], record: ReleaseName & Pick<ReleaseRecord, 'bundle' | 'tagManifestSha256'>): string | null {
  if (product !== record.product || version !== record.version) return `it speaks of ${product} ${version}`;
  return bundle.sha256 === record.bundle.sha256 && tagManifest.sha256 === record.tagManifestSha256 ? null : 'it speaks of another bundle than the published one';
}

/** `withdrawn by R. Duarte, 2026-11-24T09:00:00Z: wrong dose table`: one line for people. */
export function showStatus(predicate: StatusFile['predicate']): string {
  const { by, at, reason, status } = predicate;
  return `${status}${status === 'superseded' ? ` by ${predicate.supersededBy.version}` : ''}: ${reason} (${by.name}${by.userId === undefined ? '' : `, ${by.userId}`}, ${at})`;
}

/** Fails with STORE_UNUSABLE when a status record of the release cannot be read: what follows from it stays open. */
export function refuseDamaged({ problems }: ReleaseStatus): void {
  const damaged = problems.filter(({ code }) => code === 'STORE_UNUSABLE');
  if (damaged.length > 0) throw new EvidenceError('STORE_UNUSABLE', 'publishing', 'a status record of this release is damaged', { problems: damaged });
}
