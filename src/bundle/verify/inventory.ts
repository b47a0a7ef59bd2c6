import type { Source } from '../../model/source.ts';

/** What was found in a bundle, by path in the bag: digests were taken from the bytes, nothing is believed. */
export interface Inventory {
  readonly kind: 'archive' | 'folder';
  /** Name of the archive's top folder; null when there is not exactly one, and for a folder, whose name is the auditor's. */
  readonly top: string | null;
  readonly files: ReadonlyMap<string, { readonly sha256: string; readonly size: number }>;
  /** In the order of the archive; sorted for a folder. */
  readonly order: readonly string[];
  /** SHA-256 over the stored data up to the tag manifest; null for an unpacked folder. */
  readonly entryDataSha256: string | null;
  open(path: string): Source;
}
