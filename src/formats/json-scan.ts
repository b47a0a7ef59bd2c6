import type { ProblemCode } from '../model/problem.ts';

/** Deepest nesting of arrays and objects that is read. */
const MAX_JSON_DEPTH = 512;
/** Most values (scalars, arrays, objects) in one document: a small file of empty arrays would otherwise fill the memory when it is parsed. */
const MAX_JSON_VALUES = 10_000_000;

/** The first thing that is wrong; `at` counts UTF-16 code units from the beginning of the text. */
export interface JsonFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly at: number;
  readonly expected?: string;
  readonly found?: string;
}

export type JsonScan =
  | { readonly fault: JsonFault }
  /** `exact` is false when a number in the text would be rounded by a double. */
  | { readonly fault?: undefined; readonly exact: boolean };

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, COLON = 0x3a, MINUS = 0x2d, ZERO = 0x30, NINE = 0x39;
const OPEN_OBJECT = 0x7b, CLOSE_OBJECT = 0x7d, OPEN_ARRAY = 0x5b, CLOSE_ARRAY = 0x5d;

/**
 * Checks a text against RFC 8259 and against our own rules (no duplicate keys, at most 512 levels) without building a value and
 * without recursion: after it, `JSON.parse` can neither fail nor exhaust the stack nor drop a key in silence. JSON.parse alone
 * lets the last of two equal keys win, and its error messages change with the version of the engine.
 */
export function scanJson(text: string, maxValues: number = MAX_JSON_VALUES): JsonScan {
  const scanner = new Scanner(text, maxValues);
  const fault = scanner.document();
  return fault ? { fault } : { exact: scanner.exact };
}

class Scanner {
  exact = true;
  private at = 0;
  private values = 0;
  private readonly text: string;
  private readonly maxValues: number;
  /** The keys of each open object, by depth; null for an array. Sets are used again: a large file opens millions of objects. */
  private readonly open: (Set<string> | null)[] = [];
  private readonly spare: Set<string>[] = [];

  constructor(text: string, maxValues: number) {
    this.text = text;
    this.maxValues = maxValues;
  }

  document(): JsonFault | undefined {
    let fault = this.value();
    while (!fault && this.open.length > 0) fault = this.next();
    if (fault) return fault;
    this.blank();
    return this.at < this.text.length ? this.unexpected('the end of the document') : undefined;
  }

