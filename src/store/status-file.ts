import { createHash } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import { readSignatureFiles } from '../sealing/signature-bundle.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import { type SignatureAnswer, verifySignature } from '../sealing/verify-signature.ts';
import { parseStatusStatement, type StatusPredicate } from './status-statement.ts';

/** Bytes. A signed statement with a certificate, log entries and timestamps has about 12 thousand. */
export const LARGEST_STATUS = 256 * 1024;

/** A signed change of status, as it was read: well-formed, and no more. Who signed it is for `judgeStatus`. */
export interface StatusFile {
  /** Of the file: its name in a store. */
  readonly sha256: string;
  readonly predicate: StatusPredicate;
  readonly signature: Bundle;
  readonly bytes: Uint8Array;
}

/** A Sigstore bundle in its one form around one status statement, or why the bytes are none. Never throws for anything in them. */
export function readStatusFile(bytes: Uint8Array): { readonly file: StatusFile } | { readonly fault: string } {
  if (bytes.length > LARGEST_STATUS) return { fault: `larger than ${LARGEST_STATUS} bytes` };
  const { seal, faults } = readSignatureFiles(bytes, undefined);
  if (faults.length > 0 || seal === null) return { fault: faults[0]?.message ?? 'not a signed statement' };
  const parsed = parseStatusStatement(seal.payload);
  if ('fault' in parsed) return parsed;
  return { file: { sha256: createHash('sha256').update(bytes).digest('hex'), predicate: parsed.predicate, signature: seal.bundle, bytes } };
}

/** Who signed it, by the auditor's list: the same question as for the seal of a bundle. Offline. */
export function judgeStatus(file: StatusFile, trust: TrustPolicy): SignatureAnswer {
  return verifySignature(file.signature, trust);
}
