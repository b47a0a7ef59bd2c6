import { PutObjectLegalHoldCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import { EvidenceError } from '../../model/problem.ts';
import type { ObjectLock } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { nameOf, statusOf } from './errors.ts';
import { lockOf, missingOf, readLock, type LockSeen } from './read-lock.ts';

/**
 * Makes the lock of a version at least `asked`, once, where it is less; then reads it again. Never shortens: the later date and the stronger mode stay.
 * Fails with LOCK_SHORTFALL when the version does not have it afterwards. `key` is the key in the bucket.
 */
export async function strengthen(connection: Connection, key: string, versionId: string, asked: ObjectLock, seen: LockSeen): Promise<LockSeen> {
  const { retention } = seen;
  if (missingOf(seen, asked).length === 0) return seen;
  if (missingOf(seen, { ...asked, legalHold: false }).length > 0) {
    const mode = retention?.mode === 'COMPLIANCE' ? 'COMPLIANCE' : asked.mode;
    const until = retention === null ? asked.retainUntil : later(retention.retainUntil, asked.retainUntil);
    await putRetention(connection, key, versionId, mode, until, retention?.mode === 'GOVERNANCE' && mode === 'COMPLIANCE');
  }
  if (asked.legalHold && !seen.legalHold) await putHold(connection, key, versionId, true);
  const now = await readLock(connection, key, versionId);
  const missing = missingOf(now, asked);
  if (missing.length > 0) {
    throw new EvidenceError('LOCK_SHORTFALL', 'publishing', `the lock of ${key} is less than was asked for (${asked.mode} until ${asked.retainUntil}${asked.legalHold ? ', legal hold' : ''}): ${missing.join(', ')}`, {
      hint: 'the server took the lock and did not keep it: nothing on it is protected. `release-evidence store doctor` says what it does',
    });
  }
  return now;
}

/** Port: Locking.extendRetention. */
export async function extendRetention(connection: Connection, key: string, versionId: string, lock: Pick<ObjectLock, 'mode' | 'retainUntil'>): Promise<ObjectLock> {
  const full = connection.full(key);
  return lockOf(await strengthen(connection, full, versionId, { ...lock, legalHold: false }, await readLock(connection, full, versionId)))!;
}

/** Port: Locking.setLegalHold. */
export async function setLegalHold(connection: Connection, key: string, versionId: string, on: boolean): Promise<ObjectLock | null> {
  const full = connection.full(key);
  await putHold(connection, full, versionId, on);
  const now = await readLock(connection, full, versionId);
  if (now.legalHold !== on) throw new EvidenceError('LOCK_SHORTFALL', 'publishing', `the legal hold of ${full} is ${now.legalHold ? 'still there' : 'not there'} although the server said yes`, { hint: '`release-evidence store doctor` says what this server does' });
  return lockOf(now);
}

const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);

async function putRetention(connection: Connection, key: string, versionId: string, mode: ObjectLock['mode'], until: string, changesMode: boolean): Promise<void> {
  const put = (bypass: boolean) => connection.client.send(new PutObjectRetentionCommand({
    Bucket: connection.place.bucket, Key: key, VersionId: versionId, Retention: { Mode: mode, RetainUntilDate: new Date(until) }, ...(bypass ? { BypassGovernanceRetention: true } : {}),
  }));
  await connection.ask({ action: 'to lock', permission: 's3:PutObjectRetention', key }, () => put(false).catch((cause: unknown) => {
    // Some servers take GOVERNANCE → COMPLIANCE for a weakening, and want the header for it.
    if (changesMode && (statusOf(cause) === 403 || nameOf(cause) === 'InvalidRequest')) return put(true).catch((again: unknown) => { throw stuck(key, again); });
    throw cause;
  }));
}

/** Refused with the header, too: by the account or by the server, nobody can tell which. */
function stuck(key: string, cause: unknown): unknown {
  if (statusOf(cause) !== 403 && nameOf(cause) !== 'InvalidRequest') return cause;
  return new EvidenceError('LOCK_SHORTFALL', 'publishing', `${key} is locked in GOVERNANCE, and the server does not let it become COMPLIANCE`, {
    hint: 'the account may lack s3:BypassGovernanceRetention; some servers never allow it: there it stays in GOVERNANCE, whose date can be made later',
  });
}

async function putHold(connection: Connection, key: string, versionId: string, on: boolean): Promise<void> {
  await connection.ask({ action: on ? 'to hold' : 'to release the hold of', permission: 's3:PutObjectLegalHold', key }, () => connection.client.send(new PutObjectLegalHoldCommand({
    Bucket: connection.place.bucket, Key: key, VersionId: versionId, LegalHold: { Status: on ? 'ON' : 'OFF' },
  })));
}
