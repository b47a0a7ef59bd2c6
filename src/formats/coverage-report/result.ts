import { COVERAGE_METRICS } from '../../model/coverage.ts';
import type { CoverageReport, CoverageTotals, CoveredFile } from '../../model/coverage.ts';
import { addRatios } from '../../model/ratio.ts';
import type { ReadResult } from '../format.ts';
import type { ProblemList } from '../problem-list.ts';

/** Sums per metric; a metric that no file has is absent. */
export function sumTotals(files: readonly CoveredFile[]): CoverageTotals {
  const totals: { -readonly [K in keyof CoverageTotals]: CoverageTotals[K] } = {};
  for (const file of files) {
    for (const metric of COVERAGE_METRICS) {
      const part = file.totals[metric];
      if (part) totals[metric] = addRatios(totals[metric] ?? { covered: 0, total: 0 }, part);
    }
  }
  return totals;
}

/** The answer of a coverage reader: `no-data` when nothing was measured, which is never 100 %. */
export function coverageResult(content: CoverageReport, problems: ProblemList, formatVersion?: string): ReadResult {
  const facts = { files: content.files.length, ...content.totals };
  const version = formatVersion === undefined ? {} : { formatVersion };
  if (COVERAGE_METRICS.some((metric) => (content.totals[metric]?.total ?? 0) > 0 && metric !== 'function')) {
    return { status: 'read', ...version, content, facts, problems: problems.all() };
  }
  problems.add('NO_DATA', 'the report holds no measured line', { expected: 'at least one line', found: '0', hint: 'nothing was instrumented, or the filter excluded all files' });
  return { status: 'no-data', ...version, content, facts, problems: problems.all() };
}
