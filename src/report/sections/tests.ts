import type { Read } from '../../model/evidence.ts';
import type { TestCase } from '../../model/tests.ts';
import type { Block, Cell, Mark, Table, TableRow } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { limitPlot } from '../figures/limit-plot.ts';
import { resultCell } from '../marks.ts';
import { testCounts } from '../page-one-numbers.ts';
import { count, decimal, orDash, plural, showTime, shorten } from '../words.ts';
import { inspections } from './inspections.ts';

const OUTCOME: Readonly<Record<TestCase['outcome'], { readonly mark: Mark; readonly text: string }>> = {
  passed: { mark: 'PASS', text: '' }, 'passed-after-rerun': { mark: 'WARNING', text: 'passed after rerun' },
  skipped: { mark: 'NOT EVALUATED', text: 'skipped' }, failed: { mark: 'FAIL', text: '' }, errored: { mark: 'FAIL', text: 'error' },
};

/** IEC 62304 5.6.7, 5.7.5, 9.8: files, runs and their configuration, what did not pass, planned tests, every case. */
export function tests(context: ViewContext): readonly Block[] {
  const reads = context.input.evidence.contents.tests;
  const c = testCounts(context);
  return [
    { kind: 'text', text: `${plural(c.cases, 'test case')} in ${plural(reads.length, 'file')}: ${count(c.passed)} passed, ${count(c.passedAfterRerun)} passed after a rerun, ${count(c.failed)} failed, ${count(c.errored)} ended in error, ${count(c.skipped)} skipped. Counted from the test-case elements; totals that the files declare are only compared.` },
    fileTable(reads),
    ...openCases(context, reads),
    { kind: 'heading', id: 'planned-tests', text: 'Planned tests and their results on this release' },
    plannedTable(context),
    ...inspections(context),
    ...limitPlot(context),
    { kind: 'heading', id: 'test-runs', text: 'Test runs: who, when, with what' },
    runTable(context),
    ...suiteTable(reads),
    ...reads.flatMap((read, i) => caseTable(context, read, i)),
  ];
}

const at = (read: Read<'tests'>): string => read.file.declared.level ?? 'no level';

function fileTable(reads: readonly Read<'tests'>[]): Table {
  return {
    kind: 'table', id: 'test-file-table', caption: 'Test reports', empty: 'No test report was read.',
    columns: [{ label: 'Level', width: 22 }, { label: 'File', width: 50, style: 'mono' }, { label: 'Cases', width: 14, align: 'right' }, { label: 'Passed', width: 14, align: 'right' }, { label: 'Rerun', width: 13, align: 'right' },
      { label: 'Failed', width: 14, align: 'right' }, { label: 'Error', width: 13, align: 'right' }, { label: 'Skipped', width: 16, align: 'right' }],
    rows: reads.map((read) => {
      const c = read.content.counts;
      return { cells: [at(read), read.file.path, count(c.cases), count(c.passed), count(c.passedAfterRerun), count(c.failed), count(c.errored), count(c.skipped)], alarm: c.failed + c.errored > 0 || c.cases === 0 };
    }),
  };
}

/** Each case that did not simply pass, with the message of the file. */
function openCases(context: ViewContext, reads: readonly Read<'tests'>[]): readonly Block[] {
  const rows = reads.flatMap((read) => read.content.cases.filter((one) => one.outcome !== 'passed').map((one): TableRow => ({
    keep: true, alarm: one.outcome === 'failed' || one.outcome === 'errored',
    cells: [OUTCOME[one.outcome], name(one), context.boundTo.get(`${read.file.path}:${one.line}`)?.join(', ') ?? '–', orDash(shorten(one.message ?? '', 400)), { text: `${read.file.path}:${one.line}`, style: 'mono' }],
  })));
  return [{ kind: 'heading', id: 'open-cases', text: `Cases that did not simply pass: ${rows.length}` }, {
    kind: 'table', id: 'open-case-table', caption: 'Cases that did not simply pass', empty: 'None.', searchable: true,
    columns: [{ label: 'Result', width: 26 }, { label: 'Case', width: 44 }, { label: 'Verifies', width: 18 }, { label: 'Message in the file', width: 46 }, { label: 'Read at', width: 34, style: 'mono' }], rows,
  }];
}

