import type { TraceLink, TraceNode, VerificationResult, VerificationState } from '../../src/model/graph.ts';
import { countRows } from '../../src/model/row.ts';
import type { Row } from '../../src/model/row.ts';
import type { TestCase } from '../../src/model/tests.ts';
import type { ReportInput } from '../../src/report/input.ts';

/** A release with many requirements and tests, for the measurements: `base` with its trace and test reports replaced. */
export function largeInput(base: ReportInput, requirements: number, tests: number): ReportInput {
  const nodes = new Map<string, TraceNode>();
  const links: TraceLink[] = [];
  const results = new Map<string, VerificationResult>();
  const verification = new Map<string, VerificationState>();
  const cases: TestCase[] = [];
  const at = { file: 'requirements/large.csv', line: 1 };
  const node = (id: string, type: TraceNode['type'], title: string): void => void nodes.set(id, { id, type, title, fields: {}, repeatedAt: [], ...at });
  const link = (from: string, to: string, type: TraceLink['type']): void => void links.push({ from, to, type, by: 'export', ...at });
  const id = (type: string, i: number): string => `${type}-${String(i).padStart(5, '0')}`;
  for (let i = 0; i < requirements / 20; i += 1) {
    for (const type of ['HAZ', 'HS', 'RC'] as const) {
      node(id(type, i), type, `${type} number ${i} of the large release`);
      verification.set(id(type, i), { id: id(type, i), state: 'verified', by: [], openBy: [] });
    }
    link(id('RC', i), id('HS', i), 'controls');
    link(id('HS', i), id('HAZ', i), 'leads-to');
  }
  for (let i = 0; i < requirements; i += 1) {
    node(id('SRS', i), 'SRS', `The controller shall do what requirement number ${i} of the large release says within its limit`);
    node(id('SDS', i % 200), 'SDS', `Design element ${i % 200}`);
    link(id('SDS', i % 200), id('SRS', i), 'realises');
    if (i % 4 === 0) link(id('SRS', i), id('RC', Math.floor(i / 20)), 'implements');
    const test = id('TST', i);
    node(test, 'TST', `Test of requirement ${i}`);
    link(test, id('SRS', i), 'verifies');
    verification.set(id('SRS', i), { id: id('SRS', i), state: 'verified', by: [test], openBy: [] });
    results.set(test, { id: test, state: 'passed', levels: ['unit'], cases: [] });
  }
  for (let i = 0; i < tests; i += 1) {
    const one: TestCase = { suite: `suite.number${i % 50}`, classname: `org.meridian.controller.suite${i % 50}.ModuleTest`, name: `shouldKeepRequirement${i}_whenConditionHolds[${i % 7}]`, outcome: 'passed', seconds: i / 1000, properties: [], line: 3 + i };
    cases.push(one);
    const result = results.get(id('TST', i % requirements))!;
    results.set(result.id, { ...result, cases: [...result.cases, { file: 'reports/large.xml', line: one.line, name: one.name, classname: one.classname, outcome: 'passed', boundBy: 'property:testspec' }] });
  }
  const index = (end: 'from' | 'to'): Map<string, TraceLink[]> => {
    const map = new Map<string, TraceLink[]>();
    for (const one of links) map.set(one[end], [...(map.get(one[end]) ?? []), one]);
    return map;
  };
  const rows: Row[] = base.results.rows.filter((row) => row.verdict === 'pass');
  const first = base.evidence.contents.tests[0]!;
  const counts = { cases: tests, passed: tests, passedAfterRerun: 0, failed: 0, errored: 0, skipped: 0 };
  return {
    ...base,
    results: { ...base.results, rows, counts: countRows(rows), verdict: 'READY' },
    graph: { ...base.graph, nodes, links, out: index('from'), in: index('to'), results, verification, blast: [] },
    evidence: { ...base.evidence, contents: { ...base.evidence.contents, tests: [{ file: { ...first.file, path: 'reports/large.xml' }, content: { suites: [], cases, casesElided: 0, counts, suiteProblems: [], disagreements: [] } }] } },
  };
}
