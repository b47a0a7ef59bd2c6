import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../../src/model/problem-codes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = (folder: string) => readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
const textOf = (paths: readonly string[]) => paths.filter((path) => path.endsWith('.ts')).map((path) => readFileSync(`${root}${path}`, 'utf8')).join('\n');

describe('problem codes', () => {
  const source = textOf(files('src').filter((path) => path !== 'src/model/problem-codes.ts'));
  const tests = textOf(files('test').filter((path) => path !== 'test/model/problem-codes.test.ts'));
  const fixtures = files('fixtures').map((path) => path.split('/').at(-1)!);
  const expected = files('fixtures/formats').filter((path) => path.endsWith('.expected.json')).map((path) => readFileSync(`${root}${path}`, 'utf8')).join('\n');

  it.each(Object.keys(PROBLEM_CODES))('%s is used, and has a fixture or a test', (code) => {
    expect(source).toMatch(new RegExp(`\\b${code}\\b`));
    expect(new RegExp(`\\b${code}\\b`).test(tests + expected) || fixtures.some((name) => name.startsWith(`${code}_`))).toBe(true);
  });
});
