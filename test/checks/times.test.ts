import { describe, expect, it } from 'vitest';
import { timeChecks } from '../../src/checks/times.ts';
import { placeholderChecks } from '../../src/checks/placeholders.ts';
import type { BuildMetadata, TestRun } from '../../src/model/lists.ts';
import { ARTIFACT_SHA, COMMIT, findings, given, said, table, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const [order, sane] = timeChecks as [typeof timeChecks[0], typeof timeChecks[0]];
const vcs = (committedAt?: string): Given => given('vcs', 'vcs.json', { file: 'vcs.json', commit: COMMIT, at: {}, ...(committedAt === undefined ? {} : { committedAt }) });
const run = (over: Partial<TestRun>): Given => given('test-runs', 'run.json', { file: 'run.json', tools: [], at: {}, ...over });
const build = (over: Partial<BuildMetadata>): Given => given('build', 'build.json', { file: 'build.json', tools: [], lockfiles: [], outputs: [], at: {}, ...over });
const report: Given = given('tests', 'unit.xml', tests([testCase('a')]), { declared: { run: 'run.json' } });

describe('[SRS-043] CHK-107', () => {
  it('fails a run that began before the commit, across time zones (F4: stale)', () => {
    const [finding] = findings(order, [vcs('2026-11-16T09:12:00Z'), report, run({ start: '2026-11-16T10:00:00+02:00' })]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['unit.xml'], read: [{ value: 'start: 2026-11-16T10:00:00+02:00' }, { file: 'vcs.json', value: 'committedAt: 2026-11-16T09:12:00Z' }] });
    expect(said(findings(order, [vcs('2026-11-16T09:12:00Z'), report, run({ start: '2026-11-16T11:20:00+02:00' })]))).toEqual(['pass unit.xml']);
  });
  it('fails a run that names a binary which was built later', () => {
    const files = [vcs('2026-11-16T09:12:00Z'), report, run({ start: '2026-11-16T09:30:00Z', binarySha256: [ARTIFACT_SHA] }), build({ start: '2026-11-16T10:02:00Z', outputs: [{ name: 'firmware.bin', sha256: ARTIFACT_SHA }] })];
    expect(said(findings(order, files))).toEqual(['fail unit.xml', 'pass build.json']);
  });
  it('fails a build before the commit', () => {
    expect(said(findings(order, [vcs('2026-11-16T09:12:00Z'), build({ start: '2026-11-16T09:00:00Z' })]))).toEqual(['fail build.json']);
  });
  it('is not evaluated without a time of the commit or of the runs', () => {
    expect(said(findings(order, [vcs(), report, run({ start: '2026-11-16T10:00:00Z' })]))).toEqual(['not-evaluated']);
    expect(said(findings(order, [vcs('2026-11-16T09:12:00Z'), report, run({ start: '2026-11-16T10:00:00' })]))).toEqual(['not-evaluated unit.xml']);
  });
});

describe('CHK-107 beyond test runs', () => {
  it('does not evaluate a build that does not say when it began', () => {
    expect(said(findings(order, [vcs('2026-11-16T09:12:00Z'), report, run({ start: '2026-11-16T10:00:00Z' }), build({ start: 'yesterday' })]))).toEqual(['not-evaluated build.json', 'pass unit.xml']);
  });
  it('fails an analysis that ended before the commit', () => {
    const analysis = (time: string) => given('analysis', 'a.sarif', { runs: [{ file: 'a.sarif', pointer: '/runs/0', tool: 't', results: [], resultsAbsent: false, complete: true, incompleteBecause: [], hasInvocation: true, ended: [{ file: 'a.sarif', pointer: '/runs/0/invocations/0/endTimeUtc', time }] }] });
    const [finding] = findings(order, [vcs('2026-11-16T09:12:00Z'), analysis('2026-11-16T09:11:00Z')]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['a.sarif'], read: [{ file: 'a.sarif', pointer: '/runs/0/invocations/0/endTimeUtc', value: 'ended: 2026-11-16T09:11:00Z' }, { file: 'vcs.json' }] });
    expect(said(findings(order, [vcs('2026-11-16T09:12:00Z'), analysis('2026-11-16T09:13:00Z')]))).toEqual(['pass a.sarif']);
  });
});

