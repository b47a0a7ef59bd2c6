import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { EvidenceError, type Problem } from '../../model/problem.ts';
import type { StoredVersion } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { headOf } from './head-object.ts';
import { lockOf, readLock, type LockSeen } from './read-lock.ts';
import { readObject } from './read-object.ts';
import { type KeyVersions, versionsOf } from './versions.ts';

/** Metadata of every object that is put: whose attempt it was, so that a lost answer can be told from another publisher. */
export const ATTEMPT = 'attempt';

/** Port: EvidenceStore.prove. */
export async function prove(connection: Connection, key: string, at: { readonly versionId?: string; readonly how?: 'read-back' } = {}): Promise<StoredVersion | null> {
  const there = await versionsOf(connection, connection.full(key));
  const versionId = at.versionId ?? there?.versions[0]!.versionId;
  if (versionId === undefined) return null;
  return proveVersion(connection, key, versionId, there, at.how);
}

/** What the server says of one version, read now; null when it is not there. */
export async function proveVersion(connection: Connection, key: string, versionId: string, there: KeyVersions | null, how?: 'read-back', seen?: LockSeen): Promise<StoredVersion | null> {
  const full = connection.full(key);
  const listed = there?.versions.some((one) => one.versionId === versionId) === true;
  const head = await headOf(connection, full, versionId, !listed);
  if (head === null) return null;
  const lock = seen ?? (await readLock(connection, full, versionId));
  const told = how === 'read-back' ? null : sha256Told(head);
  const size = head.ContentLength ?? 0;
  const sha256 = told ?? await readBack(connection, full, versionId, size);
  return {
    key, versionId, size, sha256, proof: told === null ? 'read-back' : 'server-sha256', lock: lockOf(lock),
    requestIds: [head.$metadata.requestId, ...lock.requestIds].filter((id) => id !== undefined),
    provedAt: connection.serverTime(), warnings: hidden(full, versionId, there, lock),
  };
}

/** Hex of the SHA-256 that the server has of the whole content; null when it has none, or one of the parts' digests. */
function sha256Told(head: HeadObjectCommandOutput): string | null {
  const bytes = Buffer.from(head.ChecksumSHA256 ?? '', 'base64');
  return head.ChecksumType === 'COMPOSITE' || /-\d+$/.test(head.ChecksumSHA256 ?? '') || bytes.length !== 32 ? null : bytes.toString('hex');
}

async function readBack(connection: Connection, full: string, versionId: string, size: number): Promise<string> {
  const content = await readObject(connection, full, versionId);
  if (content === null || content.size !== size) throw new EvidenceError('STORE_LOST', 'publishing', `${full} is there and cannot be read`, { hint: 'the store does not keep what it was given: look at the server' });
  const hash = createHash('sha256');
  for await (const block of content.chunks()) hash.update(block);
  return hash.digest('hex');
}

function hidden(full: string, versionId: string, there: KeyVersions | null, lock: LockSeen): Problem[] {
  const warnings: Problem[] = [];
  const first = there?.versions[0]?.versionId;
  if (there === null || !there.versions.some((one) => one.versionId === versionId)) warnings.push({ code: 'STORE_HIDDEN', message: 'the version can be read but the store does not list it', file: full });
  else if (first !== versionId) warnings.push({ code: 'STORE_HIDDEN', message: 'this is not the first version of its key, and so not what counts', file: full, expected: first!, found: versionId });
  if (there?.hiddenBy === 'delete-marker') warnings.push({ code: 'STORE_HIDDEN', message: 'a delete marker lies over it: who reads without a version finds nothing', file: full });
  if (there?.hiddenBy === 'newer-version' && first === versionId) warnings.push({ code: 'STORE_HIDDEN', message: 'a newer version lies over it: who reads without a version gets something else', file: full });
  if (lock.retention === null && lock.legalHold) warnings.push({ code: 'LOCK_SHORTFALL', message: 'it has a legal hold and no retention: whoever may lift the hold may delete it', file: full });
  return warnings;
}
