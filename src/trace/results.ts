import type { EvidenceSet } from '../model/evidence.ts';
import type { BoundCase, ResultState, VerificationResult } from '../model/graph.ts';
import type { TestLevel } from '../model/kinds.ts';
import type { Location } from '../model/location.ts';
import { worse } from '../model/tests.ts';
import type { Outcome, TestCase, TestReport } from '../model/tests.ts';
import type { Binder } from './binding.ts';
import type { LinkTable } from './links.ts';
import type { NodeTable } from './nodes.ts';

export interface Results {
  readonly results: Map<string, VerificationResult>;
  readonly unboundCases: number;
}

/**
 * Binds every test case and folds the cases of one id: it passed only if at least one ran and all passed, over files and shards alike.
 * Cases of a run on another commit stay: CHK-105 and CHK-316 report them, the trace says what it says.
 */
export function collectResults(evidence: EvidenceSet, nodes: NodeTable, links: LinkTable, bind: Binder): Results {
  const cases = new Map<string, BoundCase[]>();
  let unbound = 0;
  for (const { file, content } of evidence.contents.tests) {
    unbound += content.casesElided;
    const suites = suiteProperties(content);
    for (const one of content.cases) {
      const binding = bind(one, suites.get(one.suite));
      const at: Location = { file: file.path, line: one.line };
      for (const id of binding.strange) links.unknown.push({ id, ...at });
      if (binding.boundBy === undefined) {
        unbound += 1;
        continue;
      }
      const bound = boundCase(one, at, binding.boundBy, file.declared.level);
      // Without a test id the case is itself the verification of the requirements that it names.
      for (const id of binding.tests.length > 0 ? binding.tests : binding.targets) push(cases, id, bound);
      for (const id of binding.tests) {
        const type = nodes.typeOf(id);
        if (type !== 'TST' && type !== 'INS') continue;
        nodes.mention(id, type, at);
        if (!nodes.nodes.has(id)) links.unknown.push({ id, ...at });
        for (const target of binding.targets) links.connect(id, type, target, 'verifies', at, 'test');
      }
      if (binding.tests.length === 0) {
        for (const id of binding.targets) {
          const type = nodes.typeOf(id);
          if (type !== 'SRS' && type !== 'RC') continue;
          nodes.mention(id, type, at);
          if (!nodes.nodes.has(id)) links.unknown.push({ id, ...at });
        }
      }
    }
  }
  return { results: fold(evidence, nodes, cases), unboundCases: unbound };
}

function fold(evidence: EvidenceSet, nodes: NodeTable, cases: ReadonlyMap<string, readonly BoundCase[]>): Map<string, VerificationResult> {
  const results = new Map<string, VerificationResult>();
  for (const [id, list] of cases) {
    const outcome = list.map((c) => c.outcome).reduce<Outcome>(worse, 'passed');
    const levels = [...new Set(list.flatMap((c) => (c.level === undefined ? [] : [c.level])))];
    results.set(id, { id, state: outcome, levels, cases: list });
  }
  for (const { content } of evidence.contents.inspections) {
    for (const one of content.inspections) {
      const state: ResultState = one.verdict === 'pass' ? 'passed' : one.verdict === 'fail' ? 'failed' : 'not-run';
      const known = results.get(one.id);
      // Two records of one inspection, or a record beside test cases: the worse one counts.
      const worst = known === undefined ? state : worseState(known.state, state);
      results.set(one.id, { id: one.id, state: worst, levels: known?.levels ?? [], cases: known?.cases ?? [], record: one });
    }
  }
  for (const node of nodes.nodes.values()) {
    if ((node.type === 'TST' || node.type === 'INS') && !results.has(node.id)) results.set(node.id, { id: node.id, state: 'not-run', levels: [], cases: [] });
  }
  return results;
}

const ORDER: readonly ResultState[] = ['passed', 'passed-after-rerun', 'skipped', 'not-run', 'failed', 'errored'];

function worseState(a: ResultState, b: ResultState): ResultState {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** The only two states that verify anything. */
export function hasPassed(state: ResultState | undefined): boolean {
  return state === 'passed' || state === 'passed-after-rerun';
}

/** Properties of suites by name; suites of one name share theirs, as a case names its suite only. */
export function suiteProperties(report: TestReport): ReadonlyMap<string, TestCase['properties']> {
  const map = new Map<string, (readonly [string, string])[]>();
  for (const suite of report.suites) {
    if (suite.properties.length > 0) map.set(suite.name, [...(map.get(suite.name) ?? []), ...suite.properties]);
  }
  return map;
}

function boundCase(one: TestCase, at: Location, boundBy: string, level: TestLevel | undefined): BoundCase {
  return {
    ...at, name: one.name, classname: one.classname, outcome: one.outcome, boundBy,
    ...(one.message === undefined ? {} : { message: one.message }),
    ...(one.seconds === undefined ? {} : { seconds: one.seconds }),
    ...(level === undefined ? {} : { level }),
  };
}

function push(map: Map<string, BoundCase[]>, id: string, value: BoundCase): void {
  const list = map.get(id);
  if (list === undefined) map.set(id, [value]);
  else list.push(value);
}
