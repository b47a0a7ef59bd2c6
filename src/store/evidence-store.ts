import type { Source } from '../model/source.ts';

/** Content of a stored object; may be read once. */
export interface StoredContent {
  readonly size: number;
  /** Blocks are valid only until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
}

/**
 * Where published bundles are kept. Keys are relative paths with `/`. There is no verb to change or delete.
 * Every implementation passes test/contract/evidence-store.ts. A store that cannot be used fails with STORE_UNUSABLE (exit 5).
 */
export interface EvidenceStore {
  /** What the store promises, in words for the receipt. */
  readonly immutability: string;
  /**
   * Keeps `content` under `key` unless something is there already, which is then left as it is. Of several racers exactly one hears `created`.
   * When it returns, the object is whole and durable; when it fails or is killed, there is no object under `key`, or the whole one.
   */
  putNew(key: string, content: Source): Promise<'created' | 'exists'>;
  /** The object, or null when there is none. */
  open(key: string): Promise<StoredContent | null>;
  /** Keys that begin with `prefix` (a folder with `/` at its end, or ''), in code unit order. */
  list(prefix: string): Promise<readonly string[]>;
}
