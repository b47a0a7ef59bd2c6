import { sha256 as digestOf } from '../model/digest.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { EvidenceStore, ListedObject } from './evidence-store.ts';
import { blockedRecordKey, type ReleaseName, recordKey } from './keys.ts';
import { hidden, productsOf } from './list.ts';
import { readDocument, readRecord } from './read.ts';
import type { ReleaseRecord } from './record.ts';
import { readStatus, type ReleaseStatus } from './status.ts';

/** A published release as its record names it, with what became of it. */
export interface FoundRelease {
  readonly record: ReleaseRecord;
  readonly recordKey: string;
  readonly recordVersionId: string;
  readonly status: ReleaseStatus;
  /** What lies over record or bundle, and damaged status records: to be said, no reason not to fetch. */
  readonly problems: readonly Problem[];
}

/** The product of a version, when it was left out. Fails with NOT_FOUND (exit 5) unless exactly one product has published it. */
export async function releaseName(store: EvidenceStore, productOrVersion: string, version: string | undefined): Promise<ReleaseName> {
  if (version !== undefined) return { product: productOrVersion, version };
  const products = await productsOf(store, productOrVersion);
  if (products.length === 1) return { product: products[0]!, version: productOrVersion };
  throw new EvidenceError('NOT_FOUND', 'publishing', products.length === 0 ? `${productOrVersion} is not published in ${store.address}` : `${productOrVersion} is published for ${products.join(', ')}`, {
    hint: products.length === 0 ? `release-evidence list --from ${store.address} shows what is` : 'name the product, too: PRODUCT VERSION',
  });
}

/** The record of a published release, pinned at its first version. Blocked bundles are never found. Fails with NOT_FOUND, STORE_UNUSABLE. */
export async function findPublished(store: EvidenceStore, name: ReleaseName): Promise<FoundRelease> {
  const key = recordKey(name);
  const found = await findRecord(store, key);
  if (found === null) throw new EvidenceError('NOT_FOUND', 'publishing', `${name.product} ${name.version} is not published in ${store.address}`, { hint: `release-evidence list --from ${store.address} shows what is` });
  const status = await readStatus(store, found.record);
  return { ...found, status, problems: [...found.problems, ...status.problems] };
}

/** A bundle that is kept among the blocked ones, by its digest. Fails with NOT_FOUND, STORE_UNUSABLE. */
export async function findBlocked(store: EvidenceStore, name: ReleaseName, sha256: string): Promise<FoundRelease> {
  const found = await findRecord(store, blockedRecordKey(name, sha256));
  if (found === null) throw new EvidenceError('NOT_FOUND', 'publishing', `no blocked bundle of ${name.product} ${name.version} has the digest ${sha256}`, { hint: `release-evidence list --from ${store.address} shows them with their digests` });
  return { ...found, status: { status: 'published', records: [], problems: [] } };
}

/**
 * The pinned bundle from byte `from` on. Fails with STORE_UNUSABLE when it is gone or has another size than its record says.
 */
export async function openBundle(store: EvidenceStore, record: ReleaseRecord, from: number): Promise<AsyncIterable<Uint8Array>> {
  const { key, versionId, size } = record.bundle;
  const content = await store.open(key, { versionId, from });
  if (content !== null && content.size === size) return content.chunks();
  throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the stored bundle of ${record.product} ${record.version} is ${content === null ? 'gone' : 'damaged'}`, {
    hint: 'release-evidence store audit says what else is',
    problems: [{ file: key, code: 'STORE_UNUSABLE', message: content === null ? 'the version that the release record names is not there' : 'another size than the release record says', expected: content === null ? versionId : String(size), found: content === null ? 'absent' : String(content.size) }],
  });
}

/** The receipt as its record pins it; null when the record has none. Fails with STORE_UNUSABLE when it is gone or has another digest. */
export async function readReceipt(store: EvidenceStore, { receipt }: ReleaseRecord): Promise<Uint8Array | null> {
  if (receipt === null) return null;
  const bytes = await readDocument(store, receipt.key, receipt.versionId);
  const found = bytes === null ? 'absent' : digestOf(bytes);
  if (bytes !== null && found === receipt.sha256) return bytes;
  throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the stored receipt is ${bytes === null ? 'gone' : 'damaged'}`, {
    problems: [{ file: receipt.key, code: 'STORE_UNUSABLE', message: 'another digest than the release record says', expected: receipt.sha256, found }],
  });
}

async function findRecord(store: EvidenceStore, key: string): Promise<Omit<FoundRelease, 'status'> | null> {
  const at = await exactly(store, key);
  const record = at === null ? null : await readRecord(store, key, at.versionId);
  if (at === null || record === null) return null;
  const bundle = await exactly(store, record.bundle.key);
  const over = [hidden(at, 'release record'), bundle && hidden(bundle, 'bundle')].filter((one) => one !== null);
  return { record, recordKey: key, recordVersionId: at.versionId, problems: over };
}

/** The object under this very key, listed: with its first version and what lies over it. */
async function exactly(store: EvidenceStore, key: string): Promise<ListedObject | null> {
  return (await store.list(key.slice(0, key.lastIndexOf('/') + 1))).find((one) => one.key === key) ?? null;
}
