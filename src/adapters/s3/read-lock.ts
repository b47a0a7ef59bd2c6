import { GetObjectLegalHoldCommand, GetObjectRetentionCommand } from '@aws-sdk/client-s3';
import type { ObjectLock } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { nameOf, statusOf } from './errors.ts';

/** The lock of one version as the server tells it now. */
export interface LockSeen {
  readonly retention: { readonly mode: ObjectLock['mode']; readonly retainUntil: string } | null;
  readonly legalHold: boolean;
  readonly requestIds: readonly string[];
}

/** Asks for retention and hold of a version; `key` is the key in the bucket. */
export async function readLock(connection: Connection, key: string, versionId: string): Promise<LockSeen> {
  const at = { Bucket: connection.place.bucket, Key: key, VersionId: versionId };
  const [kept, held] = await Promise.all([
    connection.ask({ action: 'to tell the retention of', permission: 's3:GetObjectRetention', key }, () => connection.client.send(new GetObjectRetentionCommand(at)).catch(unlocked)),
    connection.ask({ action: 'to tell the legal hold of', permission: 's3:GetObjectLegalHold', key }, () => connection.client.send(new GetObjectLegalHoldCommand(at)).catch(unlocked)),
  ]);
  const retention = kept && 'Retention' in kept ? kept.Retention : undefined;
  const hold = held && 'LegalHold' in held ? held.LegalHold : undefined;
  const complete = (retention?.Mode === 'COMPLIANCE' || retention?.Mode === 'GOVERNANCE') && retention.RetainUntilDate !== undefined && !Number.isNaN(retention.RetainUntilDate.getTime());
  return {
    retention: complete ? { mode: retention.Mode as ObjectLock['mode'], retainUntil: seconds(retention.RetainUntilDate!) } : null,
    legalHold: hold?.Status === 'ON',
    requestIds: [kept?.$metadata.requestId, held?.$metadata.requestId].filter((id) => id !== undefined),
  };
}

/** What the port calls the lock: null without a date, even when there is a hold. */
export const lockOf = (seen: LockSeen): ObjectLock | null => seen.retention && { ...seen.retention, legalHold: seen.legalHold };

/** Whether what is there is at least what was asked for. COMPLIANCE is more than GOVERNANCE. */
export function missingOf(seen: LockSeen, asked: ObjectLock): readonly string[] {
  const { retention } = seen;
  return [
    ...(retention === null ? ['it has no retention'] : []),
    ...(retention !== null && asked.mode === 'COMPLIANCE' && retention.mode !== 'COMPLIANCE' ? [`its mode is ${retention.mode}`] : []),
    ...(retention !== null && Date.parse(retention.retainUntil) < Date.parse(asked.retainUntil) ? [`it ends on ${retention.retainUntil}`] : []),
    ...(asked.legalHold && !seen.legalHold ? ['it has no legal hold'] : []),
  ];
}

/** RFC 3339 in whole seconds; never later than the server said. */
export const seconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** "This version has none" is an answer. */
function unlocked(cause: unknown): undefined {
  if (/^(NoSuchObjectLockConfiguration|ObjectLockConfigurationNotFoundError)$/.test(nameOf(cause))) return undefined;
  if (statusOf(cause) === 400 && nameOf(cause) === 'InvalidRequest') return undefined; // a bucket without object lock
  throw cause;
}

