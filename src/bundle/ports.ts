import type { Source } from '../model/source.ts';

/** Where an archive is written. Bytes become a file only when whoever made the sink commits it. */
export interface ArchiveSink {
  append(bytes: Uint8Array): void;
  /** Overwrites bytes that were appended before (header of a file whose packed size was not known yet). */
  patch(offset: number, bytes: Uint8Array): void;
}

/** Whole files that fit one block each, concatenated. */
export interface FilesJob {
  readonly kind: 'files';
  /** The buffer under it may be handed to a thread: the caller uses it again only when it comes back as `spare`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: readonly number[];
}
/** One block of a larger file. */
export interface BlockJob {
  readonly kind: 'block';
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The 32 KiB before this block, when there is one. */
  readonly dictionary?: Uint8Array;
  readonly last: boolean;
}
/** Packed bytes, concatenated. `stored[i]`: piece i did not become smaller and is given back as it was. */
export interface DeflateResult {
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
  readonly stored: readonly boolean[];
  /** The buffer of the job, for the next one: taking new ones all the time costs memory that is not given back for long. */
  readonly spare: ArrayBuffer;
}

/** Deflates jobs, several at a time where it can; the bytes never depend on how many. Contract: zip/deflate.ts gives the answer. */
export interface Deflater {
  deflate(job: FilesJob | BlockJob): Promise<DeflateResult>;
}

/**
 * An archive to be read at random. `read` gives exactly `length` bytes, or fewer at the end of the file: in a buffer of their own, or, where `reused` is
 * given (at least as long), perhaps in that one.
 */
export interface ArchiveFile {
  readonly size: number;
  read(offset: number, length: number, reused?: Uint8Array): Uint8Array;
}

/** A folder on disk as it is: links and special files are named, never followed. Paths with `/`, sorted by code unit. */
export interface BagFolder {
  readonly name: string;
  entries(): readonly { readonly path: string; readonly kind: 'file' | 'other' }[];
  open(path: string): Source;
}

/** An empty place for the entries of an archive; names were checked before `create`. */
export interface UnpackFolder {
  create(path: string): { write(bytes: Uint8Array): void; close(): void };
  open(path: string): Source;
}
