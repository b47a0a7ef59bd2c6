import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectSource } from '../../src/formats/inspect.ts';
import { FORMATS } from '../../src/formats/index.ts';
import { memorySource } from '../../src/model/source.ts';

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/formats/${path}`, import.meta.url));
const READERS = FORMATS.filter((format) => ['junit-xml', 'cobertura-xml', 'jacoco-xml', 'lcov'].includes(format.id));

describe('readers of test results and coverage', () => {
  it.each([
    'junit-xml/pytest-outcomes.xml', 'junit-xml/node-test-nested.xml', 'junit-xml/ctest-missing-program.xml', 'junit-xml/hand-utf16.xml',
    'cobertura-xml/gcovr-branches.xml', 'jacoco-xml/hand-groups.xml', 'lcov/hand-version-2-mcdc.info', 'lcov/gcovr-branches.info',
  ])('never take a prefix of %s for the whole', (path) => {
    const bytes = fixture(path);
    const end = path.startsWith('junit-xml/hand-utf16') ? bytes.length : bytes.toString('latin1').trimEnd().length;
    fc.assert(fc.property(fc.integer({ min: 0, max: end - 1 }), (length) => {
      const { status, problems } = inspectSource(memorySource('cut', bytes.subarray(0, length)));
      // A tracefile that lacks only the end of its last record may be read, and says so.
      if (status === 'read') expect(problems.map((one) => one.code)).toContain('INCOMPLETE');
      if (status === 'read') expect(path).toMatch(/^lcov/);
      expect(problems.length).toBeGreaterThan(0);
    }), { numRuns: 150 });
  });

  it('answer arbitrary bytes without throwing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const source = memorySource('random', bytes);
      expect(inspectSource(source).status).not.toBe('read');
      for (const reader of READERS) expect(['refused', 'no-data']).toContain(reader.read(source, {}).status);
    }), { numRuns: 300 });
  });

  it('answer a damaged report without throwing, and never with more passed cases', () => {
    const bytes = fixture('junit-xml/pytest-outcomes.xml');
    fc.assert(fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = value;
      const { status, facts } = inspectSource(memorySource('damaged', damaged));
      if (status === 'read') expect(facts['cases']).toBeLessThanOrEqual(8);
    }), { numRuns: 300 });
  });

  it('count what was generated, whatever stands in the names', () => {
    const outcome = fc.constantFrom('', '<failure/>', '<error/>', '<skipped/>', '<failure/><error/>', '<flakyFailure/>');
    const name = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(fc.property(fc.array(fc.tuple(name, outcome), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (cases, block) => {
      const xml = `<testsuite name="s">${cases.map(([title, inner]) => `<testcase name="${escape(title)}" classname="c">${inner}</testcase>`).join('\n')}</testsuite>`;
      const bytes = Buffer.from(xml);
      const source = { name: 'made', size: bytes.length, *chunks() { for (let i = 0; i < bytes.length; i += block) yield bytes.subarray(i, i + block); } };
      const { status, facts, content } = inspectSource(source);
      const count = (inner: string) => cases.filter(([, one]) => one === inner).length;
      expect(status).toBe('read');
      expect(facts).toEqual({ suites: 1, cases: cases.length, passed: count(''), passedAfterRerun: count('<flakyFailure/>'), failed: count('<failure/>'), errored: count('<error/>') + count('<failure/><error/>'), skipped: count('<skipped/>') });
      expect((content as { cases: { name: string; line: number }[] }).cases.map((one) => [one.name, one.line])).toEqual(cases.map(([title], i) => [title, i + 1]));
    }), { numRuns: 150 });
  });
});

function escape(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
