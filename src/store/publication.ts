import { z } from 'zod';
import { EvidenceError, type Problem } from '../model/problem.ts';
import type { ReleaseVerdict, Row } from '../model/row.ts';
import type { Source } from '../model/source.ts';
import type { EvidenceStore, ObjectLock, Preflight, StoredVersion } from './evidence-store.ts';
import { type LockWish, lockFor, refuseEnded, refuseShort } from './lock.ts';
import { lockedAsAsked } from './put-proved.ts';
import type { ReleaseRecord } from './record.ts';
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
  /** Facts for queries, named in the record and put after it; absent for a blocked bundle. The same answer for the same question. */
  readonly catalogue?: (published: PublishedFacts) => FactsObject;
}

/** What the facts of a release say of its publication. */
export interface PublishedFacts {
  readonly bundleSha256: string;
  readonly tagManifestSha256: string;
  readonly retainUntil: string | null;
}

/** The object of a release in the catalogue (src/catalogue/object.ts). */
export interface FactsObject {
  readonly key: string;
  readonly source: Source;
  readonly sha256: string;
  readonly size: number;
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
  const { lock, preflight } = await lookAhead(store, request);
  const { retainUntil: wished } = request.lock;
  if (lock !== null && wished !== undefined && Date.parse(wished) < Date.parse(lock.retainUntil)) tools.step?.(`kept until ${lock.retainUntil}, as the bundle asks: --retain-until is earlier`);
  let asked: Promise<void> | undefined;
  return { store, request, tools, preflight, lock, ask: () => asked ??= lock === null ? Promise.resolve() : tools.confirm?.(lock, preflight.serverTime) ?? Promise.resolve() };
}

/** The lock of a publication, and whether the store can keep it: nothing is sent. Fails with NOT_PUBLISHABLE, STORE_UNFIT, STORE_CLOCK, STORE_DENIED. */
export async function lookAhead(store: EvidenceStore, { lock: wish, retainUntil }: Pick<PublishRequest, 'lock' | 'retainUntil'>): Promise<{ readonly lock: ObjectLock | null; readonly preflight: Preflight }> {
  if (retainUntil !== null && !z.iso.datetime({ offset: true }).safeParse(retainUntil).success) {
    throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `the release record would not be one: ${retainUntil} is no time`, { hint: 'correct the retention record' });
  }
  const lock = store.locking === null ? null : lockFor(wish, retainUntil);
  const preflight = await store.preflight(lock);
  if (lock !== null) refuseEnded(lock, preflight.serverTime);
  return { lock, preflight };
}

/** Rows of the receipt for the bundle as it is stored. */
export function rowOf({ request, lock }: Run, bundle: StoredVersion): Row {
  return storageRow({ bundle, release: `${request.product} ${request.version}`, retainUntil: request.retainUntil, asked: lock, declared: request.directoryDeclared ?? false });
}

/** After the record: no query ever sees what is not published. */
export async function putFacts({ store, lock, tools, ask }: Run, facts: FactsObject | undefined): Promise<readonly StoredObject[]> {
  if (!facts) return [];
  tools.step?.('putting the facts for the catalogue');
  const { outcome, stored } = await store.putNew({ key: facts.key, content: facts.source, sha256: facts.sha256, mediaType: 'application/vnd.apache.parquet', lock });
  if (outcome === 'created') refuseShort(stored, lock);
  return [{ what: 'catalogue', stored: await lockedAsAsked(store, stored, lock, ask) }];
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
