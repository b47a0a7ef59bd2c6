import { measuredFiles, sumOf } from '../checks/coverage-totals.ts';
import { safetyItems } from '../checks/software-items.ts';
import type { CheckContext } from '../checks/check.ts';
import type { CoverageMetric } from '../model/coverage.ts';
import { COVERAGE_METRICS } from '../model/coverage.ts';
import type { Ratio } from '../model/ratio.ts';
import type { ReportInput } from './input.ts';

/** What the tests executed of one software item: per metric that was measured, with the threshold that holds for it. */
export interface ItemCoverage {
  readonly item: string;
  readonly safety: boolean;
  readonly metrics: readonly { readonly metric: CoverageMetric; readonly ratio: Ratio; readonly threshold?: number }[];
}

/** Counted by the very functions of CHK-401, so that the figure cannot say something else than the check. */
export function coverageByItem(input: ReportInput): readonly ItemCoverage[] {
  const context: CheckContext = { ...input, projectFile: '', projectText: '' };
  const measured = measuredFiles(context);
  const safety = new Set(safetyItems(context).map((item) => item.id));
  return input.project.items.map((item) => {
    const own = measured.filter((file) => file.items.some((one) => one.id === item.id));
    const metrics = COVERAGE_METRICS.flatMap((metric) => {
      const limits = input.profile.thresholds[`coverage.${metric}`];
      const threshold = safety.has(item.id) ? (limits?.safetyItems ?? limits?.min) : limits?.min;
      const ratio = sumOf(own, metric);
      if (ratio === undefined && threshold === undefined) return [];
      return [{ metric, ratio: ratio ?? { covered: 0, total: 0 }, ...(threshold === undefined ? {} : { threshold }) }];
    });
    return { item: item.id, safety: safety.has(item.id), metrics };
  });
}
