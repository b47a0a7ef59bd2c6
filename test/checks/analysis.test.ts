import { describe, expect, test } from 'vitest';
import { analysisIsClean, analysisIsComplete, suppressionsAreJustified } from '../../src/checks/analysis.ts';
import type { AnalysisResult, AnalysisRun, Suppression } from '../../src/model/analysis.ts';
import { findings, given, profile, said } from '../support/evidence.ts';

const at = (n: number) => ({ file: 'lint.sarif', pointer: `/runs/0/results/${n}` });
function result(n: number, over: Partial<AnalysisResult> = {}): AnalysisResult {
  return { ...at(n), ruleId: 'R17', level: 'warning', message: 'unchecked return value', target: { path: 'src/alarm/q.c', line: 40 + n }, suppressions: [], suppressed: false, ...over };
}
const suppressed = (n: number, over: Partial<Suppression> = {}) => result(n, { suppressions: [{ kind: 'inSource', status: 'accepted', justification: 'checked by the caller', ...over }], suppressed: (over.status ?? 'accepted') === 'accepted' });
function run(over: Partial<AnalysisRun> = {}): AnalysisRun {
  return { file: 'lint.sarif', pointer: '/runs/0', tool: 'cscan', results: [], resultsAbsent: false, complete: true, incompleteBecause: [], hasInvocation: true, ...over };
}
const sarif = (...all: AnalysisRun[]) => given('analysis', 'lint.sarif', { runs: all });

describe('CHK-405: complete', () => {
  test('looked and found none', () => expect(said(findings(analysisIsComplete, [sarif(run())]))).toEqual(['pass cscan']));
  test('each reason with its place and value', () => {
    const why = { file: 'lint.sarif', pointer: '/runs/0/invocations/0/executionSuccessful', reason: 'executionSuccessful is false', value: false };
    const list = findings(analysisIsComplete, [sarif(run({ complete: false, incompleteBecause: [why] }))]);
    expect(said(list)).toEqual(['fail cscan']);
    expect(list[0]!.read).toEqual([{ file: 'lint.sarif', pointer: why.pointer, value: false }]);
  });
  test.each([[{ resultsAbsent: true }], [{ filesAnalysed: 0 }], [{ complete: false }]] as const)('%j fails', (over) => expect(said(findings(analysisIsComplete, [sarif(run(over))]))).toEqual(['fail cscan']));
  test('a report without a run fails by its name; two runs of one tool are told apart', () => {
    expect(said(findings(analysisIsComplete, [sarif()]))).toEqual(['fail lint.sarif']);
    expect(said(findings(analysisIsComplete, [sarif(run(), run({ filesAnalysed: 0 }))]))).toEqual(['fail cscan (lint.sarif#1)', 'pass cscan (lint.sarif#0)']);
  });
});

describe('CHK-406: clean', () => {
  test('none open at the level', () => expect(said(findings(analysisIsClean, [sarif(run({ results: [suppressed(1), result(2, { level: 'note' }), result(3, { baseline: 'absent' })] }))]))).toEqual(['pass cscan']));
  test('an open warning fails with its place in the log; with level error it does not count', () => {
    const list = findings(analysisIsClean, [sarif(run({ results: [result(1)] }))]);
    expect(said(list)).toEqual(['fail R17 src/alarm/q.c:41']);
    expect(list[0]!.read).toEqual([{ file: 'lint.sarif', pointer: '/runs/0/results/1', value: 'warning: unchecked return value' }]);
    expect(said(findings(analysisIsClean, [sarif(run({ results: [result(1)] }))], { profile: profile({ analysisLevel: 'error' }) }))).toEqual(['pass cscan']);
  });
  test('a rejected suppression suppresses nothing', () => expect(said(findings(analysisIsClean, [sarif(run({ results: [suppressed(1, { status: 'rejected' })] }))]))).toEqual(['fail R17 src/alarm/q.c:41']));
  test('what the tool left undecided is not evaluated at the level of the profile; a justified suppression decides it', () => {
    const undecided = (kind: 'open' | 'review' | 'fail', level: 'note' | 'warning') => ({ level: 'none' as const, undecided: { kind, level } });
    for (const kind of ['open', 'review', 'fail'] as const) {
      const list = findings(analysisIsClean, [sarif(run({ results: [result(1, undecided(kind, 'warning')), result(2, undecided(kind, 'note'))] }))]);
      expect(said(list)).toEqual(['not-evaluated R17 src/alarm/q.c:41']);
      expect(list[0]!.read).toEqual([{ file: 'lint.sarif', pointer: '/runs/0/results/1', value: `${kind}: unchecked return value` }]);
      const decided = [{ ...suppressed(1), ...undecided(kind, 'warning') }, result(2, { ...undecided(kind, 'warning'), baseline: 'absent' })];
      expect(said(findings(analysisIsClean, [sarif(run({ results: decided }))]))).toEqual(['pass cscan']);
    }
  });
  test('no results at all is not evaluated', () => expect(said(findings(analysisIsClean, [sarif(run({ resultsAbsent: true }))]))).toEqual(['not-evaluated cscan']));
});

describe('CHK-407: suppressions', () => {
  test('justified', () => expect(said(findings(suppressionsAreJustified, [sarif(run({ results: [suppressed(1)] }))]))).toEqual(['pass R17 src/alarm/q.c:41']));
  test.each([[{ justification: '' }], [{ justification: 'TODO' }], [{ status: 'rejected' }], [{ status: 'underReview' }]] as const)('%j fails', (over) => {
    const list = findings(suppressionsAreJustified, [sarif(run({ results: [suppressed(1, over), suppressed(2)] }))]);
    expect(said(list)).toEqual(['fail R17 src/alarm/q.c:41', 'pass R17 src/alarm/q.c:42']);
    expect(list[0]!.read[0]).toMatchObject({ file: 'lint.sarif', pointer: '/runs/0/results/1' });
  });
  test('a run without suppressions passes as such, one without results is not evaluated', () => {
    expect(said(findings(suppressionsAreJustified, [sarif(run())]))).toEqual(['pass cscan']);
    expect(said(findings(suppressionsAreJustified, [sarif(run({ resultsAbsent: true }))]))).toEqual(['not-evaluated cscan']);
  });
});
