import { expect, it } from 'vitest';
import { context, given, table, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const chain: readonly Given[] = [
  given('hazards', 'haz.csv', table('haz.csv', [
    { id: 'HAZ-002', title: 'Under-infusion' }, { id: 'HAZ-004', title: 'Silent loss of therapy' }, { id: 'HS-002', links: { hazard: ['HAZ-002'] } }, { id: 'HS-004', links: { hazard: ['HAZ-004'] } },
  ])),
  given('risk-controls', 'rc.csv', table('rc.csv', [{ id: 'RC-010', links: { hazardousSituations: ['HS-002'] } }, { id: 'RC-012', links: { hazardousSituations: ['HS-002', 'HS-004'] } }])),
  given('requirements', 'srs.csv', table('srs.csv', [
    { id: 'SRS-020', links: { riskControls: ['RC-010'], verifiedBy: ['TST-204'] } }, { id: 'SRS-041', links: { riskControls: ['RC-012'], verifiedBy: ['TST-202'] } }, { id: 'SRS-050', links: { verifiedBy: ['TST-300'] } },
  ])),
];

it('[SRS-034] carries a failed test up to the hazards, and tells a lost last control from one of several', () => {
  const { graph } = context([...chain, given('tests', 's.xml', tests([testCase('a', { spec: 'TST-202', outcome: 'failed' }), testCase('b', { spec: 'TST-204' }), testCase('c', { spec: 'TST-300', outcome: 'skipped' }), testCase('d', { spec: 'TST-999', outcome: 'errored' })]))]);
  expect(graph.blast).toEqual([
    {
      test: 'TST-202', state: 'failed', requirements: ['SRS-041'], riskControls: ['RC-012'], hazards: ['HAZ-002', 'HAZ-004'],
      sentence: 'TST-202 failed: SRS-041 not verified; RC-012 not verified; HAZ-004 Silent loss of therapy has no verified control; HAZ-002 Under-infusion (still verified: RC-010) has a control that is not verified',
    },
    { test: 'TST-300', state: 'skipped', requirements: ['SRS-050'], riskControls: [], hazards: [], sentence: 'TST-300 was skipped: SRS-050 not verified' },
    { test: 'TST-999', state: 'errored', requirements: [], riskControls: [], hazards: [], sentence: 'TST-999 broke off with an error: no requirement and no risk control is linked to it' },
  ]);
});

it('[SRS-033] leaves a hazard verified only while all its situations have verified controls', () => {
  const { graph } = context([...chain, given('tests', 's.xml', tests([testCase('a', { spec: 'TST-202' }), testCase('b', { spec: 'TST-204', outcome: 'failed' })]))]);
  const state = (id: string) => graph.verification.get(id)?.state;
  expect([state('HS-002'), state('HAZ-002'), state('HS-004'), state('HAZ-004')]).toEqual(['not-verified', 'not-verified', 'verified', 'verified']);
  expect(graph.verification.get('HAZ-002')).toMatchObject({ by: ['RC-010', 'RC-012'], openBy: ['RC-010'] });
});

it('[SRS-033] does not count a situation without control as controlled', () => {
  const { graph } = context([given('hazards', 'h.csv', table('h.csv', [{ id: 'HAZ-001' }, { id: 'HS-001', links: { hazard: ['HAZ-001'] } }]))]);
  expect(graph.verification.get('HAZ-001')?.state).toBe('no-verification');
});