describe('CHK-108', () => {
  it.each(['1795248000', '1795248000000', '2026-11-21T08:00:00Z'])('warns of a coverage report of after the release: %s', (timestamp) => {
    const coverage = (stamp: string) => given('coverage', 'cov.xml', { files: [], totals: {}, sourceRoots: [], timestamp: stamp });
    expect(findings(sane, [coverage(timestamp)])[0]).toMatchObject({ verdict: 'fail', subjects: ['cov.xml'], read: [{ file: 'cov.xml', value: 'timestamp: 2026-11-21T08:00:00.000Z' }] });
    expect(findings(sane, [coverage('1794824534')])).toEqual([]);
  });
  it.each([
    ['2026-11-16T10:00:00', 'no time zone'], ['2026-11-21T10:00:00Z', 'after the release date'], ['yesterday', 'not a date-time'],
  ])('fails start %s', (start, words) => {
    const [finding] = findings(sane, [report, run({ start })]);
    expect(finding?.message).toContain(words);
  });
  it('fails an end before its start', () => {
    expect(findings(sane, [report, run({ start: '2026-11-16T10:00:00Z', end: '2026-11-16T09:59:00Z' })])[0]?.message).toContain('before it starts');
  });
  it('asks a stamp inside a report for a zone only when no record has start and end', () => {
    const stamped = tests([testCase('a')]);
    const withStamp: Given = given('tests', 'unit.xml', { ...stamped, suites: [{ ...stamped.suites[0]!, timestamp: '2026-11-16T10:00:00' }] }, { declared: { run: 'run.json' } });
    expect(said(findings(sane, [withStamp]))).toEqual(['fail unit.xml']);
    expect(said(findings(sane, [withStamp, run({ start: '2026-11-16T10:00:00Z', end: '2026-11-16T10:01:00Z' })]))).toEqual(['pass run.json']);
  });
  it('takes a date alone as a date', () => {
    expect(said(findings(sane, [given('inspections', 'i.yaml', { inspections: [{ id: 'INS-001', verifies: [], when: '2026-11-18', file: 'i.yaml' }] })]))).toEqual(['pass INS-001']);
  });
});

describe('CHK-110', () => {
  const [filledIn] = placeholderChecks as [typeof placeholderChecks[0]];
  it.each(['TBD', 'tbd', 'n/a', 'N/A.', '???', 'Limit is TBD by hardware', 'todo'])('fails "%s"', (text) => {
    const [finding] = findings(filledIn, [given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-001', fields: { criterion: text } }]))]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['SRS-001'], read: [{ file: 'srs.csv', line: 2, value: `criterion: ${text}` }] });
  });
  it.each(['none beyond C99', 'The todo list shows 3 entries', 'n/a: no display on this variant', '≤ 2.0 s'])('passes "%s"', (text) => {
    expect(said(findings(filledIn, [given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-001', fields: { criterion: text } }]))]))).toEqual(['pass SRS-001']);
  });
  it('looks at waivers and anomalies too', () => {
    const waiver = given('waivers', 'w.yaml', { waivers: [{ id: 'WVR-001', subjects: [], reason: 'TODO', file: 'w.yaml', line: 3 }] });
    const anomaly = given('anomalies', 'a.yaml', { file: 'a.yaml', complete: true, items: [{ id: 'ANOM-001', status: 'open' as const, rationaleForRelease: 'tbd', file: 'a.yaml', line: 9 }] });
    expect(said(findings(filledIn, [waiver, anomaly]))).toEqual(['fail ANOM-001', 'fail WVR-001']);
  });
});
