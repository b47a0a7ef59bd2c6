import { sha256 } from '../model/digest.ts';
import { EvidenceError } from '../model/problem.ts';
import { memorySource } from '../model/source.ts';
import type { EvidenceStore, NewObject, ObjectLock, StoredVersion } from './evidence-store.ts';
import { lockShort, refuseShort, shortfall } from './lock.ts';

/** Puts bytes of our own making; what is there already may be another's, and is for the caller to judge. Fails with LOCK_SHORTFALL and STORE_UNUSABLE for what was created. */
export async function putDocument(store: EvidenceStore, key: string, bytes: Uint8Array, mediaType: string, lock: ObjectLock | null): Promise<{ outcome: 'created' | 'exists'; stored: StoredVersion }> {
  const digest = sha256(bytes);
  const put = await store.putNew({ key, content: memorySource(key, bytes), sha256: digest, mediaType, lock });
  if (put.outcome === 'created') {
    refuseOther(put.stored, { sha256: digest, size: bytes.length });
    refuseShort(put.stored, lock);
  }
  return put;
}

/**
 * Puts an object whose key names its content, and believes nothing but what is read back. One that was there already is brought to the lock that is asked for.
 * Fails with STORE_UNUSABLE for other bytes, LOCK_SHORTFALL, and what the store says.
 */
export async function putProved(store: EvidenceStore, object: NewObject): Promise<StoredVersion> {
  const { outcome, stored } = await store.putNew(object);
  refuseOther(stored, { sha256: object.sha256, size: object.content.size });
  if (outcome === 'exists') return lockedAsAsked(store, stored, object.lock);
  refuseShort(stored, object.lock);
  return stored;
}

/** The version as a record names it, proved again and locked as asked. Fails with STORE_LOST (gone), STORE_UNUSABLE (other bytes), LOCK_SHORTFALL. */
export async function proved(store: EvidenceStore, named: { readonly key: string; readonly versionId?: string; readonly sha256: string; readonly size?: number }, lock: ObjectLock | null, ask?: () => Promise<void>): Promise<StoredVersion> {
  const stored = await store.prove(named.key, named.versionId === undefined ? {} : { versionId: named.versionId });
  if (stored === null) {
    const other = await store.prove(named.key); // in a directory, and after a copy of the bucket: content under another version name
    if (other !== null) refuseOther(other, named);
    throw new EvidenceError('STORE_LOST', 'publishing', `${named.key} is gone: it was published, and is not there`, {
      hint: 'find out who removed it; a copy of the bundle can be published to another store',
      problems: [{ file: named.key, code: 'STORE_LOST', message: 'no such version', expected: named.versionId ?? named.sha256, found: other?.versionId ?? 'absent' }],
    });
  }
  refuseOther(stored, named);
  return lockedAsAsked(store, stored, lock, ask);
}

/**
 * Looks once more, at the end: a server that loses versions when several publishers put at once has let each of them read its own back before.
 * One listing for each folder. Fails with STORE_LOST.
 */
export async function refuseLost(store: EvidenceStore, objects: readonly StoredVersion[]): Promise<void> {
  for (const folder of new Set(objects.map(({ key }) => key.slice(0, key.lastIndexOf('/') + 1)))) {
    const there = new Map((await store.list(folder)).map((one) => [one.key, one.versionId] as const));
    for (const { key, versionId } of objects.filter((one) => one.key.startsWith(folder) && !one.key.slice(folder.length).includes('/'))) {
      const found = there.get(key);
      if (found === '' || found === versionId) continue;
      throw new EvidenceError('STORE_LOST', 'publishing', `${key} was read back, and ${found === undefined ? 'is gone' : 'another version of it is the first one'} now`, {
        hint: 'this store loses what it acknowledged: release-evidence store doctor; publish again, alone, or to another store',
        problems: [{ file: key, code: 'STORE_LOST', message: 'the version that was put is not the first one', expected: versionId, found: found ?? 'absent' }],
      });
    }
  }
}

/** Extends what is shorter than asked, after `ask`; nothing is ever shortened. */
export async function lockedAsAsked(store: EvidenceStore, stored: StoredVersion, wanted: ObjectLock | null, ask?: () => Promise<void>): Promise<StoredVersion> {
  if (wanted === null || shortfall(stored.lock, wanted) === null) return stored;
  const asked: ObjectLock = { ...wanted, mode: stored.lock?.mode === 'COMPLIANCE' ? 'COMPLIANCE' : wanted.mode };
  if (store.locking === null) throw lockShort(stored.key, 'it is not locked', asked, stored.lock);
  await ask?.();
  const { key, versionId } = stored;
  let lock = stored.lock;
  if (shortfall(lock, { ...asked, legalHold: false }) !== null) {
    const retainUntil = lock !== null && Date.parse(lock.retainUntil) > Date.parse(asked.retainUntil) ? lock.retainUntil : asked.retainUntil;
    lock = await store.locking.extendRetention(key, versionId, { mode: asked.mode, retainUntil });
  }
  if (asked.legalHold && !lock?.legalHold) lock = await store.locking.setLegalHold(key, versionId, true);
  const now = { ...stored, lock };
  refuseShort(now, asked);
  return now;
}

function refuseOther(stored: StoredVersion, expected: { readonly sha256: string; readonly size?: number }): void {
  if (stored.sha256 === expected.sha256 && (expected.size === undefined || stored.size === expected.size)) return;
  throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${stored.key} holds other content than was published there: it is damaged, or somebody else put it`, {
    problems: [{ file: stored.key, code: 'STORE_UNUSABLE', message: 'another digest when read back', expected: expected.sha256, found: stored.sha256 }],
  });
}
