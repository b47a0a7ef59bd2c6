import { LIMITS } from '../limits.ts';
import type { ArchiveFile } from '../ports.ts';
import type { Refusal } from '../verification.ts';
import { CENTRAL, centralHeader, END, END64, endRecords, type EntryFields, LOCAL, localHeader, LOCATOR64 } from './records.ts';

/** An entry of the central directory. `fields.name` are the bytes as they stand there. */
export interface ArchiveEntry {
  readonly name: string;
  readonly fields: EntryFields;
  readonly flags: number;
  readonly kind: 'file' | 'other';
  /** Where its data begin. */
  readonly data: number;
}

export interface Directory {
  /** In the order of the central directory. */
  readonly entries: readonly ArchiveEntry[];
  readonly problems: Refusal[];
  /** Entries share bytes: unpacking them would multiply the work. */
  readonly overlapping: boolean;
}

/** The archive is none: nothing in it can be looked at. */
export class NotAnArchive extends Error {
  readonly refusal: Refusal;
  constructor(message: string, code: 'MALFORMED' | 'EXCESSIVE' = 'MALFORMED') {
    super(message);
    this.refusal = { code, message };
  }
}

/**
 * Reads central directory and local headers; no entry's data. Decoding is lenient where that is safe, so that everything that is wrong
 * can be named; form is judged by writing the structures again by the rules of docs/bundle-format.md §6.2 and comparing.
 * Throws NotAnArchive when there is nothing to go on with.
 */
export function readDirectory(file: ArchiveFile): Directory {
  const problems: Refusal[] = [];
  const end = readEnd(file, problems);
  const raw = file.read(end.offset, end.size);
  const central = decodeCentral(raw, end.entries);
  const entries: ArchiveEntry[] = [];
  let position = 0;
  let overlapping = false;
  for (const record of central) {
    const entry = readLocal(file, record, end.offset, problems);
    entries.push(entry);
    if (record.fields.offset > position) problems.push(malformed(`${record.fields.offset - position} bytes ${position === 0 ? 'before the first entry' : 'between entries'}`, entry.name));
    if (record.fields.offset < position) {
      problems.push(malformed('entries overlap', entry.name));
      overlapping = true;
    }
    position = entry.data + record.fields.packedSize;
  }
  if (position < end.offset) problems.push(malformed(`${end.offset - position} bytes between the last entry and the central directory`));
  if (position > end.offset) throw new NotAnArchive('entry data run into the central directory');
  const stamp = central[0]?.fields.stamp;
  for (const record of central) if (record.fields.stamp !== stamp) problems.push({ code: 'ARCHIVE_FORM', message: 'its stamp differs from that of the first entry', subject: record.name });
  return { entries, problems, overlapping };
}

interface End { readonly entries: number; readonly size: number; readonly offset: number }

