import { describe, expect, it } from 'vitest';
import { CLAUSES } from '../../src/model/clauses.ts';
import type { CheckResults, Row } from '../../src/model/row.ts';
import { countRows } from '../../src/model/row.ts';
import { memorySource } from '../../src/model/source.ts';
import { inspectSource } from '../../src/formats/inspect.ts';
import { clauseIndex } from '../../src/results/clause-index.ts';
import { junitDocument } from '../../src/results/junit.ts';
import { readReleaseDocument } from '../../src/results/read-release-document.ts';

const row = (more: Partial<Row>): Row => ({ check: 'CHK-301', verdict: 'pass', severity: 'error', subjects: ['TST-1'], message: 'm', read: [], clause: '5.7.4', fix: '', ...more });
const results = (rows: readonly Row[]): CheckResults => ({
  tool: { name: 't', version: '1' }, catalogue: '1', product: 'p', version: '1', commit: 'c', candidateDigest: 'd',
  profile: { id: 'x', version: '1', digest: 'e' }, verdict: 'NOT READY', counts: countRows(rows), rows,
});

describe('[SRS-096] checks.junit.xml', () => {
  const rows = [
    row({}), row({ check: 'CHK-101', verdict: 'fail', message: 'a <b> & "c"\u0007\ud800', read: [{ file: 'f.xml', line: 3, value: null }], fix: 'do' }),
    row({ check: 'CHK-305', verdict: 'fail', severity: 'warning' }), row({ verdict: 'waived', subjects: ['TST-2'] }), row({ verdict: 'not-evaluated', subjects: ['TST-3'] }), row({ verdict: 'not-applicable', subjects: [] }),
  ];

  it('is JUnit that our own reader counts as the rows say', () => {
    const read = inspectSource(memorySource('checks.junit.xml', new TextEncoder().encode(junitDocument(results(rows)))), undefined, { keepCase: () => true });
    expect(read.problems).toEqual([]);
    expect(read).toMatchObject({ status: 'read', facts: { cases: 6, passed: 1, failed: 2, skipped: 3, errored: 0 } });
  });

  it('holds no row that blocks as a pass', () => {
    const text = junitDocument(results([row({ verdict: 'not-evaluated' })]));
    expect(text).toContain('<failure');
    expect(text).not.toContain('<skipped');
  });
});

describe('[SRS-096] clause index', () => {
  const status = (rows: readonly Row[], clause: string, safetyClass: 'A' | 'B' | 'C' = 'C') => clauseIndex(rows, [], safetyClass).find((entry) => entry.clause === clause)!.status;

  it('never calls a clause fulfilled, and shows the worst of its rows', () => {
    const clause = CLAUSES.find((one) => one.id === '5.8.2')!;
    const check = clause.checks[0]!;
    expect(status([row({ check })], '5.8.2')).toBe('evidence found');
    expect(status([row({ check }), row({ check, verdict: 'waived' })], '5.8.2')).toBe('waived');
    expect(status([row({ check }), row({ check, verdict: 'not-evaluated' })], '5.8.2')).toBe('not evaluated');
    expect(status([row({ check, verdict: 'not-evaluated' }), row({ check, verdict: 'fail' })], '5.8.2')).toBe('findings open');
    expect(status([], '5.8.2')).toBe('needs human judgement');
    expect(status([], '5.8.8')).toBe('shown by verification');
    expect(status([row({ check: 'CHK-505' })], '5.3.3', 'A')).toBe('not required for this class');
  });

  it('has each clause once, in order', () => {
    expect(new Set(CLAUSES.map((clause) => clause.id)).size).toBe(CLAUSES.length);
  });
});

describe('release.json', () => {
  it.each([['{', /not JSON/], ['{}', /product/], ['[]', /object/], ['null', /object/]])('refuses %s', (text, reason) => {
    const answer = readReleaseDocument(text);
    expect('fault' in answer && answer.fault).toMatch(reason);
  });
});
