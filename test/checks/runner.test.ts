import { describe, expect, it } from 'vitest';
import type { Check, Finding } from '../../src/checks/check.ts';
import { fail, notApplicable, notEvaluated, pass } from '../../src/checks/findings.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { runChecks } from '../../src/checks/runner.ts';
import type { Waiver } from '../../src/model/lists.ts';
import { context, given } from '../support/evidence.ts';
import type { Given, Setting } from '../support/evidence.ts';

const READ = [{ file: 'a.csv', line: 2, value: 'x' }];
const made = (list: readonly Finding[], over: Partial<Check> = {}): Check => ({
  id: 'CHK-306', title: 't', clause: '5.7.4', severity: { A: 'off', B: 'warning', C: 'error' }, waivable: true, needs: [], fails: 'f', run: () => list, ...over,
});
const ok = made([pass('A', 'good')], { id: 'CHK-101' });
const waiver: Waiver = {
  id: 'WVR-004', check: 'CHK-306', subjects: ['TST-208'], reason: 'r', riskAssessment: 'r', compensatingMeasure: 'c', author: 'J. Lindqvist', approver: 'R. Duarte',
  created: '2026-11-18', expires: '2027-02-28', record: 'DEV-1', file: 'w.yaml', line: 2,
};
const waivers = (...list: Partial<Waiver>[]): Given => given('waivers', 'w.yaml', { waivers: list.map((w) => ({ ...waiver, ...w })) });
const run = (checks: readonly Check[], files: readonly Given[] = [], setting: Setting = {}): ReturnType<typeof runChecks> => runChecks(checks, context(files, setting));
const flaky = made([fail('TST-208', 'm', READ, 'fix')]);

describe('[SRS-042] verdict', () => {
  it('is READY when every check of severity error passes, and warnings do not block', () => {
    const warned = run([ok, made([fail('x', 'm', READ, 'fix', { severity: 'warning' })])]);
    expect(warned).toMatchObject({ verdict: 'READY', counts: { pass: 1, fail: 0, warning: 1 } });
  });
  it('is NOT READY for a failure, and just so for what was not evaluated', () => {
    expect(run([ok, flaky]).verdict).toBe('NOT READY');
    expect(run([ok, made([notEvaluated('x', 'm', READ, 'fix')])]).verdict).toBe('NOT READY');
  });
  it('is not READY when nothing passed (F7)', () => {
    expect(run([]).verdict).toBe('NOT READY');
    expect(run([made([notApplicable([], 'declared so')])]).verdict).toBe('NOT READY');
  });
  it('turns a check that selected nothing into not-evaluated (F7)', () => {
    expect(run([ok, made([])]).rows.find((r) => r.check === 'CHK-306')).toMatchObject({ verdict: 'not-evaluated', message: 'found nothing to check in the evidence' });
  });
});

describe('[SRS-040] inputs', () => {
  const needy = made([pass('A', 'good')], { needs: ['sbom'] });
  it('is not evaluated when the profile requires a kind that is missing', () => {
    expect(run([needy], [], { profile: { requiredEvidence: ['sbom'] } }).rows[0]).toMatchObject({ verdict: 'not-evaluated', read: [{ file: 'release-evidence.yaml', value: null }] });
  });
  it('is not applicable, saying why, when it is neither required nor declared', () => {
    expect(run([needy]).rows[0]).toMatchObject({ verdict: 'not-applicable', message: expect.stringContaining('does not require evidence of kind sbom') });
  });
  it('is not evaluated when it is declared and cannot be read, required or not', () => {
    expect(run([needy], [{ kind: 'sbom', path: 'a.json', status: 'refused' }]).rows[0]).toMatchObject({ verdict: 'not-evaluated', read: [{ file: 'a.json', value: 'status: refused' }] });
    expect(run([needy], [], { missing: [{ declared: { kind: 'sbom', index: 0 }, pattern: 'sbom/*.json', line: 40 }] }).rows[0]).toMatchObject({ verdict: 'not-evaluated', read: [{ file: 'release-evidence.yaml', line: 40, value: 'sbom/*.json' }] });
  });
  it('is off for the class by the profile, and says so', () => {
    expect(run([flaky], [], { profile: { safetyClass: 'A' } }).rows[0]).toMatchObject({ verdict: 'not-applicable', severity: 'off', message: 'off for class A in profile test-profile' });
    expect(run([flaky], [], { profile: { severities: { 'CHK-306': 'warning' } } }).rows[0]).toMatchObject({ verdict: 'fail', severity: 'warning' });
  });
});

