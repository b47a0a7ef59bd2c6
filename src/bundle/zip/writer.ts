import { createHash, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { EvidenceError } from '../../model/problem.ts';
import type { Source } from '../../model/source.ts';
import type { ArchiveSink, Deflater, DeflateResult } from '../ports.ts';
import { BLOCK, shrinks, WINDOW } from './deflate.ts';
import { centralHeader, type EntryFields, endRecords, localHeader } from './records.ts';

/** Bytes that may wait for a deflater: enough for both cores, and the bound of the writer's memory. */
const IN_FLIGHT = 8 * BLOCK;

type Fields = { -readonly [K in keyof EntryFields]: EntryFields[K] };
interface Written extends Fields { path: string }
/** A piece of output that is ready or still being deflated. */
interface Pending {
  readonly weight: number;
  readonly result: Promise<DeflateResult> | null;
  write(result: DeflateResult | null): void;
}

/**
 * Writes the archive of docs/bundle-format.md §6 front to back. Memory is bounded whatever the sizes of the files.
 * `onDigest` hears the SHA-256 of each file, in order, before `add` or `flush` returns.
 */
export class ArchiveWriter {
  private readonly sink: ArchiveSink;
  private readonly deflater: Deflater;
  private readonly stamp: number;
  private readonly prefix: string;
  private readonly entries: Written[] = [];
  private readonly queue: Pending[] = [];
  private readonly data = createHash('sha256');
  private waiting = 0;
  private position = 0;
  /** Small files that wait to be deflated together, one behind the other in `buffer`. */
  private batch: Written[] = [];
  private batched = 0;
  private buffer = new Uint8Array(BLOCK);
  private readonly spares: ArrayBuffer[] = [];

  constructor(sink: ArchiveSink, deflater: Deflater, prefix: string, stamp: number) {
    this.sink = sink;
    this.deflater = deflater;
    this.prefix = prefix;
    this.stamp = stamp;
  }

  /** Bytes written so far; exact after `flush`. */
  get size(): number {
    return this.position;
  }

  /** Appends a file and returns its SHA-256. Fails with CHANGED_WHILE_READ when the source has not the size it names. */
  async add(path: string, source: Source, options: { store?: boolean } = {}): Promise<string> {
    const entry = this.entry(path);
    const sha256 = source.size <= BLOCK ? this.addSmall(entry, source, options.store ?? false) : await this.addLarge(entry, source);
    while (this.waiting > IN_FLIGHT) await this.drainOne();
    return sha256;
  }

  /** Waits until everything added is written; returns the digest over the data of all entries so far (§7, `archive.entryData`). */
  async flush(): Promise<string> {
    this.sendBatch();
    while (this.queue.length > 0) await this.drainOne();
    return this.data.copy().digest('hex');
  }

  /** Writes central directory and end record. Returns the size of the archive. */
  async end(): Promise<number> {
    await this.flush();
    const offset = this.position;
    for (const entry of this.entries) this.append(centralHeader(entry));
    this.append(endRecords(this.entries.length, this.position - offset, offset));
    return this.position;
  }

  private entry(path: string): Written {
    const entry = { path, name: new TextEncoder().encode(this.prefix + path), method: 0, stamp: this.stamp, crc32: 0, packedSize: 0, size: 0, offset: 0 };
    this.entries.push(entry);
    return entry;
  }

  private addSmall(entry: Written, source: Source, store: boolean): string {
    if (store || this.batched + source.size > BLOCK) this.sendBatch();
    const bytes = this.buffer.subarray(this.batched, this.batched + source.size);
    readExactly(source, bytes);
    const sha256 = hash('sha256', bytes, 'hex');
    entry.size = bytes.length;
    entry.crc32 = crc32(bytes);
    if (store) {
      const copy = bytes.slice();
      this.push({ weight: 0, result: null, write: () => this.writeWhole(entry, copy, true) });
    } else {
      this.batch.push(entry);
      this.batched += bytes.length;
    }
    return sha256;
  }

  private sendBatch(): void {
    const entries = this.batch;
    if (entries.length === 0) return;
    const lengths = entries.map((entry) => entry.size);
    const weight = this.batched;
    const result = this.deflater.deflate({ kind: 'files', bytes: this.buffer.subarray(0, weight), lengths });
    this.buffer = this.freshBlock();
    this.batch = [];
    this.batched = 0;
    this.push({
      weight, result,
      write: (packed) => {
        let from = 0;
        entries.forEach((entry, i) => {
          const length = packed!.lengths[i]!;
          this.writeWhole(entry, packed!.bytes.subarray(from, from + length), packed!.stored[i]!);
          from += length;
        });
      },
    });
  }

  private async addLarge(entry: Written, source: Source): Promise<string> {
    this.sendBatch();
    const digest = createHash('sha256');
    let window: Uint8Array | undefined;
    let done = 0;
    let crc = 0;
    let stored: boolean | undefined;
    entry.size = source.size;
    for (const block of blocks(source, () => this.freshBlock())) {
      done += block.length;
      const last = done === source.size;
      digest.update(block);
      crc = crc32(block, crc);
      if (stored === undefined) {
        stored = !shrinks(block);
        entry.method = stored ? 0 : 8;
        this.push({ weight: 0, result: null, write: () => this.openEntry(entry) });
      }
      const next = stored || last ? undefined : block.slice(-WINDOW);
      if (stored) {
        this.push({ weight: block.length, result: null, write: () => {
          this.appendData(entry, block);
          this.spares.push(block.buffer);
        } });
      } else {
        this.push({
          weight: block.length,
          result: this.deflater.deflate({ kind: 'block', bytes: block, last, ...(window && { dictionary: window }) }),
          write: (result) => this.appendData(entry, result!.bytes),
        });
      }
      window = next;
      while (this.waiting > IN_FLIGHT) await this.drainOne();
    }
    const total = crc;
    this.push({
      weight: 0, result: null,
      write: () => {
        entry.crc32 = total;
        this.sink.patch(entry.offset, localHeader(entry));
      },
    });
    return digest.digest('hex');
  }

  /** A whole block to be filled; its old content is still in it. */
  private freshBlock(): Uint8Array<ArrayBuffer> {
    const spare = this.spares.pop();
    return spare?.byteLength === BLOCK ? new Uint8Array(spare) : new Uint8Array(BLOCK);
  }

  private push(pending: Pending): void {
    // A failed job is reported when its turn comes; until then it must not count as unhandled.
    pending.result?.catch(() => undefined);
    this.queue.push(pending);
    this.waiting += pending.weight;
  }

  private async drainOne(): Promise<void> {
    const pending = this.queue.shift();
    if (!pending) return;
    const result = await pending.result;
    pending.write(result);
    if (result) {
      release(result.bytes);
      this.spares.push(result.spare);
    }
    this.waiting -= pending.weight;
  }

  private writeWhole(entry: Written, data: Uint8Array, stored: boolean): void {
    entry.method = stored ? 0 : 8;
    entry.packedSize = data.length;
    this.openEntry(entry);
    this.data.update(data);
    this.append(data);
  }

  private openEntry(entry: Written): void {
    entry.offset = this.position;
    this.append(localHeader(entry));
  }

  private appendData(entry: Written, data: Uint8Array): void {
    entry.packedSize += data.length;
    this.data.update(data);
    this.append(data);
  }

  private append(bytes: Uint8Array): void {
    this.sink.append(bytes);
    this.position += bytes.length;
  }
}

/** Fills `out` with the whole content, which must be exactly as long. */
function readExactly(source: Source, out: Uint8Array): void {
  let at = 0;
  for (const chunk of source.chunks()) {
    if (at + chunk.length > out.length) throw changed(source);
    out.set(chunk, at);
    at += chunk.length;
  }
  if (at !== out.length) throw changed(source);
}

/** Gives the memory of a large buffer back at once: the collector waits until there are many of them. */
function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.byteLength > 1 << 16 && bytes.byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Blocks of exactly BLOCK bytes (the last may be shorter), each in a buffer that `fresh` gave. */
function* blocks(source: Source, fresh: () => Uint8Array<ArrayBuffer>): Iterable<Uint8Array<ArrayBuffer>> {
  let left = source.size;
  let block = fresh().subarray(0, left);
  let filled = 0;
  for (const chunk of source.chunks()) {
    if (chunk.length > left - filled) throw changed(source);
    for (let at = 0; at < chunk.length;) {
      const n = Math.min(chunk.length - at, block.length - filled);
      block.set(chunk.subarray(at, at + n), filled);
      at += n;
      filled += n;
      if (filled < block.length) continue;
      left -= filled;
      yield block;
      filled = 0;
      if (left > 0) block = fresh().subarray(0, left);
    }
  }
  if (left !== 0) throw changed(source);
}

function changed(source: Source): EvidenceError {
  return new EvidenceError('CHANGED_WHILE_READ', 'input', `${source.name} changed while it was packed`, { hint: 'bundle after the tools that write it have ended' });
}