function plannedTable(context: ViewContext): Table {
  const { results } = context.input.graph;
  return {
    kind: 'table', id: 'planned-test-table', caption: 'Planned tests', empty: 'No test specification is in the evidence.', searchable: true,
    columns: [{ label: 'Id', width: 17, style: 'id' }, { label: 'Test', width: 50 }, { label: 'Level', width: 19 }, { label: 'Verifies', width: 26 }, { label: 'Result', width: 28 }, { label: 'Cases', width: 12, align: 'right' }, { label: 'First read at', width: 47, style: 'mono' }],
    rows: context.nodes('TST').map((node): TableRow => {
      const result = results.get(node.id);
      const verdict = resultCell(context, node.id, result?.state);
      const targets = context.to(node.id, 'verifies');
      const first = result?.cases[0];
      return { anchor: node.id, alarm: verdict.mark === 'FAIL', keep: verdict.mark !== 'PASS' || targets.some((id) => context.to(id, 'implements').length > 0),
        cells: [{ text: node.id, style: 'strong' }, node.title, result?.levels.join(', ') || '–', targets.join(', ') || '–', verdict, count(result?.cases.length ?? 0), first === undefined ? '–' : `${first.file}:${first.line ?? ''}`] };
    }),
  };
}

function runTable(context: ViewContext): Table {
  return {
    kind: 'table', id: 'test-run-table', caption: 'Test runs', empty: 'No test-run sidecar is in the evidence: who tested, when and with what is not recorded.',
    columns: [{ label: 'Run', width: 20 }, { label: 'Level', width: 18 }, { label: 'Start and end', width: 32 }, { label: 'Executed by; responsible', width: 30 }, { label: 'Hardware; software', width: 44 }, { label: 'Tools', width: 30 }, { label: 'Procedure', width: 18 }],
    rows: context.input.evidence.contents['test-runs'].map(({ content: run, file }) => ({ cells: [run.id ?? file.path, orDash(run.level), `${showTime(run.start)} to ${showTime(run.end)}`,
      `${orDash(run.executor)}; ${orDash(run.responsible)}`, `${orDash(run.hardware)}; ${orDash(run.software)}`, run.tools.map((tool) => `${tool.name} ${tool.version ?? ''}`.trim()).join(', ') || '–',
      `${orDash(run.procedure)}${run.deviations === undefined ? '' : ` (deviations: ${run.deviations})`}`] })),
  };
}

/** Suites with their own cases: the roll-up that stands in the PDF for the full list. */
function suiteTable(reads: readonly Read<'tests'>[]): readonly Block[] {
  const rows = reads.flatMap((read) => read.content.suites.filter((suite) => suite.counted.cases > 0 || suite.empty).map((suite): TableRow => {
    const c = suite.counted;
    const bad = c.failed + c.errored > 0 || c.cases === 0;
    return { keep: bad || c.skipped > 0 || c.passedAfterRerun > 0, alarm: bad, cells: [suite.name, at(read), count(c.cases), count(c.passed + c.passedAfterRerun), count(c.failed + c.errored), count(c.skipped), { text: `${read.file.path}:${suite.line}`, style: 'mono' }] };
  }));
  return [{ kind: 'heading', id: 'suites', text: 'Suites' }, {
    kind: 'table', id: 'suite-table', caption: 'Suites', empty: 'No suite was read.',
    columns: [{ label: 'Suite', width: 60 }, { label: 'Level', width: 22 }, { label: 'Cases', width: 14, align: 'right' }, { label: 'Passed', width: 14, align: 'right' }, { label: 'Failed', width: 14, align: 'right' }, { label: 'Skipped', width: 16, align: 'right' }, { label: 'Read at', width: 44, style: 'mono' }], rows,
  }];
}

const name = (one: TestCase): string => (one.classname && !one.name.startsWith(one.classname) ? `${one.classname} › ${one.name}` : one.name);

function caseTable(context: ViewContext, read: Read<'tests'>, i: number): readonly Block[] {
  const { cases, casesElided } = read.content;
  const rows = cases.map((one): TableRow => {
    const outcome: Cell = OUTCOME[one.outcome];
    return { cells: [outcome, name(one), context.boundTo.get(`${read.file.path}:${one.line}`)?.join(', ') ?? '', one.seconds === undefined ? '' : decimal(one.seconds), String(one.line)] };
  });
  return [
    { kind: 'heading', id: `cases-${i + 1}`, text: `All cases of ${read.file.path} (${at(read)})` },
    ...(casesElided > 0 ? [{ kind: 'text', text: `${plural(casesElided, 'further case')} passed and ${casesElided === 1 ? 'is' : 'are'} bound to no planned test: counted above, not listed.` } as const] : []),
    { kind: 'table', id: `case-table-${i + 1}`, caption: `Cases of ${read.file.path}`, empty: 'No case.', where: 'page-only', searchable: true,
      columns: [{ label: 'Result', width: 26 }, { label: 'Case', width: 90 }, { label: 'Verifies', width: 24 }, { label: 'Seconds', width: 14, align: 'right' }, { label: 'Line', width: 12, align: 'right' }], rows },
  ];
}
