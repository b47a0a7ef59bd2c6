import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { runChecks } from '../../src/checks/runner.ts';
import { context, evidenceSet, findings, given, said, table, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const check = (id: string) => CHECKS.find((c) => c.id === id)!;
const matrix = (result: string): Given => given('trace', 'matrix.csv', table('matrix.csv', [], [{ from: 'SRS-041', to: 'TST-202', result }]), { declared: { columns: { result: 'Result' } } });
const srs = given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-041', links: { verifiedBy: ['TST-202'] } }]));
const system = (...cases: Parameters<typeof tests>[0]): Given => given('tests', 'system.xml', tests(cases), { declared: { level: 'system' } });

describe('[SRS-003] CHK-101', () => {
  it('names the kind that the profile requires and nobody declared, and the pattern without file', () => {
    const list = findings(check('CHK-101'), [srs], {
      profile: { requiredEvidence: ['requirements', 'sbom', 'tests'] },
      missing: [{ declared: { kind: 'tests', index: 0, level: 'system' }, pattern: 'system.xml', line: 12 }],
    });
    expect(said(list)).toEqual(['fail sbom', 'fail tests: system.xml', 'pass requirements srs.csv']);
    expect(list[0]?.read).toEqual([{ file: 'release-evidence.yaml', line: 12, value: 'system.xml' }]);
  });
  it('fails an empty file', () => {
    expect(said(findings(check('CHK-101'), [{ kind: 'coverage', path: 'cov.xml', size: 0, status: 'refused' }]))).toEqual(['fail cov.xml']);
  });
});

describe('CHK-301', () => {
  it.each(['failed', 'errored', 'skipped'] as const)('fails when the trace says pass and the case is %s', (outcome) => {
    const [finding] = findings(check('CHK-301'), [srs, matrix('pass'), system(testCase('alarm', { spec: 'TST-202', outcome, line: 41 }))]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['TST-202'] });
    expect(finding?.read).toEqual([{ file: 'matrix.csv', line: 2, value: 'SRS-041 – TST-202: pass' }, { file: 'system.xml', line: 41, value: `${outcome}: alarm` }]);
  });
  it('fails when there is no result at all, and names the report that was searched', () => {
    const [finding] = findings(check('CHK-301'), [srs, matrix('pass'), system(testCase('other'))]);
    expect(finding?.read.at(-1)).toEqual({ file: 'system.xml', value: null });
  });
  it('passes after a rerun, and when the trace itself says fail', () => {
    expect(said(findings(check('CHK-301'), [srs, matrix('pass'), system(testCase('a', { spec: 'TST-202', outcome: 'passed-after-rerun' }))]))).toEqual(['pass TST-202']);
    expect(said(findings(check('CHK-301'), [srs, matrix('fail'), system(testCase('a', { spec: 'TST-202', outcome: 'failed' }))]))).toEqual(['pass TST-202']);
  });
  it('warns when the trace says fail and the test passed', () => {
    expect(findings(check('CHK-301'), [srs, matrix('fail'), system(testCase('a', { spec: 'TST-202' }))])[0]).toMatchObject({ verdict: 'fail', severity: 'warning', subjects: ['TST-202'] });
  });
  it('does not guess what a word means', () => {
    expect(said(findings(check('CHK-301'), [srs, matrix('mostly fine'), system(testCase('a', { spec: 'TST-202' }))]))).toEqual(['not-evaluated TST-202']);
  });
  it('is not evaluated when the result column is blank', () => {
    expect(said(findings(check('CHK-301'), [srs, matrix(''), system(testCase('a', { spec: 'TST-202' }))]))).toEqual(['not-evaluated']);
  });
});

describe('[SRS-044] CHK-307', () => {
  it('fails an empty suite beside a full one, and a report in which all was skipped', () => {
    const report = tests([testCase('a')]);
    const suites = [...report.suites, { name: 'alarms', line: 77, declared: {}, counted: { cases: 0, passed: 0, passedAfterRerun: 0, failed: 0, errored: 0, skipped: 0 }, empty: true, properties: [] }];
    const list = findings(check('CHK-307'), [given('tests', 'system.xml', { ...report, suites }), given('tests', 'unit.xml', tests([testCase('b', { outcome: 'skipped' })]))]);
    expect(said(list)).toEqual(['fail system.xml: alarms', 'fail unit.xml']);
    expect(list[0]?.read).toEqual([{ file: 'system.xml', line: 77, value: 'testcase elements: 0' }]);
  });
});

describe('runChecks', () => {
  it('blocks on what was not evaluated, and on an empty release', () => {
    expect(runChecks([check('CHK-301')], context([], { profile: { requiredEvidence: ['trace', 'tests'] } })).verdict).toBe('NOT READY');
    expect(runChecks([], context([])).verdict).toBe('NOT READY');
    expect(evidenceSet([]).files).toEqual([]);
  });
});
