import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, linkSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { claimPartial, dropClaim, type Wanted } from './fetch-journal.ts';
import { syncFolder } from './output-file.ts';

const BLOCK = 1 << 20;

/** Gives the content from byte `from` on; blocks are valid until the next one is asked for. */
export type OpenFrom = (from: number) => Promise<AsyncIterable<Uint8Array>>;

export interface Received {
  /** Bytes that an earlier run had left, hashed again before they were continued. */
  readonly resumedFrom: number;
}

/**
 * Writes what is fetched to `path` + `.partial`, and gives it its name only when it is whole and has the digest: nothing half-fetched ever stands
 * under the name. What a broken run leaves (`.partial`, and `.partial.json` that says of what) is hashed and continued by the next one.
 * Fails with OUTPUT_EXISTS (something stands there, or another run is at it), DISK (the partial file stays), STORE_UNUSABLE (other content than
 * the digest says: nothing stays), and with whatever `open` fails with (the partial file stays).
 */
export async function fetchFile(path: string, wanted: Wanted, open: OpenFrom, onProgress: (bytes: number) => void = () => {}): Promise<Received> {
  const partial = `${path}.partial`;
  const resumable = claimPartial(partial, wanted);
  let fd: number | undefined;
  try {
    const opened = fd = onDisk(partial, () => openSync(partial, resumable ? 'r+' : 'wx+', 0o644));
    let have: Have = resumable ? beginning(opened, partial, wanted) : { digest: createHash('sha256'), size: 0 };
    const resumedFrom = have.size;
    for (let last = resumedFrom === 0; ; last = true) {
      const whole = await receive(opened, partial, have, wanted, open, onProgress);
      if (whole && have.digest.digest('hex') === wanted.sha256) break;
      if (last) throw otherContent(wanted);
      onDisk(partial, () => ftruncateSync(opened, 0));
      have = { digest: createHash('sha256'), size: 0 }; // what an earlier run had left was not the beginning of it
    }
    onDisk(partial, () => fsyncSync(opened));
    closeSync(opened);
    fd = undefined;
    giveName(partial, path);
    dropClaim(partial, null);
    syncFolder(dirname(path));
    return { resumedFrom };
  } catch (error) {
    const useless = error instanceof OtherContent || statSync(partial, { throwIfNoEntry: false })?.size === 0;
    if (useless) rmSync(partial, { force: true });
    dropClaim(partial, useless ? null : wanted);
    throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** SHA-256 and size of a file; null when nothing stands there. Fails with OUTPUT_EXISTS when it is no regular file, DISK when it cannot be read. */
export function fileDigest(path: string): { readonly sha256: string; readonly size: number } | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isFile()) throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(path)} is there already, and is not a file`, { hint: 'name another output' });
  const fd = onDisk(path, () => openSync(path, 'r'));
  try {
    const { digest, size } = hashOf(fd, path);
    return { sha256: digest.digest('hex'), size };
  } finally {
    closeSync(fd);
  }
}

interface Have { readonly digest: Hash; size: number }

/** What is there, hashed; longer than the whole it is not the beginning of it. */
function beginning(fd: number, partial: string, { size }: Wanted): Have {
  const have = hashOf(fd, partial);
  if (have.size <= size) return have;
  onDisk(partial, () => ftruncateSync(fd, 0));
  return { digest: createHash('sha256'), size: 0 };
}

/** False when more came than there is. A store tries again by itself where that helps; what it gives up is left to the next run. */
async function receive(fd: number, partial: string, have: Have, wanted: Wanted, open: OpenFrom, onProgress: (bytes: number) => void): Promise<boolean> {
  if (have.size === wanted.size) return true;
  try {
    for await (const chunk of await open(have.size)) {
      if (have.size + chunk.length > wanted.size) return false;
      onDisk(partial, () => {
        for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done, chunk.length - done, have.size + done);
      });
      have.digest.update(chunk);
      have.size += chunk.length;
      onProgress(have.size);
    }
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code === 'DISK' || have.size === 0) throw error;
    throw new EvidenceError(error.code, error.exit, `${error.message}; ${have.size} of ${wanted.size} bytes are kept in ${basename(partial)}`, { cause: error, problems: error.problems, hint: `run it again: it goes on from there${error.hint === undefined ? '' : `; ${error.hint}`}` });
  }
  if (have.size === wanted.size) return true;
  throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the store ended after ${have.size} of ${wanted.size} bytes, which are kept in ${basename(partial)}`, { hint: 'run it again: it goes on from there' });
}

/** Nothing of it is worth keeping. Known by its name to who must tell it from a broken transfer. */
class OtherContent extends EvidenceError {
  override readonly name = 'OtherContent';
}

function otherContent(wanted: Wanted): OtherContent {
  return new OtherContent('STORE_UNUSABLE', 'publishing', 'what the store gave is not what its release record says; nothing was kept', {
    hint: 'the stored object is damaged, or somebody stands between: release-evidence store audit looks at all of them',
    problems: [{ code: 'STORE_UNUSABLE', file: wanted.key, message: 'another digest or size than the release record says', expected: wanted.sha256 }],
  });
}

function hashOf(fd: number, path: string): Have {
  const have: Have = { digest: createHash('sha256'), size: 0 };
  const block = new Uint8Array(BLOCK);
  for (;;) {
    const read = onDisk(path, () => readSync(fd, block, 0, BLOCK, have.size));
    if (read === 0) return have;
    have.digest.update(block.subarray(0, read));
    have.size += read;
  }
}

/** Never over anything: what was put there meanwhile stays, and so does the partial file. */
function giveName(partial: string, path: string): void {
  try {
    linkSync(partial, path);
    rmSync(partial, { force: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw disk(path, cause);
    throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(path)} is there already`, { cause, hint: 'name another output, or move the old one away' });
  }
}

function onDisk<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw disk(path, cause);
  }
}

function disk(path: string, cause: unknown): EvidenceError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const why = code === 'ENOSPC' ? 'no space left' : code === 'EFBIG' ? 'larger than a file may be' : code === 'ENOENT' ? 'its folder does not exist' : code;
  return new EvidenceError('DISK', 'input', `${basename(path)} could not be written: ${why}`, { cause, hint: 'free space and run it again: it goes on with what is there; or name another output' });
}
