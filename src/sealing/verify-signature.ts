import type { Bundle } from '@sigstore/bundle';
import type { SignatureRefusal } from './signature-refusals.ts';
import type { TrustPolicy } from './trust-policy.ts';
import type { SignatureAnswer } from './verify/answer.ts';
import { formFault } from './verify/form.ts';
import { verifyByCertificate } from './verify/by-certificate.ts';
import { verifyByKey } from './verify/by-key.ts';
import { oneLine } from './verify/probe.ts';
import { showSigners } from './verify/signer-match.ts';

export type { SignatureAnswer, TrustedTime, VerifiedSigner } from './verify/answer.ts';

/**
 * Verifies one Sigstore bundle against a policy: as of the time of signing, offline, with the auditor's authorities and no others.
 * `artifact` is needed for a bundle with a message signature only; what a DSSE payload says is for the caller to judge.
 * Never throws for anything in the bundle or the policy's trusted root. Each cause has its code and its sentence; whatever is not foreseen
 * is refused as SIGNATURE_INVALID.
 */
export function verifySignature(bundle: Bundle, policy: TrustPolicy, artifact?: Uint8Array): SignatureAnswer {
  try {
    const fault = formFault(bundle, artifact);
    if (fault) return refusedBy(policy, fault);
    const isKey = bundle.verificationMaterial.content.$case === 'publicKey';
    if (policy.signers.length === 0) return refusedBy(policy, { code: isKey ? 'KEY_UNKNOWN' : 'IDENTITY_UNEXPECTED', message: 'no expected signer was given' });
    if (!policy.signers.some((signer) => signer.kind === (isKey ? 'key' : 'identity'))) {
      return refusedBy(policy, isKey
        ? { code: 'KEY_UNKNOWN', message: 'signed with a key, not with a certificate', expected: showSigners(policy.signers), found: 'key' }
        : { code: 'KEY_UNKNOWN', message: 'signed with a certificate, not with a key', expected: showSigners(policy.signers), found: 'certificate' });
    }
    return isKey ? verifyByKey(bundle, policy, artifact) : verifyByCertificate(bundle, policy, artifact);
  } catch (cause) {
    return refusedBy(policy, { code: 'SIGNATURE_INVALID', message: 'the signature could not be verified', found: oneLine(cause) });
  }
}

/** Whom the auditor expected is said also when nothing else could be asked. */
function refusedBy({ signers }: TrustPolicy, problem: SignatureRefusal): SignatureAnswer {
  return { problems: [problem], signer: null, times: [], criteria: signers.length === 0 ? [] : [`signer: ${showSigners(signers)}`], notes: [] };
}
