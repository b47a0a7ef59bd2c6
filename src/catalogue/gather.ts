import { byCodeUnit } from '../model/order.ts';
import { inParallel } from '../model/in-parallel.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { EvidenceStore, ListedObject } from '../store/evidence-store.ts';
import { CATALOGUE, isRecord, RELEASES, STATUS } from '../store/keys.ts';
import { readRecord } from '../store/read.ts';
import type { ReleaseRecord } from '../store/record.ts';
import { byRelease, readStatus, type ReleaseStatus } from '../store/status.ts';
import { statusObject, type StatusFact } from './object.ts';

/** A published release with its place in the catalogue. */
export interface PublishedRelease {
  readonly record: ReleaseRecord;
  /** `unknown`: a status record of it cannot be read, and none of the others says that it was withdrawn. */
  readonly status: ReleaseStatus['status'] | 'unknown';
  readonly changes: readonly StatusFact[];
  /** Its facts; null when the store does not have them. */
  readonly facts: ListedObject | null;
}

export interface Gathered {
  /** By product and version. */
  readonly releases: readonly PublishedRelease[];
  /** What makes an answer incomplete: damaged records, facts that are not there. */
  readonly problems: readonly Problem[];
  /** What does not. */
  readonly warnings: readonly Problem[];
}

const AT_ONCE = 24;

/**
 * What may be asked about: releases with a record, and of the catalogue only the objects that these records name. Facts without a record are never
 * shown, whoever put them there; status comes from the sealed status records themselves. Fails only when the store cannot be read at all.
 */
export async function gather(store: EvidenceStore): Promise<Gathered> {
  const [records, stated, catalogue] = await Promise.all([RELEASES, STATUS, CATALOGUE].map((folder) => store.list(folder)));
  const there = new Map(catalogue!.map((object) => [object.key, object]));
  const { of: statuses } = byRelease(stated!);
  const found = await inParallel(AT_ONCE, records!.filter(({ key }) => !key.endsWith('/')), async (object) => readOne(store, object, there, statuses));
  const releases = found.flatMap(({ release }) => release ?? []).sort((a, b) => byCodeUnit(`${a.record.product}\0${a.record.version}`, `${b.record.product}\0${b.record.version}`));
  return { releases, problems: found.flatMap(({ problems }) => problems), warnings: found.flatMap(({ warnings }) => warnings) };
}

async function readOne(store: EvidenceStore, { key, versionId, hiddenBy }: ListedObject, catalogue: ReadonlyMap<string, ListedObject>, statuses: ReadonlyMap<string, readonly ListedObject[]>): Promise<{ release: PublishedRelease | null; problems: readonly Problem[]; warnings: readonly Problem[] }> {
  const warnings: Problem[] = hiddenBy === null ? [] : [{ file: key, code: 'STORE_HIDDEN', message: 'something lies over the release record; its first version counts, and was taken' }];
  const record = isRecord(key) ? await recordOf(store, key, versionId) : { fault: 'not a release record' };
  if ('fault' in record) return { release: null, problems: [{ file: key, code: 'STORE_UNUSABLE', message: record.fault }], warnings };
  const listed = statuses.get(`${record.product}/${record.version}`);
  const status: ReleaseStatus = listed === undefined ? { status: 'published', records: [], problems: [] } : await readStatus(store, record, listed);
  const changes = status.records.map(({ predicate, sha256 }): StatusFact => ({
    status: predicate.status, reason: predicate.reason, person: predicate.by.name, at: predicate.at, bundleSha256: predicate.bundle.sha256, recordSha256: sha256,
    ...(predicate.status === 'superseded' ? { supersededBy: predicate.supersededBy.version } : {}),
  }));
  const unseen = changes.filter((change) => !catalogue.has(statusObject(record, change).key));
  warnings.push(...unseen.map((change): Problem => ({ file: key, code: 'CATALOGUE_INCOMPLETE', message: `other programs that read the catalogue do not see that ${record.version} was ${change.status}`, hint: `run the command that said so again: release-evidence ${change.status === 'withdrawn' ? 'withdraw' : 'supersede'}` })));
  warnings.push(...status.problems.filter(({ code }) => code === 'STORE_HIDDEN'));
  const facts = record.catalogue === null ? null : catalogue.get(record.catalogue.key) ?? null;
  const damaged = status.problems.some(({ code }) => code === 'STORE_UNUSABLE');
  if (facts !== null && facts.hiddenBy !== null) warnings.push({ file: facts.key, code: 'STORE_HIDDEN', message: `something lies over the facts of ${record.product} ${record.version}; their first version counts, and was taken: other programs see what lies on top` });
  return { release: { record, status: damaged && status.status !== 'withdrawn' ? 'unknown' : status.status, changes, facts }, problems: [...status.problems.filter(({ code }) => code !== 'STORE_HIDDEN'), ...(facts === null ? [missing(key, record)] : [])], warnings };
}

async function recordOf(store: EvidenceStore, key: string, versionId: string): Promise<ReleaseRecord | { fault: string }> {
  try {
    return await readRecord(store, key, versionId) ?? { fault: 'the release record was listed and is not there' };
  } catch (error) {
    if (error instanceof EvidenceError && error.code === 'STORE_UNUSABLE') return { fault: error.message };
    throw error;
  }
}

function missing(key: string, { product, version, catalogue }: ReleaseRecord): Problem {
  const hint = `release-evidence publish ${product}-${version}.evidence.zip again: it completes what is missing`;
  return { file: catalogue?.key ?? key, code: 'CATALOGUE_INCOMPLETE', message: catalogue === null ? `${product} ${version} was published without facts for queries` : `the facts of ${product} ${version} are not in the catalogue`, ...(catalogue === null ? {} : { hint }) };
}
