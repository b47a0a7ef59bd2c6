import { createHash } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { by } from '../model/order.ts';
import type { EvidenceStore, ListedObject, NewObject, StoredContent, StoredVersion } from '../store/evidence-store.ts';
import { removeLeftovers, partialName } from './directory-leftovers.ts';
import { syncFolder } from './output-file.ts';

const BLOCK = 1 << 20;

/**
 * A store in a local folder. Objects are written beside their place and get their name by link(), which never overwrites.
 * It is not WORM: whoever owns the folder can remove files. Names that begin with a dot are being written and are never listed.
 * `address` is how people name the folder.
 */
export function directoryStore(root: string, address: string = root): EvidenceStore {
  return {
    kind: 'directory',
    address: address.length > 1 ? address.replace(/[/\\]+$/, '') : address,
    immutability: 'none (local directory, not WORM)',
    locking: null,

    async preflight(lock) {
      if (lock !== null) throw new EvidenceError('STORE_UNFIT', 'publishing', 'a directory has no object lock', { hint: 'publish to s3:// for one' });
      return { serverTime: now(), settings: ['a directory: no versions, no object lock'], warnings: [] };
    },

    async putNew(object) {
      const { key } = object;
      const path = place(root, key);
      try {
        await mkdir(dirname(path), { recursive: true });
        const warnings = await removeLeftovers(path, key);
        const partial = join(dirname(path), partialName(path));
        try {
          await writeDurably(partial, object);
          // Read again before it gets its name: it is the same file afterwards.
          const stored = await proofOf(partial, key);
          if (stored.sha256 !== object.sha256) throw changed(object.content.name);
          await link(partial, path);
          for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
            syncFolder(folder);
            if (folder === dirname(folder)) break;
          }
          return { outcome: 'created', stored: { ...stored, warnings } };
        } finally {
          await rm(partial, { force: true });
        }
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
          const there = await proveAt(path, key);
          if (there) return { outcome: 'exists', stored: there };
        }
        throw unusable(cause, key);
      }
    },

    async open(key, at) {
      const file = await openRegular(place(root, key), key);
      return file && contentOf(file.handle, file.size, at?.from ?? 0);
    },

    async prove(key, at) {
      const stored = await proveAt(place(root, key), key);
      return at?.versionId !== undefined && at.versionId !== '' && stored?.versionId !== at.versionId ? null : stored;
    },

    async list(prefix) {
      const found: ListedObject[] = [];
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
          else if (entry.isFile()) found.push({ key, versionId: '', size: await sizeOf(join(root, key), key), hiddenBy: null });
        }
      };
      await walk(prefix);
      return found.sort(by((one) => one.key));
    },
  };
}

async function writeDurably(path: string, { content, onProgress }: NewObject): Promise<void> {
  const file = await open(path, 'wx', 0o444);
  try {
    let size = 0;
    for (const chunk of content.chunks()) {
      for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten;
      size += chunk.length;
      onProgress?.(size);
    }
    if (size !== content.size) throw changed(content.name);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function proveAt(path: string, key: string): Promise<StoredVersion | null> {
  try {
    return await proofOf(path, key);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(cause, key);
  }
}

/** Reads the file whole. */
async function proofOf(path: string, key: string): Promise<StoredVersion> {
  const handle = await open(path, 'r');
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw new Error('not a regular file');
  }
  const digest = createHash('sha256');
  let size = 0;
  for await (const block of contentOf(handle, stat.size, 0).chunks()) {
    digest.update(block);
    size += block.length;
  }
  const sha256 = digest.digest('hex');
  return { key, versionId: sha256, size, sha256, proof: 'read-back', lock: null, requestIds: [], provedAt: now(), warnings: [] };
}

async function openRegular(path: string, key: string): Promise<{ handle: FileHandle; size: number } | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(cause, key);
  }
  const stat = await handle.stat();
  if (stat.isFile()) return { handle, size: stat.size };
  await handle.close();
  throw unusable(new Error('not a regular file'), key);
}

async function sizeOf(path: string, key: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw unusable(cause, key);
  }
}

function contentOf(file: FileHandle, size: number, from: number): StoredContent {
  return {
    size,
    async *chunks() {
      try {
        const block = new Uint8Array(Math.min(BLOCK, Math.max(1, size)));
        for (let at = from; ;) {
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

const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

function changed(name: string): EvidenceError {
  return new EvidenceError('CHANGED_WHILE_READ', 'publishing', `${name} changed while it was stored`, { hint: 'nothing was kept; publish a file that nothing else writes to' });
}

function unusable(cause: unknown, key: string): EvidenceError {
  if (cause instanceof EvidenceError) return cause;
  const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new EvidenceError('STORE_UNUSABLE', 'publishing', `the store cannot be used for ${key || 'its root'}: ${why}`, { cause, hint: 'the folder must exist or be creatable, writable, and on a file system with hard links' });
}
