import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore, ObjectLock, StoredVersion } from './evidence-store.ts';
import { findPublished, type FoundRelease } from './fetch.ts';
import { statusFolder, statusKey } from './keys.ts';
import { refuseShort } from './lock.ts';
import { lockedAsAsked, putDocument } from './put-proved.ts';
import { readStatus, refuseDamaged, type StoredStatus } from './status.ts';
import { readStatusFile, type StatusFile } from './status-file.ts';
import { type StatusPredicate, writeStatusStatement } from './status-statement.ts';

/** Signs statements, and knows its own signature again. */
export interface StatusSealer {
  /** Sigstore bundle v0.3, canonical, verified. */
  seal(statement: Uint8Array): Promise<Uint8Array>;
  own(file: StatusFile): boolean;
}

export interface ChangedStatus {
  readonly outcome: 'recorded' | 'already';
  readonly key: string;
  readonly stored: StoredVersion;
  /** What the release counts as now. */
  readonly status: 'withdrawn' | 'superseded';
  readonly file: StatusFile;
}

const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** A release whose retention has ended can be withdrawn, too: the record is kept for a year. */
const AFTER_THE_END_MS = 366 * 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Puts one more signed status record beside a published release, locked like the release, and reads it back. Nothing is deleted or changed. The same
 * change that this signer has signed before is not signed again. `at` of the predicate is the present time. Fails with STORE_LOST, STORE_UNUSABLE,
 * LOCK_SHORTFALL, and what signing or the store says.
 */
export async function changeStatus(store: EvidenceStore, { record, status }: FoundRelease, predicate: StatusPredicate, sealer: StatusSealer): Promise<ChangedStatus> {
  refuseDamaged(status);
  const lock = await lockFor(store, record, predicate.at);
  const before = status.records.find((one) => sameChange(one.predicate, predicate) && sealer.own(one));
  if (before && status.status !== 'published') return { outcome: 'already', key: before.key, stored: await provedAgain(store, before, lock), status: status.status, file: before };
  await store.preflight(lock);
  const bytes = await sealer.seal(writeStatusStatement(predicate));
  const read = readStatusFile(bytes);
  if ('fault' in read) throw new EvidenceError('SIGNING_FAILED', 'sealing', `the signed record would not be one: ${read.fault}; nothing was stored`);
  const key = statusKey(record, read.file.sha256);
  const { stored } = await putDocument(store, key, bytes, MEDIA_TYPE, lock);
  refuseShort(stored, lock);
  const after = await readStatus(store, record, await store.list(statusFolder(record)));
  if (stored.sha256 !== read.file.sha256 || !after.records.some(({ sha256 }) => sha256 === read.file.sha256) || after.status === 'published') {
    throw new EvidenceError('STORE_LOST', 'publishing', `${key} was stored and is not there: the release still counts as ${after.status}`, { hint: 'run it again; release-evidence store doctor shows what this store does not do' });
  }
  return { outcome: 'recorded', key, stored, status: after.status, file: read.file };
}

/**
 * The release that takes the place of `name`'s: of the same product, in the same store, not withdrawn, and not itself superseded by this one.
 * Fails with NOT_FOUND (exit 5) and USAGE.
 */
export async function successorOf(store: EvidenceStore, { record }: FoundRelease, version: string): Promise<FoundRelease> {
  const { product } = record;
  if (version === record.version) throw usage(`${version} cannot supersede itself`, 'name the version to take instead');
  const successor = await findPublished(store, { product, version });
  refuseDamaged(successor.status);
  if (successor.status.status === 'withdrawn') throw usage(`${product} ${version} is withdrawn itself`, 'name a version that may be used');
  const seen = new Set([version]);
  for (let waiting = [successor]; waiting.length > 0;) {
    const next: FoundRelease[] = [];
    for (const { predicate } of waiting.flatMap(({ status }) => status.records)) {
      if (predicate.status !== 'superseded' || seen.has(predicate.supersededBy.version)) continue;
      if (predicate.supersededBy.version === record.version) throw usage(`${product} ${version} is superseded by ${record.version} itself`, 'name a later version');
      seen.add(predicate.supersededBy.version);
      next.push(await findPublished(store, { product, version: predicate.supersededBy.version }));
    }
    waiting = next;
  }
  return successor;
}

/** The lock of the release: what its bundle has now when that is longer than its record says. Null where the store cannot lock. */
async function lockFor(store: EvidenceStore, { bundle, lock, retainUntil }: FoundRelease['record'], at: string): Promise<ObjectLock | null> {
  if (lock === null || store.locking === null) return null;
  const now = (await store.prove(bundle.key, { versionId: bundle.versionId }))?.lock ?? null; // the bundle may be lost: all the more must it be possible to say so
  const stated = Math.max(...[retainUntil, now?.retainUntil].map((text) => (text ? Date.parse(text) : 0)));
  const until = stated > Date.parse(at) + HOUR_MS ? stated : Date.parse(at) + AFTER_THE_END_MS;
  return { mode: lock.mode, retainUntil: `${new Date(Math.ceil(until / 1000) * 1000).toISOString().slice(0, 19)}Z`, legalHold: lock.legalHold };
}

async function provedAgain(store: EvidenceStore, { key, versionId }: StoredStatus, lock: ObjectLock | null): Promise<StoredVersion> {
  const stored = await store.prove(key, { versionId });
  if (stored === null) throw new EvidenceError('STORE_LOST', 'publishing', `${key} was there and is gone`);
  return stored.lock === null ? lockedAsAsked(store, stored, lock) : stored;
}

function sameChange(a: StatusPredicate, b: StatusPredicate): boolean {
  return a.status === b.status && a.reason === b.reason && a.by.name === b.by.name && a.by.userId === b.by.userId
    && (a.status !== 'superseded' || b.status !== 'superseded' || (a.supersededBy.version === b.supersededBy.version && a.supersededBy.bundle.sha256 === b.supersededBy.bundle.sha256));
}

function usage(message: string, hint: string): EvidenceError {
  return new EvidenceError('USAGE', 'usage', message, { hint });
}
