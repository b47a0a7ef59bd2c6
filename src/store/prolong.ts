import { EvidenceError, type Problem } from '../model/problem.ts';
import type { EvidenceStore, ListedObject, Locking, ObjectLock } from './evidence-store.ts';
import { catalogueFolder, type ReleaseName, recordKey, RELEASES, statusFolder } from './keys.ts';
import { readRecord } from './read.ts';
import type { ReleaseRecord } from './record.ts';
import { type NamedObject, objectsOf } from './release-objects.ts';

/** One object of a release with its lock as it is now. */
export interface LockedObject extends NamedObject {
  readonly lock: ObjectLock | null;
}

export interface LockedRelease {
  readonly record: ReleaseRecord;
  readonly objects: readonly LockedObject[];
  /** Objects that the record names and that could not be looked at: nothing is done to them. */
  readonly problems: readonly Problem[];
}

/** What became of the lock of one object. */
export interface LockChange {
  readonly what: NamedObject['what'];
  readonly key: string;
  readonly versionId: string;
  readonly before: ObjectLock | null;
  /** Read back. */
  readonly after: ObjectLock | null;
  readonly changed: boolean;
}

/** Every object of a published release with its lock, by the store's clock at `at`. Fails with NOT_FOUND, and with STORE_UNFIT for a store that cannot lock. */
export async function locksOf(store: EvidenceStore, name: ReleaseName): Promise<LockedRelease> {
  lockingOf(store);
  const key = recordKey(name);
  const at = (await store.list(`${RELEASES}${name.product}/`)).find((one) => one.key === key);
  const record = at === undefined ? null : await readRecord(store, key, at.versionId);
  if (at === undefined || record === null) throw new EvidenceError('NOT_FOUND', 'publishing', `${name.product} ${name.version} is not published in ${store.address}`, { hint: `release-evidence list --from ${store.address} shows what is` });
  const later: readonly ListedObject[] = [...await store.list(statusFolder(name)), ...await store.list(catalogueFolder(name)), ...await store.list(record.bundle.key.slice(0, record.bundle.key.lastIndexOf('/') + 1))];
  const objects: LockedObject[] = [];
  const problems: Problem[] = [];
  for (const object of objectsOf(record, at, later)) {
    const stored = await store.prove(object.key, object.versionId === '' ? {} : { versionId: object.versionId });
    if (stored === null) problems.push({ file: object.key, code: 'STORE_LOST', message: `the ${object.what} that its record names is not there` });
    else objects.push({ ...object, versionId: stored.versionId, lock: stored.lock });
  }
  return { record, objects, problems };
}

/** Whether the lock ends before `until`, or is missing. */
export const endsBefore = ({ lock }: LockedObject, until: string): boolean => lock === null || Date.parse(lock.retainUntil) < Date.parse(until);

/** Locks every object until `until` (RFC 3339, whole seconds) in the mode that it has; one that is locked for longer stays. One failure keeps none of the others from being tried. */
export async function extendAll(store: EvidenceStore, { record, objects }: LockedRelease, until: string): Promise<{ readonly changes: readonly LockChange[]; readonly problems: readonly Problem[] }> {
  const locking = lockingOf(store);
  return each(objects, async (object) => {
    if (!endsBefore(object, until)) return object.lock;
    return locking.extendRetention(object.key, object.versionId, { mode: object.lock?.mode ?? record.lock?.mode ?? 'COMPLIANCE', retainUntil: until });
  });
}

/** Puts or lifts the legal hold of every object. */
export async function holdAll(store: EvidenceStore, { objects }: LockedRelease, on: boolean): Promise<{ readonly changes: readonly LockChange[]; readonly problems: readonly Problem[] }> {
  const locking = lockingOf(store);
  return each(objects, async (object) => (object.lock?.legalHold === on ? object.lock : locking.setLegalHold(object.key, object.versionId, on)));
}

async function each(objects: readonly LockedObject[], change: (object: LockedObject) => Promise<ObjectLock | null>): Promise<{ changes: readonly LockChange[]; problems: readonly Problem[] }> {
  const changes: LockChange[] = [];
  const problems: Problem[] = [];
  for (const object of objects) {
    const { what, key, versionId, lock: before } = object;
    try {
      const after = await change(object);
      changes.push({ what, key, versionId, before, after, changed: JSON.stringify(before) !== JSON.stringify(after) });
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error;
      problems.push({ file: key, code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
    }
  }
  return { changes, problems };
}

function lockingOf(store: EvidenceStore): Locking {
  if (store.locking !== null) return store.locking;
  throw new EvidenceError('STORE_UNFIT', 'publishing', `${store.address} has no object lock: there is no retention to extend and no hold to put`, { hint: 'a directory is protected by its file system only' });
}
