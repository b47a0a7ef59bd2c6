import type { Ratio } from './ratio.ts';

/** Never converted into each other: each stays what the format calls it. */
export const COVERAGE_METRICS = ['line', 'branch', 'statement', 'function', 'region', 'condition', 'mcdc'] as const;
export type CoverageMetric = (typeof COVERAGE_METRICS)[number];

export type CoverageTotals = Partial<Record<CoverageMetric, Ratio>>;

export interface CoveredFile {
  /** As written in the report; matched to the project's files through `sourceRoots`. */
  readonly path: string;
  readonly totals: CoverageTotals;
  /** 1-based line of the report where the file's entry begins. */
  readonly line?: number;
  /** Digest of the numbers of the lines that were measured, where the format lists them: another one is of another state of the source. */
  readonly measured?: string;
}

export interface CoverageReport {
  /** In the report's order; the same path appears once, its entries merged. */
  readonly files: readonly CoveredFile[];
  readonly totals: CoverageTotals;
  /** Prefixes that the report itself gives for its paths (Cobertura `source`). */
  readonly sourceRoots: readonly string[];
  readonly timestamp?: string;
}
