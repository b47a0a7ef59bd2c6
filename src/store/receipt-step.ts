import type { OutsideFinding, Refusal } from '../bundle/verification.ts';
import { EvidenceError } from '../model/problem.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { readReceipt } from './fetch.ts';
import { receiptKey } from './keys.ts';
import { readDocument } from './read.ts';
import type { Receipt } from './receipt.ts';
import type { ReleaseRecord } from './record.ts';
import { verifyReceipt } from './verify-receipt.ts';

/**
 * The receipt that the record pins: it has its digest, its seal holds, and it is about this very version. That its signer is not on the auditor's list is
 * said: whoever publishes may be another than who seals. A receipt that was sealed later beside an unsigned one is looked at as well, and refuses nothing.
 */
export async function checkReceipt(store: EvidenceStore, record: ReleaseRecord, trust: TrustPolicy): Promise<OutsideFinding> {
  const invalid = (message: string, more: Partial<Refusal> = {}): OutsideFinding => ({ problems: [{ code: 'RECEIPT_INVALID', message, ...(record.receipt && { subject: record.receipt.key }), ...more }] });
  if (record.receipt === null) return invalid('the release record names no receipt');
  let bytes: Uint8Array;
  try {
    bytes = (await readReceipt(store, record))!;
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.problems.length === 0) throw error;
    const [{ expected, found } = {}] = error.problems;
    return invalid(error.message, { ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) });
  }
  const read = verifyReceipt(bytes, trust);
  if ('fault' in read) return invalid(`the receipt is damaged: ${read.fault}`);
  if ((read.signature !== null) !== record.receipt.sealed) return invalid(`the release record calls the receipt ${record.receipt.sealed ? 'sealed' : 'unsigned'}, and it is not`);
  if (!isAbout(read.receipt, record)) return invalid('the receipt is about another object than the release record names');
  const fault = read.signature?.problems[0];
  if (fault?.code === 'SIGNATURE_INVALID') return invalid(`the seal of the receipt does not hold: ${fault.message}`);
  if (read.signature === null) return { problems: [], note: await sealedLater(store, record, trust) };
  return { problems: [], note: fault === undefined ? 'receipt sealed by an expected signer' : `receipt sealed, its signer not judged: ${fault.message}` };
}

/** `publish` with a signer puts a sealed receipt beside the unsigned one that the record pins. */
async function sealedLater(store: EvidenceStore, record: ReleaseRecord, trust: TrustPolicy): Promise<string> {
  const bytes = await readDocument(store, receiptKey(record, record.bundle.sha256, true)).catch((error: unknown) => {
    if (error instanceof EvidenceError && error.code === 'STORE_UNUSABLE') return new Uint8Array();
    throw error;
  });
  if (bytes === null) return 'receipt unsigned';
  const read = verifyReceipt(bytes, trust);
  if ('fault' in read || read.signature === null || !isAbout(read.receipt, record)) return 'receipt unsigned; what lies beside it as a sealed one is none of this version, and counts for nothing';
  const fault = read.signature.problems[0];
  return fault === undefined ? 'receipt sealed later by an expected signer' : `receipt unsigned; the sealed one beside it is not by a signer of yours: ${fault.message}`;
}

function isAbout({ tagManifestSha256, predicate: { object, release } }: Receipt, record: ReleaseRecord): boolean {
  const { key, versionId, sha256, size } = record.bundle;
  return object.key === key && object.versionId === versionId && object.sha256 === sha256 && object.size === size
    && tagManifestSha256 === record.tagManifestSha256 && release.product === record.product && release.version === record.version && release.verdict === record.verdict;
}
