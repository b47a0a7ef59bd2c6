import { describe, expect, it } from 'vitest';
import { renderRows } from '../../../src/cli/output/rows.ts';
import { paint } from '../../../src/cli/output/text.ts';
import { countRows, type CheckResults, type Row } from '../../../src/model/row.ts';

const row = (check: string, subject: string, more: Partial<Row> = {}): Row => ({
  check, verdict: 'fail', severity: 'error', subjects: [subject], message: `about ${subject}`, read: [{ file: 'a.csv', line: 1, value: 'x' }], clause: '5.8.1', fix: 'do it', ...more,
});
const results = (rows: readonly Row[], verdict: CheckResults['verdict'] = 'NOT READY'): CheckResults => ({
  tool: { name: 't', version: '1' }, catalogue: '1', product: 'pump', version: '1.0.0', commit: 'c', candidateDigest: 'd', profile: { id: 'p', version: '1', digest: 'e' }, verdict, counts: countRows(rows), rows,
});
const shown = (given: CheckResults, all = false) => renderRows(given, paint(false), all).split('\n');
const headings = (lines: readonly string[]) => lines.filter((line) => /^[✗○◆▲✓–] /.test(line)).map((line) => line.replace(/ {2}clause.*/, ''));

describe('findings for people', () => {
  const many = Array.from({ length: 30 }, (_, i) => row('CHK-202', `SRS-${100 + i}`));

  it('begin with one line that says what blocks, and end with the verdict and its numbers', () => {
    const lines = shown(results([row('CHK-207', 'RC-001', { derivedFrom: 'CHK-204 SRS-001' }), row('CHK-204', 'SRS-001'), row('CHK-305', 'a', { severity: 'warning' }), row('CHK-801', 'b', { verdict: 'not-evaluated' }), row('CHK-601', 'c', { verdict: 'pass' })]));
    expect(lines[0]).toBe('NOT READY  pump 1.0.0: 2 findings block, 1 of them follows from others, 1 not evaluated, 1 warning');
    expect(lines.at(-4)).toBe('NOT READY  pump 1.0.0');
    expect(lines.at(-3)).toBe('5 rows: 1 passed, 2 failed, 0 waived, 1 warning, 1 not evaluated, 0 not applicable');
  });

  it('are worst first, causes before what follows from them', () => {
    const lines = shown(results([
      row('CHK-305', 'w', { severity: 'warning' }), row('CHK-306', 'v', { verdict: 'waived' }), row('CHK-101', 'n', { verdict: 'not-evaluated' }),
      row('CHK-207', 'RC-001', { derivedFrom: 'CHK-204 SRS-001' }), row('CHK-204', 'SRS-001'),
    ]));
    expect(headings(lines)).toEqual(['✗ FAIL  CHK-204  SRS-001', '✗ FAIL  CHK-207  RC-001', '○ NOT EVALUATED  CHK-101  n', '◆ WAIVED  CHK-306  v', '▲ WARNING  CHK-305  w']);
  });

  it('of one check are shown up to ten; of more, five, and the others are counted and named', () => {
    expect(headings(shown(results(many.slice(0, 10))))).toHaveLength(10);
    const lines = headings(shown(results(many)));
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toMatch(/^✗ FAIL {2}CHK-202 {2}and 25 more: SRS-105; SRS-106; .*SRS-116; …$/);
    expect(shown(results(many))[0]).toContain('30 findings block');
  });

  it('are all shown with --all, the passed ones too', () => {
    expect(headings(shown(results([...many, row('CHK-101', 'x', { verdict: 'pass' })]), true))).toHaveLength(31);
  });

  it('never hide a cause among consequences of the same check', () => {
    const mixed = [...Array.from({ length: 12 }, (_, i) => row('CHK-207', `RC-${i}`, { derivedFrom: 'CHK-301 TST-1' })), row('CHK-207', 'RC-999')];
    expect(headings(shown(results(mixed)))[0]).toBe('✗ FAIL  CHK-207  RC-999');
  });

  it('say a clean release in one line, with its numbers', () => {
    const lines = shown(results([row('CHK-101', 'x', { verdict: 'pass' })], 'READY'));
    expect(lines[0]).toBe('READY  pump 1.0.0: no finding');
    expect(lines).toHaveLength(4);
  });

  it('cut a value that is longer than a screen, and say so', () => {
    const lines = shown(results([row('CHK-101', 'x', { read: [{ file: 'a.xml', line: 3, value: 'y'.repeat(1_000_000) }] })]));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2200);
    expect(lines.join('\n')).toContain('(1000000 characters; all are in --json)');
  });
});
