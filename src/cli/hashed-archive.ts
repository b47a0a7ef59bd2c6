import { createHash } from 'node:crypto';
import type { ArchiveFile } from '../bundle/ports.ts';

/** Nearer than this to what was hashed, bytes between two reads are read for the digest; further away it waits. */
const NEAR = 1 << 16;
const BLOCK = 1 << 20;

/**
 * The same archive, whose SHA-256 is taken from the bytes that pass by while it is examined: an examination reads every entry once, in order.
 * Each byte is hashed once, through the same handle: another file put in its place meanwhile is not the one that was examined.
 */
export function hashedArchive(file: ArchiveFile): { readonly file: ArchiveFile; digest(): string } {
  const hash = createHash('sha256');
  let at = 0;
  const take = (offset: number, bytes: Uint8Array): void => {
    if (offset > at && offset - at <= NEAR) {
      const between = file.read(at, offset - at);
      hash.update(between);
      at += between.length;
    }
    if (offset > at || offset + bytes.length <= at) return;
    hash.update(bytes.subarray(at - offset));
    at = offset + bytes.length;
  };
  return {
    file: {
      size: file.size,
      read(offset, length, reused) {
        const bytes = file.read(offset, length, reused);
        take(offset, bytes);
        return bytes;
      },
    },
    digest() {
      const block = new Uint8Array(Math.min(BLOCK, file.size));
      while (at < file.size) take(at, file.read(at, BLOCK, block));
      return hash.digest('hex');
    },
  };
}
