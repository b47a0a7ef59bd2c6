import { createHash } from 'node:crypto';
import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { blockedBundleKey, blockedRecordKey, bundleKey, catalogueKey, receiptKey, recordKey } from './keys.ts';
import { parseRecord, type ReleaseRecord } from './record.ts';

/** Records, receipts and statements are pages of text; anything larger is none. */
export const MAX_DOCUMENT = 1 << 20;

/** The record under `key` (its first version, or the one that is named), or null when there is none. A damaged one fails with STORE_UNUSABLE: it is never taken for absent. */
export async function readRecord(store: EvidenceStore, key: string, versionId?: string): Promise<ReleaseRecord | null> {
  const bytes = await readDocument(store, key, versionId);
  if (bytes === null) return null;
  const parsed = parseRecord(bytes);
  if ('fault' in parsed) throw damaged(key, parsed.fault);
  const fault = misplaced(key, parsed.record);
  if (fault !== null) throw damaged(key, fault);
  return parsed.record;
}

/** A small object whole; null when it is absent. Fails with STORE_UNUSABLE when it is too large to be one of ours. */
export async function readDocument(store: EvidenceStore, key: string, versionId?: string): Promise<Uint8Array | null> {
  const content = await store.open(key, versionId === undefined ? {} : { versionId });
  if (content === null) return null;
  const parts: Uint8Array[] = [];
  let size = 0;
  if (content.size <= MAX_DOCUMENT) {
    for await (const chunk of content.chunks()) {
      size += chunk.length;
      if (size > MAX_DOCUMENT) break;
      parts.push(new Uint8Array(chunk));
    }
    if (size <= MAX_DOCUMENT) return Buffer.concat(parts);
  }
  throw damaged(key, 'too large');
}

/** Reads an object whole, hands every block to `to`, and returns size and SHA-256; null when it is absent. */
export async function readThrough(store: EvidenceStore, key: string, to: (bytes: Uint8Array) => void, versionId?: string): Promise<{ size: number; sha256: string } | null> {
  const content = await store.open(key, versionId === undefined ? {} : { versionId });
  if (content === null) return null;
  const digest = createHash('sha256');
  let size = 0;
  for await (const chunk of content.chunks()) {
    digest.update(chunk);
    size += chunk.length;
    to(chunk);
  }
  return { size, sha256: digest.digest('hex') };
}

/** A record is about the release whose place it has, and names objects at their own places: else one release could be passed off for another. */
function misplaced(key: string, record: ReleaseRecord): string | null {
  const { bundle: { sha256, key: bundle }, receipt, catalogue } = record;
  const elsewhere = (what: string): string => `it speaks of ${record.product} ${record.version}, or of a ${what} elsewhere`;
  if (key === recordKey(record)) {
    if (bundle !== bundleKey(record, sha256)) return elsewhere('bundle');
    if (record.verdict === 'NOT READY') return 'it is of a release that is NOT READY';
    if (receipt === null || receipt.key !== receiptKey(record, sha256, receipt.sealed)) return elsewhere('receipt');
    return catalogue === null || catalogue.key === catalogueKey(record, catalogue.sha256) ? null : elsewhere('catalogue object');
  }
  if (key !== blockedRecordKey(record, sha256) || bundle !== blockedBundleKey(record, sha256)) return elsewhere('bundle');
  return receipt === null && catalogue === null ? null : 'a blocked bundle has neither receipt nor facts in the catalogue';
}

function damaged(key: string, fault: string): EvidenceError {
  return new EvidenceError('STORE_UNUSABLE', 'publishing', `${key} is damaged: ${fault}`, { hint: 'records are written once and never changed: find out who did' });
}
