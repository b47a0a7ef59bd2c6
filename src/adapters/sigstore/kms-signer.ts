import { createHash, verify } from 'node:crypto';
import type { Signer } from '@sigstore/sign';
import { EvidenceError } from '../../model/problem.ts';
import { type PublicKey, readPublicKey } from '../../sealing/key.ts';
import { isLoopback } from '../loopback.ts';

export interface KmsOptions {
  /** ARN, id or alias. */
  readonly key: string;
  /** Another address than that of AWS. */
  readonly endpoint?: string | undefined;
}

/** A key in AWS KMS: its public half, asked for once, and a signer. */
export interface KmsKey {
  readonly publicKey: PublicKey;
  readonly signer: Signer;
}

const TIMEOUT = 20_000;

/**
 * Opens a key of AWS KMS for signing: ECC_NIST_P256, SIGN_VERIFY. Credentials and region come by the usual AWS variables and profiles. Only a
 * digest leaves this machine, and each signature is verified here before it is used: a server that hashes the digest again was seen.
 * Fails with KMS_UNAVAILABLE, KMS_KEY_INVALID or SIGNING_FAILED (exit 4).
 */
export async function openKmsKey({ key, endpoint }: KmsOptions): Promise<KmsKey> {
  if (endpoint !== undefined) refuseEndpoint(URL.parse(endpoint));
  const { KMSClient, GetPublicKeyCommand, SignCommand } = await import('@aws-sdk/client-kms');
  const ask = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (cause) {
      if (cause instanceof EvidenceError) throw cause;
      throw failureOf(cause, what, key, endpoint);
    }
  };
  const client = await ask('its client', async () => new KMSClient({
    maxAttempts: 3, ...(endpoint !== undefined && { endpoint }), requestHandler: { requestTimeout: TIMEOUT, connectionTimeout: TIMEOUT, throwOnRequestTimeout: true },
  }));
  // The endpoint may come from AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_KMS or a profile as well: what is about to be sent is what counts.
  client.middlewareStack.add((next) => async (args) => {
    const { protocol, hostname } = args.request as { readonly protocol: string; readonly hostname: string };
    refuseEndpoint(URL.parse(`${protocol}//${hostname}`));
    return next(args);
  }, { step: 'build', name: 'refuseWithoutTls' });
  const described = await ask('its public key', () => client.send(new GetPublicKeyCommand({ KeyId: key })));
  const spec = described.KeySpec ?? described.CustomerMasterKeySpec;
  if (spec !== 'ECC_NIST_P256' || described.KeyUsage !== 'SIGN_VERIFY' || !described.PublicKey) {
    throw new EvidenceError('KMS_KEY_INVALID', 'sealing', `${key} is a key of another kind: expected ECC_NIST_P256 for SIGN_VERIFY, found ${spec ?? 'no key spec'} for ${described.KeyUsage ?? 'no usage'}`, {
      hint: 'aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY',
    });
  }
  const publicKey = readPublicKey(`-----BEGIN PUBLIC KEY-----\n${Buffer.from(described.PublicKey).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PUBLIC KEY-----\n`);
  // An alias may be pointed at another key between two calls: what signs is the key whose public half is known.
  const id = described.KeyId ?? key;
  return {
    publicKey,
    signer: {
      async sign(data) {
        const Message = createHash('sha256').update(data).digest();
        const answer = await ask('a signature', () => client.send(new SignCommand({ KeyId: id, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256', Message })));
        const signature = Buffer.from(answer.Signature ?? []);
        if (!verify('sha256', data, publicKey.key, signature)) {
          throw new EvidenceError('SIGNING_FAILED', 'sealing', `the key management service signed something else: the signature by ${key} does not verify with its own public key`, {
            hint: 'the service must sign the digest as it is (MessageType DIGEST)',
          });
        }
        return { signature, key: { $case: 'publicKey', publicKey: publicKey.pem, hint: publicKey.fingerprint } };
      },
    },
  };
}

function refuseEndpoint(url: URL | null): void {
  const refuse = (why: string, hint: string): never => { throw new EvidenceError('USAGE', 'usage', `the endpoint of the key management service ${why}`, { hint }); };
  if (!url || url.host === '') return refuse('is not a URL', 'for example https://kms.example.com');
  if (url.username !== '' || url.password !== '') refuse(`holds a name or password (${url.host})`, 'write the address without them');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    refuse(`would be asked without TLS: ${url.protocol}//${url.host}`, 'use its https address (--kms-endpoint, sealing.kms.endpoint, AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_KMS)');
  }
}

/** The library's errors by name: their messages may hold account data, and its causes requests. */
function failureOf(cause: unknown, what: string, key: string, endpoint: string | undefined): EvidenceError {
  const name = String((cause as { name?: unknown }).name ?? '');
  const code = String((cause as { code?: unknown }).code ?? (cause as { errors?: { code?: unknown }[] }).errors?.[0]?.code ?? '');
  const at = endpoint === undefined ? 'AWS KMS' : `the key management service at ${new URL(endpoint).host}`;
  const unusable = (message: string, hint: string) => new EvidenceError('KMS_KEY_INVALID', 'sealing', message, { hint });
  const unavailable = (message: string, hint: string) => new EvidenceError('KMS_UNAVAILABLE', 'sealing', message, { hint });
  if (name === 'NotFoundException') return unusable(`${at} has no key ${key}`, 'check account, region and the key id, ARN or alias/NAME');
  if (name === 'DisabledException' || name === 'KMSInvalidStateException') return unusable(`the key ${key} is disabled or about to be deleted`, 'aws kms enable-key, or cancel-key-deletion');
  if (name === 'InvalidKeyUsageException' || name === 'UnsupportedOperationException') return unusable(`the key ${key} is not for signatures`, 'aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY');
  if (name === 'InvalidArnException' || name === 'ValidationException') return unusable(`${key} is no key id, ARN or alias that ${at} understands`, 'an alias is written alias/NAME');
  if (name === 'CredentialsProviderError') return unavailable('no AWS credentials were found', 'AWS_PROFILE, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or the role of the runner');
  if (/region/i.test(String((cause as { message?: unknown }).message)) && name === 'Error') return unavailable('no AWS region was given', 'AWS_REGION, or the region of the profile');
  if (/AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|InvalidClientTokenId|MissingAuthentication|NotAuthorized/.test(name)) {
    return unavailable(`${at} refused ${what} of ${key}: ${name}`, 'the role needs kms:GetPublicKey and kms:Sign on this key');
  }
  if (code !== '' || /Timeout|Networking/.test(name)) return unavailable(`${at} cannot be reached: ${code || name}`, 'check the network, the region and --kms-endpoint');
  return unavailable(`${at} gave not ${what}: ${name || 'unknown cause'}`, 'check the service and try again');
}
