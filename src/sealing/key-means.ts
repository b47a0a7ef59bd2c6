import { sign } from 'node:crypto';
import type { Witness } from '@sigstore/sign';
import type { SealingKey } from './key.ts';
import type { SealingMeans } from './sealing-means.ts';
import { EMPTY_TRUSTED_ROOT } from './trusted-root.ts';

/** Signing with a local key. Witnesses need the trusted root of the authorities that they are. */
export function keyMeans(key: SealingKey, witnessed?: { readonly witnesses: readonly Witness[]; readonly trustedRoot: string }): SealingMeans {
  return {
    kind: 'key',
    signer: {
      sign: async (data) => ({
        signature: sign('sha256', data, key.privateKey),
        // The hint becomes the envelope's keyid, which cosign compares with the OpenSSH fingerprint.
        key: { $case: 'publicKey', publicKey: key.publicKey.pem, hint: key.publicKey.fingerprint },
      }),
    },
    witnesses: witnessed?.witnesses ?? [],
    publicKey: key.publicKey,
    trustedRoot: witnessed?.trustedRoot ?? EMPTY_TRUSTED_ROOT,
  };
}
