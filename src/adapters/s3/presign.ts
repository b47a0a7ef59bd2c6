import { GetObjectCommand } from '@aws-sdk/client-s3';
import { EvidenceError } from '../../model/problem.ts';
import type { Connection } from './connection.ts';

/** SigV4 signs no further ahead. */
const MOST_SECONDS = 7 * 86_400;

/** Port: Locking.presign. The address is a secret: it goes to nobody but the caller. Fails with USAGE for a time that cannot be, STORE_DENIED when the credentials end before it. */
export async function presign(connection: Connection, key: string, versionId: string, seconds: number): Promise<string> {
  const Key = connection.full(key);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MOST_SECONDS) throw new EvidenceError('USAGE', 'usage', `a link for ${seconds} seconds cannot be signed`, { hint: 'from 1 second to 7 days' });
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  return connection.ask({ action: 'to sign a link to', permission: 's3:GetObjectVersion', key: Key }, async () => {
    const { expiration } = await connection.client.config.credentials();
    if (expiration !== undefined && expiration.getTime() < Date.now() + seconds * 1000) {
      throw new EvidenceError('STORE_DENIED', 'publishing', `these credentials end at ${expiration.toISOString().slice(0, 19)}Z, and the link with them`, { hint: 'ask for a shorter time, or sign with credentials that last longer' });
    }
    return getSignedUrl(connection.client, new GetObjectCommand({ Bucket: connection.place.bucket, Key, VersionId: versionId }), { expiresIn: seconds });
  });
}
