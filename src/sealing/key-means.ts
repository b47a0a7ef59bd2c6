import { sign } from 'node:crypto';
import type { Witness } from '@sigstore/sign';
import type { SealingKey } from './key.ts';
import type { SealingMeans } from './sealing-means.ts';
import type { Thresholds } from './trust-policy.ts';
import { EMPTY_TRUSTED_ROOT } from './trusted-root.ts';

/** Who witnesses a signature, what proofs must come of it, and the trusted root of these authorities. */
export interface Witnessed {
  readonly witnesses: readonly Witness[];
  readonly thresholds?: Thresholds;
  readonly abandon?: () => void;
  readonly logged?: () => string | undefined;
  readonly trustedRoot: string;
}

/** Signing with a local key. */
export function keyMeans(key: SealingKey, witnessed?: Witnessed): SealingMeans {
  return {
    kind: 'key',
    signer: {
      sign: async (data) => ({
        signature: sign('sha256', data, key.privateKey),
        // The hint becomes the envelope's keyid, which cosign compares with the OpenSSH fingerprint.
        key: { $case: 'publicKey', publicKey: key.publicKey.pem, hint: key.publicKey.fingerprint },
      }),
    },
    witnesses: [],
    publicKey: key.publicKey,
    trustedRoot: EMPTY_TRUSTED_ROOT,
    ...witnessed,
  };
}
