import type { AboutBundle } from '../bundle/verify-bundle.ts';
import type { OutsideFinding, Refusal } from '../bundle/verification.ts';
import { EvidenceError } from '../model/problem.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import type { EvidenceStore } from './evidence-store.ts';
import type { FoundRelease } from './fetch.ts';
import { lockProblems } from './list.ts';
import { showLock } from './lock.ts';
import { checkReceipt } from './receipt-step.ts';
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
    return { problems: [...recordProblems(record, about), ...stored.problems, ...receipt.problems], note: [...stored.notes, ...(receipt.note === undefined ? [] : [receipt.note]), ...notes].join('; ') };
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
