import { isUtf8 } from 'node:buffer';
import type { Source } from '../model/source.ts';
import { decodeOneByte, sniffEncoding } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { Refusal } from './refusal.ts';

/** Bytes decoded at once: strings of this size die young, those of a whole block would pile up. */
const STEP = 1 << 16;

/**
 * The text of a file block by block: UTF-8 with or without byte order mark, UTF-16 with one, or what the XML declaration names.
 * Throws a Refusal `BAD_ENCODING` with the offset of the first bad byte, `TRUNCATED` when the last character is cut off.
 */
export function* readText(source: Source): Generator<string, void, undefined> {
  let decode: Decoder | undefined;
  for (const chunk of source.chunks()) {
    if (chunk.length === 0) continue;
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (decode === undefined) {
      const sniffed = sniffEncoding(chunk);
      if ('unsupported' in sniffed) throw unsupported(source, sniffed.unsupported);
      decode = new Decoder(source.name, sniffed.encoding, sniffed.bom);
      bytes = bytes.subarray(sniffed.bom);
    }
    for (let at = 0; at < bytes.length; at += STEP) {
      const text = decode.push(bytes.subarray(at, at + STEP));
      if (text !== '') yield text;
    }
  }
  decode?.end();
}

/** Text lines without their ends (LF, CR LF), of at most 1 MiB: longer ones are refused as TOO_LARGE. */
export function* readLines(source: Source): Generator<string, void, undefined> {
  let rest = '';
  let line = 0;
  for (const text of readText(source)) {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const whole = rest + text.slice(start, end);
      rest = '';
      start = end + 1;
      line += 1;
      yield whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    }
    rest += text.slice(start);
    if (rest.length > MAX_LINE) {
      throw new Refusal({ code: 'TOO_LARGE', message: 'a line is too long to be read', file: source.name, line: line + 1, expected: `at most ${MAX_LINE} characters` });
    }
  }
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}
const MAX_LINE = 1 << 20;

function unsupported(source: Source, name: string): Refusal {
  return new Refusal({ code: 'BAD_ENCODING', message: 'the declared encoding is not read, or not that of the bytes', file: source.name,
    expected: 'UTF-8, UTF-16 with byte order mark, ISO-8859-1, ISO-8859-15 or windows-1252', found: name, hint: 'let the tool write UTF-8' });
}

/** Decodes blocks of one encoding and carries a character that a block boundary cuts. */
class Decoder {
  #file: string;
  #encoding: Encoding;
  /** Offset in the file of the first byte that is not yet decoded. */
  #offset: number;
  #carried: Buffer = Buffer.alloc(0);

  constructor(file: string, encoding: Encoding, offset: number) {
    this.#file = file;
    this.#encoding = encoding;
    this.#offset = offset;
  }

  push(block: Buffer): string {
    const bytes = this.#carried.length === 0 ? block : Buffer.concat([this.#carried, block]);
    const whole = bytes.length - unfinished(bytes, this.#encoding);
    const ready = bytes.subarray(0, whole);
    const text = decodeBlock(ready, this.#encoding);
    if (typeof text === 'number') throw this.#bad(this.#offset + text, ready[text] ?? 0);
    this.#offset += whole;
    this.#carried = Buffer.from(bytes.subarray(whole));
    return text;
  }

  end(): void {
    if (this.#carried.length === 0) return;
    throw new Refusal({ code: 'TRUNCATED', message: 'the file ends within a character', file: this.#file, found: `${this.#carried.length} bytes at offset ${this.#offset}` });
  }

  #bad(at: number, byte: number): Refusal {
    return new Refusal({ code: 'BAD_ENCODING', message: `the bytes are not ${this.#encoding.toUpperCase()}`, file: this.#file,
      expected: this.#encoding.toUpperCase(), found: `byte 0x${byte.toString(16).padStart(2, '0')} at offset ${at}`, hint: 'let the tool write UTF-8, or declare the encoding in the file' });
  }
}

/** How many bytes at the end are the beginning of a character. */
function unfinished(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-8') {
    for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
      const byte = bytes[bytes.length - back] as number;
      if (byte < 0x80) return 0;
      if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    }
    return 0;
  }
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return 0;
  const odd = bytes.length % 2;
  const high = bytes[bytes.length - odd - (encoding === 'utf-16le' ? 1 : 2)];
  return high !== undefined && high >= 0xd8 && high <= 0xdb ? odd + 2 : odd;
}

/** The text, or the index of the first byte that is wrong. */
function decodeBlock(bytes: Buffer, encoding: Encoding): string | number {
  if (encoding === 'utf-8') return isUtf8(bytes) ? bytes.toString('utf8') : firstBadUtf8(bytes);
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return decodeOneByte(bytes, encoding);
  const text = (encoding === 'utf-16le' ? bytes : Buffer.from(bytes).swap16()).toString('utf16le');
  return text.isWellFormed() ? text : 2 * text.search(/\p{Surrogate}/u);
}

/** By halving: a prefix is good until it holds the bad byte. */
function firstBadUtf8(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, middle - unfinished(part, 'utf-8')))) good = middle;
    else bad = middle;
  }
  // The fault shows in a later byte of the sequence; named is where the sequence begins.
  return good - unfinished(bytes.subarray(0, good), 'utf-8');
}

/** True when the file has no bytes but blanks, line ends and a byte order mark. */
export function isBlank(source: Source): boolean {
  for (const chunk of source.chunks()) {
    if (NOT_BLANK.test(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1'))) return false;
  }
  return true;
}
/** Anything but blank, tab, line ends and the bytes of byte order marks. */
const NOT_BLANK = /[^ \t\n\r\xef\xbb\xbf\xff\xfe]/;
