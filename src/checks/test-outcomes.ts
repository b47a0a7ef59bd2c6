import type { BoundCase } from '../model/graph.ts';
import { reading } from '../model/location.ts';
import type { Reading } from '../model/location.ts';
import { by, byCodeUnit } from '../model/order.ts';
import type { TestCase } from '../model/tests.ts';
import { createBinder } from '../trace/binding.ts';
import { suiteProperties } from '../trace/results.ts';
import { idScheme } from '../profile/id-scheme.ts';
import { anomalyFor, isDisposed, openFailure } from './dispositions.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { bounded, fail, failuresOrPass, field, searched } from './findings.ts';
import { safetyLinked, stateWords } from './test-claims.ts';

/** Cases under one subject: the id that they are bound to, or the name of a case that is bound to nothing. */
export interface SubjectCases { readonly subject: string; readonly bound: boolean; readonly cases: readonly (Pick<BoundCase, 'name' | 'outcome' | 'message' | 'seconds'> & { readonly file: string; readonly line?: number })[] }

/** Everything that ran, by subject and in the order of the files; the same binding as the graph's. */
export function subjects(context: CheckContext, wanted: (one: TestCase) => boolean): readonly SubjectCases[] {
  const bind = createBinder(context.project.binding, idScheme(context.project.ids));
  const map = new Map<string, { subject: string; bound: boolean; cases: SubjectCases['cases'][number][] }>();
  for (const report of context.evidence.contents.tests) {
    const suites = suiteProperties(report.content);
    for (const one of report.content.cases) {
      if (!wanted(one)) continue;
      const binding = bind(one, suites.get(one.suite));
      const ids = binding.tests.length > 0 ? binding.tests : binding.targets;
      const entry = { file: report.file.path, line: one.line, name: one.name, outcome: one.outcome, ...(one.message === undefined ? {} : { message: one.message }), ...(one.seconds === undefined ? {} : { seconds: one.seconds }) };
      for (const subject of ids.length > 0 ? ids : [caseName(one)]) {
        const known = map.get(subject);
        if (known === undefined) map.set(subject, { subject, bound: ids.length > 0, cases: [entry] });
        else known.cases.push(entry);
      }
    }
  }
  return [...map.values()].sort(by((s) => s.subject));
}

export function caseName(one: Pick<TestCase, 'classname' | 'name'>): string {
  return bounded(one.classname === '' ? one.name : `${one.classname} ${one.name}`);
}

/** First line of a message, for a reading. */
function shown(one: SubjectCases['cases'][number]): Reading {
  const first = one.message?.split('\n', 1)[0]?.trim();
  return reading(one, `${one.outcome}: ${bounded(one.name)}${first ? ` (${first.slice(0, 200)})` : ''}`);
}

const failed: Check = {
  id: 'CHK-303', title: 'Every failure is an anomaly with a disposition', clause: '5.7.2, 9.1', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: ['tests'],
  fails: 'A failed or errored test, a failed inspection, or a suite that broke, has no anomaly on the residual list that is evaluated as acceptable with rationale and approver. Not waivable when the test verifies a risk control.',
  run(context) {
    const safety = safetyLinked(context.graph);
    const red = subjects(context, (c) => c.outcome === 'failed' || c.outcome === 'errored');
    const failures: Finding[] = red.flatMap((s) => failureOf(s, safety.has(s.subject), context));
    for (const { file, content } of context.evidence.contents.tests) {
      for (const broken of content.suiteProblems) {
        const subject = `${file.path}: ${broken.suite}`;
        failures.push(fail(subject, `suite "${broken.suite}" in ${file.path} broke: ${broken.message}`, [reading(broken, broken.message)], 'repair the set-up of the suite and run it again: its tests may not have run'));
      }
    }
    for (const one of context.evidence.contents.inspections.flatMap((r) => r.content.inspections).filter((i) => i.verdict === 'fail')) {
      if (red.some((s) => s.subject === one.id) || !openFailure(one.id, context)) continue;
      failures.push(fail(one.id, `inspection ${one.id} failed${anomalyFor(one.id, context) === undefined ? '; no anomaly names it' : '; its anomaly is not decided upon'}`, [field(one, 'verdict', 'fail'), ...searched(context, ['anomalies'])], 'take the failure into problem resolution: correct it and inspect again, or record the residual anomaly with its evaluation', safety.has(one.id) ? { waivable: false } : {}));
    }
    const files = context.evidence.contents.tests.map((t) => t.file.path);
    return failuresOrPass(failures, failures.length === 0 ? files : [], red.length === 0 ? 'no test failed' : 'every failed test has an anomaly with a disposition');
  },
};