  /** After a value inside an array or object: a comma with what must follow it, or the closing bracket. */
  private next(): JsonFault | undefined {
    const keys = this.open[this.open.length - 1];
    this.blank();
    const c = this.text.charCodeAt(this.at);
    if (c === COMMA) {
      this.at += 1;
      return keys ? this.member(keys) : this.value();
    }
    if (c === (keys ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.close();
    return this.unexpected(keys ? '"," or "}"' : '"," or "]"');
  }

  private close(): undefined {
    const keys = this.open.pop();
    if (keys) {
      keys.clear();
      this.spare.push(keys);
    }
    this.at += 1;
  }

  private member(keys: Set<string>): JsonFault | undefined {
    this.blank();
    const start = this.at;
    if (this.text.charCodeAt(start) !== QUOTE) return this.unexpected('a key in double quotes');
    const escaped = this.string();
    if (typeof escaped !== 'boolean') return escaped;
    // Two spellings of one key ("a" and "\u0061") are the same key.
    const key = escaped ? (JSON.parse(this.text.slice(start, this.at)) as string) : this.text.slice(start + 1, this.at - 1);
    if (keys.has(key)) {
      return { code: 'DUPLICATE_KEY', message: 'the same key stands twice in one object: readers disagree which one counts', at: start, found: key.slice(0, 80) };
    }
    keys.add(key);
    this.blank();
    if (this.text.charCodeAt(this.at) !== COLON) return this.unexpected('":"');
    this.at += 1;
    return this.value();
  }

  /** One scalar, or the opening of an array or object together with the beginning of its first element. */
  private value(): JsonFault | undefined {
    for (;;) {
      this.blank();
      this.values += 1;
      if (this.values > this.maxValues) return { code: 'TOO_LARGE', message: 'the document holds too many values to be read', at: this.at, expected: `at most ${this.maxValues} values` };
      const c = this.text.charCodeAt(this.at);
      if (c === QUOTE) {
        const end = this.string();
        return typeof end === 'boolean' ? undefined : end;
      }
      if (c === MINUS || (c >= ZERO && c <= NINE)) return this.number();
      if (c !== OPEN_OBJECT && c !== OPEN_ARRAY) return this.word();
      if (this.open.length === MAX_JSON_DEPTH) {
        return { code: 'TOO_DEEP', message: 'arrays and objects are nested too deep', at: this.at, expected: `at most ${MAX_JSON_DEPTH} levels` };
      }
      this.at += 1;
      const keys = c === OPEN_OBJECT ? (this.spare.pop() ?? new Set<string>()) : null;
      this.open.push(keys);
      this.blank();
      if (this.text.charCodeAt(this.at) === (keys ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.close();
      if (keys) return this.member(keys);
    }
  }

  private blank(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at += 1;
    }
  }

  /** Stands behind the closing quote afterwards; answers whether an escape was in it. */
  private string(): boolean | JsonFault {
    const { text } = this;
    let escaped = false;
    let i = this.at + 1;
    for (;;) {
      const c = text.charCodeAt(i);
      if (c === QUOTE) break;
      if (c === BACKSLASH) {
        escaped = true;
        const e = text[i + 1];
        if (e === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6))) i += 6;
        else if (e !== undefined && '"\\/bfnrt'.includes(e)) i += 2;
        else {
          this.at = Math.min(i + 1, text.length);
          return text.length - i < 6 && (e === undefined || e === 'u') ? this.truncated() : this.unexpected('an escape of JSON');
        }
      } else if (c < 0x20) {
        this.at = i;
        return { code: 'BAD_CHARACTER', message: 'a raw control character stands in a string', at: i, found: codePoint(c) };
      } else if (c !== c) {
        this.at = text.length;
        return this.truncated();
      } else i += 1;
    }
    this.at = i + 1;
    return escaped;
  }

  private number(): JsonFault | undefined {
    const { text } = this;
    const start = this.at;
    let i = start;
    const digits = (): boolean => {
      const from = i;
      for (let c = text.charCodeAt(i); c >= ZERO && c <= NINE; c = text.charCodeAt(i)) i += 1;
      return i > from;
    };
    if (text.charCodeAt(i) === MINUS) i += 1;
    let whole = true;
    let good: boolean;
    if (text.charCodeAt(i) === ZERO) {
      i += 1;
      good = true;
    } else good = digits();
    if (good && text[i] === '.') {
      whole = false;
      i += 1;
      good = digits();
    }
    if (good && (text[i] === 'e' || text[i] === 'E')) {
      whole = false;
      i += 1;
      if (text[i] === '+' || text[i] === '-') i += 1;
      good = digits();
    }
    this.at = i;
    if (!good) return this.unexpected('a digit');
    if (i - start > 15 && whole && !Number.isSafeInteger(Number(text.slice(start, i)))) this.exact = false;
    else if (!whole && !Number.isFinite(Number(text.slice(start, i)))) this.exact = false;
    return undefined;
  }

  private word(): JsonFault | undefined {
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return undefined;
      }
      const rest = this.text.slice(this.at, this.at + word.length);
      if (rest !== '' && this.at + rest.length === this.text.length && word.startsWith(rest)) return this.truncated();
    }
    return this.unexpected('a value');
  }

  private unexpected(expected: string): JsonFault {
    if (this.at >= this.text.length) return this.truncated();
    const c = this.text.codePointAt(this.at) ?? 0;
    return { code: 'NOT_WELL_FORMED', message: 'this is not JSON (RFC 8259)', at: this.at, expected, found: codePoint(c) };
  }

  private truncated(): JsonFault {
    return { code: 'TRUNCATED', message: 'the JSON text ends before it is complete', at: this.text.length };
  }
}

/** A character for a message: itself when it can be printed, its number always. */
export function codePoint(c: number): string {
  const number = `U+${c.toString(16).toUpperCase().padStart(4, '0')}`;
  return c > 0x20 && c < 0x7f ? `${String.fromCodePoint(c)} (${number})` : number;
}
