import { verify } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKmsKey } from '../../../src/adapters/sigstore/kms-signer.ts';
import { createKmsKey } from './kms.ts';
import { launch, ready, stop } from '../shared/services.ts';
import { stack } from './signing.ts';
import { paths } from './tools.mjs';

const open = async (key: string, endpoint: string = stack.urls.kms) => openKmsKey({ key, endpoint });

describe('a key in a KMS', () => {
  it('signs the digest: the signature verifies with its public key', async () => {
    const { signer, publicKey } = await open(await createKmsKey());
    const data = Buffer.alloc(10_000, 7); // more than a KMS takes without a digest
    const { signature, key } = await signer.sign(data);
    expect(verify('sha256', data, publicKey.key, signature)).toBe(true);
    expect(key).toEqual({ $case: 'publicKey', publicKey: publicKey.pem, hint: publicKey.fingerprint });
  });

  it.each(['ECC_NIST_P384', 'RSA_2048'] as const)('%s is refused before anything is signed', async (spec) => {
    await expect(open(await createKmsKey(spec))).rejects.toMatchObject({ code: 'KMS_KEY_INVALID', message: expect.stringContaining(spec) });
  });

  it('a key that is not there', async () => {
    await expect(open('00000000-0000-0000-0000-000000000000')).rejects.toMatchObject({ code: 'KMS_KEY_INVALID' });
  });

  it('a service that is not there', async () => {
    await expect(open('any', 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'KMS_UNAVAILABLE' });
  });

  it('a service that hashes the digest again (moto) is caught before its signature is used', async () => {
    const folder = join(stack.folder, 'moto');
    mkdirSync(folder, { recursive: true });
    const moto = launch(folder, 'moto', paths.moto, ['-H', '127.0.0.1', '-p', '4600']);
    try {
      await ready(folder, moto, 'http://127.0.0.1:4600/moto-api/');
      const { signer } = await open(await createKmsKey('ECC_NIST_P256', 'http://127.0.0.1:4600'), 'http://127.0.0.1:4600');
      await expect(signer.sign(Buffer.from('statement'))).rejects.toMatchObject({ code: 'SIGNING_FAILED', message: expect.stringContaining('does not verify') });
    } finally {
      await stop(folder, [moto]);
    }
  });
});
