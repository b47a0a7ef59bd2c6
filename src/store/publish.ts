import { EvidenceError } from '../model/problem.ts';
import type { ReleaseVerdict } from '../model/row.ts';
import { memorySource, type Source } from '../model/source.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { blockedBundleKey, blockedRecordKey, bundleKey, recordKey } from './keys.ts';
import { readRecord, readThrough } from './read.ts';
import { parseRecord, type ReleaseRecord, writeRecord } from './record.ts';

export interface PublishRequest {
  readonly product: string;
  readonly version: string;
  readonly verdict: ReleaseVerdict;
  readonly bundle: Source;
  /** Of the bundle file. */
  readonly sha256: string;
  /** Equal for bundles of the same content. */
  readonly tagManifestSha256: string;
  /** RFC 3339. */
  readonly publishedAt: string;
  readonly retainUntil: string | null;
}

/** What the publisher may show and keep. */
export interface PublishReceipt {
  readonly outcome: 'published' | 'already-published' | 'blocked' | 'already-blocked';
  readonly record: ReleaseRecord;
  readonly recordKey: string;
  /** The stored bundle was read again and had the right digest. */
  readonly readBack: true;
}

/**
 * Publishes a bundle: bundle, read back, then the release record, which is the act of publication (docs/bundle-format.md §10).
 * Running it again after a crash at any point ends in the same state. The same content is published once: later runs answer `already-published`
 * with the first record. Fails with STORE_CONFLICT for other content under the same version, NOT_PUBLISHABLE for NOT READY, STORE_UNUSABLE.
 */
export async function publishBundle(store: EvidenceStore, request: PublishRequest): Promise<PublishReceipt> {
  if (request.verdict === 'NOT READY') {
    throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${request.product} ${request.version} is NOT READY`, { hint: 'release --record-blocked keeps it among the blocked ones' });
  }
  return put(store, request, bundleKey(request, request.sha256), recordKey(request), { first: 'published', again: 'already-published' });
}

/** Keeps a NOT READY bundle where no list of releases and no fetch looks. */
export async function recordBlocked(store: EvidenceStore, request: PublishRequest): Promise<PublishReceipt> {
  const keys = { bundle: blockedBundleKey(request, request.sha256), record: blockedRecordKey(request, request.sha256) };
  return put(store, request, keys.bundle, keys.record, { first: 'blocked', again: 'already-blocked' });
}

async function put(
  store: EvidenceStore, request: PublishRequest, bundle: string, record: string,
  outcomes: { first: PublishReceipt['outcome']; again: PublishReceipt['outcome'] },
): Promise<PublishReceipt> {
  const before = await readRecord(store, record);
  if (before) return again(store, request, before, record, outcomes.again);
  const written: ReleaseRecord = {
    format: '1', product: request.product, version: request.version, verdict: request.verdict,
    bundle: { key: bundle, sha256: request.sha256, size: request.bundle.size },
    tagManifestSha256: request.tagManifestSha256, publishedAt: request.publishedAt, retainUntil: request.retainUntil, immutability: store.immutability,
  };
  // A record is written once: one that nobody could read would spoil this version for good.
  const parsed = parseRecord(writeRecord(written));
  if ('fault' in parsed) throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `the release record would not be one: ${parsed.fault}`, { hint: 'correct what the evidence states' });
  await store.putNew(bundle, request.bundle);
  await readBack(store, bundle, request.sha256);
  if (await store.putNew(record, memorySource(record, writeRecord(written))) === 'created') {
    return { outcome: outcomes.first, record: written, recordKey: record, readBack: true };
  }
  const winner = await readRecord(store, record);
  if (!winner) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${record} exists and cannot be read`);
  return again(store, request, winner, record, outcomes.again);
}

async function again(store: EvidenceStore, request: PublishRequest, record: ReleaseRecord, key: string, outcome: PublishReceipt['outcome']): Promise<PublishReceipt> {
  if (record.tagManifestSha256 !== request.tagManifestSha256) {
    throw new EvidenceError('STORE_CONFLICT', 'publishing', `${request.product} ${request.version} is published already, with other content`, {
      hint: 'a published version is frozen: give the release a new version',
      problems: [{ file: key, code: 'STORE_CONFLICT', message: 'another tag manifest', expected: record.tagManifestSha256, found: request.tagManifestSha256 }],
    });
  }
  await readBack(store, record.bundle.key, record.bundle.sha256);
  return { outcome, record, recordKey: key, readBack: true };
}

/** What a store acknowledged is believed only after it was read again. */
async function readBack(store: EvidenceStore, key: string, sha256: string): Promise<void> {
  const found = await readThrough(store, key, () => undefined);
  if (found?.sha256 === sha256) return;
  throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the stored bundle ${key} is ${found ? 'not the one that was published' : 'not there'}`, {
    problems: [{ file: key, code: 'STORE_UNUSABLE', message: 'another digest when read back', expected: sha256, found: found?.sha256 ?? 'absent' }],
  });
}
