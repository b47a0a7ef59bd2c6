import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { PublicKey } from './key.ts';
import type { SignatureBundle } from './signature-bundle.ts';

export type KeyAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'KEY_UNKNOWN' | 'SIGNATURE_INVALID'; readonly message: string; readonly expected?: string; readonly found?: string };

/**
 * Checks the envelope's signature with the auditor's key and no other; offline, with no authority at all.
 * The hint only chooses the words of a refusal: it is not signed.
 */
export function checkKeySignature(seal: SignatureBundle, key: PublicKey): KeyAnswer {
  if (seal.kind !== 'key') {
    return { ok: false, code: 'KEY_UNKNOWN', message: 'sealed with a certificate, not with a key', expected: key.fingerprint, found: 'certificate' };
  }
  if (seal.hint !== key.fingerprint) {
    return { ok: false, code: 'KEY_UNKNOWN', message: 'sealed with another key', expected: key.fingerprint, found: seal.hint ?? '' };
  }
  try {
    const trust = toTrustMaterial(
      { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] },
      () => ({ publicKey: key.key, validFor: () => true }),
    );
    const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
    verifier.verify(toSignedEntity(seal.bundle));
    return { ok: true };
  } catch {
    return { ok: false, code: 'SIGNATURE_INVALID', message: 'the signature does not belong to this statement and key' };
  }
}
