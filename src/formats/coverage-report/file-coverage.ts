import type { CoverageMetric, CoverageTotals, CoveredFile } from '../../model/coverage.ts';
import type { Ratio } from '../../model/ratio.ts';
import { ownText } from '../own-text.ts';
import { LineBits } from './line-bits.ts';

/** What is measured by a key of its own and either hit or not: branches, functions, MC/DC outcomes. */
type Keyed = 'branch' | 'function' | 'mcdc';

/**
 * One source file while a report is read. The same line, branch or function may be listed again (templates, inner classes, one record
 * per test): entries are merged by maximum, so that nothing counts twice.
 */
export class FileCoverage {
  readonly path: string;
  /** Line of the report. */
  readonly at: number;
  #lines = new LineBits();
  #hit = new LineBits();
  #keyed = new Map<Keyed, Map<string, boolean>>();
  #counted = new Map<Keyed, Map<number, Ratio>>();

  constructor(path: string, at: number) {
    this.path = ownText(path);
    this.at = at;
  }

  /** True when the line was not listed before. */
  line(number: number, hit: boolean): boolean {
    if (hit) this.#hit.add(number);
    return this.#lines.add(number);
  }

  /** One branch, function or outcome by a key that is unique in the file. */
  one(metric: Keyed, key: string, hit: boolean): void {
    const known = this.#keyed.get(metric) ?? new Map<string, boolean>();
    this.#keyed.set(metric, known);
    if (hit || !known.has(key)) known.set(ownText(key), hit);
  }

  /** Several branches or pairs of one line, of which the report gives only the number. */
  some(metric: Keyed, line: number, { covered, total }: Ratio): void {
    const known = this.#counted.get(metric) ?? new Map<number, Ratio>();
    this.#counted.set(metric, known);
    const before = known.get(line);
    known.set(line, before ? { covered: Math.max(before.covered, covered), total: Math.max(before.total, total) } : { covered, total });
  }

  get lineRatio(): Ratio { return { covered: this.#hit.count, total: this.#lines.count }; }

  totals(): CoverageTotals {
    const totals: Partial<Record<CoverageMetric, Ratio>> = {};
    if (this.#lines.count > 0) totals.line = this.lineRatio;
    for (const metric of ['branch', 'function', 'mcdc'] as const) {
      const ratio = { covered: 0, total: 0 };
      for (const hit of this.#keyed.get(metric)?.values() ?? []) {
        ratio.total += 1;
        if (hit) ratio.covered += 1;
      }
      for (const { covered, total } of this.#counted.get(metric)?.values() ?? []) {
        ratio.covered += covered;
        ratio.total += total;
      }
      if (ratio.total > 0) totals[metric] = ratio;
    }
    return totals;
  }

  toCoveredFile(): CoveredFile {
    return { path: this.path, totals: this.totals(), line: this.at, ...(this.#lines.count > 0 ? { measured: this.#lines.digest() } : {}) };
  }
}
