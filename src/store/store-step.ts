import type { AboutBundle } from '../bundle/verify-bundle.ts';
import type { OutsideFinding, Refusal } from '../bundle/verification.ts';
import { EvidenceError } from '../model/problem.ts';
import { readSignatureFiles } from '../sealing/signature-bundle.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import { verifySignature } from '../sealing/verify-signature.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { type FoundRelease, readReceipt } from './fetch.ts';
import { lockProblems } from './list.ts';
import { showLock } from './lock.ts';
import { parseReceipt } from './receipt.ts';
import type { ReleaseRecord } from './record.ts';

/**
 * What the store says of a bundle that was fetched from it: the record is about this content, the pinned version is still there with its digest and its
 * lock, the receipt is the one of this version. What lies over any of it is said. Never throws for anything in the store; a store that cannot be
 * asked leaves it open (STORE_UNREADABLE).
 */
export async function checkStore(store: EvidenceStore, { record, problems: over }: FoundRelease, about: AboutBundle, trust: TrustPolicy): Promise<OutsideFinding> {
  const notes = over.filter(({ code }) => code === 'STORE_HIDDEN').map(({ message, file }) => `${message} (${file})`);
  try {
    const stored = await storedProblems(store, record);
    const receipt = await checkReceipt(store, record, trust);
    return { problems: [...recordProblems(record, about), ...stored.problems, ...receipt.problems], note: [...stored.notes, ...receipt.notes, ...notes].join('; ') };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { problems: [...recordProblems(record, about), { code: 'STORE_UNREADABLE', message: error.message }] };
  }
}

/** The record beside the content of the bundle itself. */
function recordProblems(record: ReleaseRecord, { tagManifestSha256, release }: AboutBundle): Refusal[] {
  const fields: readonly (readonly [what: string, recorded: string, found: string | undefined])[] = [
    ['tag manifest', record.tagManifestSha256, tagManifestSha256 ?? undefined],
    ...(release === null ? [] : [['product', record.product, release.product], ['version', record.version, release.version], ['verdict', record.verdict, release.verdict]] as const),
  ];
  return fields.flatMap(([what, expected, found]) => (expected === found ? [] : [{ code: 'STORE_MISMATCH', message: `the release record states another ${what} than the bundle has`, expected, found: found ?? 'none' } as const]));
}

async function storedProblems(store: EvidenceStore, record: ReleaseRecord): Promise<{ problems: readonly Refusal[]; notes: readonly string[] }> {
  const { key, versionId, sha256, size } = record.bundle;
  const stored = await store.prove(key, { versionId });
  if (stored === null) return { problems: [{ code: 'STORE_MISMATCH', message: 'the version that the release record names is gone', subject: key, expected: versionId, found: 'absent' }], notes: [] };
  const problems: Refusal[] = stored.sha256 === sha256 && stored.size === size ? [] : [{ code: 'STORE_MISMATCH', message: 'the store holds another object than the release record names', subject: key, expected: sha256, found: stored.sha256 }];
  for (const { message, expected, found } of lockProblems(record, stored.lock)) problems.push({ code: 'STORE_UNLOCKED', message, subject: key, ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) });
  return { problems, notes: [record.lock === null ? `no object lock: ${store.immutability}` : `${showLock(stored.lock)}, read from the store now`] };
}

/** A sealed receipt is judged by the auditor's list when its signer is on it; by whom it is else, is said. */
async function checkReceipt(store: EvidenceStore, record: ReleaseRecord, trust: TrustPolicy): Promise<{ problems: readonly Refusal[]; notes: readonly string[] }> {
  const invalid = (message: string, more: Partial<Refusal> = {}) => ({ problems: [{ code: 'RECEIPT_INVALID', message, ...(record.receipt && { subject: record.receipt.key }), ...more } as const], notes: [] });
  if (record.receipt === null) return invalid('the release record names no receipt');
  let bytes: Uint8Array;
  try {
    bytes = (await readReceipt(store, record))!;
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.problems.length === 0) throw error;
    const [{ expected, found } = {}] = error.problems;
    return invalid(error.message, { ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) });
  }
  const notes: string[] = [];
  let statement = bytes;
  if (record.receipt.sealed) {
    const { seal, faults } = readSignatureFiles(bytes, undefined);
    if (seal === null || faults.length > 0) return invalid(`the receipt is not a sealed one: ${faults[0]?.message ?? 'no signature'}`);
    const [fault] = verifySignature(seal.bundle, trust).problems;
    if (fault?.code === 'SIGNATURE_INVALID') return invalid(`the seal of the receipt does not hold: ${fault.message}`);
    notes.push(fault === undefined ? 'receipt sealed by an expected signer' : `receipt sealed, and its signer not judged: ${fault.message}`);
    statement = seal.payload;
  } else notes.push('receipt unsigned');
  const read = parseReceipt(statement);
  if ('fault' in read) return invalid(`the receipt is damaged: ${read.fault}`);
  const { object, release } = read.receipt.predicate;
  const same = object.key === record.bundle.key && object.versionId === record.bundle.versionId && object.sha256 === record.bundle.sha256 && object.size === record.bundle.size
    && read.receipt.tagManifestSha256 === record.tagManifestSha256 && release.product === record.product && release.version === record.version && release.verdict === record.verdict;
  return same ? { problems: [], notes } : invalid('the receipt is about another object than the release record names');
}
