import { memorySource } from '../../src/model/source.ts';
import { sha256 } from '../../src/model/digest.ts';
import { type CatalogueObject } from '../../src/catalogue/object.ts';
import { writeFacts } from '../../src/catalogue/parquet.ts';
import type { Fact } from '../../src/catalogue/schema.ts';
import type { EvidenceStore, ObjectLock } from '../../src/store/evidence-store.ts';
import { bundleKey, catalogueKey, receiptKey, recordKey } from '../../src/store/keys.ts';
import { type ReleaseRecord, writeRecord } from '../../src/store/record.ts';

/** A release for tests of queries: its facts and its record; the bundle itself is never opened by a query. */
export interface Synthetic {
  readonly product: string;
  readonly version: string;
  readonly record: ReleaseRecord;
  readonly facts: CatalogueObject;
}

/** Facts under a release's name, with the row of the release before them. */
export function synthetic(product: string, version: string, facts: readonly Fact[], { verdict = 'READY', date = '2026-01-01T00:00:00Z', lock = null as ReleaseRecord['lock'] } = {}): Synthetic {
  const bundle = sha256(`bundle ${product} ${version}`);
  const bytes = writeFacts([{ kind: 'release', name: 'Example', status: verdict, occurred_at: Date.parse(date), sha256: bundle, commit_id: 'a'.repeat(40), safety_class: 'C' }, ...facts], { product, version });
  const digest = sha256(bytes);
  const key = catalogueKey({ product, version }, digest);
  const name = { product, version };
  return {
    product, version, facts: { key, source: memorySource(key, bytes), sha256: digest, size: bytes.length },
    record: {
      format: '1', product, version, verdict: verdict as ReleaseRecord['verdict'], bundle: { key: bundleKey(name, bundle), versionId: bundle, sha256: bundle, size: 1 },
      receipt: { key: receiptKey(name, bundle, true), versionId: 'v', sha256: 'f'.repeat(64), sealed: true }, catalogue: { key, sha256: digest, size: bytes.length },
      tagManifestSha256: sha256(`content ${product} ${version}`), publishedAt: date, retainUntil: '2041-01-01T00:00:00Z', lock, immutability: 'none (test)',
    },
  };
}

export async function putObject(store: EvidenceStore, key: string, bytes: Uint8Array, lock: ObjectLock | null = null): Promise<void> {
  await store.putNew({ key, content: memorySource(key, bytes), sha256: sha256(bytes), mediaType: 'application/octet-stream', lock });
}

/** As a publication leaves it: the record, then the facts. */
export async function putRelease(store: EvidenceStore, { record, facts }: Synthetic, lock: ObjectLock | null = null): Promise<void> {
  await putObject(store, recordKey(record), writeRecord(record), lock);
  await store.putNew({ key: facts.key, content: facts.source, sha256: facts.sha256, mediaType: 'application/vnd.apache.parquet', lock });
}
