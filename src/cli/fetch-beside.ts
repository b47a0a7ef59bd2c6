import { basename, join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { type FoundRelease, readReceipt } from '../store/fetch.ts';
import { receiptKey } from '../store/keys.ts';
import { readDocument } from '../store/read.ts';
import { resumableFiles, writeFileWhole } from './wire.ts';

/** A small file of the store that belongs to a bundle. */
export interface BesideFile {
  readonly what: 'receipt' | 'record' | 'status';
  readonly name: string;
  readonly key: string;
  readonly versionId: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** Receipt, release record and status records, in this order: what an auditor keeps with the bundle to judge it offline. Fails with STORE_UNUSABLE. */
export async function besideBundle(store: EvidenceStore, { record, recordKey, recordVersionId, status }: FoundRelease): Promise<readonly BesideFile[]> {
  const stem = `${record.product}-${record.version}`;
  const files: BesideFile[] = [];
  const add = (what: BesideFile['what'], name: string, at: { readonly key: string; readonly versionId: string }, bytes: Uint8Array): void => {
    files.push({ what, name, key: at.key, versionId: at.versionId, sha256: sha256(bytes), bytes });
  };
  const receipt = await readReceipt(store, record);
  if (receipt !== null) add('receipt', `${stem}.receipt.${record.receipt!.sealed ? 'sigstore.' : ''}json`, record.receipt!, receipt);
  const later = record.receipt?.sealed === false ? await sealedLater(store, record) : null;
  if (later !== null) add('receipt', `${stem}.receipt.sigstore.json`, later, later.bytes);
  const written = await readDocument(store, recordKey, recordVersionId);
  if (written === null) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the release record ${recordKey} is gone`);
  add('record', `${stem}.record.json`, { key: recordKey, versionId: recordVersionId }, written);
  for (const one of status.records) add('status', `${stem}.${one.predicate.status}.${one.sha256.slice(0, 12)}.sigstore.json`, one, one.bytes);
  return files;
}

/** A receipt that was sealed after the release was published; no record pins it, its seal speaks for itself. */
async function sealedLater(store: EvidenceStore, record: FoundRelease['record']): Promise<{ key: string; versionId: string; bytes: Uint8Array } | null> {
  const key = receiptKey(record, record.bundle.sha256, true);
  const there = (await store.list(key.slice(0, key.lastIndexOf('/') + 1))).find((one) => one.key === key);
  const bytes = there && await readDocument(store, key, there.versionId);
  return there && bytes ? { key, versionId: there.versionId, bytes } : null;
}

/** Writes it into `folder`; the same content there already is no error. Fails with OUTPUT_EXISTS, DISK. */
export async function keepBeside(folder: string, { name, sha256: digest, bytes }: BesideFile): Promise<void> {
  const path = join(folder, name);
  const there = (await resumableFiles()).fileDigest(path);
  if (there?.sha256 === digest) return;
  if (there !== null) throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(path)} is there already, with other content`, { hint: 'move it away, or fetch into another folder' });
  await writeFileWhole(path, { replace: false }, async (sink) => sink.append(bytes));
}
