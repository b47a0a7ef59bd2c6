import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Source } from '../../model/source.ts';
import { changed } from './source-body.ts';

const MIB = 1 << 20;
export const SINGLE_PUT_LIMIT = 5 * 1024 * MIB;
const SMALLEST_PART = 5 * MIB;
/** When nobody wishes another. */
const USUAL_PART = 16 * MIB;
/** Larger ones gain nothing and are held in memory. */
const LARGEST_PART = 64 * MIB;
const MOST_PARTS = 10_000;
/** Memory for the part that is being filled and those on their way; two buffers at least, so that one is sent while the other is filled. */
const BUDGET = 48 * MIB;
const MOST_AT_ONCE = 4;

/** How large the parts of an object of `size` bytes are, when `wished` is what was asked for: S3 takes 5 MiB and more, 10,000 of them. */
export function partSizeFor(size: number, wished: number = USUAL_PART): number {
  const needed = Math.ceil(size / MOST_PARTS / MIB) * MIB;
  return Math.max(SMALLEST_PART, needed, Math.min(wished, LARGEST_PART));
}

/** A part in memory; good until it is taken care of. */
export interface Part {
  readonly number: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Base64, as S3 writes it. */
  readonly sha256: string;
}

/**
 * Cuts a source into parts and gives each to `take`, several at a time, each in a buffer that is used again. Answers the SHA-256 of the whole, in hex. Stops at
 * the first failure, after what was begun has ended. Fails with CHANGED_WHILE_READ when the source has another size than it said.
 */
export async function eachPart(source: Source, partSize: number, take: (part: Part, signal: AbortSignal) => Promise<void>): Promise<string> {
  const atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.max(2, Math.floor(BUDGET / partSize)), Math.ceil(source.size / partSize)));
  const free = Array.from({ length: atOnce }, () => new Uint8Array(Math.min(partSize, source.size)));
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const whole = createHash('sha256');
  let number = 0;
  let offset = 0;

  const start = (buffer: Uint8Array<ArrayBuffer>, length: number): void => {
    number += 1;
    const bytes = buffer.subarray(0, length);
    const part: Part = { number, offset, bytes, sha256: createHash('sha256').update(bytes).digest('base64') };
    offset += length;
    const run: Promise<void> = take(part, stop.signal).catch((cause: unknown) => {
      failures.push(cause);
      stop.abort();
    }).then(() => {
      running.delete(run);
      free.push(buffer);
    });
    running.add(run);
  };
  const buffer = async (): Promise<Uint8Array<ArrayBuffer>> => {
    while (free.length === 0) await Promise.race(running);
    return free.pop()!;
  };

  try {
    let current = await buffer();
    let filled = 0;
    for (const block of source.chunks()) {
      if (failures.length > 0) break;
      if (offset + filled + block.length > source.size) throw changed(source.name);
      whole.update(block);
      for (let used = 0; used < block.length;) {
        const length = Math.min(block.length - used, current.length - filled);
        current.set(block.subarray(used, used + length), filled);
        used += length;
        filled += length;
        if (filled < partSize) continue;
        start(current, filled);
        current = await buffer();
        filled = 0;
      }
      await setImmediate(); // what is being sent goes on in between
    }
    if (failures.length === 0) {
      if (offset + filled !== source.size) throw changed(source.name);
      if (filled > 0) start(current, filled);
    }
  } catch (cause) {
    failures.push(cause);
    stop.abort();
  }
  while (running.size > 0) await Promise.race(running);
  if (failures.length > 0) throw failures[0];
  return whole.digest('hex');
}
