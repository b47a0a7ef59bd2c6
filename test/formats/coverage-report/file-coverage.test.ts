import { describe, expect, it } from 'vitest';
import { FileCoverage } from '../../../src/formats/coverage-report/file-coverage.ts';

const measured = (...lines: readonly [number, boolean][]) => {
  const file = new FileCoverage('a.c', 1);
  for (const [line, hit] of lines) file.line(line, hit);
  return file.toCoveredFile().measured;
};

describe('the digest of the measured lines of a file', () => {
  it('is of the lines, not of what was hit, nor of their order', () => {
    expect(measured([3, true], [900, false])).toBe(measured([900, true], [3, false], [3, true]));
    expect(measured([3, true])).toMatch(/^[0-9a-f]{64}$/u);
  });
  it('is another one for other lines, as many as they may be', () => {
    expect(new Set([measured([3, true]), measured([4, true]), measured([3, true], [4, true]), measured([35, true])]).size).toBe(4);
  });
  it('is absent without lines', () => expect(measured()).toBeUndefined());
});
