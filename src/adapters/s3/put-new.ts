import { randomUUID } from 'node:crypto';
import { EvidenceError } from '../../model/problem.ts';
import type { NewObject, ObjectLock, StoredVersion } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { headOf } from './head-object.ts';
import { ATTEMPT, prove, proveVersion } from './prove.ts';
import { discardLeftovers, goesInParts, putParts } from './put-parts.ts';
import { putSingle, type Sent, storing } from './put-single.ts';
import { missingOf, readLock } from './read-lock.ts';
import { patiently } from './retry.ts';
import { versionsOf } from './versions.ts';
import { strengthen } from './write-lock.ts';

/** Versions of one key that are looked at for ours. */
const MOST_VERSIONS = 100;

/**
 * Port: EvidenceStore.putNew. Looks, sends, looks again: an answer that was lost, and one that says yes, are both only a reason to look. The first version of
 * the key decides; it is ours when it carries the mark of this attempt.
 */
export async function putNew(connection: Connection, object: NewObject): Promise<{ outcome: 'created' | 'exists'; stored: StoredVersion }> {
  const { lock } = object;
  if (lock === null) throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${object.key} would lie in ${connection.place.bucket} without a lock`, { hint: 'every object in a bucket is locked until a date: state one' });
  const there = await prove(connection, object.key);
  if (there !== null) {
    const left = goesInParts(connection, object.content.size) ? await discardLeftovers(connection, connection.full(object.key)) : [];
    return { outcome: 'exists', stored: { ...there, warnings: [...there.warnings, ...left] } };
  }
  const attempt = randomUUID();
  const sent = await send(connection, object, lock, attempt);
  return settle(connection, object, lock, sent);
}

/** Sends until the server says yes, or something lies under the key. */
async function send(connection: Connection, object: NewObject, lock: ObjectLock, attempt: string): Promise<Sent> {
  const full = connection.full(object.key);
  if (goesInParts(connection, object.content.size)) return putParts(connection, object, lock, attempt);
  return connection.ask(storing(full), () => patiently<Sent>(() => putSingle(connection, object, lock, attempt), async () => (
    (await versionsOf(connection, full)) === null ? undefined : { versionId: undefined, requestId: undefined, acknowledged: false, attempt, lock, warnings: [] })));
}

/** Reads back what the key holds now, and whose it is. */
async function settle(connection: Connection, object: NewObject, lock: ObjectLock, sent: Sent): Promise<{ outcome: 'created' | 'exists'; stored: StoredVersion }> {
  const full = connection.full(object.key);
  const there = await versionsOf(connection, full);
  const ours = sent.versionId ?? (await findOurs(connection, full, (there?.versions ?? []).map((one) => one.versionId), sent.attempt));
  if (ours === undefined) {
    const stored = await prove(connection, object.key);
    if (stored === null || sent.acknowledged) throw lost(full, 'it is not there');
    return { outcome: 'exists', stored };
  }
  if (ours === 'null') throw new EvidenceError('STORE_UNFIT', 'publishing', `${full} was stored without a version: the bucket keeps none`, { hint: 'versioning and object lock must be on before anything is published' });
  const head = await headOf(connection, full, ours);
  if (head === null || there === null || !there.versions.some((one) => one.versionId === ours)) throw lost(full, 'the version it named is not there');
  const first = there.versions[0]!.versionId;
  if (first !== ours) {
    const stored = await proveVersion(connection, object.key, first, there);
    if (stored === null) throw lost(full, 'its first version is listed and cannot be read');
    return { outcome: 'exists', stored };
  }
  const seen = await readLock(connection, full, ours);
  const dropped = missingOf(seen, sent.lock);
  const stored = await proveVersion(connection, object.key, ours, there, undefined, await strengthen(connection, full, ours, lock, seen));
  if (stored === null) throw lost(full, 'it was there and is gone');
  if (stored.size !== object.content.size || stored.sha256 !== object.sha256) {
    throw new EvidenceError('STORE_LOST', 'publishing', `${full} holds other bytes than were sent: ${stored.size} bytes with SHA-256 ${stored.sha256}, expected ${object.content.size} with ${object.sha256}`, { hint: 'the server does not check what it takes: `release-evidence store doctor`' });
  }
  if (connection.location.sseKmsKey !== undefined && head.ServerSideEncryption !== 'aws:kms') {
    throw new EvidenceError('STORE_UNFIT', 'publishing', `${full} was stored without the encryption that was asked for: expected aws:kms, found ${head.ServerSideEncryption ?? 'none'}`, { hint: 'the server ignores SSE-KMS; publish without --sse-kms-key, or elsewhere' });
  }
  return {
    outcome: 'created',
    stored: {
      ...stored, requestIds: [...(sent.requestId === undefined ? [] : [sent.requestId]), ...stored.requestIds],
      warnings: [...sent.warnings, ...stored.warnings, ...(dropped.length === 0 ? [] : [{ code: 'LOCK_SHORTFALL' as const, file: full, message: `the server did not keep the lock that came with the object (${dropped.join(', ')}); it was set afterwards` }])],
    },
  };
}

/** The version that carries the mark of this attempt. */
async function findOurs(connection: Connection, full: string, versionIds: readonly string[], attempt: string): Promise<string | undefined> {
  for (const versionId of versionIds.slice(0, MOST_VERSIONS)) {
    if ((await headOf(connection, full, versionId))?.Metadata?.[ATTEMPT] === attempt) return versionId;
  }
  return undefined;
}

function lost(full: string, why: string): EvidenceError {
  return new EvidenceError('STORE_LOST', 'publishing', `the store took ${full}, and ${why}`, { hint: 'somebody else may have published at the same moment on a server that keeps one of both; run it again, and look at the server: `release-evidence store doctor`' });
}
