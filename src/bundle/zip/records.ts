/** The structures of APPNOTE 6.3.10 §4.3 with every byte that docs/bundle-format.md §6.2 fixes. Pure: fields ↔ bytes. */

/** What is free to choose about an entry; all else follows. */
export interface EntryFields {
  readonly name: Uint8Array;
  readonly method: number;
  /** DOS time in the low, DOS date in the high 16 bits. */
  readonly stamp: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
}

export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const END = 0x06054b50;
export const END64 = 0x06064b50;
export const LOCATOR64 = 0x07064b50;
const UTF8 = 0x0800;
const MAX32 = 0xffffffff;
const MAX16 = 0xffff;
const REGULAR_FILE_0644 = 0x81a40000;
/** From this size an entry has the zip64 field: room for data that deflate makes larger. */
const ZIP64_SIZE = 0xff000000;

export function localHeader(entry: EntryFields): Uint8Array {
  const big = entry.size >= ZIP64_SIZE;
  const out = new Record(30 + entry.name.length + (big ? 20 : 0));
  out.u32(LOCAL).u16(big ? 45 : 20).u16(UTF8).u16(entry.method).u32(entry.stamp).u32(entry.crc32);
  out.u32(big ? MAX32 : entry.packedSize).u32(big ? MAX32 : entry.size).u16(entry.name.length).u16(big ? 20 : 0).raw(entry.name);
  if (big) out.u16(1).u16(16).u64(entry.size).u64(entry.packedSize);
  return out.bytes;
}

export function centralHeader(entry: EntryFields): Uint8Array {
  const big = entry.size >= ZIP64_SIZE;
  const far = entry.offset >= MAX32;
  const extra = (big ? 16 : 0) + (far ? 8 : 0);
  const needed = extra > 0 ? 45 : 20;
  const out = new Record(46 + entry.name.length + (extra > 0 ? extra + 4 : 0));
  out.u32(CENTRAL).u16(0x0300 | needed).u16(needed).u16(UTF8).u16(entry.method).u32(entry.stamp).u32(entry.crc32);
  out.u32(big ? MAX32 : entry.packedSize).u32(big ? MAX32 : entry.size).u16(entry.name.length).u16(extra > 0 ? extra + 4 : 0);
  out.u16(0).u16(0).u16(0).u32(REGULAR_FILE_0644).u32(far ? MAX32 : entry.offset).raw(entry.name);
  if (extra > 0) out.u16(1).u16(extra);
  if (big) out.u64(entry.size).u64(entry.packedSize);
  if (far) out.u64(entry.offset);
  return out.bytes;
}

/** End record, with the zip64 record and locator before it when a number does not fit. */
export function endRecords(entries: number, size: number, offset: number): Uint8Array {
  const big = entries >= MAX16 || size >= MAX32 || offset >= MAX32;
  const out = new Record(22 + (big ? 76 : 0));
  if (big) {
    out.u32(END64).u64(44).u16(0x0300 | 45).u16(45).u32(0).u32(0).u64(entries).u64(entries).u64(size).u64(offset);
    out.u32(LOCATOR64).u32(0).u64(offset + size).u32(1);
  }
  const short = Math.min(entries, MAX16);
  out.u32(END).u16(0).u16(0).u16(short).u16(short).u32(Math.min(size, MAX32)).u32(Math.min(offset, MAX32)).u16(0);
  return out.bytes;
}

/** Seconds since 1970 → DOS time and date in UTC (§6.4). */
export function dosStamp(epochSeconds: number | undefined): number {
  const first = Date.UTC(1980, 0, 1) / 1000;
  const last = Date.UTC(2107, 11, 31, 23, 59, 58) / 1000;
  const at = new Date(Math.min(last, Math.max(first, Math.floor(epochSeconds ?? first))) * 1000);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}

class Record {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private at = 0;
  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }
  u16(value: number): this { this.view.setUint16(this.at, value, true); this.at += 2; return this; }
  u32(value: number): this { this.view.setUint32(this.at, value, true); this.at += 4; return this; }
  u64(value: number): this { this.view.setBigUint64(this.at, BigInt(value), true); this.at += 8; return this; }
  raw(value: Uint8Array): this { this.bytes.set(value, this.at); this.at += value.length; return this; }
}
