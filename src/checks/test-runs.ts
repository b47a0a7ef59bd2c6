import type { Read } from '../model/evidence.ts';
import type { TestRun } from '../model/lists.ts';
import { isAnswered, isRationale } from '../model/answers.ts';
import { reading } from '../model/location.ts';
import type { Location, Reading } from '../model/location.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { reportsOf } from './run-subjects.ts';
import { fail, failuresOrPass, field, notApplicable, notEvaluated, searched } from './findings.ts';

/** The sidecar that the project file names for a test report, when it could be read. */
export function runOf(report: Read<'tests'>, context: CheckContext): Read<'test-runs'> | undefined {
  return context.evidence.contents['test-runs'].find((r) => r.file.path === report.file.declared.run);
}

/** Where a field of a run stands, or its file. */
export function placeOf(run: TestRun, name: string): Location {
  return run.at[name] ?? run;
}

const REQUIRED: readonly (readonly [name: string, words: string, has: (run: TestRun) => boolean])[] = [
  ['start', 'start', (r) => filled(r.start)], ['end', 'end', (r) => filled(r.end)],
  ['version', 'version tested', (r) => filled(r.version)],
  ['hardware', 'hardware configuration', (r) => filled(r.hardware)], ['software', 'software configuration', (r) => filled(r.software)],
  ['tools', 'tools with versions', (r) => r.tools.length > 0 && r.tools.every((t) => filled(t.version))],
  ['executor', 'executor', (r) => filled(r.executor)], ['responsible', 'responsible person', (r) => filled(r.responsible)], ['procedure', 'procedure', (r) => filled(r.procedure)],
];

