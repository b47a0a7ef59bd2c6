import type { Bundle } from '@sigstore/bundle';
import { EvidenceError } from '../model/problem.ts';
import { type CertifiedIdentity, readCertifiedIdentity } from './certified-identity.ts';
import { readTrustedRoot } from './read-trusted-root.ts';
import type { SealingMeans } from './sealing-means.ts';
import type { ExpectedSigner, TrustPolicy } from './trust-policy.ts';
import { EMPTY_TRUSTED_ROOT } from './trusted-root.ts';
import { type TrustedTime, verifySignature } from './verify-signature.ts';

/**
 * What an auditor would ask of a signature made with these means: the key, or for a certificate the given identity (what the project file
 * expects, when left out); undefined when neither is known. The trusted root is the one that goes into the bundle.
 */
export function policyOf(means: SealingMeans, identity?: CertifiedIdentity): TrustPolicy | undefined {
  const signer = signerOf(means, identity);
  if (!signer) return undefined;
  return {
    signers: [signer],
    ...(means.thresholds && { thresholds: means.thresholds }),
    ...(means.trustedRoot !== EMPTY_TRUSTED_ROOT && { trustedRoot: readTrustedRoot(means.trustedRoot, 'usage') }),
  };
}

function signerOf({ kind, publicKey, expected }: SealingMeans, certified?: CertifiedIdentity): ExpectedSigner | undefined {
  if (kind !== 'keyless') return publicKey && { kind: 'key', key: publicKey };
  const { identity, issuer } = certified ?? expected ?? {};
  return identity === undefined || issuer === undefined ? undefined : { kind: 'identity', identity: { exact: identity }, issuer: { exact: issuer } };
}

/**
 * Verifies a signature that was just made, under the trusted root that goes into the bundle. Its trusted times, as an auditor will find them.
 * Fails with SIGNING_FAILED (exit 4) and every reason.
 */
export function refuseUnverifiable(bundle: Bundle, means: SealingMeans): readonly TrustedTime[] {
  const material = bundle.verificationMaterial.content;
  const identity = means.kind === 'keyless' && material.$case === 'certificate' ? readCertifiedIdentity(material.certificate.rawBytes) ?? undefined : undefined;
  const policy = policyOf(means, identity);
  if (!policy) throw new EvidenceError('SIGNING_FAILED', 'sealing', 'the signature names neither the key nor an identity by which it could be verified');
  const { problems, times } = verifySignature(bundle, policy);
  if (problems.length === 0) return times;
  const [first] = problems;
  const detail = (one: typeof first): string => `${one!.message}${one!.expected === undefined ? '' : `, expected ${one!.expected}`}${one!.found === undefined ? '' : `, found ${one!.found}`}`;
  throw new EvidenceError('SIGNING_FAILED', 'sealing', `the signature was made and does not verify, so nothing is written: ${detail(first)} [${first!.code}]`, {
    hint: means.trustedRoot === EMPTY_TRUSTED_ROOT ? 'is the public key that of the private one?' : 'does the trusted root belong to these services? It must hold the keys of this authority, log and timestamp authority, from before now',
    problems: problems.map((one) => ({ code: 'SIGNING_FAILED' as const, file: 'signature', message: detail(one) })),
  });
}
