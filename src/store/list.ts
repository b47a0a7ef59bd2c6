import { byCodeUnit } from '../model/order.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { ReleaseVerdict } from '../model/row.ts';
import { compareVersions } from '../model/version-order.ts';
import type { EvidenceStore, ListedObject, ObjectLock } from './evidence-store.ts';
import { inParallel } from '../model/in-parallel.ts';
import { BLOCKED, isBlockedRecord, isRecord, recordKey, type ReleaseName, RELEASES, STATUS } from './keys.ts';
import { shortfall, showLock } from './lock.ts';
import { readRecord, readThrough } from './read.ts';
import type { ReleaseRecord } from './record.ts';
import { byRelease, readStatus, type ReleaseStatus } from './status.ts';
import type { StatusPredicate } from './status-statement.ts';

/** A status record, as stated: who signed it is for `verify`. */
export interface StatusChange {
  readonly status: StatusPredicate['status'];
  readonly reason: string;
  readonly by: { readonly name: string; readonly userId?: string };
  /** By the clock of the signer. */
  readonly at: string;
  readonly supersededBy?: string;
}

/** One element of `list --json` (docs/schemas/list.schema.json). */
export interface ListedRelease {
  readonly product: string;
  readonly version: string;
  readonly verdict: ReleaseVerdict;
  readonly status: ReleaseStatus['status'] | 'blocked';
  readonly publishedAt: string;
  readonly retainUntil: string | null;
  readonly size: number;
  readonly sha256: string;
  /** By time; absent when there is none. */
  readonly changes?: readonly StatusChange[];
  /** Of the stored bundle as it is now; absent unless it was asked for; null when it has none. */
  readonly lock?: ObjectLock | null;
}

export interface Listing {
  readonly releases: readonly ListedRelease[];
  /** Damaged and stray objects, what lies over a published one, locks that fall short. */
  readonly problems: readonly Problem[];
}

/** Requests that are under way at once. */
const AT_ONCE = 24;

/**
 * Everything with a record, by product, version and time. Records are taken at their first version; what lies over one is a problem, and so is
 * whatever below `releases/` or `status/` cannot be read: nothing is skipped in silence. `locks` asks the store for the lock of each bundle.
 */
export async function listReleases(store: EvidenceStore, { product, locks = false }: { readonly product?: string; readonly locks?: boolean } = {}): Promise<Listing> {
  const below = product === undefined ? '' : `${product}/`;
  const [published, blocked, stated] = await Promise.all([RELEASES, `${BLOCKED}${RELEASES}`, STATUS].map(async (folder) => (await store.list(`${folder}${below}`)).filter(({ key }) => !key.endsWith('/'))));
  const { of: statusObjects, strays } = byRelease(stated!);
  const known = new Set<string>();
  const found = await inParallel(AT_ONCE, [...published!, ...blocked!], async (object) => readListed(store, object));
  const rows = await inParallel(AT_ONCE, found, async ({ record, blocked: isBlocked, problems }): Promise<{ release: ListedRelease | null; problems: readonly Problem[] }> => {
    if (record === null) return { release: null, problems };
    const name = `${record.product}/${record.version}`;
    if (!isBlocked) known.add(name);
    const objects = isBlocked ? undefined : statusObjects.get(name);
    const status = objects === undefined ? NO_CHANGE : await readStatus(store, record, objects);
    const asked = locks ? await lockOf(store, record) : null;
    return { release: listed(record, isBlocked ? 'blocked' : status.status, status, asked?.lock), problems: [...problems, ...status.problems, ...(asked?.problems ?? [])] };
  });
  const orphans = [...statusObjects].filter(([name]) => !known.has(name)).flatMap(([, objects]) => objects);
  return {
    releases: rows.flatMap(({ release }) => release ?? []).sort(inOrder),
    problems: [
      ...rows.flatMap(({ problems }) => problems),
      ...[...strays, ...orphans].map(({ key }): Problem => ({ file: key, code: 'STORE_UNUSABLE', message: 'a status record of nothing that is published here' })),
    ],
  };
}

/** Products that have published this version, in code unit order: for commands that are given a version alone. */
export async function productsOf(store: EvidenceStore, version: string): Promise<readonly string[]> {
  const names = (await store.list(RELEASES)).map(({ key }) => key.slice(RELEASES.length).split('/'));
  return names.filter((parts) => parts.length === 2 && parts[1] === `${version}.json`).map((parts) => parts[0]!);
}

/** The record of a published release, or null. Blocked bundles are never found. */
export async function findRelease(store: EvidenceStore, name: ReleaseName): Promise<ReleaseRecord | null> {
  return readRecord(store, recordKey(name));
}

