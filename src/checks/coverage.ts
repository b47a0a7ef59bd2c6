import { COVERAGE_METRICS, type CoverageMetric } from '../model/coverage.ts';
import { reading, type Reading } from '../model/location.ts';
import { by, byCodeUnit } from '../model/order.ts';
import { showPercent, type Ratio } from '../model/ratio.ts';
import type { Check, CheckContext } from './check.ts';
import { measuredFiles, sumOf, type MeasuredFile } from './coverage-totals.ts';
import { bounded, field, inProject, notEvaluated, searched } from './findings.ts';
import { safetyItems, unmappedItems } from './software-items.ts';
import { count, Tally } from './tally.ts';

interface Limit { readonly metric: CoverageMetric; readonly min: number; readonly source: string }

export const coverageMeetsThresholds: Check = {
  id: 'CHK-401',
  title: 'Coverage meets the thresholds, in total and per safety item',
  clause: '5.5.3',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: true,
  needs: ['coverage'],
  fails: 'Coverage is below the threshold of the profile, in total (with and without files of no software item, whichever is less) or for one safety item; an item without a file in the reports, or a file of it without a measurement, is not evaluated. Where reports count one file differently, the weakest count holds.',
  run(context) {
    const tally = new Tally();
    const files = measuredFiles(context);
    const total = limits(context, 'min');
    const perItem = limits(context, 'safetyItems');
    if (total.length + perItem.length === 0) {
      return [notEvaluated([], `profile ${context.profile.id} sets no coverage threshold: there is no criterion to accept by`, [field(inProject(context, ['profile']), 'profile', context.profile.id)], 'set coverage.line and coverage.branch in the profile, with the section of the plan they come from')];
    }
    // A file of no item is counted or left out, whichever is less: files that nobody declared must not lift the total.
    const placed = files.filter((f) => f.items.length > 0);
    for (const limit of total) {
      judge(tally, `coverage.${limit.metric}`, 'all files', files, limit, context);
      if (context.project.items.length > 0 && placed.length < files.length) judge(tally, `coverage.${limit.metric}`, 'the files of software items', placed, limit, context);
    }
    for (const id of unmappedItems(context)) {
      if (perItem.length > 0) tally.unknown(id, `${id} holds a risk control and the project file maps no path to it: its coverage cannot be told`, [...context.graph.links.filter((l) => l.type === 'in-item' && l.to === id).slice(0, 1).map((l) => reading(l, id)), reading(inProject(context, ['items']), null)], 'declare the item under `items` with the paths of its files');
    }
    for (const item of safetyItems(context)) {
      const own = files.filter((f) => f.items.includes(item));
      if (own.length === 0) tally.unknown(item.id, `no file of ${item.id} is in a coverage report`, searched(context, ['coverage']), 'see that its files are measured, that `paths` of the item match them, and that `sourceRoots` takes off the build folder');
      else {
        for (const limit of perItem) {
          judge(tally, item.id, item.id, own, limit, context);
          tellBlind(tally, item.id, own, limit.metric);
        }
      }
    }
    return tally.findings((n) => `coverage at or above the threshold for ${count(n, 'subject')}`);
  },
};

function judge(tally: Tally, subject: string, what: string, files: readonly MeasuredFile[], limit: Limit, context: CheckContext): void {
  const sum = sumOf(files, limit.metric);
  const required = field(inProject(context, ['profile']), `profile ${context.profile.id} ${context.profile.version}: coverage.${limit.metric}`, `at least ${limit.min} % (${limit.source})`);
  const reports = [...new Set(files.flatMap((f) => f.at.map((a) => a.file)))].sort();
  if (sum === undefined) {
    tally.unknown(subject, `no ${limit.metric} of ${what} was measured`, [...(reports.length > 0 ? reports.map((file) => ({ file, value: null })) : searched(context, ['coverage'])), required], `let the coverage tool measure ${limit.metric} coverage`);
    return;
  }
  const measured = reports.map((file) => field({ file }, `${limit.metric} of ${what}`, shown(sum)));
  if (100 * sum.covered >= limit.min * sum.total) tally.pass(subject, ...measured);
  else tally.fail(subject, `${limit.metric} coverage of ${what} is ${showPercent(sum)}, required are ${limit.min} % (${limit.source})`, [...measured, required, ...weakest(files, limit.metric)], 'add tests for the code that is not covered, or justify the gap with a waiver');
}

/** Files of an item in reports that do not measure this at all: the other files must not speak for them. */
function tellBlind(tally: Tally, id: string, own: readonly MeasuredFile[], metric: CoverageMetric): void {
  const blind = own.filter((f) => !f.measures.has(metric));
  if (blind.length === 0 || blind.length === own.length) return; // of none: said by judge()
  tally.unknown(id, `the reports of ${blind.length} of the ${count(own.length, 'file')} of ${id} do not measure ${metric} coverage: ${some(blind)}`, blind.slice(0, 3).flatMap((f) => f.at.map((at) => reading(at, f.path))), `let the coverage tool measure ${metric} coverage of every file of the item`);
}