function failureOf(s: SubjectCases, safety: boolean, context: CheckContext): readonly Finding[] {
  const anomaly = anomalyFor(s.subject, context);
  if (anomaly !== undefined && isDisposed(anomaly)) return [];
  const result = context.graph.results.get(s.subject);
  const what = s.bound ? `${s.subject} ${stateWords(result)}` : `${s.subject} ${s.cases[0]?.outcome}, and no requirement claims it`;
  const why = anomaly === undefined ? 'no anomaly names it' : `${anomaly.id} names it and is not decided upon`;
  const read = [...s.cases.slice(0, 5).map(shown), ...(anomaly === undefined ? searched(context, ['anomalies']) : [field(anomaly, `${anomaly.id} acceptability`, anomaly.acceptability)])];
  return [fail(s.subject, `${what}; ${why}`, read, 'take the failure into problem resolution: correct it and run the test again, or record the residual anomaly with its evaluation', safety ? { waivable: false } : {})];
}

const skipped: Check = {
  id: 'CHK-305', title: 'No test of a risk control is skipped', clause: '7.3.1', severity: { A: 'warning', B: 'error', C: 'error' }, waivable: true, needs: ['tests'],
  fails: 'A test that verifies a risk control was skipped or disabled; another skipped test is a warning and should give its reason.',
  run(context) {
    const safety = safetyLinked(context.graph);
    const failures = subjects(context, (c) => c.outcome === 'skipped').map((s) => {
      const reason = s.cases.every((c) => c.message?.trim()) ? '' : ' and gives no reason';
      if (safety.has(s.subject)) {
        return fail(s.subject, `${s.subject} verifies a risk control and was skipped${reason}`, s.cases.slice(0, 5).map(shown), 'run the test on this release', {});
      }
      return fail(s.subject, `${s.subject} was skipped${reason}`, s.cases.slice(0, 5).map(shown), 'run the test, or state why it does not apply to this release', { severity: 'warning' });
    });
    const kept = [...safety].filter((id) => context.graph.results.has(id)).sort(byCodeUnit);
    const files = failures.length === 0 ? context.evidence.contents.tests.map((t) => t.file.path) : [];
    return failuresOrPass(failures, kept.length > 0 ? kept : files, 'no test was skipped');
  },
};

const flaky: Check = {
  id: 'CHK-306', title: 'Tests pass at their first attempt', clause: '5.7.4', severity: { A: 'warning', B: 'warning', C: 'error' }, waivable: true, needs: ['tests'],
  fails: 'A test passed only after a rerun, or attempts of one test in a file have different verdicts.',
  run(context) {
    const rerun = subjects(context, (c) => c.outcome === 'passed-after-rerun');
    const failures = rerun.map((s) => fail(s.subject, `${s.subject} passed only after a rerun`, s.cases.map(shown), 'find the cause of the first failure; until then a waiver with a risk assessment must cover it'));
    const reported = new Set(rerun.map((s) => s.subject));
    for (const s of differing(context)) {
      if (!reported.has(s.subject)) failures.push(fail(s.subject, `attempts of ${s.subject} have different verdicts`, s.cases.slice(0, 10).map(shown), 'find the cause of the failed attempt; the worst verdict counts'));
    }
    const files = context.evidence.contents.tests.map((t) => t.file.path);
    return failuresOrPass(failures, failures.length === 0 ? files : [], 'no test needed a second attempt');
  },
};

/** The same class and name twice in one file, once passed and once not: a retry that the format does not mark. */
function differing(context: CheckContext): readonly SubjectCases[] {
  const repeated = new Set<TestCase>();
  for (const { content } of context.evidence.contents.tests) {
    const first = new Map<string, TestCase[]>();
    for (const one of content.cases) {
      const key = `${one.suite}\n${one.classname}\n${one.name}`;
      const list = first.get(key);
      if (list === undefined) first.set(key, [one]);
      else list.push(one);
    }
    for (const list of first.values()) {
      const good = list.some((c) => c.outcome === 'passed' || c.outcome === 'passed-after-rerun');
      if (list.length > 1 && good && list.some((c) => c.outcome === 'failed' || c.outcome === 'errored')) for (const one of list) repeated.add(one);
    }
  }
  return repeated.size === 0 ? [] : subjects(context, (c) => repeated.has(c));
}

export const testOutcomeChecks: readonly Check[] = [failed, skipped, flaky];
