import type { CoverageMetric, CoverageReport } from '../model/coverage.ts';
import type { Location } from '../model/location.ts';
import { addRatios, type Ratio } from '../model/ratio.ts';
import type { SoftwareItem } from '../project/schema.ts';
import type { CheckContext } from './check.ts';
import { ItemMap, projectPath } from './software-items.ts';

/** One source file as all coverage reports together show it. */
export interface MeasuredFile {
  /** Relative to the project file; as written when it cannot be brought there. */
  readonly path: string;
  readonly inProject: boolean;
  readonly items: readonly SoftwareItem[];
  readonly totals: Partial<Record<CoverageMetric, Ratio>>;
  /** Its entries in the reports. */
  readonly at: readonly Location[];
}

/**
 * Files of all reports, each once. A file that is in several reports (one for each level) takes the larger part and the larger whole:
 * what one run covered is covered, and no file gains by being measured twice.
 */
export function measuredFiles(context: CheckContext): MeasuredFile[] {
  const map = new ItemMap(context.project.items);
  const files = new Map<string, { path: string; inProject: boolean; items: readonly SoftwareItem[]; totals: Partial<Record<CoverageMetric, Ratio>>; at: Location[] }>();
  for (const { file, content } of context.evidence.contents.coverage) {
    for (const covered of content.files) {
      const place = placeOf(covered.path, content, context.project.sourceRoots, map);
      const known = files.get(place.path);
      const at: Location = covered.line === undefined ? { file: file.path } : { file: file.path, line: covered.line };
      if (known === undefined) files.set(place.path, { ...place, totals: { ...covered.totals }, at: [at] });
      else {
        known.at.push(at);
        for (const [metric, ratio] of Object.entries(covered.totals) as [CoverageMetric, Ratio][]) {
          const before = known.totals[metric] ?? ratio;
          known.totals[metric] = { covered: Math.max(before.covered, ratio.covered), total: Math.max(before.total, ratio.total) };
        }
      }
    }
  }
  return [...files.values()];
}

/** The path as written first; then below the report's own source roots, which some formats keep apart (Cobertura `source`). */
function placeOf(path: string, report: CoverageReport, roots: readonly string[], map: ItemMap): Pick<MeasuredFile, 'path' | 'inProject' | 'items'> {
  const tries = [path, ...report.sourceRoots.map((root) => `${root}/${path}`)].map((p) => projectPath(p, roots)).filter((p) => p !== undefined);
  for (const one of tries) {
    const items = map.of(one);
    if (items.length > 0) return { path: one, inProject: true, items };
  }
  return { path: tries[0] ?? path, inProject: tries.length > 0, items: [] };
}

/** Sum over files; undefined when none of them measured this metric: nothing was measured is not 100 %. */
export function sumOf(files: readonly MeasuredFile[], metric: CoverageMetric): Ratio | undefined {
  const parts = files.map((f) => f.totals[metric]).filter((r) => r !== undefined && r.total > 0) as Ratio[];
  return parts.length === 0 ? undefined : parts.reduce(addRatios);
}
