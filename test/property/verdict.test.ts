import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fail, notApplicable, notEvaluated, pass } from '../../src/checks/findings.ts';
import type { Check, Finding } from '../../src/checks/check.ts';
import { runChecks, verdictOf } from '../../src/checks/runner.ts';
import { OUTCOMES } from '../../src/model/tests.ts';
import type { Outcome } from '../../src/model/tests.ts';
import { context, given, table, testCase, tests } from '../support/evidence.ts';

const READ = [{ file: 'a.csv', line: 2, value: 'x' }];
const finding: fc.Arbitrary<Finding> = fc.constantFrom(
  pass('A', 'm'), fail('A', 'm', READ, 'f'), fail('B', 'm', READ, 'f', { severity: 'warning' }), notEvaluated('A', 'm', READ, 'f'), notApplicable([], 'declared'),
);
const check = (list: readonly Finding[], n: number): Check => ({
  id: `CHK-${100 + n}`, title: 't', clause: '5.8.6', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: [], fails: 'f', run: () => list,
});
const runs = fc.array(fc.array(finding, { maxLength: 4 }), { maxLength: 6 });

describe('[SRS-042] verdict', () => {
  it('is ready exactly when something passed, and no row of severity error failed or was not evaluated', () => {
    fc.assert(fc.property(runs, (lists) => {
      const result = runChecks(lists.map(check), context([]));
      const blocked = lists.some((list) => list.length === 0 || list.some((f) => f.severity !== 'warning' && (f.verdict === 'fail' || f.verdict === 'not-evaluated')));
      const passed = lists.some((list) => list.some((f) => f.verdict === 'pass'));
      expect(result.verdict).toBe(passed && !blocked ? 'READY' : 'NOT READY');
    }));
  });
  it('never gets better with one more finding that is not a pass', () => {
    fc.assert(fc.property(runs, fc.constantFrom(fail('Z', 'm', READ, 'f'), notEvaluated('Z', 'm', READ, 'f')), (lists, worse) => {
      expect(runChecks([...lists, [worse]].map(check), context([])).verdict).toBe('NOT READY');
    }));
  });
  it('does not hang on the order of the checks', () => {
    fc.assert(fc.property(runs, (lists) => {
      const checks = lists.map(check);
      expect(runChecks([...checks].reverse(), context([]))).toEqual(runChecks(checks, context([])));
    }));
  });
  it('is NOT READY for no rows at all', () => {
    expect(verdictOf([])).toBe('NOT READY');
  });
});

describe('[SRS-032] [SRS-033] a result over many cases', () => {
  const outcomes = fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 8 });
  const graphOf = (list: readonly Outcome[], files: number) => context([
    given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-001', links: { verifiedBy: ['TST-001'] } }])),
    ...Array.from({ length: files }, (_, f) => given('tests', `${f}.xml`, tests(list.filter((_o, i) => i % files === f).map((outcome, i) => testCase(`c${i}`, { spec: 'TST-001', outcome }))))),
  ]).graph;
  it('verifies its requirement exactly when each case passed, over however many files and in any order', () => {
    fc.assert(fc.property(outcomes, fc.integer({ min: 1, max: 3 }), (list, files) => {
      const good = list.every((o) => o === 'passed' || o === 'passed-after-rerun');
      expect(graphOf(list, files).verification.get('SRS-001')?.state).toBe(good ? 'verified' : 'not-verified');
      expect(graphOf([...list].reverse(), files).results.get('TST-001')?.state).toBe(graphOf(list, 1).results.get('TST-001')?.state);
    }));
  });
});
