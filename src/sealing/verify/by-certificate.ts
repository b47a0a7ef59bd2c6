import type { Bundle } from '@sigstore/bundle';
import { toSignedEntity, type TrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import type { SignatureRefusal } from '../signature-refusals.ts';
import type { Thresholds, TrustPolicy } from '../trust-policy.ts';
import type { SignatureAnswer } from './answer.ts';
import { checkChain, checkTransparency } from './chain.ts';
import { alteredSignature } from './form.ts';
import { chainBesideLeaf, type LeafCertificate, readLeafCertificate } from './leaf-certificate.ts';
import { oneLine } from './probe.ts';
import { checkIdentity } from './signer-match.ts';
import { thresholdsFor } from './thresholds.ts';
import { trustOf } from './trust-material.ts';
import { criteriaOf, judgeWitnesses, timesOf, withoutWitnesses } from './witnesses.ts';

/**
 * A signature by a short-lived certificate (Fulcio). Each cause is looked for by itself, so that the refusal can name it; the yes comes
 * from one full run of the library with every witness and every threshold, and from our own checks.
 */
export function verifyByCertificate(bundle: Bundle, policy: TrustPolicy, artifact: Uint8Array | undefined): SignatureAnswer {
  const thresholds = thresholdsFor('certificate', policy.thresholds);
  const refused = (problems: readonly SignatureRefusal[]): SignatureAnswer => ({ problems, signer: null, times: [], criteria: criteriaOf(policy, thresholds, {}, 1), notes: [] });
  if (!policy.trustedRoot) return refused([{ code: 'TRUST_ROOT_MISSING', message: 'signed with a certificate, and no trusted root was given to judge it', expected: 'a trusted root', found: 'none' }]);
  const [own, ...beside] = certificatesOf(bundle);
  const leaf = readLeafCertificate(own!);
  if ('code' in leaf) return refused([leaf]);
  const chain = chainBesideLeaf(beside);
  if (chain) return refused([chain]);
  const bare = toSignedEntity(withoutWitnesses(bundle), artifact && Buffer.from(artifact));
  // Witnesses of another signature would only repeat in other words that this one is false.
  if (!bare.signature.verifySignature(leaf.key)) {
    return refused([alteredSignature(bundle, 'the key of the certificate beside it'), ...checkIdentity(leaf, policy.signers)]);
  }
  const { authorities, material: trust } = trustOf(policy.trustedRoot);
  const fault = fullRun(bundle, artifact, trust, thresholds, leaf);
  const witnesses = judgeWitnesses(bundle, { signature: bare.signature, key: leaf.key, trust, passed: fault === null }, authorities, leaf.certificate.root.toDER(), thresholds);
  const transparency = checkTransparency(leaf, thresholds.certificateTransparency, authorities);
  const problems = [...checkChain(leaf, witnesses.times, authorities), ...checkIdentity(leaf, policy.signers), ...transparency.problems, ...witnesses.problems];
  // The library's no has the last word; ours come first, because they name the cause.
  if (problems.length > 0 || fault) return refused(problems.length > 0 ? problems : [fault!]);
  return {
    problems: [], signer: { kind: 'keyless', identity: leaf.identity, issuer: leaf.issuer, extensions: leaf.extensions },
    times: timesOf(witnesses.times), notes: witnesses.notes,
    criteria: criteriaOf(policy, thresholds, { log: witnesses.logs, certificateTransparency: transparency.found, timestamps: witnesses.authorities }, 1),
  };
}

/** Null = the library says yes to the whole, and has read the same identity as we have. */
function fullRun(bundle: Bundle, artifact: Uint8Array | undefined, trust: TrustMaterial, thresholds: Thresholds, leaf: LeafCertificate): SignatureRefusal | null {
  try {
    const verifier = new Verifier(trust, { tlogThreshold: thresholds.log, ctlogThreshold: thresholds.certificateTransparency, timestampThreshold: thresholds.timestamps });
    const { identity } = verifier.verify(toSignedEntity(bundle, artifact && Buffer.from(artifact)));
    if (identity?.subjectAlternativeName === leaf.identity && identity.extensions?.issuer === leaf.issuer) return null;
    return { code: 'CERTIFICATE_FORM', message: 'the certificate can be read in two ways', expected: leaf.identity, found: String(identity?.subjectAlternativeName) };
  } catch (cause) {
    const found = oneLine(cause);
    if (!(cause instanceof VerificationError)) return { code: 'SIGNATURE_INVALID', message: 'the signature could not be verified', found };
    if (cause.code !== 'CERTIFICATE_ERROR') return { code: 'SIGNATURE_INVALID', message: 'the signature was refused by the library that has the last word', found };
    if (/SCT/.test(found)) return { code: 'SCT_MISSING', message: 'a proof of certificate transparency is false', found };
    return { code: 'CERTIFICATE_UNTRUSTED', message: 'the certificate has no valid chain to an authority of the trusted root', found };
  }
}

/** The signer's first. */
function certificatesOf(bundle: Bundle): readonly Uint8Array[] {
  const { content } = bundle.verificationMaterial;
  if (content.$case === 'certificate') return [content.certificate.rawBytes];
  if (content.$case === 'x509CertificateChain') return content.x509CertificateChain.certificates.map((one) => one.rawBytes);
  throw new TypeError('not a certificate');
}
