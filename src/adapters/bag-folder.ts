import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BagFolder } from '../bundle/ports.ts';
import { EvidenceError } from '../model/problem.ts';
import { by } from '../model/order.ts';
import type { Source } from '../model/source.ts';
import { fileSource } from './file-source.ts';

/**
 * An unpacked bundle on disk. Everything that is neither folder nor regular file is named as `other` and not opened.
 * What the system does not let us see fails with NO_PERMISSION (exit 7): it says nothing about the bundle.
 */
export function bagFolder(path: string): BagFolder {
  const root = onDisk('the folder', () => realpathSync(path));
  return {
    name: basename(root),
    entries() {
      const found: { path: string; kind: 'file' | 'other' }[] = [];
      const waiting = ['']; // no recursion: a folder may be deeper than the stack
      for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
        const here = folder;
        for (const entry of onDisk(here || 'the folder', () => readdirSync(join(root, here), { withFileTypes: true }))) {
          const inside = here === '' ? entry.name : `${here}/${entry.name}`;
          if (entry.isDirectory()) waiting.push(inside);
          else found.push({ path: inside, kind: entry.isFile() ? 'file' : 'other' });
        }
      }
      return found.sort(by((entry) => entry.path));
    },
    open(inside) {
      const source = onDisk(inside, () => fileSource(join(root, inside), inside));
      return { ...source, chunks: () => guarded(inside, source) };
    },
  };
}

function* guarded(name: string, source: Source): Iterable<Uint8Array> {
  try {
    yield* source.chunks();
  } catch (cause) {
    throw unseen(name, cause);
  }
}

function onDisk<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw unseen(name, cause);
  }
}

function unseen(name: string, cause: unknown): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return cause;
  return new EvidenceError('NO_PERMISSION', 'incomplete', `${name.slice(0, 200)} cannot be read: ${code}`, { cause, hint: 'verify the bundle file itself, or a folder that you may read' });
}
