import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ArchiveFile } from '../bundle/ports.ts';

/** Opens a file for reading at random; `null` when it is a directory. Throws the system's error when it cannot be opened. */
export function openArchiveFile(path: string): (ArchiveFile & { close(): void }) | null {
  const fd = openSync(path, 'r');
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    return null;
  }
  return {
    size: stat.size,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const n = readSync(fd, bytes, done, length - done, offset + done);
        if (n === 0) break;
        done += n;
      }
      return done === length ? bytes : bytes.subarray(0, done);
    },
    close: () => closeSync(fd),
  };
}
