import { createHash } from 'node:crypto';
import { inParallel } from '../model/in-parallel.ts';
import { by } from '../model/order.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import { type AuditedObject, auditObject } from './audit-object.ts';
import type { EvidenceStore, ListedObject, ObjectLock, UnfinishedUpload } from './evidence-store.ts';
import { DOCTOR } from './keys.ts';
import { hidden } from './list.ts';
import { readRecord } from './read.ts';
import type { ReleaseRecord } from './record.ts';
import { type NamedObject, objectsOf, shelve, type Shelves } from './release-objects.ts';

export interface AuditRequest {
  readonly product?: string | undefined;
  readonly version?: string | undefined;
  /** `server`: the server's SHA-256 where it has one; `full`: every object is read; a sample: so many bundles are read, the same ones for the same seed. */
  readonly how: 'server' | 'full' | { readonly sample: number; readonly seed: string };
  /** A lock that ends within so many days is a warning. */
  readonly warnDays: number;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface AuditedRelease {
  readonly product: string;
  readonly version: string;
  readonly kind: 'published' | 'blocked';
  readonly status: 'proved' | 'warned' | 'failed';
  /** What its record asks for. */
  readonly retainUntil: string | null;
  /** The earliest end of a lock among its objects; null when one has none. */
  readonly lockedUntil: string | null;
  readonly objects: readonly AuditedObject[];
}

/** An object that no release record names: a publication broke off before its record, or the record is damaged. */
export interface Orphan {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  readonly lock: ObjectLock | null;
}

export interface Audit {
  readonly verdict: 'proved' | 'not-proved';
  /** RFC 3339 by the store's clock, of the last object that was proved; null when none was. */
  readonly at: string | null;
  readonly counts: { readonly releases: number; readonly objects: number; readonly readBack: number; readonly problems: number; readonly warnings: number };
  readonly releases: readonly AuditedRelease[];
  readonly orphans: readonly Orphan[];
  readonly unfinished: readonly UnfinishedUpload[];
  readonly foreign: readonly string[];
  /** How many objects `store doctor` left. */
  readonly throwAway: number;
  /** All of them, those of the objects too. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Requests that are under way at once. */
const AT_ONCE = 24;

/**
 * Proves again what a store holds: for every record its own first version and every object that it names, by size, SHA-256 and lock, and what lies
 * over them. What belongs to no record is a warning; whatever is missing, altered, hidden or locked for less is a problem, and nothing is proved
 * then. Fails with NOT_FOUND when there is nothing to prove: an empty answer is no proof.
 */
export async function auditStore(store: EvidenceStore, request: AuditRequest): Promise<Audit> {
  const listed = await store.list('');
  const shelves = shelve(listed, request);
  if (shelves.published.length + shelves.blocked.length === 0) throw nothing(request, shelves);
  const byKey = new Map(listed.map((object) => [object.key, object]));
  const read = await inParallel(AT_ONCE, [...shelves.published, ...shelves.blocked], (object) => readAt(store, object));
  const found = read.flatMap(({ record, at }) => (record === null ? [] : [{ record, at, objects: objectsOf(record, at, shelves.belonging) }]));
  const chosen = request.how === 'full' || request.how === 'server' ? null : sample(found.map(({ record }) => record.bundle.key), request.how);
  const readBack = (object: NamedObject): boolean => request.how === 'full' || chosen?.has(object.key) === true;
  const all = found.flatMap(({ record, objects }) => objects.map((object) => ({ record, object })));
  let done = 0;
  const audited = await inParallel(AT_ONCE, all, async ({ record, object }) => {
    const seen = await auditObject(store, object, { record, listed: byKey.get(object.key), readBack: readBack(object), warnDays: request.warnDays });
    request.onProgress?.(done += 1, all.length);
    return seen;
  });
  let next = 0;
  const releases = found.map(({ record, at, objects }) => releaseOf(record, at, audited.slice(next, next += objects.length)));
  const named = new Set(all.map(({ object }) => object.key));
  const aside = await lookAside(store, shelves, named, request);
  const problems = [...read.flatMap((one) => one.problems), ...audited.flatMap((one) => one.problems)];
  const warnings = [...audited.flatMap((one) => one.warnings), ...aside.warnings];
  const times = audited.flatMap(({ provedAt }) => provedAt ?? []).sort();
  return {
    verdict: problems.length === 0 ? 'proved' : 'not-proved', at: times.at(-1) ?? null,
    counts: { releases: read.length, objects: audited.length, readBack: audited.filter(({ proof }) => proof === 'read-back').length, problems: problems.length, warnings: warnings.length },
    releases: releases.sort(by(({ product, version, objects }) => [product, version, objects[0]!.key].join('\0'))),
    orphans: aside.orphans, unfinished: aside.unfinished, foreign: shelves.foreign.map(({ key }) => key), throwAway: shelves.throwAway.length, problems, warnings,
  };
}

interface ReadAt {
  readonly at: ListedObject;
  readonly record: ReleaseRecord | null;
  readonly problems: readonly Problem[];
}

/** What lies over a record is told here when it cannot be read: else it is told of the object. */
async function readAt(store: EvidenceStore, at: ListedObject): Promise<ReadAt> {
  const over = hidden(at, 'release record');
  const failed = (problem: Problem): ReadAt => ({ at, record: null, problems: over === null ? [problem] : [problem, over] });
  try {
    const record = await readRecord(store, at.key, at.versionId === '' ? undefined : at.versionId);
    return record === null ? failed({ file: at.key, code: 'STORE_LOST', message: 'the release record was listed and is not there' }) : { at, record, problems: [] };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return failed({ file: at.key, code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}

function releaseOf(record: ReleaseRecord, at: ListedObject, objects: readonly AuditedObject[]): AuditedRelease {
  const ends = objects.map(({ lock }) => lock?.retainUntil ?? null);
  return {
    product: record.product, version: record.version, kind: at.key.startsWith('releases/') ? 'published' : 'blocked',
    status: objects.some(({ problems }) => problems.length > 0) ? 'failed' : objects.some(({ warnings }) => warnings.length > 0) ? 'warned' : 'proved',
    retainUntil: record.retainUntil, lockedUntil: ends.includes(null) ? null : (ends as string[]).sort()[0]!, objects,
  };
}

/** The same seed chooses the same bundles, on every machine: nobody who writes the seed down beforehand can choose the easy ones. */
function sample(keys: readonly string[], { sample: n, seed }: { readonly sample: number; readonly seed: string }): ReadonlySet<string> {
  const rank = (key: string) => createHash('sha256').update(`${seed}\n${key}`).digest('hex');
  return new Set([...keys].sort(by(rank)).slice(0, n));
}

/** What is there beside releases: named, never a failure. */
async function lookAside(store: EvidenceStore, { belonging, foreign, throwAway }: Shelves, named: ReadonlySet<string>, { product, version }: AuditRequest): Promise<{ orphans: readonly Orphan[]; unfinished: readonly UnfinishedUpload[]; warnings: readonly Problem[] }> {
  const strays = belonging.filter(({ key }) => !named.has(key));
  const orphans = await inParallel(AT_ONCE, strays, async ({ key, versionId, size }): Promise<Orphan> => {
    const lock = await store.prove(key, versionId === '' ? {} : { versionId }).then((stored) => stored?.lock ?? null, (error: unknown) => {
      if (error instanceof EvidenceError) return null;
      throw error;
    });
    return { key, versionId, size, lock };
  });
  const whole = product === undefined && version === undefined;
  const { uploads: unfinished, refused } = whole ? await uploadsOf(store) : { uploads: [], refused: [] };
  return {
    orphans, unfinished,
    warnings: [
      ...refused,
      ...orphans.map(({ key, lock }): Problem => ({ file: key, code: 'UNRECORDED', message: `no release record names it${lock === null ? '' : `; locked ${lock.mode} until ${lock.retainUntil}`}`, hint: 'a publication broke off before its record (publish again completes it), or its record is damaged' })),
      ...unfinished.map(({ key, startedAt }): Problem => ({ file: key, code: 'UPLOAD_UNFINISHED', message: `an upload in parts was begun at ${startedAt} and not completed`, hint: 'publish again completes it; a lifecycle rule that aborts such uploads removes it' })),
      ...foreign.map(({ key }): Problem => ({ file: key, code: 'UNRECORDED', message: 'a key of no form that release-evidence writes', hint: 'give the store a prefix, or a bucket, of its own' })),
      ...(throwAway.length === 0 ? [] : [{ file: DOCTOR, code: 'UNRECORDED' as const, message: `${throwAway.length} throw-away ${throwAway.length === 1 ? 'object' : 'objects'} of store doctor`, hint: 'they may be deleted when their locks have ended; one that was interrupted may have left a legal hold, too' }]),
    ],
  };
}

/** Who may prove everything may still not be allowed to see uploads: that is said, and takes nothing from the proof. */
async function uploadsOf(store: EvidenceStore): Promise<{ uploads: readonly UnfinishedUpload[]; refused: readonly Problem[] }> {
  try {
    return { uploads: await store.locking?.unfinishedUploads('') ?? [], refused: [] };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { uploads: [], refused: [{ file: '', code: error.code, message: `unfinished uploads were not looked for: ${error.message}`, ...(error.hint === undefined ? {} : { hint: error.hint }) }] };
  }
}

function nothing({ product, version }: AuditRequest, { belonging }: Shelves): EvidenceError {
  const what = product === undefined && version === undefined ? 'nothing is published here' : `${[product ?? 'any product', version].filter((part) => part !== undefined).join(' ')} is not published here`;
  return new EvidenceError('NOT_FOUND', 'publishing', `${what}: there is nothing to prove`, {
    hint: belonging.length === 0 ? 'check bucket, prefix and endpoint, or the folder' : `${belonging.length} objects are there that no release record names`,
  });
}
