import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UnpackFolder } from '../bundle/ports.ts';
import { fileSource } from './file-source.ts';
import { onDisk } from './on-disk.ts';

/**
 * A private folder (0700) for unpacked entries. `remove` deletes it with all that is in it. A full disk is DISK: nothing was decided.
 * Files are numbered: no name of a bundle ever reaches the disk, where it could be too long, a device, or one file with another.
 */
export function tempFolder(): UnpackFolder & { readonly path: string; remove(): void } {
  const root = kept(() => mkdtempSync(join(tmpdir(), 'release-evidence-')));
  const files = new Map<string, string>();
  return {
    path: root,
    create(path) {
      const target = join(root, String(files.size));
      const fd = kept(() => openSync(target, 'wx', 0o600)); // never through a link, never over another entry
      files.set(path, target);
      return {
        write(bytes) {
          for (let done = 0; done < bytes.length;) done += kept(() => writeSync(fd, bytes, done));
        },
        close: () => closeSync(fd),
      };
    },
    open(path) {
      const file = files.get(path);
      if (file === undefined) throw new Error(`${path} was not unpacked`);
      return fileSource(file, path);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const kept = <T>(act: () => T): T => onDisk(act, 'the bundle cannot be unpacked for verification', 'free space, or let TMPDIR name another folder');
