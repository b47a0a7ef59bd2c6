import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onDisk } from '../on-disk.ts';
import type { EvidenceStore, StoredContent } from '../../store/evidence-store.ts';

/** What S3 calls the version of an object in a bucket without versions: it may be another one tomorrow. */
const NO_VERSION = 'null';
/** Larger objects are not kept as documents. */
const LARGEST = 1 << 20;

/**
 * A store whose small documents are kept between runs: a named version of a key never changes, so that it is fetched once. The digest of what was
 * fetched stands before the content: a file that was cut or altered is fetched again. Lists always come from the store.
 */
export function withDocumentCache(store: EvidenceStore, folder: string): EvidenceStore {
  return {
    ...store,
    async open(key, at = {}) {
      const { versionId, from } = at;
      if (versionId === undefined || versionId === NO_VERSION || from !== undefined) return store.open(key, at);
      const path = join(folder, `${createHash('sha256').update(`${key}\0${versionId}`).digest('hex')}.object`);
      const kept = read(path);
      if (kept !== null) return content(kept);
      const found = await store.open(key, at);
      if (found === null || found.size > LARGEST) return found;
      const parts: Uint8Array[] = [];
      for await (const chunk of found.chunks()) parts.push(new Uint8Array(chunk));
      const bytes = Buffer.concat(parts);
      if (bytes.length === found.size) writeBeside(path, Buffer.concat([Buffer.from(`${digest(bytes)}\n`), bytes]));
      return content(bytes);
    },
  };
}

/** Writes beside the place and renames: a run that is killed leaves no half file. */
export function writeBeside(path: string, bytes: Uint8Array): void {
  onDisk(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const partial = `${path}.${process.pid}.partial`;
    try {
      writeFileSync(partial, bytes, { mode: 0o600 });
      renameSync(partial, path);
    } finally {
      rmSync(partial, { force: true });
    }
  }, 'what was fetched for queries cannot be kept', 'free space, or let XDG_CACHE_HOME name another folder');
}

function read(path: string): Buffer | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null; // it is fetched, then
  }
  const body = bytes.subarray(65);
  return bytes.subarray(0, 65).toString('latin1') === `${digest(body)}\n` ? body : null;
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const content = (bytes: Uint8Array): StoredContent => ({ size: bytes.length, async* chunks() { if (bytes.length > 0) yield bytes; } });
