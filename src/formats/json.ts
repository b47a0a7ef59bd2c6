import type { Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import { scanJson } from './json-scan.ts';
import { Refusal } from './refusal.ts';
import { readText } from './text.ts';

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

/** Whole text of a file, or why its bytes are not text. */
export function decodeText(source: Source): { readonly text: string } | { readonly problems: readonly Problem[] } {
  try {
    return { text: [...readText(source)].join('') };
  } catch (error) {
    if (error instanceof Refusal) return { problems: [error.problem] };
    throw error;
  }
}
