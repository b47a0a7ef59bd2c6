import { createHash } from 'node:crypto';
import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { blockedBundleKey, blockedRecordKey, bundleKey, recordKey } from './keys.ts';
import { parseRecord, type ReleaseRecord } from './record.ts';

/** A record is a page of text; anything larger is none. */
const MAX_RECORD = 1 << 20;

/** The record under `key`, or null when there is none. A damaged one fails with STORE_UNUSABLE: it is never taken for absent. */
export async function readRecord(store: EvidenceStore, key: string): Promise<ReleaseRecord | null> {
  const content = await store.open(key);
  if (content === null) return null;
  if (content.size > MAX_RECORD) throw damaged(key, 'too large');
  const parts: Uint8Array[] = [];
  for await (const chunk of content.chunks()) parts.push(new Uint8Array(chunk));
  const parsed = parseRecord(Buffer.concat(parts));
  if ('fault' in parsed) throw damaged(key, parsed.fault);
  if (!standsAt(key, parsed.record)) throw damaged(key, `it speaks of ${parsed.record.product} ${parsed.record.version}, or of a bundle elsewhere`);
  return parsed.record;
}

/** Reads an object whole, hands every block to `to`, and returns size and SHA-256; null when it is absent. */
export async function readThrough(store: EvidenceStore, key: string, to: (bytes: Uint8Array) => void): Promise<{ size: number; sha256: string } | null> {
  const content = await store.open(key);
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

/** A record is about the release whose place it has, and names the bundle beside it: else one release could be passed off for another. */
function standsAt(key: string, record: ReleaseRecord): boolean {
  const { sha256, key: bundle } = record.bundle;
  return (key === recordKey(record) && bundle === bundleKey(record, sha256)) || (key === blockedRecordKey(record, sha256) && bundle === blockedBundleKey(record, sha256));
}

function damaged(key: string, fault: string): EvidenceError {
  return new EvidenceError('STORE_UNUSABLE', 'publishing', `the release record ${key} is damaged: ${fault}`, { hint: 'records are written once and never changed: find out who did' });
}
