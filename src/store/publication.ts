import { EvidenceError, type Problem } from '../model/problem.ts';
import type { ReleaseVerdict, Row } from '../model/row.ts';
import type { Source } from '../model/source.ts';
import type { EvidenceStore, ObjectLock, Preflight, StoredVersion } from './evidence-store.ts';
import { catalogueKey } from './keys.ts';
import { type LockWish, lockFor, refuseEnded } from './lock.ts';
import { lockedAsAsked, putDocument } from './put-proved.ts';
import { parseRecord, type ReleaseRecord, writeRecord } from './record.ts';
import { releaseAddress } from './release-address.ts';
import { storageRow } from './storage-row.ts';
import type { ReceiptSealer } from './put-receipt.ts';

export interface PublishRequest {
  readonly product: string;
  readonly version: string;
  readonly verdict: ReleaseVerdict;
  readonly bundle: Source;
  /** Of the bundle file. */
  readonly sha256: string;
  /** Equal for bundles of the same content. */
  readonly tagManifestSha256: string;
  /** RFC 3339: what the retention records in the bundle ask for. */
  readonly retainUntil: string | null;
  /** Asked of a store that can lock; a directory takes none. */
  readonly lock: LockWish;
  /** The project file declares a directory as its store (CHK-808). */
  readonly directoryDeclared?: boolean;
  /** Facts for queries, put after the record. */
  readonly catalogue?: { readonly bytes: Uint8Array; readonly mediaType: string } | null;
}

/** What a publication needs from outside. */
export interface PublishTools {
  /** Seals the receipt; without it the receipt is unsigned. */
  readonly seal?: ReceiptSealer;
  /** Asked once before anything is locked for good; fails when nobody agrees. */
  readonly confirm?: (lock: ObjectLock, serverTime: string) => Promise<void>;
  readonly step?: (message: string) => void;
  /** Bytes of the bundle that the store has taken. */
  readonly sent?: (bytes: number, of: number) => void;
}

/** What the publisher may show and keep. */
export interface Publication {
  readonly outcome: 'published' | 'already-published' | 'blocked' | 'already-blocked';
  readonly record: ReleaseRecord;
  readonly recordKey: string;
  /** Permanent: names the version of the record. */
  readonly address: string;
  /** Every object was read back, and had the right digest and lock. */
  readonly readBack: true;
  readonly objects: readonly StoredObject[];
  /** CHK-808 as of now; empty for a blocked bundle. */
  readonly rows: readonly Row[];
  readonly receiptSealed: boolean;
  readonly warnings: readonly Problem[];
}

export interface StoredObject {
  readonly what: 'bundle' | 'receipt' | 'record' | 'catalogue';
  readonly stored: StoredVersion;
}

/** One run over one store. */
export interface Run {
  readonly store: EvidenceStore;
  readonly request: PublishRequest;
  readonly tools: PublishTools;
  readonly preflight: Preflight;
  readonly lock: ObjectLock | null;
  /** Asks once, however often it is called. */
  readonly ask: () => Promise<void>;
}

/** Everything that can be found wrong before the first byte is sent. */
export async function begin(store: EvidenceStore, request: PublishRequest, tools: PublishTools): Promise<Run> {
  const lock = store.locking === null ? null : lockFor(request.lock, request.retainUntil);
  refuseUnreadable(draft(store, request, lock));
  const preflight = await store.preflight(lock);
  if (lock !== null) refuseEnded(lock, preflight.serverTime);
  let asked: Promise<void> | undefined;
  return { store, request, tools, preflight, lock, ask: () => asked ??= lock === null ? Promise.resolve() : tools.confirm?.(lock, preflight.serverTime) ?? Promise.resolve() };
}

/** Rows of the receipt for the bundle as it is stored. */
export function rowOf({ request, lock }: Run, bundle: StoredVersion): Row {
  return storageRow({ bundle, release: `${request.product} ${request.version}`, retainUntil: request.retainUntil, asked: lock, declared: request.directoryDeclared ?? false });
}

/** After the record: no query ever sees what is not published. */
export async function putCatalogue({ store, request, lock, tools }: Run): Promise<readonly StoredObject[]> {
  if (!request.catalogue) return [];
  tools.step?.('putting the facts for the catalogue');
  const { outcome, stored } = await putDocument(store, catalogueKey(request, request.sha256), request.catalogue.bytes, request.catalogue.mediaType, lock);
  return [{ what: 'catalogue', stored: outcome === 'exists' ? await lockedAsAsked(store, stored, lock) : stored }];
}

/** The record without what only the stored objects can say. */
export function draft(store: EvidenceStore, request: PublishRequest, lock: ObjectLock | null): ReleaseRecord {
  return {
    format: '1', product: request.product, version: request.version, verdict: request.verdict,
    bundle: { key: 'bundle', versionId: 'unknown', sha256: request.sha256, size: request.bundle.size }, receipt: null, catalogue: null,
    tagManifestSha256: request.tagManifestSha256, publishedAt: '1970-01-01T00:00:00Z', retainUntil: lock?.retainUntil ?? request.retainUntil,
    lock: lock && { mode: lock.mode, legalHold: lock.legalHold }, immutability: store.immutability,
  };
}

/** A record is written once: one that nobody could read would spoil this version for good. */
function refuseUnreadable(record: ReleaseRecord): void {
  const parsed = parseRecord(writeRecord(record));
  if ('fault' in parsed) throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `the release record would not be one: ${parsed.fault}`, { hint: 'correct what the evidence states' });
}

export function answer(
  { store, request, preflight }: Run, outcome: Publication['outcome'], record: ReleaseRecord, key: string, objects: readonly StoredObject[], rows: readonly Row[],
  receipt: { readonly sealed: boolean; readonly warnings: readonly Problem[] } | null,
): Publication {
  const versionId = objects.find(({ what }) => what === 'record')!.stored.versionId;
  const blocked = outcome === 'blocked' || outcome === 'already-blocked';
  return {
    outcome, record, recordKey: key, address: blocked ? `${store.address}/${key}` : releaseAddress(store, request, versionId), readBack: true, objects, rows,
    receiptSealed: receipt?.sealed ?? false, warnings: [...preflight.warnings, ...objects.flatMap(({ stored }) => stored.warnings), ...(receipt?.warnings ?? [])],
  };
}