function readEnd(file: ArchiveFile, problems: Refusal[]): End {
  if (file.size < 22) throw new NotAnArchive('shorter than an empty archive');
  const from = Math.max(0, file.size - 22 - 65_535);
  const tail = file.read(from, file.size - from);
  const view = viewOf(tail);
  let at = tail.length - 22;
  while (at >= 0 && view.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new NotAnArchive('no end record: not a ZIP archive, or truncated');
  const after = tail.length - at - 22;
  if (after > 0) problems.push(malformed(`${after} bytes after the end record`));
  let end: End = { entries: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
  let endAt = from + at;
  if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR64) {
    const where = Number(view.getBigUint64(at - 12, true));
    if (where + 56 !== endAt - 20) throw new NotAnArchive('the zip64 end record is not where the locator says');
    const record = viewOf(file.read(where, 56));
    if (record.byteLength < 56 || record.getUint32(0, true) !== END64) throw new NotAnArchive('no zip64 end record where the locator says');
    end = { entries: Number(record.getBigUint64(32, true)), size: Number(record.getBigUint64(40, true)), offset: Number(record.getBigUint64(48, true)) };
    endAt = where;
  }
  if (end.offset + end.size > endAt) throw new NotAnArchive('the central directory is cut off or not where the end record says');
  if (end.offset + end.size < endAt) problems.push(malformed(`${endAt - end.offset - end.size} bytes before the archive or before its end record`));
  if (end.entries > LIMITS.entries) throw new NotAnArchive(`${end.entries} entries, more than ${LIMITS.entries}`, 'EXCESSIVE');
  if (end.size > LIMITS.directory) throw new NotAnArchive('the central directory is larger than the limit', 'EXCESSIVE');
  const expected = endRecords(end.entries, end.size, end.offset);
  const found = file.read(endAt, from + at + 22 - endAt);
  if (Buffer.compare(expected, found) !== 0) problems.push({ code: 'ARCHIVE_FORM', message: 'the end record is not as the format fixes it' });
  return end;
}

interface CentralRecord { readonly name: string; readonly fields: EntryFields; readonly flags: number; readonly attributes: number; readonly raw: Uint8Array }

function decodeCentral(raw: Uint8Array, count: number): CentralRecord[] {
  const view = viewOf(raw);
  const records: CentralRecord[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > raw.length || view.getUint32(at, true) !== CENTRAL) throw new NotAnArchive(`the central directory ends after ${i} of ${count} entries`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const total = 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (at + total > raw.length) throw new NotAnArchive('an entry of the central directory is cut off');
    const name = new Uint8Array(raw.subarray(at + 46, at + 46 + nameLength));
    const sizes = widen(view, at + 46 + nameLength, extraLength, [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]);
    records.push({
      name: new TextDecoder().decode(name),
      flags: view.getUint16(at + 8, true),
      attributes: view.getUint32(at + 38, true),
      raw: raw.subarray(at, at + total),
      fields: {
        name, method: view.getUint16(at + 10, true), stamp: view.getUint32(at + 12, true), crc32: view.getUint32(at + 16, true),
        size: sizes[0], packedSize: sizes[1], offset: sizes[2],
      },
    });
    at += total;
  }
  if (at !== raw.length) throw new NotAnArchive('the central directory holds more than its entries');
  return records;
}

/** Values of 0xffffffff are in the zip64 field, in the order size, packed size, offset (APPNOTE 4.5.3). */
function widen(view: DataView, from: number, length: number, short: [number, number, number]): [number, number, number] {
  let at = from;
  const end = from + length;
  while (at + 4 <= end) {
    const id = view.getUint16(at, true);
    const size = view.getUint16(at + 2, true);
    if (id === 1 && at + 4 + size <= end) {
      let value = at + 4;
      return short.map((n) => {
        if (n !== 0xffffffff || value + 8 > at + 4 + size) return n;
        value += 8;
        return Number(view.getBigUint64(value - 8, true));
      }) as [number, number, number];
    }
    at += 4 + size;
  }
  return short;
}

function readLocal(file: ArchiveFile, record: CentralRecord, limit: number, problems: Refusal[]): ArchiveEntry {
  const { fields, name } = record;
  if (fields.offset + 30 > limit) throw new NotAnArchive(`the local header of ${name} is outside the archive`);
  const expected = localHeader(fields);
  const head = file.read(fields.offset, Math.min(Math.max(30, expected.length), limit - fields.offset));
  const view = viewOf(head);
  if (view.getUint32(0, true) !== LOCAL) throw new NotAnArchive(`no local header where the central directory says, for ${name}`);
  const data = fields.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (data + fields.packedSize > limit) throw new NotAnArchive(`the data of ${name} run out of the archive`);
  const localForm = Buffer.compare(head, expected) === 0 && data === fields.offset + expected.length;
  const centralForm = Buffer.compare(record.raw, centralHeader(fields)) === 0;
  if (centralForm && !localForm) problems.push({ code: 'HEADERS_DISAGREE', message: 'the local header says something else than the central directory', subject: name });
  else if (!centralForm) problems.push({ code: 'ARCHIVE_FORM', message: 'its header is not as the format fixes it', subject: name });
  const mode = record.attributes >>> 28; // file type of the Unix mode; 0 when the writer had none
  const kind = name.endsWith('/') || (mode !== 0 && mode !== 8) ? 'other' : 'file';
  return { name, fields, flags: record.flags, kind, data };
}

function malformed(message: string, subject?: string): Refusal {
  return { code: 'MALFORMED', message, ...(subject !== undefined && { subject }) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
