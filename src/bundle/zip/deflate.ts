import { constants, deflateRawSync } from 'node:zlib';
import type { BlockJob, Deflater, DeflateResult, FilesJob } from '../ports.ts';

/** Block of a large file; also the largest file that is deflated in one piece. */
export const BLOCK = 1 << 20;
/** How much of the block before serves as dictionary: the window of deflate. */
export const WINDOW = 32 << 10;
const SAMPLE = 16 << 10;
const LEVEL = 5;
/** Pieces of zlib's output where their size has a part in the bytes: in blocks that it only stores. */
const STORED_CHUNK = 128 << 10;
/** A larger hash table than zlib's usual one: 5 to 10 % faster on logs, and no worse in size. */
const MEM_LEVEL = 9;

/** True when deflating is worth it: a sample from the middle shrinks by at least 3 %. A function of the bytes alone. */
export function shrinks(bytes: Uint8Array): boolean {
  if (bytes.length <= SAMPLE) return true;
  const from = (bytes.length - SAMPLE) >> 1;
  return deflateRawSync(bytes.subarray(from, from + SAMPLE), { level: 1 }).length <= SAMPLE * 0.97;
}

/** The answer to a job: the same bytes in this thread or in a worker. */
export function runDeflateJob(job: FilesJob | BlockJob): DeflateResult {
  return job.kind === 'files' ? deflateFiles(job) : deflateBlock(job);
}

/** Deflates in the calling thread. */
export const inlineDeflater: Deflater = { deflate: async (job) => runDeflateJob(job) };

function deflateFiles(job: FilesJob): DeflateResult {
  const out = new Uint8Array(job.bytes.length); // no piece is larger than its file
  const lengths: number[] = [];
  const stored: boolean[] = [];
  let from = 0;
  let to = 0;
  for (const length of job.lengths) {
    const file = job.bytes.subarray(from, from + length);
    from += length;
    const packed = shrinks(file) ? deflateRawSync(file, settings(length)) : file;
    const piece = packed.length >= length ? file : packed;
    out.set(piece, to);
    to += piece.length;
    lengths.push(piece.length);
    stored.push(piece === file);
    if (packed !== file) discard(packed);
  }
  return { bytes: alone(out.subarray(0, to)), lengths, stored, spare: job.bytes.buffer };
}

function deflateBlock(job: BlockJob): DeflateResult {
  const level = shrinks(job.bytes) ? LEVEL : 0;
  const packed = deflateRawSync(job.bytes, {
    level,
    memLevel: MEM_LEVEL,
    finishFlush: job.last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    chunkSize: level === 0 ? STORED_CHUNK : room(job.bytes.length),
    ...(job.dictionary && { dictionary: job.dictionary }),
  });
  return { bytes: alone(packed), lengths: [packed.length], stored: [false], spare: job.bytes.buffer };
}

/** A small window for small files: zlib clears 256 KiB of state per file otherwise. */
function settings(length: number): { level: number; windowBits?: number; memLevel: number; chunkSize: number } {
  const chunkSize = room(length);
  return length <= 4096 ? { level: LEVEL, windowBits: 12, memLevel: 5, chunkSize } : { level: LEVEL, memLevel: MEM_LEVEL, chunkSize };
}

/** Enough for zlib's output in one piece: pieces are garbage that the collector, which sees little else here, leaves for long. */
const room = (length: number): number => length + (length >> 3) + 64;

/** The bytes in a buffer of their own size; the one they were in is given back. */
function alone(bytes: Uint8Array): Uint8Array {
  const own = new Uint8Array(bytes);
  discard(bytes);
  return own;
}

/** Gives the memory of zlib's output back at once. Small outputs lie in a pool that others use. */
function discard({ buffer }: Uint8Array): void {
  if (buffer.byteLength > Buffer.poolSize) (buffer as ArrayBuffer).transfer(0);
}
