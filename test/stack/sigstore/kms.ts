import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PLACES } from './places.ts';

/** The KMS of the stack takes any credentials; these are what the usual variables must hold for our own client. */
export const KMS_ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };

/** A new signing key in a KMS; its ARN. */
export async function createKmsKey(keySpec: 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'RSA_2048' = 'ECC_NIST_P256', endpoint: string = PLACES.kms): Promise<string> {
  const client = new KMSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ KeySpec: keySpec, KeyUsage: 'SIGN_VERIFY' }));
  client.destroy();
  if (!KeyMetadata?.Arn) throw new Error('the KMS made no key');
  return KeyMetadata.Arn;
}
