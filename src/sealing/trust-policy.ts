import type { ExtensionName } from './certificate-extensions.ts';
import type { PublicKey } from './key.ts';
import type { TrustedRootFile } from './trusted-root.ts';

/** A text that must be equal, or a pattern that must match the whole of it (anchored by whoever compares). */
export type TextExpectation = { readonly exact: string } | { readonly pattern: string };

/** What the extensions of a Fulcio certificate must say, by the names of certificate-extensions.ts. All are compared exactly; an absent one is refused. */
export type CertificateExpectations = { readonly [Name in ExtensionName]?: string };

/** Somebody who may have signed. */
export type ExpectedSigner =
  | { readonly kind: 'key'; readonly key: PublicKey }
  | { readonly kind: 'identity'; readonly identity: TextExpectation; readonly issuer: TextExpectation; readonly extensions?: CertificateExpectations };

/**
 * How many independent proofs are asked for. Two by the same log, or by the same timestamp authority, are one: what is counted are
 * keys of authorities of the trusted root.
 */
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
