import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { UnpackFolder } from '../bundle/ports.ts';
import { EvidenceError } from '../model/problem.ts';
import { fileSource } from './node-file-tree.ts';

/** A private folder (0700) for unpacked entries. `remove` deletes it with all that is in it. A full disk is DISK: nothing was decided. */
export function tempFolder(): UnpackFolder & { readonly path: string; remove(): void } {
  const root = onDisk(() => mkdtempSync(join(tmpdir(), 'release-evidence-')));
  const made = new Set<string>();
  return {
    path: root,
    create(path) {
      const target = join(root, path);
      const folder = dirname(target);
      if (!made.has(folder)) {
        onDisk(() => mkdirSync(folder, { recursive: true, mode: 0o700 }));
        made.add(folder);
      }
      const fd = onDisk(() => openSync(target, 'wx', 0o600)); // never through a link, never over another entry
      return {
        write(bytes) {
          for (let done = 0; done < bytes.length;) done += onDisk(() => writeSync(fd, bytes, done));
        },
        close: () => closeSync(fd),
      };
    },
    open: (path) => fileSource(join(root, path), path),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Codes that speak of the place, not of the program. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'ENOENT', 'EMFILE']);

function onDisk<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (!FULL.has(code)) throw cause;
    throw new EvidenceError('DISK', 'incomplete', `the bundle cannot be unpacked for verification: ${code}`, { cause, hint: 'free space, or let TMPDIR name another folder' });
  }
}
