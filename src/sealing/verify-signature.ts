import type { Bundle } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { SignatureRefusal } from './signature-refusals.ts';
import type { TrustPolicy } from './trust-policy.ts';

/** Who signed, once the signature was verified. */
export type VerifiedSigner =
  | { readonly kind: 'key'; readonly fingerprint: string }
  | { readonly kind: 'keyless'; readonly identity: string; readonly issuer: string; readonly extensions: Readonly<Record<string, string>> };

/** A time that somebody else than the signer vouches for. */
export interface TrustedTime {
  /** RFC 3339, UTC. */
  readonly time: string;
  /** Who says so, for people: `RFC 3161, CN=…` or `Rekor v1, log.example.com`. */
  readonly source: string;
}

export interface SignatureAnswer {
  /** Empty = the signature is what the policy asks for. */
  readonly problems: readonly SignatureRefusal[];
  /** Null unless there are no problems. */
  readonly signer: VerifiedSigner | null;
  /** Verified ones, earliest first. Empty for a bare key. */
  readonly times: readonly TrustedTime[];
  /** What was enforced, in words, one line each: `signer: key SHA256:…`, `log entries: at least 1, found 1`. */
  readonly criteria: readonly string[];
  /** What was found and not judged, in words: `a timestamp is there; without a trusted root it was not checked`. */
  readonly notes: readonly string[];
}

/**
 * Verifies one Sigstore bundle against a policy: as of the time of signing, offline, with the auditor's authorities and no others.
 * `artifact` is needed for a bundle with a message signature only; what a DSSE payload says is for the caller to judge.
 * Never throws for anything in the bundle or the policy's trusted root.
 */
export function verifySignature(bundle: Bundle, policy: TrustPolicy, artifact?: Uint8Array): SignatureAnswer {
  const keys = policy.signers.flatMap((signer) => (signer.kind === 'key' ? [signer.key] : []));
  const refused = (problem: SignatureRefusal): SignatureAnswer => ({ problems: [problem], signer: null, times: [], criteria: [], notes: [] });
  const expected = keys.map((key) => key.fingerprint).join(', ');
  const material = bundle.verificationMaterial.content;
  if (material.$case !== 'publicKey') return refused({ code: 'KEY_UNKNOWN', message: 'sealed with a certificate, not with a key', expected, found: 'certificate' });
  // The hint only chooses the words of a refusal: it is not signed.
  const key = keys.find((one) => one.fingerprint === material.publicKey.hint);
  if (!key) return refused({ code: 'KEY_UNKNOWN', message: 'sealed with another key', expected, found: material.publicKey.hint });
  try {
    const trust = toTrustMaterial(
      { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] },
      () => ({ publicKey: key.key, validFor: () => true }),
    );
    const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
    verifier.verify(toSignedEntity(bundle, artifact && Buffer.from(artifact)));
  } catch {
    return refused({ code: 'SIGNATURE_INVALID', message: 'the signature does not belong to this statement and key' });
  }
  return { problems: [], signer: { kind: 'key', fingerprint: key.fingerprint }, times: [], criteria: [`signer: key ${key.fingerprint}`], notes: [] };
}
