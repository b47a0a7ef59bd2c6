import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { UnpackFolder } from '../bundle/ports.ts';
import { fileSource } from './node-file-tree.ts';

/** A private folder (0700) for unpacked entries. `remove` deletes it with all that is in it. */
export function tempFolder(): UnpackFolder & { readonly path: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'release-evidence-'));
  const made = new Set<string>();
  return {
    path: root,
    create(path) {
      const target = join(root, path);
      const folder = dirname(target);
      if (!made.has(folder)) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        made.add(folder);
      }
      const fd = openSync(target, 'wx', 0o600); // never through a link, never over another entry
      return {
        write(bytes) {
          for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
        },
        close: () => closeSync(fd),
      };
    },
    open: (path) => fileSource(join(root, path), path),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
