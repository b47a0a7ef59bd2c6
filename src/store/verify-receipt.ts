import { readSignatureFiles } from '../sealing/signature-bundle.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import { type SignatureAnswer, verifySignature } from '../sealing/verify-signature.ts';
import { MAX_DOCUMENT } from './read.ts';
import { parseReceipt, type Receipt } from './receipt.ts';

/** A receipt, and who sealed it. */
export interface VerifiedReceipt {
  readonly receipt: Receipt;
  /** The bytes of the statement: those of an unsigned receipt. */
  readonly statement: Uint8Array;
  /** Null: unsigned. It is verified when its `problems` are empty. */
  readonly signature: SignatureAnswer | null;
}

/**
 * Reads a receipt, `receipt.sigstore.json` or `receipt.json`, and judges its seal by `policy`: offline, as the seal of a bundle. Whether it speaks
 * of the bundle at hand is for the caller to compare: `receipt.sha256`. Never throws for anything in the bytes.
 */
export function verifyReceipt(bytes: Uint8Array, policy: TrustPolicy): VerifiedReceipt | { readonly fault: string } {
  if (bytes.length > MAX_DOCUMENT) return { fault: 'too large' };
  const plain = parseReceipt(bytes);
  if ('receipt' in plain) return { receipt: plain.receipt, statement: bytes, signature: null };
  const { seal, faults } = readSignatureFiles(bytes, undefined);
  if (seal === null || faults.length > 0) return { fault: faults.some(({ message }) => message.startsWith('not a Sigstore bundle with')) ? plain.fault : faults[0]?.message ?? 'not a sealed receipt' };
  const parsed = parseReceipt(seal.payload);
  if ('fault' in parsed) return parsed;
  return { receipt: parsed.receipt, statement: seal.payload, signature: verifySignature(seal.bundle, policy) };
}
