import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/model/source.ts';
import { scanJson } from '../../src/formats/json-scan.ts';
import { MAX_JSON_BYTES, parseJson, readJson } from '../../src/formats/json.ts';

const refusal = (text: string) => parseJson(text, 'x.json').problems?.[0];
const value = (text: string) => parseJson(text, 'x.json').value;

describe('parseJson', () => {
  it.each([
    ['[1,]', 'NOT_WELL_FORMED'], ['{"a":1,}', 'NOT_WELL_FORMED'], ['// c\n{}', 'NOT_WELL_FORMED'], ['{a:1}', 'NOT_WELL_FORMED'], ["{'a':1}", 'NOT_WELL_FORMED'],
    ['[01]', 'NOT_WELL_FORMED'], ['[+1]', 'NOT_WELL_FORMED'], ['[.5]', 'NOT_WELL_FORMED'], ['[1.]', 'NOT_WELL_FORMED'], ['[NaN]', 'NOT_WELL_FORMED'], ['{} {}', 'NOT_WELL_FORMED'],
    ['["\\x"]', 'NOT_WELL_FORMED'], ['[true', 'TRUNCATED'], ['[tru', 'TRUNCATED'], ['{"a":', 'TRUNCATED'], ['{"a', 'TRUNCATED'], ['["\\u12', 'TRUNCATED'], ['[1', 'TRUNCATED'],
    ['["a\u0001"]', 'BAD_CHARACTER'], ['{"a":1,"a":2}', 'DUPLICATE_KEY'], ['{"a":1,"\\u0061":2}', 'DUPLICATE_KEY'], ['{"__proto__":1,"__proto__":2}', 'DUPLICATE_KEY'],
    ['', 'EMPTY'], [' \n', 'EMPTY'],
  ])('refuses %j as %s', (text, code) => expect(refusal(text)?.code).toBe(code));

  it('names line, column, what was expected and found', () => {
    expect(refusal('{\n  "a": 1,\n}')).toMatchObject({ code: 'NOT_WELL_FORMED', file: 'x.json', line: 3, hint: 'see column 1 of this line', expected: 'a key in double quotes', found: '} (U+007D)' });
  });

  it('refuses 513 levels and 100,000 without exhausting the stack, and reads 512', () => {
    expect(refusal('['.repeat(100_000))?.code).toBe('TOO_DEEP');
    expect(refusal('{"a":'.repeat(100_000))?.code).toBe('TOO_DEEP');
    expect(refusal('['.repeat(513) + ']'.repeat(513))?.code).toBe('TOO_DEEP');
    expect(refusal('['.repeat(512) + ']'.repeat(512))).toBeUndefined();
  });

  it('refuses more values than the memory is meant to hold', () => {
    expect(scanJson('[1,[],{}]', 4).fault).toBeUndefined();
    expect(scanJson('[1,[],{}]', 3).fault?.code).toBe('TOO_LARGE');
    expect(refusal(`[${'[],'.repeat(10_000_001)}1]`)?.code).toBe('TOO_LARGE');
  });

  it('keeps __proto__ as plain data and pollutes nothing', () => {
    const read = value('{"__proto__":{"polluted":true},"constructor":1}') as object;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('keeps the digits of numbers that a double would round', () => {
    expect(value('[9007199254740991, 9007199254740993, -9007199254740993, 1e400, 0.1, 1E2]')).toEqual([9007199254740991, '9007199254740993', '-9007199254740993', '1e400', 0.1, 100]);
  });

  it('equal keys in different objects are no duplicates', () => {
    expect(value('[{"a":{"a":1},"b":[{"a":2}]},{"a":3}]')).toEqual([{ a: { a: 1 }, b: [{ a: 2 }] }, { a: 3 }]);
  });

  it('agrees with JSON.parse on every text: the same value, or both refuse', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string(), fc.json().map((s) => s.slice(0, -1)), fc.json().map((s) => `${s} 1`)), (text) => {
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expect(parseJson(text, 'x').problems).toHaveLength(1);
        return;
      }
      const got = parseJson(text, 'x');
      if (got.problems) expect(['DUPLICATE_KEY', 'EMPTY']).toContain(got.problems[0]?.code);
      else if (!/\d{16}|[eE]/.test(text)) expect(got.value).toEqual(expected);
    }), { numRuns: 1500 });
  });
});

describe('readJson', () => {
  const read = (bytes: Uint8Array) => readJson(memorySource('x.json', bytes));

  it('reads UTF-8 and UTF-16 with a byte order mark', () => {
    const le = Buffer.from('\ufeff{"a":"é"}', 'utf16le');
    expect(read(Buffer.from('\ufeff{"a":"é"}')).value).toEqual({ a: 'é' });
    expect(read(le).value).toEqual({ a: 'é' });
    expect(read(Buffer.from(le).swap16()).value).toEqual({ a: 'é' });
  });

  it('names the offset of the first byte that is not UTF-8', () => {
    expect(read(Buffer.from([0x5b, 0x22, 0xc3, 0xa9, 0x80, 0x22, 0x5d])).problems?.[0]).toMatchObject({ code: 'BAD_ENCODING', found: 'byte 0x80 at offset 4' });
  });

  it('refuses what is too large before it reads a byte', () => {
    const untouched = { name: 'x.json', size: MAX_JSON_BYTES + 1, chunks: (): never => { throw new Error('was read'); } };
    expect(readJson(untouched).problems?.[0]?.code).toBe('TOO_LARGE');
  });
});