/** Writes the published bundle to `to` and checks its digest; what was written before a failure must be thrown away. Fails with NOT_FOUND (exit 5) or STORE_UNUSABLE. */
export async function fetchBundle(store: EvidenceStore, name: ReleaseName, to: (bytes: Uint8Array) => void): Promise<ReleaseRecord> {
  const record = await findRelease(store, name);
  if (!record) throw new EvidenceError('NOT_FOUND', 'publishing', `${name.product} ${name.version} is not published here`, { hint: 'release-evidence list shows what is' });
  const found = await readThrough(store, record.bundle.key, to, record.bundle.versionId);
  if (found?.sha256 !== record.bundle.sha256) {
    throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the stored bundle of ${name.product} ${name.version} is ${found ? 'damaged' : 'gone'}`, {
      problems: [{ file: record.bundle.key, code: 'STORE_UNUSABLE', message: 'another digest than the release record says', expected: record.bundle.sha256, found: found?.sha256 ?? 'absent' }],
    });
  }
  return record;
}

/** What lies over an object, in words; null when nothing does. */
export function hidden({ key, hiddenBy }: ListedObject, what: string): Problem | null {
  if (hiddenBy === null) return null;
  return { file: key, code: 'STORE_HIDDEN', message: `a ${hiddenBy === 'delete-marker' ? 'delete marker' : 'newer version'} lies over the ${what}; the first version counts, and was taken`, hint: 'find out who put it there' };
}

const NO_CHANGE: ReleaseStatus = { status: 'published', records: [], problems: [] };

async function readListed(store: EvidenceStore, object: ListedObject): Promise<{ record: ReleaseRecord | null; blocked: boolean; problems: readonly Problem[] }> {
  const { key, versionId } = object;
  const blocked = isBlockedRecord(key);
  const over = hidden(object, 'release record');
  const problems = over === null ? [] : [over];
  const fault = (message: string): Problem => ({ file: key, code: 'STORE_UNUSABLE', message });
  if (!blocked && !isRecord(key)) return { record: null, blocked, problems: [...problems, fault('not a release record')] };
  try {
    const record = await readRecord(store, key, versionId);
    return { record, blocked, problems: record === null ? [...problems, fault('the release record was listed and is not there')] : problems };
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code !== 'STORE_UNUSABLE') throw error;
    return { record: null, blocked, problems: [...problems, fault(error.message)] };
  }
}

/** The lock that the bundle has now, beside the one that its record states. */
async function lockOf(store: EvidenceStore, record: ReleaseRecord): Promise<{ lock: ObjectLock | null; problems: readonly Problem[] }> {
  const { key, versionId } = record.bundle;
  const stored = await store.prove(key, { versionId });
  if (stored === null) return { lock: null, problems: [{ file: key, code: 'STORE_LOST', message: 'the bundle that its release record names is not there' }] };
  return { lock: stored.lock, problems: [...stored.warnings, ...lockProblems(record, stored.lock)] };
}

/** Where the lock of a bundle is less than its record says. */
export function lockProblems({ bundle, lock, retainUntil }: Pick<ReleaseRecord, 'bundle' | 'lock' | 'retainUntil'>, now: ObjectLock | null): readonly Problem[] {
  if (lock === null) return [];
  const asked: ObjectLock = { mode: lock.mode, retainUntil: retainUntil ?? now?.retainUntil ?? '', legalHold: false }; // a hold may be lifted; a date may not come nearer
  const fault = shortfall(now, asked);
  return fault === null ? [] : [{ file: bundle.key, code: 'LOCK_SHORTFALL', message: `the bundle is not locked as its release record says: ${fault}`, expected: `${lock.mode} until ${retainUntil ?? 'a date'}`, found: showLock(now) }];
}

function listed(record: ReleaseRecord, status: ListedRelease['status'], { records }: ReleaseStatus, lock: ObjectLock | null | undefined): ListedRelease {
  const { product, version, verdict, publishedAt, retainUntil, bundle } = record;
  return {
    product, version, verdict, status, publishedAt, retainUntil, size: bundle.size, sha256: bundle.sha256,
    ...(records.length === 0 ? {} : { changes: records.map(({ predicate }) => changeOf(predicate)) }), ...(lock === undefined ? {} : { lock }),
  };
}

export function changeOf(predicate: StatusPredicate): StatusChange {
  const { status, reason, by: { name, userId }, at } = predicate;
  return { status, reason, by: { name, ...(userId === undefined ? {} : { userId }) }, at, ...(predicate.status === 'superseded' ? { supersededBy: predicate.supersededBy.version } : {}) };
}

/** By product, version, time and digest. Versions that are no dotted numbers come last, by their letters. */
function inOrder(a: ListedRelease, b: ListedRelease): number {
  const own = (one: ListedRelease): number => (compareVersions(one.version, one.version) === undefined ? 1 : 0);
  return byCodeUnit(a.product, b.product) || own(a) - own(b) || (compareVersions(a.version, b.version) ?? 0)
    || byCodeUnit(`${a.version}\0${a.publishedAt}\0${a.sha256}`, `${b.version}\0${b.publishedAt}\0${b.sha256}`);
}
