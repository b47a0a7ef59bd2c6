import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/checks/check.ts';
import { CHECKS } from '../../src/checks/index.ts';
import type { Anomaly, TestRun } from '../../src/model/lists.ts';
import type { Outcome } from '../../src/model/tests.ts';
import { ARTIFACT_SHA, COMMIT, findings, given, said, table, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const check = (id: string): Check => CHECKS.find((c) => c.id === id)!;
const srs = (...items: Parameters<typeof table>[1]): Given => given('requirements', 'srs.csv', table('srs.csv', items));
const report = (path: string, ...cases: Parameters<typeof tests>[0]): Given => given('tests', path, tests(cases), { declared: { level: 'system', run: `${path}.json` } });
const run = (path: string, over: Partial<TestRun> = {}): Given => given('test-runs', `${path}.json`, { file: `${path}.json`, tools: [], at: {}, ...over });
const safety = srs({ id: 'SRS-044', links: { riskControls: ['RC-012'], verifiedBy: ['TST-205'] } }, { id: 'SRS-043', links: { verifiedBy: ['TST-313'] } });
const one = (spec: string, outcome: Outcome, more = {}): Given => report('sys.xml', testCase('a', { spec, outcome, ...more }));

describe('[SRS-032] CHK-302', () => {
  it('fails a traced test without result, and says where was looked', () => {
    const list = findings(check('CHK-302'), [safety, one('TST-313', 'passed')]);
    expect(said(list)).toEqual(['fail TST-205', 'pass TST-313']);
    expect(list[0]?.read).toEqual([{ file: 'srs.csv', line: 2, value: 'TST-205 verifies SRS-044' }, { file: 'sys.xml', value: null }]);
  });
  it('fails a skipped test that nobody claims as passed: otherwise it would leave its requirement unverified in silence (F2)', () => {
    expect(said(findings(check('CHK-302'), [srs({ id: 'SRS-043', links: { verifiedBy: ['TST-313'] } }), one('TST-313', 'skipped')]))).toEqual(['fail TST-313']);
  });
  it('leaves to 301 a skipped test that the trace claims as passed', () => {
    const files = [srs({ id: 'SRS-043', links: { verifiedBy: ['TST-313'] } }), one('TST-313', 'skipped'), given('trace', 'm.csv', table('m.csv', [], [{ from: 'SRS-043', to: 'TST-313', result: 'pass' }]))];
    expect(said(findings(check('CHK-302'), files))).toEqual(['pass TST-313']);
  });
  it('accepts an inspection record with a verdict, and not one without', () => {
    const inspection = (verdict?: 'pass'): Given => given('inspections', 'i.yaml', { inspections: [{ id: 'INS-001', verifies: ['SRS-001'], file: 'i.yaml', line: 3, ...(verdict ? { verdict } : {}) }] });
    expect(said(findings(check('CHK-302'), [srs({ id: 'SRS-001' }), inspection('pass')]))).toEqual(['pass INS-001']);
    expect(said(findings(check('CHK-302'), [srs({ id: 'SRS-001' }), inspection()]))).toEqual(['fail INS-001']);
  });
});

describe('CHK-303', () => {
  const anomaly = (over: Partial<Anomaly>): Given => given('anomalies', 'an.yaml', { file: 'an.yaml', complete: true, items: [{ id: 'ANOM-040', status: 'open', file: 'an.yaml', line: 7, ...over }] });
  const disposed: Partial<Anomaly> = { foundInVersion: '2.4.0-rc1', discovery: 'TST-313 on the bench', acceptability: 'acceptable', rationaleForRelease: 'order is kept', approvedBy: 'R. Duarte' };
  it('fails a red test without anomaly (F1: errored too), and one that nothing claims (F5)', () => {
    expect(said(findings(check('CHK-303'), [safety, one('TST-313', 'errored')]))).toEqual(['fail TST-313']);
    const [extra] = findings(check('CHK-303'), [safety, report('sys.xml', testCase('stray', { outcome: 'failed', line: 9, message: '<script>x</script>\nsecond' }))]);
    expect(extra).toMatchObject({ subjects: ['Class stray'], read: [{ file: 'sys.xml', line: 9, value: 'failed: stray (<script>x</script>)' }, { file: 'release-evidence.yaml', value: null }] });
    expect(extra?.message).toContain('no requirement claims it');
  });
  it('keeps a name of any length within bounds', () => {
    const [finding] = findings(check('CHK-303'), [report('sys.xml', testCase('😀'.repeat(100_000), { outcome: 'failed' }))]);
    expect(finding!.subjects[0]!.length).toBe(301);
    expect(JSON.stringify(finding).length).toBeLessThan(2000);
    expect(finding!.subjects[0]!.isWellFormed()).toBe(true);
  });
  it('passes with an anomaly that is decided upon', () => {
    expect(said(findings(check('CHK-303'), [safety, one('TST-313', 'failed'), anomaly(disposed)]))).toEqual(['pass sys.xml']);
  });
  it.each([{ acceptability: 'unacceptable' as const }, { rationaleForRelease: ' ' }, { approvedBy: '' }, { status: 'closed' as const }, { discovery: 'TST-3130' }, { foundInVersion: '2.3.0' }])('fails when the anomaly is not decided upon: %o', (over) => {
    expect(said(findings(check('CHK-303'), [safety, one('TST-313', 'failed'), anomaly({ ...disposed, ...over })]))).toEqual(['fail TST-313']);
  });
  it('cannot be waived for a test of a risk control', () => {
    expect(findings(check('CHK-303'), [safety, one('TST-205', 'failed')])[0]).toMatchObject({ subjects: ['TST-205'], waivable: false });
    expect(findings(check('CHK-303'), [safety, one('TST-313', 'failed')])[0]?.waivable).toBeUndefined();
  });
  it('fails a suite that broke', () => {
    const broken = given('tests', 'sys.xml', tests([testCase('a')], { suiteProblems: [{ suite: 'S', message: 'set-up failed', file: 'sys.xml', line: 4 }] }));
    expect(said(findings(check('CHK-303'), [broken]))).toEqual(['fail sys.xml: S']);
  });
});

describe('CHK-305', () => {
  it('fails a skipped test of a risk control, and only warns of another', () => {
    const list = findings(check('CHK-305'), [safety, report('sys.xml', testCase('a', { spec: 'TST-205', outcome: 'skipped', message: 'no load' }), testCase('b', { outcome: 'skipped' }))]);
    expect(list.map((f) => `${f.subjects.join()} ${f.severity ?? 'as the profile says'}`)).toEqual(['Class b warning', 'TST-205 as the profile says']);
    expect(list[0]?.message).toContain('gives no reason');
    expect(list[1]?.message).not.toContain('gives no reason');
  });
  it('passes when nothing was skipped', () => {
    expect(said(findings(check('CHK-305'), [safety, one('TST-205', 'passed')]))).toEqual(['pass TST-205']);
  });
});

describe('CHK-306', () => {
  it('fails a pass after rerun, and a fail beside a pass of the same name in one file (F6)', () => {
    expect(said(findings(check('CHK-306'), [one('TST-208', 'passed-after-rerun')]))).toEqual(['fail TST-208']);
    const twice = report('sys.xml', testCase('a', { spec: 'TST-208', outcome: 'failed', line: 3 }), testCase('a', { spec: 'TST-208', line: 9 }));
    expect(said(findings(check('CHK-306'), [twice]))).toEqual(['fail TST-208']);
    expect(said(findings(check('CHK-303'), [twice]))).toEqual(['fail TST-208']);
  });
  it('takes two failures of one name for no difference', () => {
    expect(said(findings(check('CHK-306'), [report('sys.xml', testCase('a', { outcome: 'failed' }), testCase('a', { outcome: 'errored' }))]))).toEqual(['pass sys.xml']);
  });
});

describe('[SRS-011] CHK-308, 309', () => {
  it('308 fails totals that were not counted (F3), and names both numbers', () => {
    const lying = given('tests', 'sys.xml', tests([testCase('a', { outcome: 'failed' })], { disagreements: [{ suite: 'S', counter: 'failures', declared: 0, counted: 1, file: 'sys.xml', line: 2 }] }));
    expect(findings(check('CHK-308'), [lying])[0]).toMatchObject({ verdict: 'fail', subjects: ['sys.xml'], read: [{ file: 'sys.xml', line: 2, value: 'S: failures declared 0, counted 1' }] });
    expect(said(findings(check('CHK-308'), [one('TST-001', 'passed')]))).toEqual(['pass sys.xml']);
  });
  it('309 fails one test with two verdicts in two files, bound or not', () => {
    const bound = [report('a.xml', testCase('x', { spec: 'TST-001' })), report('b.xml', testCase('x', { spec: 'TST-001', outcome: 'failed' }))];
    expect(said(findings(check('CHK-309'), bound))).toEqual(['fail TST-001']);
    const loose = [report('a.xml', testCase('x')), report('b.xml', testCase('x', { outcome: 'errored' }))];
    expect(said(findings(check('CHK-309'), loose))).toEqual(['fail Class x']);
    expect(said(findings(check('CHK-309'), [report('a.xml', testCase('x')), report('b.xml', testCase('x'))]))).toEqual(['pass a.xml b.xml']);
  });
});

describe('CHK-304, 310, 316', () => {
  const full: Partial<TestRun> = { version: '2.4.0', start: 's', end: 'e', hardware: 'h', software: 's', tools: [{ name: 'x', version: '1' }], executor: 'ci', responsible: 'T. Brandt', procedure: 'TP-1@2' };
  it('310 fails a report without record, and names each field that is missing', () => {
    expect(said(findings(check('CHK-310'), [one('TST-001', 'passed')]))).toEqual(['fail sys.xml']);
    const [finding] = findings(check('CHK-310'), [one('TST-001', 'passed'), run('sys.xml', { ...full, responsible: ' ', tools: [{ name: 'x' }] })]);
    expect(finding?.message).toContain('tools with versions, responsible person');
    expect(finding?.read).toHaveLength(2);
    expect(said(findings(check('CHK-310'), [one('TST-001', 'passed'), run('sys.xml', full)]))).toEqual(['pass sys.xml']);
  });
  it('304 fails another binary, unless the project file says why it is equivalent', () => {
    const files = [one('TST-001', 'passed'), run('sys.xml', { binarySha256: ['ef'.repeat(32)] })];
    expect(findings(check('CHK-304'), files)[0]).toMatchObject({ verdict: 'fail', subjects: ['sys.xml'], read: [{ value: `binarySha256: ${'ef'.repeat(32)}` }, { file: 'firmware.bin', value: `sha256: ${ARTIFACT_SHA}` }] });
    expect(said(findings(check('CHK-304'), files, { project: { release: { equivalence: 'only the build stamp differs' } } }))).toEqual(['pass sys.xml']);
    expect(said(findings(check('CHK-304'), [one('TST-001', 'passed'), run('sys.xml', { binarySha256: [ARTIFACT_SHA] })]))).toEqual(['pass sys.xml']);
  });
  it('304 is not evaluated when nobody states a digest, or nothing is released', () => {
    expect(said(findings(check('CHK-304'), [one('TST-001', 'passed'), run('sys.xml')]))).toEqual(['not-evaluated']);
    expect(said(findings(check('CHK-304'), [run('sys.xml', { binarySha256: [ARTIFACT_SHA] })], { release: { artifacts: [] } }))).toEqual(['not-evaluated']);
  });
  it('304 is not evaluated for a system report whose record names no binary, beside one that does', () => {
    const files = [report('a.xml', testCase('a')), report('b.xml', testCase('b')), run('a.xml', { binarySha256: [ARTIFACT_SHA] }), run('b.xml')];
    expect(said(findings(check('CHK-304'), files))).toEqual(['not-evaluated b.xml', 'pass a.xml']);
  });
  it('316 fails results of two commits, unless a regression analysis covers them', () => {
    const files = [report('a.xml', testCase('a')), report('b.xml', testCase('b')), run('a.xml', { commit: COMMIT }), run('b.xml', { commit: '5a90'.padEnd(40, '0') })];
    expect(said(findings(check('CHK-316'), files))).toEqual(['fail b.xml']);
    expect(said(findings(check('CHK-316'), [...files, given('changes', 'c.yaml', { changes: [], regressionAnalysis: 'RA-7' })]))).toEqual(['pass a.xml b.xml']);
    expect(said(findings(check('CHK-316'), [report('a.xml', testCase('a')), run('a.xml')]))).toEqual(['not-evaluated']);
  });
  it('311 fails an inspection that says nothing, and is not applicable without any', () => {
    const inspection = given('inspections', 'i.yaml', { inspections: [{ id: 'INS-001', verifies: [], who: 'J', file: 'i.yaml', line: 2 }] });
    expect(findings(check('CHK-311'), [inspection])[0]?.message).toBe('inspection INS-001 does not state: when, what, observed, verdict');
    expect(said(findings(check('CHK-311'), []))).toEqual(['not-applicable']);
  });
});

describe('[SRS-044] CHK-313, 314', () => {
  const log = (over = {}, limit: number | undefined = 2): Given => given('performance', 'lat.csv', { file: 'lat.csv', column: 's', unit: 's', n: 3, max: 1.63, min: 1, median: 1.2, p99: 1.6, maxLine: 4, values: [1, 1.2, 1.63], unreadable: [], ...over }, { declared: { unit: 's', requirements: ['SRS-041'], tests: ['TST-201'], ...(limit === undefined ? {} : { limit }) } });
  it('313 fails a value above the limit although the test passed', () => {
    const [finding] = findings(check('CHK-313'), [log({ max: 2.31, maxLine: 468 }), one('TST-201', 'passed')]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['SRS-041'], read: [{ file: 'lat.csv', line: 468, value: 2.31 }, { file: 'release-evidence.yaml', value: 'limit: 2 s' }, { file: 'sys.xml' }] });
  });
  it('313 fails values that are no numbers, NaN as maximum, and a test of 0 s', () => {
    expect(said(findings(check('CHK-313'), [log({ unreadable: [{ line: 9, text: '1,63' }] })]))).toEqual(['fail SRS-041']);
    expect(said(findings(check('CHK-313'), [log({ max: Number.NaN })]))).toEqual(['fail SRS-041']);
    expect(said(findings(check('CHK-313'), [log(), one('TST-201', 'passed', { seconds: 0 })]))).toEqual(['fail TST-201', 'pass SRS-041']);
  });
  it('313 passes at the limit, and is not evaluated without values', () => {
    expect(said(findings(check('CHK-313'), [log({ max: 2 })]))).toEqual(['pass SRS-041']);
    expect(said(findings(check('CHK-313'), [log({ n: 0, max: 0, values: [] })]))).toEqual(['not-evaluated SRS-041']);
  });
  it('314 fails unit tests that are declared as system tests', () => {
    const list = findings(check('CHK-314'), [one('TST-001', 'passed'), run('sys.xml', { level: 'unit' })], { profile: { requiredLevels: ['system'] } });
    expect(said(list)).toEqual(['fail sys.xml', 'fail system']);
    expect(list[0]?.read.map((r) => r.value)).toEqual(['level: system', 'level: unit']);
  });
  it('314 fails a level that is missing, unreadable, or skipped throughout', () => {
    const levels = { profile: { requiredLevels: ['unit', 'integration', 'system'] as const } };
    const files: Given[] = [one('TST-001', 'passed'), { kind: 'tests', path: 'unit.xml', status: 'refused', declared: { level: 'unit' } }, given('tests', 'int.xml', tests([testCase('a', { outcome: 'skipped' })]), { declared: { level: 'integration' } })];
    const list = findings(check('CHK-314'), files, levels);
    expect(said(list)).toEqual(['fail integration', 'fail unit', 'pass system']);
    expect(list.find((f) => f.subjects[0] === 'unit')?.read).toEqual([{ file: 'unit.xml', value: 'status: refused' }]);
  });
});
