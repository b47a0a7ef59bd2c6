import { describe, expect, test } from 'vitest';
import { coverageMeetsThresholds, safetyFilesAreMeasured } from '../../src/checks/coverage.ts';
import { ItemMap, projectPath } from '../../src/checks/software-items.ts';
import type { CoverageReport, CoverageTotals } from '../../src/model/coverage.ts';
import { findings, given, profile, said, table } from '../support/evidence.ts';

const file = (path: string, line: [number, number], branch?: [number, number], at = 5) => {
  const totals: CoverageTotals = { line: { covered: line[0], total: line[1] }, ...(branch === undefined ? {} : { branch: { covered: branch[0], total: branch[1] } }) };
  return { path, totals, line: at };
};
function report(path: string, files: CoverageReport['files'], sourceRoots: readonly string[] = []) {
  return given('coverage', path, { files, totals: {}, sourceRoots });
}
const setting = {
  project: {
    sourceRoots: ['/builds/acme/pump/'],
    items: [{ id: 'SI-ALM', paths: ['src/alarm/**'], safety: true }, { id: 'SI-GUI', paths: 'src/gui' }],
  },
  profile: profile({ thresholds: { 'coverage.line': { min: 90, safetyItems: 95, source: 'SVP-001 §6.2' }, 'coverage.branch': { min: 80, safetyItems: 85, source: 'SVP-001 §6.2' } } }),
};

