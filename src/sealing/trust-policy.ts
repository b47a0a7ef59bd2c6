import type { PublicKey } from './key.ts';
import type { TrustedRootFile } from './trusted-root.ts';

/** A text that must be equal, or a pattern that must match the whole of it (anchored by whoever compares). */
export type TextExpectation = { readonly exact: string } | { readonly pattern: string };

/**
 * What the extensions of a Fulcio certificate must say (OIDs 1.3.6.1.4.1.57264.1.x; the number is given). All are compared exactly.
 */
export interface CertificateExpectations {
  /** .12 */ readonly sourceRepository?: string;
  /** .13 */ readonly sourceDigest?: string;
  /** .14 */ readonly sourceRef?: string;
  /** .15 */ readonly sourceRepositoryId?: string;
  /** .16 */ readonly sourceOwner?: string;
  /** .17 */ readonly sourceOwnerId?: string;
  /** .9 */ readonly buildSigner?: string;
  /** .18 */ readonly buildConfig?: string;
  /** .11 */ readonly runnerEnvironment?: string;
  /** .20 */ readonly buildTrigger?: string;
}

/** Somebody who may have signed. */
export type ExpectedSigner =
  | { readonly kind: 'key'; readonly key: PublicKey }
  | { readonly kind: 'identity'; readonly identity: TextExpectation; readonly issuer: TextExpectation; readonly extensions?: CertificateExpectations };

/** How many independent proofs are asked for. */
export interface Thresholds {
  /** Entries in transparency logs. */
  readonly log: number;
  /** Signed certificate timestamps; only for certificates. */
  readonly certificateTransparency: number;
  /** Trusted times: RFC 3161, or the integrated time of Rekor v1. At least 1 for certificates. */
  readonly timestamps: number;
}

/** What an auditor asks of one signature. There is no verification without an expected signer. */
export interface TrustPolicy {
  /** Any one of them. */
  readonly signers: readonly ExpectedSigner[];
  /** Absent: log 1, certificate transparency 1, timestamps 1 for certificates; 0 for keys. */
  readonly thresholds?: Partial<Thresholds>;
  /** The auditor's own; never the one in the bundle. */
  readonly trustedRoot?: TrustedRootFile;
}
