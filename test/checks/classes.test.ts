import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { runChecks } from '../../src/checks/runner.ts';
import { effectiveProfile } from '../../src/profile/load.ts';
import { context, given, table, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

/** The same small evidence under each class: what blocks, what only warns, what is off. */
const evidence = (outcome: 'passed' | 'skipped' | 'failed'): readonly Given[] => [
  given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-001', fields: { state: 'draft', source: 'SYS-001' }, links: { verifiedBy: ['TST-001'], riskControls: ['RC-001'] } }])),
  given('tests', 'system.xml', tests([testCase('a', { spec: 'TST-001', outcome })]), { declared: { level: 'system' } }),
];
const rowsOf = (letter: 'a' | 'b' | 'c', outcome: 'passed' | 'skipped' | 'failed') =>
  runChecks(CHECKS, context(evidence(outcome), { profile: effectiveProfile({ id: `iec62304-${letter}`, overlays: [] }, CHECKS) })).rows;
const row = (letter: 'a' | 'b' | 'c', outcome: 'passed' | 'skipped' | 'failed', id: string): string => rowsOf(letter, outcome).filter((r) => r.check === id).map((r) => `${r.verdict} ${r.severity}`).join();

describe('[SRS-045] severity by class', () => {
  it.each([
    ['CHK-216', 'passed', 'fail warning', 'fail error', 'fail error'],
    ['CHK-305', 'skipped', 'fail warning', 'fail error', 'fail error'],
    ['CHK-302', 'skipped', 'fail error', 'fail error', 'fail error'],
    ['CHK-303', 'failed', 'fail error', 'fail error', 'fail error'],
    ['CHK-310', 'passed', 'fail warning', 'fail error', 'fail error'],
    ['CHK-207', 'passed', 'not-applicable off', 'not-evaluated error', 'not-evaluated error'],
    ['CHK-218', 'passed', 'fail warning', 'fail warning', 'fail error'],
    ['CHK-313', 'passed', 'not-applicable off', 'not-applicable warning', 'not-evaluated error'],
  ] as const)('%s with a test that %s: %s, %s, %s', (id, outcome, a, b, c) => {
    expect([row('a', outcome, id), row('b', outcome, id), row('c', outcome, id)]).toEqual([a, b, c]);
  });
});
