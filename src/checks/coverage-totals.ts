import { COVERAGE_METRICS, type CoverageMetric, type CoverageReport, type CoverageTotals } from '../model/coverage.ts';
import type { Location } from '../model/location.ts';
import { addRatios, type Ratio } from '../model/ratio.ts';
import type { SoftwareItem } from '../project/schema.ts';
import type { CheckContext } from './check.ts';
import { ItemMap, projectPath } from './software-items.ts';

/** One entry of a source file in one report. */
interface Entry { readonly report: string; readonly at: Location; readonly totals: CoverageTotals; readonly measured: string | undefined }

/** One source file as all coverage reports together show it. */
export interface MeasuredFile {
  /** Relative to the project file; as written when it cannot be brought there. */
  readonly path: string;
  readonly inProject: boolean;
  readonly items: readonly SoftwareItem[];
  readonly totals: CoverageTotals;
  /** Its entries in the reports. */
  readonly at: readonly Location[];
  /** What its reports measure at all; without branches a file may have none, or nobody looked. */
  readonly measures: ReadonlySet<CoverageMetric>;
  /** How its reports contradict each other on what there is to cover: `line: 100 in a.info, 98 in b.info`. */
  readonly contradiction?: string;
}

/**
 * Files of all reports, each once. A file that several reports measure in the same lines takes the larger part, because what one run covered
 * is covered. Where they count differently they are of different sources or builds, and the weakest one holds: a report that was added lifts nothing.
 */
export function measuredFiles(context: CheckContext): MeasuredFile[] {
  const map = new ItemMap(context.project.items);
  const files = new Map<string, Pick<MeasuredFile, 'path' | 'inProject' | 'items'> & { measures: Set<CoverageMetric>; entries: Entry[] }>();
  for (const { file, content } of context.evidence.contents.coverage) {
    const measures = COVERAGE_METRICS.filter((metric) => content.files.some((one) => one.totals[metric] !== undefined));
    for (const { path, totals, line, measured } of content.files) {
      const place = placeOf(path, content, context.project.sourceRoots, map);
      const known = files.get(place.path) ?? { ...place, measures: new Set(), entries: [] };
      files.set(place.path, known);
      for (const metric of measures) known.measures.add(metric);
      known.entries.push({ report: file.path, at: line === undefined ? { file: file.path } : { file: file.path, line }, totals, measured });
    }
  }
  return [...files.values()].map(({ entries, ...file }) => ({ ...file, at: entries.map(({ at }) => at), ...together(entries) }));
}

function together(entries: readonly Entry[]): Pick<MeasuredFile, 'totals' | 'contradiction'> {
  if (entries.length === 1) return { totals: entries[0]!.totals };
  const otherLines = new Set(entries.flatMap(({ measured }) => (measured === undefined ? [] : [measured]))).size > 1;
  const totals: Partial<Record<CoverageMetric, Ratio>> = {};
  const contradictions: string[] = [];
  for (const metric of COVERAGE_METRICS) {
    const counted = entries.flatMap(({ report, totals: { [metric]: ratio } }) => (ratio !== undefined && ratio.total > 0 ? [{ report, ratio }] : []));
    if (counted.length === 0) continue;
    const differ = new Set(counted.map(({ ratio }) => ratio.total)).size > 1;
    if (differ) contradictions.push(`${metric}: ${counted.map(({ report, ratio }) => `${ratio.total} in ${report}`).join(', ')}`);
    totals[metric] = counted.map(({ ratio }) => ratio).reduce(differ || otherLines ? weaker : fuller);
  }
  if (otherLines && contradictions.length === 0) contradictions.push(`other lines in ${[...new Set(entries.map(({ report }) => report))].join(' than in ')}`);
  return { totals, ...(contradictions.length === 0 ? {} : { contradiction: contradictions.join('; ') }) };
}

function weaker(a: Ratio, b: Ratio): Ratio {
  return a.covered * b.total <= b.covered * a.total ? a : b;
}

/** Of the same whole. */
function fuller(a: Ratio, b: Ratio): Ratio {
  return a.covered >= b.covered ? a : b;
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
