import type { SignatureRefusal } from '../signature-refusals.ts';

/** Who signed, once the signature was verified. */
export type VerifiedSigner =
  | { readonly kind: 'key'; readonly fingerprint: string }
  | { readonly kind: 'keyless'; readonly identity: string; readonly issuer: string; /** By the names of certificate-extensions.ts. */ readonly extensions: Readonly<Record<string, string>> };

/** A time that somebody else than the signer vouches for. */
export interface TrustedTime {
  /** RFC 3339, UTC. */
  readonly time: string;
  /** Who says so, for people: `RFC 3161, CN=…` or `Rekor v1, log.example.com`. */
  readonly source: string;
}

export interface SignatureAnswer {
  /** Empty = the signature is what the policy asks for. The first names the cause, the others what else is wrong. */
  readonly problems: readonly SignatureRefusal[];
  /** Null unless there are no problems. */
  readonly signer: VerifiedSigner | null;
  /** Verified ones: RFC 3161 before Rekor v1, the earliest of each first. Empty for a bare key, and when there are problems. */
  readonly times: readonly TrustedTime[];
  /** What was enforced, in words, one line each: `signer: key SHA256:…`, `log entries: at least 1, found 1`. Without the found part when the signature was refused. */
  readonly criteria: readonly string[];
  /** What was found and not judged, in words: `a timestamp is there; without a trusted root it was not checked`. */
  readonly notes: readonly string[];
}
