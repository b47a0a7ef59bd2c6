import type { Problem } from '../model/problem.ts';
import { readAll } from '../model/source.ts';
import type { Source } from '../model/source.ts';
import { scanJson } from './json-scan.ts';

/** Largest JSON file that is parsed as a whole, in bytes: a string of the engine holds at most 2^29 - 24 characters. */
export const MAX_JSON_BYTES = 256 * 1024 * 1024;

/** Values as `JSON.parse` gives them, but a number that a double cannot hold exactly stays text. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject { readonly [key: string]: Json }

export type JsonDocument =
  | { readonly value: Json; readonly problems?: undefined }
  | { readonly problems: readonly Problem[] };

/** The one door to a JSON parser: RFC 8259, strict; a second key of the same name, 513 levels or a lost digit are refused. */
export function readJson(source: Source): JsonDocument {
  if (source.size > MAX_JSON_BYTES) {
    return { problems: [{ code: 'TOO_LARGE', message: 'the JSON file is too large to be read', file: source.name,
      expected: `at most ${MAX_JSON_BYTES} bytes`, found: `${source.size} bytes`, hint: 'split the report by module and declare the parts' }] };
  }
  const decoded = decodeText(source);
  if ('problems' in decoded) return decoded;
  return parseJson(decoded.text, source.name);
}

/** The same over text that was decoded already. */
export function parseJson(text: string, file: string): JsonDocument {
  if (/^\s*$/.test(text.slice(0, 4096)) && text.trim() === '') {
    return { problems: [{ code: 'EMPTY', message: 'the file is empty', file }] };
  }
  const scan = scanJson(text);
  if (scan.fault) {
    const { at, ...fault } = scan.fault;
    return { problems: [{ ...fault, ...place(text, at), file }] };
  }
  return { value: (scan.exact ? JSON.parse(text) : JSON.parse(text, keepDigits)) as Json };
}

/** Keeps the written digits of an integer beyond 2^53 and of a number beyond the range of doubles. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const lost = !Number.isFinite(value) || (/^-?\d+$/.test(context.source) && !Number.isSafeInteger(value));
  return lost ? context.source : value;
}

function place(text: string, at: number): { line: number; hint: string } {
  let line = 1;
  let start = 0;
  for (let i = text.indexOf('\n'); i !== -1 && i < at; i = text.indexOf('\n', i + 1)) {
    line += 1;
    start = i + 1;
  }
  return { line, hint: `see column ${at - start + 1} of this line` };
}

/** Text of a file: UTF-8 with or without byte order mark, or UTF-16 with one. */
export function decodeText(source: Source): { readonly text: string } | { readonly problems: readonly Problem[] } {
  const bytes = readAll(source);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { problems: [{ code: 'BAD_ENCODING', message: `the bytes are not ${encoding.toUpperCase()}`, file: source.name, found: badByte(bytes, encoding) }] };
  }
}

/** Offset of the first byte that cannot be decoded, found by halving: a prefix is good until it holds that byte. */
function badByte(bytes: Uint8Array, encoding: string): string {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return `byte ${hex(bytes[good] ?? 0)} at offset ${good}`;
}

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`;
