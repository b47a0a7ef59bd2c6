import type { Source } from '../model/source.ts';
import type { Problem } from '../model/problem.ts';

/** S3 Object Lock of one version. `retainUntil` is RFC 3339 in UTC, whole seconds. */
export interface ObjectLock {
  readonly mode: 'COMPLIANCE' | 'GOVERNANCE';
  readonly retainUntil: string;
  readonly legalHold: boolean;
}

/** Content of a stored object; may be read once. */
export interface StoredContent {
  /** Of the whole object, in bytes. */
  readonly size: number;
  /** Blocks are valid only until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
}

export interface NewObject {
  readonly key: string;
  readonly content: Source;
  /** Lower-case hex of the content, known before: a store that is given other bytes fails, and keeps nothing. */
  readonly sha256: string;
  readonly mediaType: string;
  /** What the version must be locked with; null for a store that cannot lock. */
  readonly lock: ObjectLock | null;
  /** Bytes that the store has taken so far; may go back when a transfer is tried again. */
  readonly onProgress?: (bytes: number) => void;
}

/** One version as the store was seen to hold it, read back after the fact: never what was asked for. */
export interface StoredVersion {
  readonly key: string;
  /** The store's own name of this version; in a directory the SHA-256. */
  readonly versionId: string;
  readonly size: number;
  readonly sha256: string;
  /** `server-sha256`: the server computed it over the content it has and told us; `read-back`: we read the version again and computed it. */
  readonly proof: 'server-sha256' | 'read-back';
  readonly lock: ObjectLock | null;
  /** Of the answers that prove it, in order; empty for a directory. */
  readonly requestIds: readonly string[];
  /** RFC 3339 by the store's clock, when it was proved. */
  readonly provedAt: string;
  /** What lies over it: a newer version or a delete marker. Never a reason to take the other. */
  readonly warnings: readonly Problem[];
}

/** A key with its first version: the only one that counts. What was put over it later is `hiddenBy`. */
export interface ListedObject {
  readonly key: string;
  /** '' in a directory, which has one version of each: its name is the SHA-256, and a listing reads no content. Every verb takes '' as "the first". */
  readonly versionId: string;
  readonly size: number;
  readonly hiddenBy: 'delete-marker' | 'newer-version' | null;
}

/** What the store is set up to do, and by which clock. */
export interface Preflight {
  /** RFC 3339 by the store's clock. */
  readonly serverTime: string;
  /** In words, for the receipt: versioning, lock, default retention. */
  readonly settings: readonly string[];
  /** Nothing that stops a publication. */
  readonly warnings: readonly Problem[];
}

/** An upload that was begun and neither completed nor aborted: its parts cost money, are not locked, and are no object. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: string;
}

/** What only a store with Object Lock can do. Every answer is read back. */
export interface Locking {
  /** Never shortens. Fails with LOCK_SHORTFALL when the version does not have it afterwards. */
  extendRetention(key: string, versionId: string, lock: Pick<ObjectLock, 'mode' | 'retainUntil'>): Promise<ObjectLock>;
  setLegalHold(key: string, versionId: string, on: boolean): Promise<ObjectLock | null>;
  /** An address that opens this version without an account until `seconds` from now: a secret. */
  presign(key: string, versionId: string, seconds: number): Promise<string>;
  unfinishedUploads(prefix: string): Promise<readonly UnfinishedUpload[]>;
  abortUpload(upload: UnfinishedUpload): Promise<void>;
}

/**
 * Where published bundles are kept. Keys are relative paths with `/`. There is no verb to change or delete; the first version of a key is the
 * object, whatever lies over it later. Every implementation passes test/contract/evidence-store.ts.
 * Fails with STORE_UNUSABLE (cannot be read or written), STORE_DENIED (credentials), STORE_LOST (acknowledged and not there), LOCK_SHORTFALL; all exit 5.
 */
export interface EvidenceStore {
  readonly kind: 'directory' | 's3';
  /** As `--to` and `--from` take it, without a slash at its end. */
  readonly address: string;
  /** What the store promises, in words for the receipt. */
  readonly immutability: string;
  /** Null for a store that cannot lock. */
  readonly locking: Locking | null;
  /** Looks before the first byte is sent. Fails with STORE_UNFIT when the store cannot keep `lock`, STORE_CLOCK when its clock is another than ours. */
  preflight(lock: ObjectLock | null): Promise<Preflight>;
  /**
   * Keeps the content under its key unless something is there already, which is then left as it is. Of several racers exactly one hears `created`.
   * When it returns, the object was read back: there, whole, with this digest (`created`), locked as asked; when it fails or is killed, there is no
   * object under the key, or the whole one.
   */
  putNew(object: NewObject): Promise<{ readonly outcome: 'created' | 'exists'; readonly stored: StoredVersion }>;
  /** The first version, or the one that is named, from byte `from` on; null when there is none. */
  open(key: string, at?: { readonly versionId?: string; readonly from?: number }): Promise<StoredContent | null>;
  /** Looks at a version again: size, digest (by the server when it can say; `read-back` reads it whole), lock, what lies over it. Null when there is none. */
  prove(key: string, at?: { readonly versionId?: string; readonly how?: 'read-back' }): Promise<StoredVersion | null>;
  /** Every key that begins with `prefix` (a folder with `/` at its end, or ''), in code unit order. */
  list(prefix: string): Promise<readonly ListedObject[]>;
}
