import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore, StoredVersion } from './evidence-store.ts';
import { blockedBundleKey, blockedRecordKey, bundleKey, recordKey } from './keys.ts';
import { againSame } from './publish-again.ts';
import { answer, begin, type FactsObject, type Publication, type PublishRequest, type PublishTools, putFacts, rowOf, type Run, type StoredObject } from './publication.ts';
import { putDocument, putProved, refuseLost } from './put-proved.ts';
import { putReceipt, type PutReceipt } from './put-receipt.ts';
import { readRecord } from './read.ts';
import { parseRecord, type ReleaseRecord, writeRecord } from './record.ts';

export type { Publication, PublishRequest, PublishTools } from './publication.ts';

/**
 * Publishes a bundle: preflight, bundle, receipt, then the release record, which is the act of publication, then its facts for the catalogue
 * (docs/bundle-format.md §10). Each object is read back with its lock before the next one is put. Running it again after a crash at any point ends in the
 * same state. The same content is published once: later runs prove everything again, complete what is missing, and answer `already-published` with
 * the first record. Fails with STORE_CONFLICT (other content under the same version), NOT_PUBLISHABLE, CONFIRMATION_NEEDED, LOCK_SHORTFALL, STORE_….
 */
export async function publishBundle(store: EvidenceStore, request: PublishRequest, tools: PublishTools = {}): Promise<Publication> {
  const { product, version, verdict } = request;
  if (verdict === 'NOT READY') {
    throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${product} ${version} is NOT READY`, { hint: 'release --record-blocked keeps it among the blocked ones' });
  }
  const key = recordKey(request);
  const run = await begin(store, request, tools);
  const before = await readRecord(store, key);
  if (before) return againSame(run, before, key, 'already-published');

  // Made before anything is sent: evidence that cannot be read is found now.
  const facts = request.catalogue?.({ bundleSha256: request.sha256, tagManifestSha256: request.tagManifestSha256, retainUntil: run.lock?.retainUntil ?? request.retainUntil });
  const bundle = await putBundle(run, bundleKey(request, request.sha256));
  const row = rowOf(run, bundle);
  tools.step?.('bundle read back; putting the receipt');
  const receipt = await putReceipt(store, {
    release: { product, version, verdict }, store, bundle, tagManifestSha256: request.tagManifestSha256, bundleRetainUntil: request.retainUntil, settings: run.preflight.settings, row,
  }, request, run.lock, tools.seal);
  tools.step?.('putting the release record');
  const published = await putRecord(run, bundle, key, receipt, facts);
  if (published === null) return againSame(run, await winner(store, key), key, 'already-published', receipt.warnings);
  const objects: readonly StoredObject[] = [
    { what: 'bundle', stored: bundle }, { what: 'receipt', stored: receipt.stored }, { what: 'record', stored: published.stored }, ...await putFacts(run, facts),
  ];
  await refuseLost(store, objects.map(({ stored }) => stored));
  return answer(run, 'published', published.record, key, objects, [row], receipt);
}

/** Keeps a NOT READY bundle where no list of releases and no fetch looks, locked like a release. */
export async function recordBlocked(store: EvidenceStore, request: PublishRequest, tools: PublishTools = {}): Promise<Publication> {
  const key = blockedRecordKey(request, request.sha256);
  const run = await begin(store, request, tools);
  const before = await readRecord(store, key);
  if (before) return againSame(run, before, key, 'already-blocked');
  const bundle = await putBundle(run, blockedBundleKey(request, request.sha256));
  const kept = await putRecord(run, bundle, key, null, undefined);
  if (kept === null) return againSame(run, await winner(store, key), key, 'already-blocked');
  await refuseLost(store, [bundle, kept.stored]);
  return answer(run, 'blocked', kept.record, key, [{ what: 'bundle', stored: bundle }, { what: 'record', stored: kept.stored }], [], null);
}

async function putBundle({ store, request, tools, lock, ask }: Run, key: string): Promise<StoredVersion> {
  await ask();
  tools.step?.(`putting the bundle${lock === null ? '' : `: ${lock.mode} until ${lock.retainUntil}`}`);
  const { bundle, sha256: digest } = request;
  return putProved(store, {
    key, content: bundle, sha256: digest, mediaType: 'application/zip', lock,
    onProgress: (bytes) => tools.sent?.(bytes, bundle.size),
  });
}

/** Null when another record is there already. */
async function putRecord(run: Run, bundle: StoredVersion, key: string, receipt: PutReceipt | null, facts: FactsObject | undefined): Promise<{ record: ReleaseRecord; stored: StoredVersion } | null> {
  const { store, request, lock } = run;
  const record: ReleaseRecord = {
    format: '1', product: request.product, version: request.version, verdict: request.verdict,
    bundle: { key: bundle.key, versionId: bundle.versionId, sha256: bundle.sha256, size: bundle.size },
    receipt: receipt && { key: receipt.stored.key, versionId: receipt.stored.versionId, sha256: receipt.stored.sha256, sealed: receipt.sealed },
    catalogue: facts ? { key: facts.key, sha256: facts.sha256, size: facts.size } : null,
    tagManifestSha256: request.tagManifestSha256, publishedAt: bundle.provedAt, retainUntil: lock?.retainUntil ?? request.retainUntil,
    lock: lock && { mode: lock.mode, legalHold: lock.legalHold }, immutability: store.immutability,
  };
  const bytes = writeRecord(record);
  // A record is written once: one that nobody could read would spoil this version for good.
  const parsed = parseRecord(bytes);
  if ('fault' in parsed) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the release record would not be one: ${parsed.fault}`, { hint: 'nothing is published; the store answered with something that cannot be recorded' });
  const put = await putDocument(store, key, bytes, 'application/json', lock);
  // The store knows an object of ours again after a lost answer. The same bytes may be somebody else's: racers with one content write one record.
  if (put.outcome === 'exists') return null;
  return { record, stored: put.stored };
}

async function winner(store: EvidenceStore, key: string): Promise<ReleaseRecord> {
  const record = await readRecord(store, key);
  if (record === null) throw new EvidenceError('STORE_LOST', 'publishing', `${key} exists and cannot be read`);
  return record;
}