function some(files: readonly MeasuredFile[]): string {
  return `${files.slice(0, 3).map((f) => bounded(f.path)).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`;
}

/** The reports that a file is in, by name. */
function reportsOf(file: MeasuredFile): string {
  return [...new Set(file.at.map((at) => at.file))].sort(byCodeUnit).join(', ');
}

/** The three files that miss most, with their places: where to begin. */
function weakest(files: readonly MeasuredFile[], metric: CoverageMetric): Reading[] {
  const missing = (f: MeasuredFile) => (f.totals[metric]?.total ?? 0) - (f.totals[metric]?.covered ?? 0);
  return files.filter((f) => missing(f) > 0).sort((a, b) => missing(b) - missing(a) || by<MeasuredFile>((f) => f.path)(a, b)).slice(0, 3)
    .flatMap((f) => f.at.map((at) => reading(at, `${f.path}: ${shown(f.totals[metric]!)}`)));
}

function shown(ratio: Ratio): string {
  // Rounding must not lift a value over its threshold: both counts stand beside the percentage.
  return `${showPercent(ratio)} (${ratio.covered} of ${ratio.total})`;
}

function limits(context: CheckContext, which: 'min' | 'safetyItems'): Limit[] {
  return COVERAGE_METRICS.flatMap((metric) => {
    const threshold = context.profile.thresholds[`coverage.${metric}`];
    const min = threshold?.[which];
    return threshold === undefined || min === undefined ? [] : [{ metric, min, source: threshold.source }];
  });
}

export const safetyFilesAreMeasured: Check = {
  id: 'CHK-402',
  title: 'Every safety item is in the coverage report, and every file of the report has its place',
  clause: '5.5.5',
  severity: { A: 'off', B: 'warning', C: 'error' },
  waivable: true,
  needs: ['coverage'],
  fails: 'No file of a safety item is in a coverage report, a file that the project names singly is missing there, the report has files outside the project folder or, where software items are declared, files of none of them. Reports that count one file differently are a warning.',
  run(context) {
    const tally = new Tally();
    const files = measuredFiles(context);
    const present = new Set(files.map((f) => f.path));
    for (const item of safetyItems(context)) {
      const own = files.filter((f) => f.items.includes(item));
      const absent = item.paths.filter((p) => /\.[A-Za-z0-9+]+$/u.test(p) && !/[*?[{(]/u.test(p) && !present.has(p));
      const declared = field(inProject(context, ['items', context.project.items.indexOf(item), 'paths']), `${item.id} paths`, item.paths.join(' '));
      if (own.length === 0) tally.fail(item.id, `no file of ${item.id} is in a coverage report`, [...searched(context, ['coverage']), declared], 'measure the item: an exclude pattern may be too wide, or `sourceRoots` may not take off the build folder');
      else if (absent.length > 0) tally.fail(item.id, `${absent.join(', ')} of ${item.id} ${absent.length === 1 ? 'is' : 'are'} in no coverage report`, [...searched(context, ['coverage']), declared], 'measure these files, or correct the paths of the item');
      else tally.pass(item.id, ...own.flatMap((f) => f.at.map((at) => reading(at, f.path))).slice(0, 1));
    }
    for (const file of files) {
      if (!file.inProject) tally.fail(file.path, `${file.path} is outside the project folder: its coverage counts for no item`, file.at.map((at) => reading(at, file.path)), 'add its folder to `sourceRoots`, or leave it out of the measurement (system headers)');
    }
    if (context.project.items.length > 0) {
      const nobodys = files.filter((f) => f.inProject && f.items.length === 0);
      if (nobodys.length > 0) tally.fail('files of no software item', `${count(nobodys.length, 'measured file')} of no software item: ${some(nobodys)}`, nobodys.slice(0, 3).flatMap((f) => f.at.map((at) => reading(at, f.path))), 'declare the item that these files belong to, or leave them out of the measurement (generated code, tests)');
    }
    const contradicted = files.filter((f) => f.contradiction !== undefined);
    for (const reports of new Set(contradicted.map(reportsOf))) {
      const these = contradicted.filter((f) => reportsOf(f) === reports);
      tally.fail(reports, `${reports} count ${count(these.length, 'file')} differently, the weakest count holds: ${some(these)}`, these.slice(0, 3).map((f) => reading(f.at[0]!, bounded(`${f.path}: ${f.contradiction}`))), 'give reports of one build of the release commit, or one that the coverage tool merged by line and branch', 'warning');
    }
    if (tally.size === 0) for (const file of files) tally.pass(file.path, ...file.at.map((at) => reading(at, file.path)));
    return tally.findings((n) => `${count(n, 'item or file', 'items or files')} in the coverage reports`);
  },
};
