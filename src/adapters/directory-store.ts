import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { byCodeUnit } from '../model/order.ts';
import type { Source } from '../model/source.ts';
import type { EvidenceStore, StoredContent } from '../store/evidence-store.ts';
import { syncFolder } from './output-file.ts';

const BLOCK = 1 << 20;

/**
 * A store in a local folder. Objects are written beside their place and get their name by link(), which never overwrites.
 * It is not WORM: whoever owns the folder can remove files. Names that begin with a dot are being written and are never listed.
 */
export function directoryStore(root: string): EvidenceStore {
  return {
    immutability: 'none (local directory, not WORM)',

    async putNew(key, content) {
      const path = place(root, key);
      try {
        await mkdir(dirname(path), { recursive: true });
        const partial = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(8).toString('hex')}.partial`);
        try {
          await writeDurably(partial, content);
          await link(partial, path);
        } finally {
          await rm(partial, { force: true });
        }
        for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
          syncFolder(folder);
          if (folder === dirname(folder)) break;
        }
        return 'created';
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && (await exists(path))) return 'exists';
        throw unusable(cause, key);
      }
    },

    async open(key) {
      let file: FileHandle;
      try {
        file = await open(place(root, key), 'r');
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw unusable(cause, key);
      }
      const stat = await file.stat();
      if (!stat.isFile()) {
        await file.close();
        throw unusable(new Error('not a regular file'), key);
      }
      return contentOf(file, stat.size);
    },

    async list(prefix) {
      const found: string[] = [];
      const walk = async (folder: string): Promise<void> => {
        let entries;
        try {
          entries = await readdir(join(root, folder), { withFileTypes: true });
        } catch (cause) {
          if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return; // nothing was ever published here
          throw unusable(cause, folder);
        }
        for (const entry of entries) {
          if (entry.name.startsWith('.')) continue;
          const key = `${folder}${entry.name}`;
          if (entry.isDirectory()) await walk(`${key}/`);
          else if (entry.isFile()) found.push(key);
        }
      };
      await walk(prefix);
      return found.sort(byCodeUnit);
    },
  };
}

async function writeDurably(path: string, content: Source): Promise<void> {
  const file = await open(path, 'wx', 0o444);
  try {
    let size = 0;
    for (const chunk of content.chunks()) {
      for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten;
      size += chunk.length;
    }
    if (size !== content.size) throw new Error(`${content.name} changed while it was stored`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function contentOf(file: FileHandle, size: number): StoredContent {
  return {
    size,
    async *chunks() {
      try {
        const block = new Uint8Array(Math.min(BLOCK, Math.max(1, size)));
        for (let at = 0; ;) {
          const { bytesRead } = await file.read(block, 0, block.length, at);
          if (bytesRead === 0) return;
          at += bytesRead;
          yield block.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
  };
}

/** A key is made by store/keys.ts; this holds even if it were not. */
function place(root: string, key: string): string {
  if (key.split('/').some((part) => part === '' || part.startsWith('.') || part.includes('\\'))) throw unusable(new Error('not a key'), key);
  return join(root, key);
}

async function exists(path: string): Promise<boolean> {
  try {
    await (await open(path, 'r')).close();
    return true;
  } catch {
    return false;
  }
}

function unusable(cause: unknown, key: string): EvidenceError {
  if (cause instanceof EvidenceError) return cause;
  const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new EvidenceError('STORE_UNUSABLE', 'publishing', `the store cannot be used for ${key || 'its root'}: ${why}`, { cause, hint: 'the folder must exist or be creatable, writable, and on a file system with hard links' });
}