describe('CHK-401: thresholds', () => {
  test('met in total and for the safety item; paths through sourceRoots', () => {
    const files = [report('cov.xml', [file('/builds/acme/pump/src/alarm/q.c', [98, 100], [43, 50]), file('/builds/acme/pump/src/gui/a.c', [85, 100], [40, 50])])];
    expect(said(findings(coverageMeetsThresholds, files, setting))).toEqual(['pass coverage.line coverage.branch SI-ALM']);
  });

  test('a safety item below: value, counts, limit with its source and the weakest file', () => {
    const files = [report('cov.xml', [file('src/alarm/q.c', [98, 100], [40, 51], 7), file('src/gui/a.c', [90, 100], [49, 50])])];
    const list = findings(coverageMeetsThresholds, files, setting);
    expect(said(list)).toEqual(['fail SI-ALM', 'pass coverage.line coverage.branch']);
    expect(list[0]).toMatchObject({
      message: 'branch coverage of SI-ALM is 78.4 %, required are 85 % (SVP-001 §6.2)',
      read: [
        { file: 'cov.xml', value: 'branch of SI-ALM: 78.4 % (40 of 51)' },
        { file: 'release-evidence.yaml', value: 'profile test-profile 1.0.0: coverage.branch: at least 85 % (SVP-001 §6.2)' },
        { file: 'cov.xml', line: 7, value: 'src/alarm/q.c: 78.4 % (40 of 51)' },
      ],
    });
  });

  test('exactly at the limit passes, one line less does not', () => {
    const at = (covered: number) => said(findings(coverageMeetsThresholds, [report('cov.xml', [file('src/alarm/q.c', [covered, 2000], [2000, 2000])])], setting));
    expect(at(1900)).toEqual(['pass coverage.line coverage.branch SI-ALM']);
    expect(at(1899)).toEqual(['fail SI-ALM', 'pass coverage.line coverage.branch']);
  });

  test('an item without a file, or without branches measured, is not evaluated, never passed', () => {
    expect(said(findings(coverageMeetsThresholds, [report('cov.xml', [file('src/gui/a.c', [95, 100], [45, 50])])], setting))).toEqual(['not-evaluated SI-ALM', 'pass coverage.line coverage.branch']);
    expect(said(findings(coverageMeetsThresholds, [report('cov.xml', [file('src/alarm/q.c', [100, 100]), file('src/gui/a.c', [95, 100], [45, 50])])], setting))).toEqual(['not-evaluated SI-ALM', 'pass coverage.line coverage.branch']);
    expect(said(findings(coverageMeetsThresholds, [report('cov.xml', [file('src/alarm/q.c', [0, 0], [0, 0])])], setting))).toEqual(['not-evaluated SI-ALM', 'not-evaluated coverage.branch', 'not-evaluated coverage.line']);
  });

  test('another build folder than declared is another file: the item is not evaluated', () => {
    expect(said(findings(coverageMeetsThresholds, [report('cov.xml', [file('/home/x/src/alarm/q.c', [100, 100], [50, 50])])], setting))).toEqual(['not-evaluated SI-ALM', 'not-evaluated coverage.branch', 'not-evaluated coverage.line']);
  });

  test('a file in two reports counts once, with what either covered', () => {
    const twice = [report('a.info', [file('src/alarm/q.c', [96, 100], [45, 50])]), report('b.info', [file('/builds/acme/pump/src/alarm/q.c', [10, 100], [5, 50])])];
    expect(said(findings(coverageMeetsThresholds, twice, setting))).toEqual(['pass coverage.line coverage.branch SI-ALM']);
    const inflated = [report('a.info', [file('src/alarm/q.c', [1, 1], [1, 1])]), report('b.info', [file('src/alarm/q.c', [50, 100], [25, 50])])];
    expect(said(findings(coverageMeetsThresholds, inflated, setting))).toEqual(['fail SI-ALM', 'fail coverage.branch', 'fail coverage.line']);
  });

  test('reports that count a file differently: the weakest holds for what they count differently, with a warning that says so', () => {
    const lifted = [report('a.info', [file('src/alarm/q.c', [50, 100], [50, 50], 3)]), report('b.info', [file('src/alarm/q.c', [101, 101], [50, 50])])];
    expect(findings(coverageMeetsThresholds, lifted, setting)[1]).toMatchObject({ verdict: 'fail', subjects: ['SI-ALM'], message: expect.stringContaining('line coverage of SI-ALM is 50.0 %') });
    const [warning] = findings(safetyFilesAreMeasured, lifted, setting);
    expect(warning).toMatchObject({ verdict: 'fail', severity: 'warning', subjects: ['a.info, b.info'], read: [{ file: 'a.info', line: 3, value: 'src/alarm/q.c: line: 100 in a.info, 101 in b.info' }] });
  });

  test('as many other lines are other sources: the weakest holds', () => {
    const of = (measured: string, line: [number, number]) => [{ ...file('src/alarm/q.c', line, [50, 50]), measured }];
    const two = (other: string) => [report('a.info', of('one', [50, 100])), report('b.info', of(other, [100, 100]))];
    expect(said(findings(coverageMeetsThresholds, two('other'), setting))).toEqual(['fail SI-ALM', 'fail coverage.line', 'pass coverage.branch']);
    expect(said(findings(safetyFilesAreMeasured, two('other'), setting))).toEqual(['fail a.info, b.info', 'pass SI-ALM']);
    expect(said(findings(coverageMeetsThresholds, two('one'), setting))).toEqual(['pass coverage.line coverage.branch SI-ALM']);
    expect(said(findings(safetyFilesAreMeasured, two('one'), setting))).toEqual(['pass SI-ALM']);
  });

  test('files of no software item do not lift the total, and are told', () => {
    const files = [report('cov.xml', [file('src/gui/a.c', [50, 100], [50, 50]), file('gen/tables.c', [9000, 9000], [900, 900], 8), file('/usr/include/x.h', [9000, 9000], [900, 900])])];
    expect(said(findings(coverageMeetsThresholds, files, { ...setting, project: { ...setting.project, items: [{ id: 'SI-GUI', paths: 'src/gui' }] } }))).toEqual(['fail coverage.line', 'pass coverage.branch']);
    expect(findings(safetyFilesAreMeasured, files, setting)).toContainEqual(expect.objectContaining({ verdict: 'fail', subjects: ['files of no software item'], read: [{ file: 'cov.xml', line: 8, value: 'gen/tables.c' }] }));
    // Without any item there is nobody to ask whose files they are.
    expect(said(findings(coverageMeetsThresholds, files, { ...setting, project: {} }))).toEqual(['pass coverage.line coverage.branch']);
  });

  test('a report without branches leaves the branches of its files unknown, whatever another report says of other files', () => {
    const files = [report('c.xml', [file('src/alarm/q.c', [96, 100])]), report('d.xml', [file('src/alarm/r.c', [10, 10], [2, 2])])];
    const list = findings(coverageMeetsThresholds, files, setting);
    expect(said(list)).toEqual(['not-evaluated SI-ALM', 'pass coverage.line coverage.branch']);
    expect(list[0]).toMatchObject({ message: 'the reports of 1 of the 2 files of SI-ALM do not measure branch coverage: src/alarm/q.c', read: [{ file: 'c.xml', line: 5, value: 'src/alarm/q.c' }] });
    // A file without branches in a report that measures them has none.
    expect(said(findings(coverageMeetsThresholds, [report('c.xml', [file('src/alarm/q.c', [96, 100]), file('src/alarm/r.c', [10, 10], [2, 2])])], setting))).toEqual(['pass coverage.line coverage.branch SI-ALM']);
  });

  test('the report’s own source root is tried, and a trace that names the item makes it a safety item', () => {
    const hidden = { ...setting, project: { ...setting.project, items: [{ id: 'SI-ALM', paths: ['src/alarm/**'] }] } };
    const files = [report('cov.xml', [file('alarm/q.c', [90, 100], [50, 50])], ['/builds/acme/pump/src'])];
    expect(said(findings(coverageMeetsThresholds, files, hidden))).toEqual(['pass coverage.line coverage.branch']);
    const rc = given('risk-controls', 'rc.csv', table('rc.csv', [{ id: 'RC-012', fields: { item: 'SI-ALM' } }]));
    expect(said(findings(coverageMeetsThresholds, [...files, rc], hidden))).toEqual(['fail SI-ALM', 'pass coverage.line coverage.branch']);
  });

  test('an item of a risk control that the project file does not map is not evaluated', () => {
    const rc = given('risk-controls', 'rc.csv', table('rc.csv', [{ id: 'RC-012', fields: { item: 'SI-NEW' } }]));
    const list = findings(coverageMeetsThresholds, [report('cov.xml', [file('src/alarm/q.c', [100, 100], [50, 50])]), rc], setting);
    expect(said(list)).toEqual(['not-evaluated SI-NEW', 'pass coverage.line coverage.branch SI-ALM']);
    expect(list[0]!.read[0]).toEqual({ file: 'rc.csv', line: 2, value: 'SI-NEW' });
  });

  test('a profile without thresholds gives no criterion', () => {
    expect(said(findings(coverageMeetsThresholds, [report('cov.xml', [file('a.c', [1, 1])])]))).toEqual(['not-evaluated']);
  });
});

