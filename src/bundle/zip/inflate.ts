import { createInflateRaw, inflateRawSync } from 'node:zlib';
import type { ArchiveFile } from '../ports.ts';
import type { ArchiveEntry } from './reader.ts';

const CHUNK = 1 << 18;
/** Entries up to this size, packed and unpacked, are inflated in one call. */
const WHOLE = 1 << 21;

/** What stands in the archive does not unpack to what the archive says. The message is for people. */
export class Damaged extends Error {}

/**
 * Gives an entry's content piece by piece to `content`, and its bytes as they stand in the archive to `packed`.
 * Never yields more than the size that the central directory states. Throws Damaged for data that do not inflate, end early,
 * or leave something over. A piece is valid only during the call.
 */
export async function readEntry(file: ArchiveFile, entry: ArchiveEntry, packed: (bytes: Uint8Array) => void, content: (bytes: Uint8Array) => void): Promise<void> {
  const { method, packedSize, size } = entry.fields;
  if (method === 0) {
    if (packedSize !== size) throw new Damaged('a stored entry whose two sizes differ');
    return readStored(file, entry, packed, content);
  }
  if (method !== 8) throw new Damaged(`compression method ${method} is not one of this format`);
  return packedSize <= WHOLE && size <= WHOLE ? inflateWhole(file, entry, packed, content) : inflateStream(file, entry, packed, content);
}

function readStored(file: ArchiveFile, entry: ArchiveEntry, packed: (bytes: Uint8Array) => void, content: (bytes: Uint8Array) => void): void {
  for (const chunk of chunks(file, entry, new Uint8Array(Math.min(CHUNK, entry.fields.packedSize)))) {
    packed(chunk);
    content(chunk);
  }
}

function inflateWhole(file: ArchiveFile, entry: ArchiveEntry, packed: (bytes: Uint8Array) => void, content: (bytes: Uint8Array) => void): void {
  const { packedSize, size } = entry.fields;
  const input = file.read(entry.data, packedSize);
  packed(input);
  let out: Uint8Array;
  let used: number;
  try {
    const result = inflateRawSync(input, { info: true, maxOutputLength: Math.max(1, size), chunkSize: Math.max(64, size) }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    out = result.buffer;
    used = result.engine.bytesWritten;
  } catch (cause) {
    throw new Damaged((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'unpacks to more than its stated size' : 'the data cannot be unpacked', { cause });
  }
  if (used !== packedSize) throw new Damaged(`${packedSize - used} bytes are left over after its data`);
  content(out);
}

async function inflateStream(file: ArchiveFile, entry: ArchiveEntry, packed: (bytes: Uint8Array) => void, content: (bytes: Uint8Array) => void): Promise<void> {
  const { packedSize, size } = entry.fields;
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  // The consumer below sees every error; the producer must only stop waiting.
  const feed = (async (): Promise<void> => {
    for (const chunk of chunks(file, entry)) {
      packed(chunk);
      if (inflate.destroyed) return;
      if (!inflate.write(chunk)) await new Promise<void>((go) => { inflate.once('drain', go).once('close', go).once('error', () => go()); });
    }
    inflate.end();
  })();
  let done = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Uint8Array>) {
      done += piece.length;
      if (done > size) throw new Damaged('unpacks to more than its stated size');
      content(piece);
    }
  } catch (cause) {
    throw cause instanceof Damaged ? cause : new Damaged('the data cannot be unpacked', { cause });
  } finally {
    inflate.destroy();
    await feed;
  }
  if (inflate.bytesWritten !== packedSize) throw new Damaged(`${packedSize - inflate.bytesWritten} bytes are left over after its data`);
}

/** With `reused` a chunk is valid until the next one is asked for. */
function* chunks(file: ArchiveFile, entry: ArchiveEntry, reused?: Uint8Array): Iterable<Uint8Array> {
  const end = entry.data + entry.fields.packedSize;
  for (let at = entry.data; at < end; at += CHUNK) {
    const want = Math.min(CHUNK, end - at);
    const chunk = file.read(at, want, reused);
    if (chunk.length < want) throw new Damaged('the archive ends within its data');
    yield chunk;
  }
}
