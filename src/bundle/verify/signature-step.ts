import { sigstoreFile, STATEMENT_KINDS, STATEMENT_SIGSTORE } from '../../sealing/seal-files.ts';
import type { TrustPolicy } from '../../sealing/trust-policy.ts';
import { type SignatureAnswer, type VerifiedSigner, verifySignature } from '../../sealing/verify-signature.ts';
import type { Refusal } from '../verification.ts';
import type { Sealed } from './seal-steps.ts';

export interface Signed {
  /** Of the statement itself: who sealed, when, and what was asked of the signature. */
  readonly answer: SignatureAnswer;
  /** Of all the statements. */
  readonly problems: readonly Refusal[];
}

/** Step 6: each statement by an expected signer, all of them by the same one. Null when there is no statement to look at. */
export function checkSignatures(sealed: Sealed, policy: TrustPolicy): Signed | null {
  const own = sealed.seals.get('statement');
  if (!own) return null;
  const answer = verifySignature(own.bundle, policy);
  const problems: Refusal[] = answer.problems.map((problem) => ({ ...problem, subject: STATEMENT_SIGSTORE }));
  if (answer.signer) problems.push(...checkCommit(answer.signer, sealed, STATEMENT_SIGSTORE));
  for (const kind of STATEMENT_KINDS) {
    const seal = sealed.seals.get(kind);
    if (kind === 'statement' || !seal) continue;
    const file = sigstoreFile(kind);
    const one = verifySignature(seal.bundle, policy);
    problems.push(...one.problems.map((problem) => ({ ...problem, subject: file })));
    if (!one.signer) continue;
    if (answer.signer) problems.push(...sameSigner(answer.signer, one.signer, file));
    problems.push(...checkCommit(one.signer, sealed, file));
  }
  return { answer, problems };
}

/** Several signers may be expected; one of them sealed the bundle, and nobody else may speak in its name. */
function sameSigner(statement: VerifiedSigner, other: VerifiedSigner, subject: string): Refusal[] {
  const [expected, found] = [showSigner(statement), showSigner(other)];
  if (expected === found) return [];
  const code = other.kind === 'key' ? 'KEY_UNKNOWN' : 'IDENTITY_UNEXPECTED';
  return [{ code, message: 'signed by another expected signer than the one who sealed the statement', subject, expected, found }];
}

/** The pipeline's identity names the commit that it ran for: a seal made in a run for other sources is none of this release. */
function checkCommit(signer: VerifiedSigner, sealed: Sealed, subject: string): Refusal[] {
  if (signer.kind === 'key' || !sealed.statement) return [];
  const found = signer.extensions.sourceDigest;
  const expected = sealed.statement.predicate.release.commit;
  return found === undefined || found === expected ? [] : [{ code: 'COMMIT_MISMATCH', message: 'the certificate was issued to a run for another commit than the release', subject, expected, found }];
}

/** For people: the key, or identity and issuer. */
export function showSigner(signer: VerifiedSigner): string {
  return signer.kind === 'key' ? `key ${signer.fingerprint}` : `${signer.identity}, issuer ${signer.issuer}`;
}
