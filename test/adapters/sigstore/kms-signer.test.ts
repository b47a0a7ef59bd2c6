import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openKmsKey } from '../../../src/adapters/sigstore/kms-signer.ts';
import { failure, serve } from './support.ts';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234';
const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const answer = (response: ServerResponse, status: number, value: unknown) => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value));
const described = { KeyId: KEY, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', PublicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };

/** What the service signs when it is asked to sign a digest; null = it refuses. */
type Sign = (digest: Buffer) => Buffer | null;
const kms = (get: (response: ServerResponse) => void, make: Sign = () => null) => serve(({ headers, body }, response) => {
  if (headers['x-amz-target'] === 'TrentService.GetPublicKey') return get(response);
  const request = JSON.parse(body.toString()) as { Message: string; MessageType: string; SigningAlgorithm: string; KeyId: string };
  expect(request).toMatchObject({ KeyId: KEY, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
  const message = Buffer.from(request.Message, 'base64');
  expect(message.length).toBe(32);
  const made = make(message);
  if (made === null) return answer(response, 400, { __type: 'AccessDeniedException', message: 'User: arn:aws:iam::111122223333:user/x is not authorized' });
  answer(response, 200, { KeyId: KEY, Signature: made.toString('base64'), SigningAlgorithm: 'ECDSA_SHA_256' });
});
const data = Buffer.from('the statement');
const good: Sign = () => sign('sha256', data, pair.privateKey as KeyObject);

describe('[SRS-100] a key in AWS KMS', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('gives its public half, and signs a digest', async () => {
    const { url } = await kms((r) => answer(r, 200, described), good);
    const key = await openKmsKey({ key: 'alias/seal', endpoint: url });
    expect(key.publicKey.fingerprint).toMatch(/^SHA256:/);
    const signed = await key.signer.sign(data);
    expect(verify('sha256', data, pair.publicKey, signed.signature)).toBe(true);
    expect(signed.key).toEqual({ $case: 'publicKey', publicKey: key.publicKey.pem, hint: key.publicKey.fingerprint });
  });

  it.each<[string, Sign]>([
    ['hashes the digest again', (digest) => sign('sha256', digest, pair.privateKey)],
    ['signs with another key', () => sign('sha256', data, generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey)],
    ['gives nothing', (_digest) => Buffer.alloc(0)],
  ])('is caught when it %s', async (_, make) => {
    const { url } = await kms((r) => answer(r, 200, described), (digest) => make(digest));
    const key = await openKmsKey({ key: KEY, endpoint: url });
    expect((await failure(() => key.signer.sign(data))).says).toBe(`SIGNING_FAILED sealing: the key management service signed something else: the signature by ${KEY} does not verify with its own public key`);
  });

  it.each<[string, number, object, string]>([
    ['no such key', 400, { __type: 'NotFoundException', message: 'x' }, `KMS_KEY_INVALID sealing: the key management service at HOST has no key ${KEY}`],
    ['a disabled key', 400, { __type: 'DisabledException' }, `KMS_KEY_INVALID sealing: the key ${KEY} is disabled or about to be deleted`],
    ['a key for encryption', 400, { __type: 'InvalidKeyUsageException' }, `KMS_KEY_INVALID sealing: the key ${KEY} is not for signatures`],
    ['a name that is none', 400, { __type: 'ValidationException' }, 'is no key id, ARN or alias'],
    ['no access', 400, { __type: 'AccessDeniedException', message: 'User: arn:aws:iam::111122223333:user/x' }, `KMS_UNAVAILABLE sealing: the key management service at HOST refused its public key of ${KEY}: AccessDeniedException`],
    ['RSA', 200, { ...described, KeySpec: 'RSA_2048' }, 'expected ECC_NIST_P256 for SIGN_VERIFY, found RSA_2048 for SIGN_VERIFY'],
    ['P-384', 200, { ...described, KeySpec: 'ECC_NIST_P384' }, 'found ECC_NIST_P384'],
    ['a key agreement', 200, { ...described, KeyUsage: 'KEY_AGREEMENT' }, 'found ECC_NIST_P256 for KEY_AGREEMENT'],
    ['no public key', 200, { ...described, PublicKey: undefined }, 'KMS_KEY_INVALID sealing'],
    ['a public key that says P-256 and is not', 200, { ...described, PublicKey: generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64') }, 'not P-256'],
  ])('is refused: %s', async (_, status, value, sentence) => {
    const { url } = await kms((r) => answer(r, status, value));
    const { says, all } = await failure(() => openKmsKey({ key: KEY, endpoint: url }));
    expect(says.replace(/127\.0\.0\.1:\d+/, 'HOST')).toContain(sentence);
    expect(all).not.toContain('user/x');
  });

  it('says when it may not sign', async () => {
    const { url } = await kms((r) => answer(r, 200, described));
    const key = await openKmsKey({ key: KEY, endpoint: url });
    expect((await failure(() => key.signer.sign(data))).says).toContain('refused a signature of');
  });

  it('says when nobody answers, and asks no one without TLS', async () => {
    expect((await failure(() => openKmsKey({ key: KEY, endpoint: 'http://127.0.0.1:1' }))).says).toBe('KMS_UNAVAILABLE sealing: the key management service at 127.0.0.1:1 cannot be reached: ECONNREFUSED');
    expect((await failure(() => openKmsKey({ key: KEY, endpoint: 'http://kms.example' }))).says).toContain('USAGE usage');
    const named = await failure(() => openKmsKey({ key: KEY, endpoint: 'https://name:hidden@kms.example' }));
    expect(named.says).toBe('USAGE usage: the endpoint of the key management service holds a name or password (kms.example)');
    expect(named.all).not.toContain('hidden');
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_KMS'])('asks no one without TLS, also when %s says so', async (name) => {
    vi.stubEnv(name, 'http://kms.invalid');
    expect((await failure(() => openKmsKey({ key: KEY }))).says).toBe('USAGE usage: the endpoint of the key management service would be asked without TLS: http://kms.invalid');
    const { url } = await kms((r) => answer(r, 200, described), good);
    vi.stubEnv(name, url);
    expect((await openKmsKey({ key: KEY })).publicKey.fingerprint).toMatch(/^SHA256:/);
  });

  it('says when there are no credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
    const { url } = await kms((r) => answer(r, 200, described));
    expect((await failure(() => openKmsKey({ key: KEY, endpoint: url }))).says).toBe('KMS_UNAVAILABLE sealing: no AWS credentials were found');
  });
});
