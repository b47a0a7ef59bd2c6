import type { Read } from '../model/evidence.ts';
import type { TestLevel } from '../model/kinds.ts';
import { reading } from '../model/location.ts';
import type { Check, Finding } from './check.ts';
import { fail, failuresOrPass, field, inProject } from './findings.ts';
import { placeOf, runOf } from './test-runs.ts';

/** Cases that ran to a verdict. */
function executedCases({ content: { counts } }: Read<'tests'>): number {
  return counts.passed + counts.passedAfterRerun + counts.failed + counts.errored;
}

const zero: Check = {
  id: 'CHK-307', title: 'Every suite ran tests', clause: '5.7.1', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: [],
  fails: 'A test report, a suite in it, or a level that the class requires has no executed test.',
  run(context) {
    const { contents, files } = context.evidence;
    const failures: Finding[] = [];
    const subjects: string[] = [];
    for (const one of contents.tests) {
      if (executedCases(one) === 0 || !one.content.suites.some((s) => s.empty)) subjects.push(one.file.path);
      if (executedCases(one) === 0) failures.push(noneExecuted(one.file.path, one.content.counts.cases));
      else for (const suite of one.content.suites.filter((s) => s.empty)) {
        failures.push(fail(`${one.file.path}: ${suite.name}`, `suite "${suite.name}" in ${one.file.path} has no test`, [reading({ file: one.file.path, line: suite.line }, 'testcase elements: 0')], 'see that the selection of the suite matches its tests; remove the suite if it is meant to be empty'));
      }
    }
    // A report without any case may have no content at all: its status says so.
    const withContent = new Set(contents.tests.map((t) => t.file.path));
    for (const file of files.filter((f) => f.declared.kind === 'tests' && f.status === 'no-data' && !withContent.has(f.path))) {
      subjects.push(file.path);
      failures.push(noneExecuted(file.path, 0));
    }
    return failuresOrPass(failures, subjects, 'every report and every suite in it ran tests');
  },
};

function noneExecuted(path: string, cases: number): Finding {
  return fail(path, `no test in ${path} was executed`, [{ file: path, value: `cases: ${cases}, executed: 0` }], 'see that the test selection matches tests and that they are not all skipped, and run them on this release');
}

const levels: Check = {
  id: 'CHK-314', title: 'Every level that the class requires has results', clause: '5.5.5, 5.6, 5.7', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: [],
  fails: 'There are no readable test results of a level that the profile requires (class A: system; B and C: unit, integration, system), or project file and run record disagree on a level.',
  run(context) {
    const { evidence, profile } = context;
    const present = new Map<TestLevel, string[]>();
    const contradictions: Finding[] = [];
    for (const one of evidence.contents.tests) {
      const level = one.file.declared.level;
      const run = runOf(one, context)?.content;
      if (level !== undefined && run?.level !== undefined && run.level !== level) {
        contradictions.push(fail(one.file.path, `the project file declares ${one.file.path} as ${level} tests, its run record as ${run.level} tests`, [reading(inProject(context, ['evidence', 'tests', one.file.declared.index, 'level']), `level: ${level}`), field(placeOf(run, 'level'), 'level', run.level)], 'settle at which level these tests verify'));
        continue;
      }
      if (level !== undefined && executedCases(one) > 0) present.set(level, [...(present.get(level) ?? []), one.file.path]);
    }
    const missing = profile.requiredLevels.filter((l) => !present.has(l)).map((level) => {
      const declared = evidence.files.filter((f) => f.declared.kind === 'tests' && f.declared.level === level);
      const read = declared.length === 0 ? [reading(inProject(context, ['evidence', 'tests']), null)] : declared.map((f) => ({ file: f.path, value: `status: ${f.status}` }));
      return fail(level, `class ${profile.safetyClass} requires test results of level ${level}, and there are none that can be used`, read, `give the ${level} test reports with level: ${level} in the project file`);
    });
    return failuresOrPass([...contradictions, ...missing], [...profile.requiredLevels], 'all required levels have executed tests');
  },
};

export const testPresenceChecks: readonly Check[] = [zero, levels];
