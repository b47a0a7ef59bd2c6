import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateKey, readPublicKey, readSealingKey } from '../../src/sealing/key.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import { sealStatement } from '../../src/sealing/seal-statement.ts';

const pem = (type: 'rsa' | 'ed25519' | 'secp384r1'): { privateKey: string; publicKey: string } => {
  const encoding = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } } as const;
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048, ...encoding });
  if (type === 'ed25519') return generateKeyPairSync('ed25519', encoding);
  return generateKeyPairSync('ec', { namedCurve: type, ...encoding });
};
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as { exit: string }).exit}`;
  }
  return 'accepted';
};

describe('a sealing key', () => {
  it('is read plain, and said to be plain', () => {
    const { privatePem, publicPem } = generateKey(undefined);
    const key = readSealingKey(privatePem, undefined);
    expect(key.plain).toBe(true);
    expect(key.publicKey.fingerprint).toBe(readPublicKey(publicPem).fingerprint);
    expect(key.publicKey.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it('is written encrypted when there is a passphrase, and read only with it', () => {
    const { privatePem } = generateKey('correct horse');
    expect(privatePem).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(readSealingKey(privatePem, 'correct horse').plain).toBe(false);
    expect(code(() => readSealingKey(privatePem, 'wrong'))).toBe('KEY_INVALID sealing');
    expect(code(() => readSealingKey(privatePem, undefined))).toBe('KEY_INVALID sealing');
    expect(code(() => readSealingKey(privatePem, ''))).toBe('KEY_INVALID sealing');
  });

  it.each(['rsa', 'ed25519', 'secp384r1'] as const)('is refused when it is %s', (type) => {
    expect(code(() => readSealingKey(pem(type).privateKey, undefined))).toBe('KEY_INVALID sealing');
    expect(code(() => readPublicKey(pem(type).publicKey))).toBe('KEY_INVALID usage');
  });

  it.each([
    ['empty', ''], ['text', 'not a key'], ['cut off', generateKey(undefined).privatePem.slice(0, 90)],
    ['SEC1', generateKeyPairSync('ec', { namedCurve: 'prime256v1', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'sec1', format: 'pem' } }).privateKey],
    ['a public key', generateKey(undefined).publicPem],
  ])('is refused when it is %s', (_, text) => {
    expect(code(() => readSealingKey(text, undefined))).toBe('KEY_INVALID sealing');
  });

  it('never shows any of the file in a message', () => {
    const secret = generateKey(undefined).privatePem.replace('A', '!');
    try {
      readSealingKey(secret, undefined);
    } catch (error) {
      expect((error as Error).message).not.toMatch(/[A-Za-z0-9+/]{20,}/);
    }
  });
});

describe('an expected key', () => {
  it('is not a private one', () => {
    expect(code(() => readPublicKey(generateKey(undefined).privatePem))).toBe('KEY_INVALID usage');
  });

  it.each([['empty', ''], ['damaged', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'], ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']])('is refused when it is %s', (_, text) => {
    expect(code(() => readPublicKey(text))).toBe('KEY_INVALID usage');
  });

  it('has the same fingerprint with a compressed point', () => {
    const { publicPem } = generateKey(undefined);
    const run = spawnSync('openssl', ['ec', '-pubin', '-conv_form', 'compressed'], { input: publicPem, encoding: 'utf8' });
    if (run.error) return console.error('left out: compressed point (no openssl)');
    expect(createPublicKey(run.stdout).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(readPublicKey(run.stdout).fingerprint).toBe(readPublicKey(publicPem).fingerprint);
  });

  const keygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
  if (!keygen) console.error('left out: fingerprint against ssh-keygen');
  it.skipIf(!keygen)('has the fingerprint that ssh-keygen prints', () => {
    const { publicPem } = generateKey(undefined);
    const folder = mkdtempSync(join(tmpdir(), 'key-'));
    try {
      const [pem, ssh] = [join(folder, 'key.pem'), join(folder, 'key.ssh')];
      writeFileSync(pem, publicPem);
      writeFileSync(ssh, execFileSync('ssh-keygen', ['-i', '-m', 'PKCS8', '-f', pem]));
      expect(execFileSync('ssh-keygen', ['-l', '-f', ssh], { encoding: 'utf8' })).toContain(readPublicKey(publicPem).fingerprint);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a key that cannot sign', () => {
  it('is SIGNING_FAILED, exit 4', async () => {
    const key = readSealingKey(generateKey(undefined).privatePem, undefined);
    const half = { ...key, privateKey: key.publicKey.key };
    await expect(sealStatement({ subjects: [], predicate: {} as never }, keyMeans(half))).rejects.toMatchObject({ code: 'SIGNING_FAILED', exit: 'sealing' });
  });
});
