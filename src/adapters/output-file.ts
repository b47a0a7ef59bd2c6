import { closeSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ArchiveSink } from '../bundle/ports.ts';
import { EvidenceError } from '../model/problem.ts';
import { isRunning } from './process-running.ts';

const BUFFER = 1 << 20;
/** One process may be writing a file while it fetches another for the same place. */
let serial = 0;

/** Known only at the end. `new`: nothing may stand there. `discard`: what stands there stays, and what was written is thrown away. */
export type Naming = 'new' | 'replace' | 'discard';

/**
 * Writes a file beside its final place and gives it its name only when `write` succeeded and the bytes are on the disk.
 * A failed or killed run never leaves anything under the final name; what a killed run left beside it is removed by the next one.
 * Fails with OUTPUT_EXISTS (unless replacing) and DISK.
 */
export async function writeFileWhole<T>(path: string, options: { readonly replace: boolean } | (() => Naming), write: (sink: ArchiveSink) => Promise<T>): Promise<T> {
  removeLeftovers(path);
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.${serial += 1}.partial`);
  let fd: number;
  try {
    fd = openSync(partial, 'wx', 0o644);
  } catch (cause) {
    throw disk(path, cause);
  }
  let open = true;
  const cleanUp = (): void => rmSync(partial, { force: true });
  process.once('exit', cleanUp); // an interrupted run ends without coming back here
  try {
    const sink = bufferedSink(fd, path);
    const result = await write(sink);
    try {
      sink.flush();
      fsyncSync(fd);
      closeSync(fd);
      open = false;
      giveName(partial, path, typeof options === 'function' ? options() : options.replace ? 'replace' : 'new');
      syncFolder(dirname(path));
    } catch (cause) {
      throw cause instanceof EvidenceError ? cause : disk(path, cause);
    }
    return result;
  } finally {
    process.off('exit', cleanUp);
    if (open) closeSync(fd);
    cleanUp();
  }
}

function bufferedSink(fd: number, path: string): ArchiveSink & { flush(): void } {
  const buffer = new Uint8Array(BUFFER);
  let filled = 0;
  let flushed = 0;
  const out = (bytes: Uint8Array, position: number): void => {
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
    } catch (cause) {
      throw disk(path, cause);
    }
  };
  const flush = (): void => {
    out(buffer.subarray(0, filled), flushed);
    flushed += filled;
    filled = 0;
  };
  return {
    append(bytes) {
      if (filled + bytes.length > BUFFER) flush();
      if (bytes.length > BUFFER) {
        out(bytes, flushed);
        flushed += bytes.length;
      } else {
        buffer.set(bytes, filled);
        filled += bytes.length;
      }
    },
    patch(offset, bytes) {
      if (offset + bytes.length > flushed) flush();
      out(bytes, offset);
    },
    flush,
  };
}

function giveName(partial: string, path: string, naming: Naming): void {
  if (naming === 'discard') return;
  if (naming === 'replace') return renameSync(partial, path);
  try {
    linkSync(partial, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(path)} is there already`, { cause, hint: 'name another output, or move the old one away' });
  }
}

/** Partial files whose process is gone. */
function removeLeftovers(path: string): void {
  const start = `.${basename(path)}.`;
  let names: string[];
  try {
    names = readdirSync(dirname(path));
  } catch (cause) {
    throw disk(path, cause);
  }
  for (const name of names) {
    if (!name.startsWith(start) || !name.endsWith('.partial')) continue;
    const pid = name.slice(start.length, -'.partial'.length);
    if (/^\d+\.\d+$/.test(pid) && !isRunning(Number.parseInt(pid, 10))) rmSync(join(dirname(path), name), { force: true });
  }
}

/** The new name survives a power cut only when its folder was synced too; not every system can. */
export function syncFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(folder, 'r');
    fsyncSync(fd);
  } catch {
    // Windows cannot open a folder; the file itself is synced.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function disk(path: string, cause: unknown): EvidenceError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const why = code === 'ENOSPC' ? 'no space left' : code === 'EFBIG' ? 'larger than a file may be' : code === 'ENOENT' ? 'its folder does not exist' : code;
  return new EvidenceError('DISK', 'input', `${basename(path)} could not be written: ${why}`, { cause, hint: 'free space or name another output; nothing was left behind' });
}