function filled(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

const recorded: Check = {
  id: 'CHK-310', title: 'Test runs are recorded', clause: '5.6.7, 5.7.5, 9.8', severity: { A: 'warning', B: 'error', C: 'error' }, waivable: true, needs: ['tests'],
  fails: 'A test report has no run record, or the record lacks time, version, configuration, tools, executor, responsible person or procedure.',
  run(context) {
    const reports = context.evidence.contents.tests;
    const failures = reports.flatMap((report): readonly Finding[] => {
      const run = runOf(report, context);
      const { path } = report.file;
      if (run === undefined) {
        const read = [report.file.declared.run === undefined ? reading({ file: context.projectFile }, null) : reading({ file: report.file.declared.run }, null), reading({ file: path }, null)];
        return [fail(path, `${path} has no run record: who ran it, when, and on what configuration is not known`, read, 'write a test-run sidecar and name it as run: beside the report in the project file')];
      }
      const missing = REQUIRED.filter(([, , has]) => !has(run.content));
      if (missing.length === 0) return [];
      return [fail(path, `the run record of ${path} does not state: ${missing.map(([, words]) => words).join(', ')}`, missing.map(([name]) => field(placeOf(run.content, name), name, undefined)), `complete ${run.file.path}`)];
    });
    return failuresOrPass(failures, reports.map((r) => r.file.path), 'every run is recorded with time, version, configuration, tools, persons and procedure');
  },
};

const binary: Check = {
  id: 'CHK-304', title: 'The tested binary is the released one', clause: '5.8.4', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: ['test-runs'],
  fails: 'A run tested a binary whose digest is not that of a released file, and the project file gives no rationale for their equivalence; or no system run states what it tested, or none tested the main released file.',
  run(context) {
    const { release, evidence, project } = context;
    const released = new Map(release.artifacts.map((a) => [a.sha256, a]));
    const stated = evidence.contents['test-runs'].filter((r) => (r.content.binarySha256 ?? []).length > 0);
    if (stated.length === 0) {
      return [notEvaluated([], 'no test run states the digest of the binary that it tested', evidence.contents['test-runs'].map((r) => field(r.content, 'binarySha256', undefined)), 'state binarySha256 in the run record of the system tests')];
    }
    const silent = silentSystemReports(context);
    if (released.size === 0) return [notEvaluated([], 'the project file names no released file to compare with', [reading({ file: context.projectFile }, null)], 'name the released files under artifacts')];
    const rationale = isRationale(project.release.equivalence) ? project.release.equivalence : undefined;
    const failures = stated.flatMap((r): readonly Finding[] => {
      const other = (r.content.binarySha256 ?? []).filter((digest) => !released.has(digest.trim().toLowerCase()));
      if (other.length === 0 || rationale !== undefined) return [];
      const read: readonly Reading[] = [...other.map((digest) => field(placeOf(r.content, 'binarySha256'), 'binarySha256', digest)), ...release.artifacts.map((a) => ({ file: a.path, value: `sha256: ${a.sha256}` }))];
      return [fail(reportsOf(r, context), `${r.file.path} states a tested binary that is not among the released files`, read, 'test the released binary, or state release.equivalence in the project file')];
    });
    const main = release.artifacts[0]!;
    const onSystem = evidence.contents.tests.filter((t) => t.file.declared.level === 'system' || t.file.declared.level === 'manual').flatMap((t) => runOf(t, context)?.content.binarySha256 ?? []);
    if (rationale === undefined && onSystem.length > 0 && failures.length === 0 && !onSystem.some((digest) => digest.trim().toLowerCase() === main.sha256)) {
      failures.push(fail(main.name, `no system run tested ${main.name}, the first of the released files`, [{ file: main.path, value: `sha256: ${main.sha256}` }, ...evidence.contents['test-runs'].map((r) => field(placeOf(r.content, 'binarySha256'), 'binarySha256', r.content.binarySha256?.join(', ')))], 'run the system tests on the released file, or state release.equivalence in the project file'));
    }
    const message = rationale === undefined ? 'every tested binary is a released file' : `tested binaries are released files, or equivalent: ${rationale}`;
    return [...silent, ...failuresOrPass(failures, stated.flatMap((r) => reportsOf(r, context)), message)];
  },
};

/** System tests are run on what is released (5.7, 5.8.4): a record that does not say on which binary leaves that open. */
function silentSystemReports(context: CheckContext): readonly Finding[] {
  return context.evidence.contents.tests.filter((t) => t.file.declared.level === 'system' || t.file.declared.level === 'manual').flatMap((report) => {
    const run = runOf(report, context)?.content;
    if ((run?.binarySha256 ?? []).length > 0) return [];
    const at = run ?? { file: report.file.declared.run ?? report.file.path };
    return [notEvaluated(report.file.path, `the run record of ${report.file.path} does not state which binary was tested`, [field(at, 'binarySha256', undefined)], 'state binarySha256 in the run record')];
  });
}

const oneCommit: Check = {
  id: 'CHK-316', title: 'All results are of one commit', clause: '5.6.6, 5.7.3', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: ['test-runs'],
  fails: 'Results come from more than one commit, and no regression analysis says why that is enough.',
  run(context) {
    const runs = context.evidence.contents['test-runs'];
    const stated = runs.filter((r) => r.content.commit !== undefined);
    if (stated.length === 0) return [notEvaluated([], 'no test run states its commit', runs.map((r) => field(r.content, 'commit', undefined)), 'state the commit in every run record')];
    const commits = new Set(stated.map((r) => r.content.commit));
    const analysis = context.evidence.contents.changes.find((c) => isAnswered(c.content.regressionAnalysis));
    if (commits.size > 1 && analysis === undefined) {
      const strays = stated.filter((r) => r.content.commit !== context.release.commit);
      const read = stated.map((r) => field(placeOf(r.content, 'commit'), 'commit', r.content.commit));
      return [fail(strays.flatMap((r) => reportsOf(r, context)), `test results come from ${commits.size} commits, and there is no regression analysis`, [...read, ...searched(context, ['changes'])], 'run all levels on the release commit, or give the regression analysis in the change list')];
    }
    const words = commits.size > 1 ? 'results of several commits are covered by a regression analysis' : 'all results are of one commit';
    return failuresOrPass([], stated.flatMap((r) => reportsOf(r, context)), words, analysis === undefined ? [] : [field({ file: analysis.file.path }, 'regressionAnalysis', analysis.content.regressionAnalysis)]);
  },
};

const manual: Check = {
  id: 'CHK-311', title: 'Inspections and manual tests say who observed what', clause: '5.7.5', severity: { A: 'warning', B: 'error', C: 'error' }, waivable: true, needs: [],
  fails: 'An inspection record has no observed result, no person, no time or no verdict; or one person both executed and answers for a manual run.',
  run(context) {
    const inspections = context.evidence.contents.inspections.flatMap((r) => r.content.inspections);
    const failures: Finding[] = inspections.flatMap((one) => {
      const missing = (['who', 'when', 'what', 'observed', 'verdict'] as const).filter((name) => !filled(one[name]));
      return missing.length === 0 ? [] : [fail(one.id, `inspection ${one.id} does not state: ${missing.join(', ')}`, missing.map((name) => field(one, name, undefined)), 'complete the inspection record')];
    });
    const manualRuns = context.evidence.contents.tests.filter((t) => t.file.declared.level === 'manual');
    for (const report of manualRuns) {
      const run = runOf(report, context)?.content;
      if (run?.executor !== undefined && run.executor === run.responsible) {
        failures.push(fail(report.file.path, `${run.executor} executed the manual tests of ${report.file.path} and answers for them`, [field(placeOf(run, 'executor'), 'executor', run.executor), field(placeOf(run, 'responsible'), 'responsible', run.responsible)], 'have a second person review the manual results'));
      }
    }
    const subjects = [...inspections.map((i) => i.id), ...manualRuns.map((r) => r.file.path)];
    if (subjects.length === 0) return [notApplicable([], 'the project file declares no inspections and no manual tests', [reading({ file: context.projectFile }, null)])];
    return failuresOrPass(failures, subjects, 'every inspection and manual run states who observed what');
  },
};

export const testRunChecks: readonly Check[] = [binary, recorded, manual, oneCommit];