describe('CHK-402: safety files are measured', () => {
  test('item in the report', () => expect(said(findings(safetyFilesAreMeasured, [report('cov.xml', [file('src/alarm/q.c', [1, 1])])], setting))).toEqual(['pass SI-ALM']));
  test('item missing, and a file outside the project', () => {
    const list = findings(safetyFilesAreMeasured, [report('cov.xml', [file('/usr/include/x.h', [1, 1], undefined, 9)])], setting);
    expect(said(list)).toEqual(['fail /usr/include/x.h', 'fail SI-ALM']);
    expect(list[0]!.read).toEqual([{ file: 'cov.xml', value: null }, { file: 'release-evidence.yaml', value: 'SI-ALM paths: src/alarm/**' }]);
    expect(list[1]!.read).toEqual([{ file: 'cov.xml', line: 9, value: '/usr/include/x.h' }]);
  });
  test('a file that is named singly must be there', () => {
    const named = { ...setting, project: { ...setting.project, items: [{ id: 'SI-ALM', paths: ['src/alarm/q.c', 'src/alarm/r.c'], safety: true }] } };
    expect(findings(safetyFilesAreMeasured, [report('cov.xml', [file('src/alarm/q.c', [1, 1])])], named)[0]).toMatchObject({ verdict: 'fail', message: 'src/alarm/r.c of SI-ALM is in no coverage report' });
  });
});

test.each([
  ['/builds/acme/pump/src/a.c', 'src/a.c'], ['src/./b/../a.c', 'src/a.c'], ['.\\src\\a.c', 'src/a.c'], ['/builds/acme/pumpkin/a.c', undefined], ['../other/a.c', undefined], ['/etc/passwd', undefined], ['C:\\src\\a.c', undefined], ['/builds/acme/pump/../x.c', undefined], ['', undefined],
])('%s is %s of the project', (path, expected) => expect(projectPath(path, ['/builds/acme/pump'])).toBe(expected));

test('items by folder, glob and file', () => {
  const map = new ItemMap([{ id: 'SI-A', paths: ['src/a'] }, { id: 'SI-B', paths: ['src/**/b*.c', 'src/z.c'] }]);
  expect(['src/a/x.c', 'src/a', 'src/ab.c', 'src/a/b1.c', 'src/z.c', 'src/a/.hidden.c'].map((p) => map.of(p).map((i) => i.id).join('+'))).toEqual(['SI-A', 'SI-A', '', 'SI-A+SI-B', 'SI-B', 'SI-A']);
});

test('the longest source root wins', () => expect(projectPath('/builds/acme/pump/src/a.c', ['/builds', '/builds/acme/pump/'])).toBe('src/a.c'));
