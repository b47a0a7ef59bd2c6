import { reading } from '../model/location.ts';
import { by } from '../model/order.ts';
import type { BoundCase } from '../model/graph.ts';
import type { TestCase } from '../model/tests.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { bounded, fail, failuresOrPass } from './findings.ts';
import { caseName } from './test-outcomes.ts';

const counters: Check = {
  id: 'CHK-308', title: 'Counters agree with the test cases', clause: '9.8', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: ['tests'],
  fails: 'The totals that a report declares differ from the test cases in it.',
  run(context) {
    const reports = context.evidence.contents.tests;
    const failures = reports.filter((r) => r.content.disagreements.length > 0).map(({ file, content }) => {
      const read = content.disagreements.slice(0, 20).map((d) => reading(d, `${d.suite}: ${d.counter} declared ${d.declared}, counted ${d.counted}`));
      const first = content.disagreements[0]!;
      const more = content.disagreements.length > 1 ? ` (and ${content.disagreements.length - 1} more)` : '';
      return fail(file.path, `${file.path} declares ${first.declared} ${first.counter} in "${first.suite}", and ${first.counted} were counted${more}`, read, 'give the report as the test runner wrote it; see whether it was merged or edited');
    });
    return failuresOrPass(failures, reports.map((r) => r.file.path), 'the declared totals are those of the test cases');
  },
};

const agreeing: Check = {
  id: 'CHK-309', title: 'Files agree on each test', clause: '9.8', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: ['tests'],
  fails: 'The same test passed in one file and failed in another; the worst verdict counts.',
  run(context) {
    const failures: Finding[] = [];
    for (const result of context.graph.results.values()) {
      const conflict = conflictOf(result.cases);
      if (conflict !== undefined) failures.push(contradiction(result.id, conflict));
    }
    const bound = new Set([...context.graph.results.values()].flatMap((r) => r.cases.map((c) => `${c.file}\n${c.line}`)));
    for (const [name, cases] of unbound(context, bound)) {
      const conflict = conflictOf(cases);
      if (conflict !== undefined) failures.push(contradiction(name, conflict));
    }
    return failuresOrPass(failures.sort(by((f) => f.subjects.join())), failures.length === 0 ? context.evidence.contents.tests.map((t) => t.file.path) : [], 'no test has different verdicts in different files');
  },
};

type Placed = Pick<BoundCase, 'file' | 'line' | 'name' | 'outcome'>;

/** One case that passed and one that did not, in different files. */
function conflictOf(cases: readonly Placed[]): readonly [Placed, Placed] | undefined {
  const good = cases.filter((c) => c.outcome === 'passed' || c.outcome === 'passed-after-rerun');
  if (good.length === 0 || good.length === cases.length) return undefined;
  const bad = cases.filter((c) => c.outcome === 'failed' || c.outcome === 'errored');
  const files = new Set(good.map((c) => c.file));
  const other = bad.find((c) => files.size > 1 || !files.has(c.file));
  const pair = other === undefined ? undefined : good.find((c) => c.file !== other.file);
  return other === undefined || pair === undefined ? undefined : [pair, other];
}

function contradiction(subject: string, [good, bad]: readonly [Placed, Placed]): Finding {
  return fail(subject, `${subject} passed in ${good.file} and not in ${bad.file}`, [good, bad].map((c) => reading(c, `${c.outcome}: ${bounded(c.name)}`)), 'find out which result is of this release; the worst one counts until then');
}

function unbound(context: CheckContext, bound: ReadonlySet<string>): ReadonlyMap<string, Placed[]> {
  const reports = context.evidence.contents.tests;
  const map = new Map<string, Placed[]>();
  if (reports.length < 2) return map;
  for (const { file, content } of reports) {
    for (const one of content.cases as readonly TestCase[]) {
      if (bound.has(`${file.path}\n${one.line}`)) continue;
      const placed: Placed = { file: file.path, line: one.line, name: one.name, outcome: one.outcome };
      const name = caseName(one);
      const list = map.get(name);
      if (list === undefined) map.set(name, [placed]);
      else list.push(placed);
    }
  }
  return map;
}

export const testReportChecks: readonly Check[] = [counters, agreeing];
