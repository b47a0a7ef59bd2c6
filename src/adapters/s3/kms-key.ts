import { EvidenceError, type Problem } from '../../model/problem.ts';
import type { Connection } from './connection.ts';
import { nameOf } from './errors.ts';

const TIMEOUT = 10_000;

/**
 * Looks at the key of SSE-KMS before anything is encrypted with it: what is locked for years under a key that is about to be deleted is lost. A key that cannot
 * be looked at is a warning: publishing does not need the right to describe it. Fails with STORE_UNFIT for a key that cannot be used.
 */
export async function keySettings(connection: Connection): Promise<{ readonly settings: readonly string[]; readonly warnings: readonly Problem[] }> {
  const key = connection.location.sseKmsKey;
  if (key === undefined) return { settings: [], warnings: [] };
  const settings = [`encryption: aws:kms ${key}`];
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