describe('[SRS-046] waivers (F8)', () => {
  it('lifts the failure of exactly its check and subject, as a row of its own', () => {
    const result = run([ok, flaky], [waivers({})]);
    expect(result).toMatchObject({ verdict: 'READY WITH WAIVERS', counts: { waived: 1, fail: 0 } });
    expect(result.rows.find((r) => r.verdict === 'waived')).toMatchObject({ check: 'CHK-306', subjects: ['TST-208'], waiver: 'WVR-004', read: READ });
  });
  it.each([
    ['another check', { check: 'CHK-305' }], ['another subject', { subjects: ['TST-209'] }], ['a wildcard', { subjects: ['TST-208', '*'] }],
    ['expired', { expires: '2026-11-19' }], ['self-approved', { approver: 'J.  LINDQVIST ' }], ['no record', { record: ' ' }],
    ['created after the release', { created: '2026-11-21' }], ['no expiry', { expires: '' }], ['an earlier release', { expires: 'release 2.3.1' }], ['no such day', { expires: '2026-02-30' }],
  ])('does not lift: %s', (_, over) => {
    expect(run([ok, flaky], [waivers(over)])).toMatchObject({ verdict: 'NOT READY', counts: { waived: 0, fail: 1 } });
  });
  it('holds on its last day, and through the release it names', () => {
    expect(run([ok, flaky], [waivers({ expires: '2026-11-20' })]).counts.waived).toBe(1);
    expect(run([ok, flaky], [waivers({ expires: 'release 2.4.0' })]).counts.waived).toBe(1);
  });
  it('never lifts a check that cannot be waived, by the catalogue, the profile or the finding', () => {
    expect(run([ok, made(flaky.run(context([])), { waivable: false })], [waivers({})]).verdict).toBe('NOT READY');
    expect(run([ok, flaky], [waivers({})], { profile: { nonWaivable: ['CHK-306'] } }).verdict).toBe('NOT READY');
    expect(run([ok, made([fail('TST-208', 'm', READ, 'fix', { waivable: false })])], [waivers({})]).verdict).toBe('NOT READY');
  });
  it('never lifts what was not evaluated, nor a finding of which one subject is not listed', () => {
    expect(run([ok, made([notEvaluated('TST-208', 'm', READ, 'fix')])], [waivers({})]).verdict).toBe('NOT READY');
    expect(run([ok, made([fail(['TST-208', 'TST-209'], 'm', READ, 'fix')])], [waivers({})]).verdict).toBe('NOT READY');
    expect(run([ok, made([fail([], 'm', READ, 'fix')])], [waivers({ subjects: ['TST-208'] })]).verdict).toBe('NOT READY');
  });
});

describe('[SRS-041] rows', () => {
  it('are sorted by check, verdict and subject, whatever the order of the list', () => {
    const many = made([pass('B', 'm'), fail('Z', 'm', READ, 'f'), fail('A', 'm', READ, 'f')]);
    const order = (checks: readonly Check[]): readonly string[] => run(checks).rows.map((r) => `${r.check} ${r.verdict} ${r.subjects.join()}`);
    expect(order([many, ok])).toEqual(['CHK-101 pass A', 'CHK-306 fail A', 'CHK-306 fail Z', 'CHK-306 pass B']);
    expect(order([ok, many])).toEqual(order([many, ok]));
  });
  it('are bugs when a failure reads nothing or says no way out, and when a check throws', () => {
    expect(() => run([made([fail('A', 'm', [], 'f')])])).toThrow('without a reading');
    expect(() => run([made([fail('A', 'm', READ, '')])])).toThrow('what to do');
    expect(() => run([made([], { run: () => { throw new Error('boom'); } })])).toThrow('boom');
  });
  it('cannot be more severe than their check', () => {
    expect(run([made([fail('A', 'm', READ, 'f', { severity: 'error' })], { severity: { A: 'off', B: 'warning', C: 'warning' } })]).rows[0]?.severity).toBe('warning');
  });
});

describe('the list of checks', () => {
  it('has each id once, a clause, a sentence and a severity', () => {
    expect(new Set(CHECKS.map((c) => c.id)).size).toBe(CHECKS.length);
    for (const check of CHECKS) {
      expect(check.id).toMatch(/^CHK-[1-8]\d\d$/u);
      expect(check.clause, check.id).not.toBe('');
      expect(check.fails, check.id).not.toBe('');
    }
  });
  it('does not throw on an empty release, and does not call it ready', () => {
    const result = runChecks(CHECKS, context([]));
    expect(result.verdict).toBe('NOT READY');
    for (const row of result.rows) if (row.verdict === 'fail') expect(row.read.length, row.check).toBeGreaterThan(0);
  });
});
