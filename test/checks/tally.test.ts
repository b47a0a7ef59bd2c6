import { expect, test } from 'vitest';
import { count, Tally } from '../../src/checks/tally.ts';

const at = (line: number) => ({ file: 'a.yaml', line, value: null });

test('one row a subject: the worst verdict wins with all that was found at it', () => {
  const tally = new Tally();
  tally.pass('A', at(1));
  tally.unknown('A', 'not known', [at(2)], 'find out');
  tally.fail('A', 'wrong', [at(3)], 'repair');
  tally.fail('A', 'wrong too', [at(3), at(4)], 'repair');
  tally.unknown('A', 'late doubt', [at(5)], 'never mind');
  tally.pass('B', at(6));
  tally.pass('C', at(7));
  expect(tally.findings((n) => `${n} hold`)).toEqual([
    { verdict: 'fail', subjects: ['A'], message: 'wrong; wrong too', read: [at(3), at(4)], fix: 'repair' },
    { verdict: 'pass', subjects: ['B', 'C'], message: '2 hold', read: [at(6), at(7)] },
  ]);
});

test('a milder failure does not soften a full one, whichever comes first', () => {
  for (const order of [['warning', undefined], [undefined, 'warning']] as const) {
    const tally = new Tally();
    for (const severity of order) tally.fail('A', `at ${severity ?? 'full'}`, [at(1)], 'repair', severity);
    expect(tally.findings(String)[0]).not.toHaveProperty('severity');
  }
  const mild = new Tally();
  mild.fail('A', 'mild', [at(1)], 'repair', 'warning');
  expect(mild.findings(String)).toMatchObject([{ verdict: 'fail', severity: 'warning' }]);
});

test('no subject gives no finding, which the runner makes not evaluated', () => expect(new Tally().findings(String)).toEqual([]));

test('counts in words', () => expect([count(1, 'item'), count(0, 'item'), count(2, 'anomaly', 'anomalies')]).toEqual(['1 item', '0 items', '2 anomalies']));

test('a warning does not cover what could not be evaluated', () => {
  const tally = new Tally();
  tally.fail('a', 'looks odd', [{ file: 'f', value: 1 }], 'look', 'warning');
  tally.unknown('a', 'not there', [{ file: 'f', value: null }], 'give it');
  tally.pass('a');
  expect(tally.findings(() => 'fine').map((f) => `${f.verdict} ${f.severity ?? 'full'} ${f.message}`)).toEqual(['not-evaluated full not there', 'fail warning looks odd']);
});
