import { by } from '../model/order.ts';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { ReleaseVerdict } from '../model/row.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { isBlocked, isRecord, recordKey } from './keys.ts';
import { readRecord, readThrough } from './read.ts';
import type { ReleaseRecord } from './record.ts';

/** One element of `list --json` (docs/schemas/list.schema.json). */
export interface ListedRelease {
  readonly product: string;
  readonly version: string;
  readonly verdict: ReleaseVerdict;
  readonly status: 'published' | 'withdrawn' | 'superseded' | 'blocked';
  readonly publishedAt: string;
  readonly retainUntil: string | null;
  readonly size: number;
  readonly sha256: string;
}

/** Everything with a record, by product, version and time; damaged records are named, not skipped. */
export async function listReleases(store: EvidenceStore): Promise<{ readonly releases: readonly ListedRelease[]; readonly problems: readonly Problem[] }> {
  const releases: ListedRelease[] = [];
  const problems: Problem[] = [];
  for (const key of (await store.list('')).filter(isRecord)) {
    try {
      const record = await readRecord(store, key);
      if (record) releases.push(listed(record, isBlocked(key)));
    } catch (error) {
      if (!(error instanceof EvidenceError) || error.code !== 'STORE_UNUSABLE') throw error;
      problems.push({ file: key, code: error.code, message: error.message });
    }
  }
  releases.sort(by((r) => [r.product, r.version, r.publishedAt, r.sha256].join('\0')));
  return { releases, problems };
}

/** The record of a published release, or null. Blocked bundles are never found. */
export async function findRelease(store: EvidenceStore, name: { product: string; version: string }): Promise<ReleaseRecord | null> {
  return readRecord(store, recordKey(name));
}

/** Products that have published this version, in code unit order: for `fetch VERSION` without a product. */
export async function productsOf(store: EvidenceStore, version: string): Promise<readonly string[]> {
  const records = (await store.list('')).filter((key) => isRecord(key) && !isBlocked(key)).map((key) => key.split('/'));
  return records.filter((parts) => parts.length === 3 && parts[1] === version).map((parts) => parts[0]!);
}

/** Writes the published bundle to `to` and checks its digest; what was written before a failure must be thrown away. Fails with NOT_FOUND (exit 5) or STORE_UNUSABLE. */
export async function fetchBundle(store: EvidenceStore, name: { product: string; version: string }, to: (bytes: Uint8Array) => void): Promise<ReleaseRecord> {
  const record = await findRelease(store, name);
  if (!record) throw new EvidenceError('NOT_FOUND', 'publishing', `${name.product} ${name.version} is not published here`, { hint: 'release-evidence list shows what is' });
  const found = await readThrough(store, record.bundle.key, to);
  if (found?.sha256 !== record.bundle.sha256) {
    throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the stored bundle of ${name.product} ${name.version} is ${found ? 'damaged' : 'gone'}`, {
      problems: [{ file: record.bundle.key, code: 'STORE_UNUSABLE', message: 'another digest than the release record says', expected: record.bundle.sha256, found: found?.sha256 ?? 'absent' }],
    });
  }
  return record;
}

function listed(record: ReleaseRecord, blocked: boolean): ListedRelease {
  const { product, version, verdict, publishedAt, retainUntil, bundle } = record;
  return { product, version, verdict, status: blocked ? 'blocked' : 'published', publishedAt, retainUntil, size: bundle.size, sha256: bundle.sha256 };
}
