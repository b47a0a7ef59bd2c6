import type { Signer, Witness } from '@sigstore/sign';
import type { PublicKey } from './key.ts';
import type { Thresholds } from './trust-policy.ts';

/**
 * All that a signature needs, made by the command line from options and project file. Signer and Witness are the interfaces of
 * @sigstore/sign; those that reach a network live in adapters/.
 */
export interface SealingMeans {
  readonly kind: 'key' | 'kms' | 'keyless';
  readonly signer: Signer;
  /** In the order in which they are asked. */
  readonly witnesses: readonly Witness[];
  /** Key and KMS: the public half, so that page 1 of the report can name it before anything is signed. */
  readonly publicKey?: PublicKey;
  /** Keyless: who is expected to sign, as the project file states it. A certificate for another is refused. */
  readonly expected?: { readonly identity?: string; readonly issuer?: string };
  /** Proofs that every signature must come with, by what the witnesses are; none when absent. */
  readonly thresholds?: Thresholds;
  /** Signing has failed: services that have not answered need not be waited for. */
  readonly abandon?: () => void;
  /** What of this run logs keep for ever, in words; undefined while there is nothing. */
  readonly logged?: () => string | undefined;
  /** What goes into the bundle: EMPTY_TRUSTED_ROOT for a key without witnesses. One line, newline at the end. */
  readonly trustedRoot: string;
}
