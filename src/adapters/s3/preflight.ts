import { GetBucketVersioningCommand, GetObjectLockConfigurationCommand, ListObjectVersionsCommand, type DefaultRetention } from '@aws-sdk/client-s3';
import { EvidenceError, type Problem } from '../../model/problem.ts';
import type { ObjectLock, Preflight } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { nameOf } from './errors.ts';
import { keySettings } from './kms-key.ts';

/** A signature is good for 15 minutes around the server's time (SigV4); a retention date is judged by it. */
const MOST_SKEW = 5 * 60_000;
/** S3 takes no date further away. */
const MOST_YEARS = 100;

/** Port: EvidenceStore.preflight. */
export async function preflight(connection: Connection, lock: ObjectLock | null): Promise<Preflight> {
  const { bucket } = connection.place;
  const versioning = await connection.ask({ action: 'to tell the versioning of the bucket', permission: 's3:GetBucketVersioning' }, () => connection.client.send(new GetBucketVersioningCommand({ Bucket: bucket })));
  clockAgrees(connection);
  if (versioning.Status !== 'Enabled') throw unfit(bucket, `versioning is ${versioning.Status === 'Suspended' ? 'suspended' : 'off'}`);
  await connection.ask({ action: 'to list the versions below', permission: 's3:ListBucketVersions', key: connection.location.prefix }, () => connection.client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: connection.location.prefix, MaxKeys: 1 })));
  const settings = ['versioning: Enabled'];
  const warnings: Problem[] = [];
  if (lock !== null) {
    dateFits(connection, lock);
    const standard = await objectLock(connection);
    settings.push('object lock: Enabled', `default retention: ${standard === undefined ? 'none' : words(standard)}`);
    if (standard !== undefined && weaker(standard, lock, connection.serverTime())) {
      warnings.push({ code: 'STORE_UNFIT', file: bucket, message: `the default retention of the bucket is weaker than what is asked for: objects that carry no lock of their own are kept less (these carry one)`, expected: `${lock.mode} until ${lock.retainUntil}`, found: words(standard) });
    }
    const key = await keySettings(connection);
    settings.push(...key.settings);
    warnings.push(...key.warnings);
  }
  return { serverTime: connection.serverTime(), settings, warnings };
}

function clockAgrees(connection: Connection): void {
  const ahead = connection.ahead();
  if (Math.abs(ahead) <= MOST_SKEW) return;
  throw new EvidenceError('STORE_CLOCK', 'publishing', `the clock of this machine is ${Math.round(Math.abs(ahead) / 60_000)} minutes ${ahead > 0 ? 'ahead of' : 'behind'} that of the store (${connection.serverTime()})`, { hint: 'set the clock (NTP); when this one is right, ask whoever runs the store' });
}

function dateFits(connection: Connection, lock: ObjectLock): void {
  const until = Date.parse(lock.retainUntil);
  const now = Date.parse(connection.serverTime());
  const refuse = (why: string, hint: string): never => { throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `the date to keep it until, ${lock.retainUntil}, ${why}`, { hint }); };
  if (Number.isNaN(until)) refuse('is none', 'RFC 3339, for example 2041-01-01T00:00:00Z');
  if (until <= now) refuse(`is past: the store's clock says ${connection.serverTime()}`, 'state a later date: nothing would be protected');
  if (until > now + MOST_YEARS * 365.25 * 86_400_000) refuse(`is more than ${MOST_YEARS} years away, and S3 takes none like that`, 'state a nearer date; it can be extended later (release-evidence store extend-retention)');
}

async function objectLock(connection: Connection): Promise<DefaultRetention | undefined> {
  const { bucket } = connection.place;
  const answer = await connection.ask({ action: 'to tell the object lock of the bucket', permission: 's3:GetBucketObjectLockConfiguration' }, () => connection.client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket })).catch((cause: unknown) => {
    if (/^(ObjectLockConfigurationNotFoundError|NoSuchObjectLockConfiguration)$/.test(nameOf(cause))) throw unfit(bucket, 'object lock is off');
    throw cause;
  }));
  if (answer.ObjectLockConfiguration?.ObjectLockEnabled !== 'Enabled') throw unfit(bucket, 'object lock is off');
  return answer.ObjectLockConfiguration.Rule?.DefaultRetention;
}

const words = ({ Mode, Days, Years }: DefaultRetention): string => `${Mode ?? 'no mode'}, ${Years !== undefined ? `${Years} years` : `${Days ?? 0} days`}`;

function weaker(standard: DefaultRetention, lock: ObjectLock, now: string): boolean {
  const end = Date.parse(now) + (standard.Years !== undefined ? standard.Years * 365 : standard.Days ?? 0) * 86_400_000;
  return (lock.mode === 'COMPLIANCE' && standard.Mode !== 'COMPLIANCE') || end < Date.parse(lock.retainUntil);
}

function unfit(bucket: string, why: string): EvidenceError {
  return new EvidenceError('STORE_UNFIT', 'publishing', `the bucket ${bucket} cannot keep evidence: ${why}`, { hint: 'make a bucket with versioning and object lock (docs/store.md); both belong to its making' });
}
