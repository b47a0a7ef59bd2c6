import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Connection } from './connection.ts';
import { isAbsent, statusOf, storeFailure } from './errors.ts';

/**
 * Null when there is no such version. An answer to HEAD has no words: 400 is only then "no such version" when the store has just listed the key without it
 * (`unlisted`); it may as well be a token that has expired.
 */
export async function headOf(connection: Connection, full: string, versionId: string, unlisted = false): Promise<HeadObjectCommandOutput | null> {
  try {
    return await connection.client.send(new HeadObjectCommand({ Bucket: connection.place.bucket, Key: full, VersionId: versionId, ChecksumMode: 'ENABLED' }));
  } catch (cause) {
    if (isAbsent(cause) || (unlisted && statusOf(cause) === 400)) return null;
    throw storeFailure(cause, { action: 'to look at', permission: 's3:GetObjectVersion', key: full }, connection.place);
  }
}
