import { createHash } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import type { SignatureRefusal } from '../signature-refusals.ts';

/** More than any signature has, so that a hostile bundle cannot make the verifier work for hours. */
const MOST_WITNESSES = 32;
const HASHES: Readonly<Record<number, string>> = { [HashAlgorithm.SHA2_256]: 'sha256', [HashAlgorithm.SHA2_384]: 'sha384', [HashAlgorithm.SHA2_512]: 'sha512' };

/** What can be said before any key is looked at: exactly one signature, over the given file, a bearable number of witnesses. */
export function formFault(bundle: Bundle, artifact: Uint8Array | undefined): SignatureRefusal | null {
  const invalid = (message: string, expected?: string, found?: string): SignatureRefusal => ({ code: 'SIGNATURE_INVALID', message, ...(expected !== undefined && { expected }), ...(found !== undefined && { found }) });
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  const witnesses = tlogEntries.length + (timestampVerificationData?.rfc3161Timestamps.length ?? 0);
  if (witnesses > MOST_WITNESSES) return invalid('more log entries and timestamps than any signature has', `at most ${MOST_WITNESSES}`, String(witnesses));
  if (bundle.content.$case === 'dsseEnvelope') {
    const { signatures } = bundle.content.dsseEnvelope;
    return signatures.length === 1 ? null : invalid('not exactly one signature', '1', String(signatures.length));
  }
  const { messageDigest } = bundle.content.messageSignature;
  const hash = HASHES[messageDigest.algorithm];
  if (!hash) return invalid('a digest of an algorithm that is not known here');
  if (!artifact) return invalid('the signed file was not given');
  const found = createHash(hash).update(artifact).digest();
  // The library compares this digest with the log's entry and never with the file.
  return found.equals(messageDigest.digest) ? null : invalid('the signature is over another file', messageDigest.digest.toString('hex'), found.toString('hex'));
}

/** The refusal of a signature that is not over what lies beside it, or not by this key: `by` says by whose. */
export function alteredSignature(bundle: Bundle, by: string): SignatureRefusal {
  const signed = bundle.content.$case === 'dsseEnvelope'
    ? `a statement with the SHA-256 ${createHash('sha256').update(bundle.content.dsseEnvelope.payload).digest('hex')}, which this signature is not over`
    : 'a file that this signature is not over';
  return { code: 'SIGNATURE_INVALID', message: 'altered or forged: the signature does not belong to this statement and signer', expected: `a signature by ${by}`, found: signed };
}
