import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { ArchiveFile } from '../bundle/ports.ts';
import { EvidenceError } from '../model/problem.ts';

/**
 * Opens a file for reading at random; `null` when it is none. Throws the system's error when it cannot be opened; reading fails with
 * CHANGED_WHILE_READ (exit 7) when the file became shorter or the disk gives nothing: that says nothing about the bundle.
 */
export function openArchiveFile(path: string): (ArchiveFile & { close(): void }) | null {
  if (!statSync(path).isFile()) return null; // opening a named pipe would wait for its writer
  const fd = openSync(path, 'r');
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    return null;
  }
  return {
    size: stat.size,
    read(offset, length, reused) {
      const want = Math.max(0, Math.min(length, stat.size - offset));
      const bytes = reused === undefined ? new Uint8Array(want) : reused.subarray(0, want);
      for (let done = 0; done < want;) {
        const n = readSome(fd, bytes, done, offset + done, path);
        if (n === 0) throw unreadable(path, 'became shorter while it was read');
        done += n;
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}

function readSome(fd: number, bytes: Uint8Array, at: number, position: number, path: string): number {
  try {
    return readSync(fd, bytes, at, bytes.length - at, position);
  } catch (cause) {
    throw unreadable(path, `cannot be read: ${(cause as NodeJS.ErrnoException).code ?? ''}`, cause);
  }
}

function unreadable(path: string, why: string, cause?: unknown): EvidenceError {
  return new EvidenceError('CHANGED_WHILE_READ', 'incomplete', `${basename(path)} ${why}`, { cause, hint: 'verify a copy that nothing else writes to' });
}
