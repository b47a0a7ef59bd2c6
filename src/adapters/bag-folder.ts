import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BagFolder } from '../bundle/ports.ts';
import { by } from '../model/order.ts';
import { fileSource } from './node-file-tree.ts';

/** An unpacked bundle on disk. Everything that is neither folder nor regular file is named as `other` and not opened. */
export function bagFolder(path: string): BagFolder {
  const root = realpathSync(path);
  return {
    name: basename(root),
    entries() {
      const found: { path: string; kind: 'file' | 'other' }[] = [];
      const walk = (folder: string): void => {
        for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
          const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory()) walk(inside);
          else found.push({ path: inside, kind: entry.isFile() ? 'file' : 'other' });
        }
      };
      walk('');
      return found.sort(by((entry) => entry.path));
    },
    open: (inside) => fileSource(join(root, inside), inside),
  };
}
