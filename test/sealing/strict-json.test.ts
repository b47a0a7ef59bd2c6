import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../src/sealing/strict-json.ts';

describe('strict JSON', () => {
  it.each<[string, string]>([
    ['a scalar', '"{\\"a\\":1,\\"a\\":2}"'], ['the same key in two objects', '[{"a":1},{"a":2},{"b":{"a":1}}]'], ['a key that is also a value', '{"a":"a","b":["a","a"]}'],
    ['braces and quotes in strings', '{"a":"}{\\"a\\":[","b":"\\\\","c":"\\\\\\"{"}'], ['a long string', JSON.stringify({ a: 'x'.repeat(3_000_000), b: '\\"'.repeat(500_000) })], ['an own field named like a prototype', '{"__proto__":1,"constructor":2}'],
  ])('reads %s as JSON.parse does', (_, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it.each<[string, string, string]>([
    ['the same key twice', '{"a":1,"a":1}', 'the key "a" stands twice'],
    ['the same key behind a nested object', '{"a":{"b":[1,{"c":2}]},"x":3,"a":4}', 'the key "a" stands twice'],
    ['the same key within a list', '[1,{"k":[],"k":[]}]', 'the key "k" stands twice'],
    ['the same key in another spelling', '{"a":1,"\\u0061":2}', 'the key "a" stands twice'],
    ['blanks only', ' \n', 'the file is empty'],
    ['a byte order mark', '\ufeff{}', 'the file is not JSON'],
    ['two values', '{}{}', 'the file is not JSON'],
    ['a comment', '{/* */}', 'the file is not JSON'],
    ['a long list', `[${'1,'.repeat(1000)}1]`, 'a list of more than 1000 members'],
    ['an object of many members', `{${Array.from({ length: 1001 }, (_, i) => `"k${i}":0`).join()}}`, 'a list of more than 1000 members'],
    ['deep nesting', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'nested deeper than 32'],
    ['nesting as deep as the file is long', '['.repeat(200_000), 'the file is not JSON'],
  ])('refuses %s', (_, text, sentence) => {
    expect(() => parseStrictJson(text)).toThrowError(new RegExp(sentence));
  });
});
