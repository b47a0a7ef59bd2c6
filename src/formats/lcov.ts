import type { Source } from '../model/source.ts';
import { coverageResult, sumTotals } from './coverage-report/result.ts';
import type { Format, Head, ReadResult } from './format.ts';
import { LcovReading } from './coverage-report/lcov-reading.ts';
import { answering } from './refusal.ts';
import { readLines } from './text.ts';

/** LCOV tracefiles of geninfo 1.x and 2.x and of the many tools that write them. Records of one source file are merged. */
export const lcov: Format = {
  id: 'lcov', title: 'LCOV tracefile', contentKind: 'coverage', kinds: ['coverage'],
  reads: 'Lines (DA), branches (BRDA), functions (FN, FNDA, FNL, FNA), MC/DC outcomes (MCDC), totals for comparison, comments.',
  ignores: 'Test names (TN), versions and checksums.',
  looksLike: ({ text }: Head) => /^(?:\s*(?:#[^\n]*)?\n)*\s*(?:TN:|SF:)/.test(text.slice(0, 8192)),
  read: (source) => answering(() => readLcov(source)),
};

function readLcov(source: Source): ReadResult {
  const reading = new LcovReading(source);
  for (const line of readLines(source)) reading.line(line);
  reading.end();
  const files = reading.files().map((file) => file.toCoveredFile());
  return coverageResult({ files, totals: sumTotals(files), sourceRoots: [] }, reading.problems);
}
