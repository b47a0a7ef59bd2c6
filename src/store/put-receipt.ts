import { EvidenceError, type Problem } from '../model/problem.ts';
import type { EvidenceStore, ObjectLock, StoredVersion } from './evidence-store.ts';
import { receiptKey, type ReleaseName } from './keys.ts';
import { lockedAsAsked, putDocument } from './put-proved.ts';
import { readDocument } from './read.ts';
import { parseReceipt, type ReceiptFacts, writeReceipt } from './receipt.ts';

/** Seals the statement of a receipt, and knows its own seal again. */
export interface ReceiptSealer {
  /** Sigstore bundle v0.3, canonical. */
  seal(statement: Uint8Array): Promise<Uint8Array>;
  /** The sealed statement, when the seal is one that this sealer would give; else null. */
  own(sealed: Uint8Array): Promise<Uint8Array | null>;
}

export interface PutReceipt {
  readonly stored: StoredVersion;
  readonly sealed: boolean;
  readonly warnings: readonly Problem[];
}

/**
 * Puts the receipt of a stored bundle, or finds the one that an earlier run put: it must be about this very version. Without a sealer it is
 * unsigned. A sealed one of somebody else stands in nobody's way: then the unsigned one is put, and that is said.
 */
export async function putReceipt(store: EvidenceStore, facts: ReceiptFacts, name: ReleaseName, lock: ObjectLock | null, sealer: ReceiptSealer | undefined): Promise<PutReceipt> {
  if (sealer === undefined) return { stored: await putUnsigned(store, facts, name, lock), sealed: false, warnings: [] };
  const sealed = await putSealed(store, facts, name, lock, sealer);
  if (sealed !== null) return { stored: sealed, sealed: true, warnings: [] };
  return {
    stored: await putUnsigned(store, facts, name, lock), sealed: false,
    warnings: [{ file: receiptKey(name, facts.bundle.sha256, true), code: 'STORE_CONFLICT', message: 'a sealed receipt is there, and not with this seal, or not about this version: the unsigned one counts', hint: 'find out who put it' }],
  };
}

/** Null when another one stands there. */
export async function putSealed(store: EvidenceStore, facts: ReceiptFacts, name: ReleaseName, lock: ObjectLock | null, sealer: ReceiptSealer): Promise<StoredVersion | null> {
  const key = receiptKey(name, facts.bundle.sha256, true);
  const before = await readDocument(store, key); // a seal may enter a public log: none is made for nothing
  if (before === null) {
    const bytes = await sealer.seal(writeReceipt(facts));
    const { outcome, stored } = await putDocument(store, key, bytes, 'application/vnd.dev.sigstore.bundle.v0.3+json', lock);
    if (outcome === 'created') return stored;
  }
  const there = await readDocument(store, key);
  const statement = there && await sealer.own(there);
  if (statement === null || !isAbout(statement, facts)) return null;
  const stored = await store.prove(key);
  return stored && lockedAsAsked(store, stored, lock);
}

async function putUnsigned(store: EvidenceStore, facts: ReceiptFacts, name: ReleaseName, lock: ObjectLock | null): Promise<StoredVersion> {
  const key = receiptKey(name, facts.bundle.sha256, false);
  const { outcome, stored } = await putDocument(store, key, writeReceipt(facts), 'application/json', lock);
  if (outcome === 'created') return stored;
  const there = await readDocument(store, key);
  if (there !== null && isAbout(there, facts)) return lockedAsAsked(store, stored, lock);
  throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${key} is there already, and is no receipt of this bundle`, { hint: 'find out who put it; a release with a new version has a place of its own' });
}

/** The stored version and the content are those of `facts`; when it was proved, and how long it was locked then, may differ. */
function isAbout(bytes: Uint8Array, { bundle, tagManifestSha256, release }: ReceiptFacts): boolean {
  const parsed = parseReceipt(bytes);
  if ('fault' in parsed) return false;
  const { object, release: named } = parsed.receipt.predicate;
  return object.key === bundle.key && object.versionId === bundle.versionId && object.sha256 === bundle.sha256 && object.size === bundle.size
    && parsed.receipt.tagManifestSha256 === tagManifestSha256 && named.product === release.product && named.version === release.version && named.verdict === release.verdict;
}
