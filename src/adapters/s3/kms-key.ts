import { AbortMultipartUploadCommand, CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { EvidenceError, type Problem } from '../../model/problem.ts';
import type { Connection } from './connection.ts';
import { nameOf, statusOf } from './errors.ts';

const TIMEOUT = 10_000;

/**
 * Looks at the key of SSE-KMS before anything is encrypted with it: what is locked for years under a key that is about to be deleted is lost. A key that cannot
 * be looked at is a warning: publishing does not need the right to describe it. Fails with STORE_UNFIT for a key that cannot be used.
 */
export async function keySettings(connection: Connection): Promise<{ readonly settings: readonly string[]; readonly warnings: readonly Problem[] }> {
  const key = connection.location.sseKmsKey;
  if (key === undefined) return { settings: [], warnings: [] };
  const settings = [`encryption: aws:kms ${key}`];
  await encrypts(connection, key);
  const unseen = (why: string) => ({ settings, warnings: [{ code: 'STORE_UNFIT' as const, file: key, message: `the encryption key could not be looked at (${why}): whoever deletes it deletes the evidence` }] });
  if (connection.kms === null) return unseen('the store has an endpoint of its own, and AWS_ENDPOINT_URL_KMS names none for keys');
  const { KMSClient, DescribeKeyCommand } = await import('@aws-sdk/client-kms');
  const client = new KMSClient({
    maxAttempts: 2, credentials: connection.client.config.credentials, region: connection.client.config.region,
    ...(connection.kms === '' ? {} : { endpoint: connection.kms }), requestHandler: { requestTimeout: TIMEOUT, connectionTimeout: TIMEOUT, throwOnRequestTimeout: true },
  });
  const refuse = (why: string): never => { throw new EvidenceError('STORE_UNFIT', 'publishing', `the encryption key ${key} ${why}`, { hint: 'name an enabled symmetric key (--sse-kms-key, store.sseKmsKey): what is encrypted with a deleted key is lost' }); };
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
    if (KeyMetadata?.DeletionDate !== undefined || /^Pending(Replica)?Deletion$/.test(KeyMetadata?.KeyState ?? '')) refuse('is scheduled for deletion');
    if (KeyMetadata?.KeyState !== 'Enabled') refuse(`is ${KeyMetadata?.KeyState ?? 'in no known state'}, not Enabled`);
    if (KeyMetadata!.KeyUsage !== undefined && KeyMetadata!.KeyUsage !== 'ENCRYPT_DECRYPT') refuse(`is for ${KeyMetadata!.KeyUsage}`);
    return { settings, warnings: [] };
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause;
    const name = nameOf(cause);
    if (name === 'NotFoundException') refuse('is not there');
    return unseen(name === '' || name === 'Error' ? 'the key service cannot be reached' : name);
  } finally {
    client.destroy();
  }
}

/**
 * Begins an upload with the key, looks at what the server makes of it, and ends it: no object comes of it. Some servers take an object and leave the encryption
 * away; that would be seen only when the object is locked. Fails with STORE_UNFIT.
 */
async function encrypts(connection: Connection, key: string): Promise<void> {
  const at = { Bucket: connection.place.bucket, Key: connection.full('encryption-probe') };
  const unfit = (why: string) => new EvidenceError('STORE_UNFIT', 'publishing', `the store does not encrypt with the key ${key}: ${why}`, { hint: 'publish without --sse-kms-key (store.sseKmsKey), or to a store that has this key; the account needs kms:GenerateDataKey and kms:Decrypt on it' });
  await connection.ask({ action: 'to begin an upload encrypted with a key', permission: 's3:PutObject', key: at.Key }, async () => {
    const begun = await connection.client.send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key })).catch((cause: unknown) => {
      // A refusal of the key, and not of the account or the moment: each server has another name for it.
      if (/^KMS/i.test(nameOf(cause)) || /^(NotImplemented|InvalidRequest|InvalidArgument|InvalidEncryption\w*|MissingSecurityHeader)$/.test(nameOf(cause)) || statusOf(cause) === 501) throw unfit(nameOf(cause) || 'it refuses the key');
      throw cause;
    });
    if (begun.UploadId !== undefined) await connection.client.send(new AbortMultipartUploadCommand({ ...at, UploadId: begun.UploadId }));
    if (begun.ServerSideEncryption !== 'aws:kms') throw unfit(`it takes uploads and leaves the encryption away (found ${begun.ServerSideEncryption ?? 'none'})`);
  });
}
