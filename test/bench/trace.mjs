// The trace graph and the checks over releases of growing size: milliseconds, and the ratio of four times the size (4.0 is linear).
// Run with the Node of node_modules/.bin: node test/bench/trace.mjs
import { CHECKS } from '../../src/checks/index.ts';
import { runChecks } from '../../src/checks/runner.ts';
import { idScheme } from '../../src/profile/id-scheme.ts';
import { buildGraph } from '../../src/trace/graph.ts';
import { context, given, table, testCase, tests } from '../support/evidence.ts';

const id = (type, n) => `${type}-${String(n).padStart(6, '0')}`;
const range = (n) => Array.from({ length: n }, (_, i) => i);

/** `scale` 1 = 2,000 requirements, 10,000 test cases, 200 risk controls; every tenth case failed. */
function release(scale) {
  const [requirements, cases, controls] = [2000 * scale, 10_000 * scale, 200 * scale];
  return [
    given('requirements', 'srs.csv', table('srs.csv', range(requirements).map((n) => ({ id: id('SRS', n), links: { verifiedBy: range(5).map((k) => id('TST', n * 5 + k)), riskControls: [id('RC', n % controls)], design: [id('SDS', n % 100)] } })))),
    given('risk-controls', 'rc.csv', table('rc.csv', range(controls).map((n) => ({ id: id('RC', n), links: { hazardousSituations: [id('HS', n % 50)] } })))),
    given('hazards', 'haz.csv', table('haz.csv', range(50).flatMap((n) => [{ id: id('HAZ', n) }, { id: id('HS', n), links: { hazard: [id('HAZ', n)] } }]))),
    given('trace', 'm.csv', table('m.csv', [], range(cases).map((n) => ({ from: id('TST', n), to: id('SRS', Math.floor(n / 5)), result: 'pass' })))),
    given('tests', 's.xml', tests(range(cases).map((n) => testCase(`case ${n}`, { spec: id('TST', n), outcome: n % 10 === 0 ? 'failed' : 'passed', line: n + 3 }))), { declared: { level: 'system' } }),
  ];
}

function best(run) {
  return Math.min(...range(3).map(() => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }));
}

const measured = [1, 4, 10].map((scale) => {
  const built = context(release(scale));
  return {
    cases: 10_000 * scale,
    'graph ms': Math.round(best(() => buildGraph(built.evidence, built.project, idScheme(built.project.ids)))),
    'checks ms': Math.round(best(() => runChecks(CHECKS, built))),
  };
});
console.table(measured);
console.log(`x4: graph ${(measured[1]['graph ms'] / measured[0]['graph ms']).toFixed(1)}, checks ${(measured[1]['checks ms'] / measured[0]['checks ms']).toFixed(1)}`);
