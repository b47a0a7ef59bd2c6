import { describe, expect, test } from 'vitest';
import { approvalsAreComplete, approvalsAreOfThisCandidate, requiredRolesApprove } from '../../src/checks/approvals.ts';
import { commitsAreApproved, safetyImpactIsAnalysed } from '../../src/checks/changes.ts';
import { rolesAreIndependent } from '../../src/checks/independence.ts';
import { samePerson } from '../../src/model/people.ts';
import { waiversAreValid } from '../../src/checks/waivers.ts';
import { CHECKS } from '../../src/checks/index.ts';
import type { Approval, Change, TestRun, VcsCommit, VcsState, Waiver } from '../../src/model/lists.ts';
import { candidateDigest } from '../../src/profile/candidate-digest.ts';
import { context, findings, given, profile, RELEASE, said, table, testCase, tests } from '../support/evidence.ts';
import type { Given, Setting } from '../support/evidence.ts';

type Loose<T> = Partial<Record<keyof T, unknown>>;
const shaped = <T>(value: Loose<T>): T => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as unknown as T;

const approval = (role: string, line: number, over: Loose<Approval> = {}) => shaped<Approval>({ role, name: `Person of ${role}`, meaning: 'approval', at: '2026-11-19T09:00:00Z', file: 'approvals.yaml', line, ...over });
const approvals = (...list: Approval[]) => given('approvals', 'approvals.yaml', { approvals: list });
const run = (over: Loose<TestRun> = {}) => given('test-runs', 'system.json', shaped<TestRun>({ id: 'RUN-S', level: 'system', end: '2026-11-18T15:40:00Z', responsible: 'T. Brandt', tools: [], at: { end: { file: 'system.json', pointer: '/end' } }, file: 'system.json', ...over }));
const roles = (required: string[], independent: [string, string][] = []): Setting => ({ profile: profile({ roles: { required, independent } }) });
const four = roles(['development', 'quality'], [['development', 'verification'], ['development', 'quality']]);

describe('CHK-801: roles', () => {
  test('all there, case aside', () => expect(said(findings(requiredRolesApprove, [approvals(approval('Development', 3), approval('quality', 9))], four))).toEqual(['pass development quality']));
  test('a missing role names the searched file', () => {
    const list = findings(requiredRolesApprove, [approvals(approval('development', 3))], four);
    expect(said(list)).toEqual(['fail quality', 'pass development']);
    expect(list[0]!.read).toEqual([{ file: 'approvals.yaml', value: null }]);
  });
  test('a profile that requires none declares it', () => expect(said(findings(requiredRolesApprove, [approvals()], roles([])))).toEqual(['not-applicable']));
});

describe('CHK-802: independence', () => {
  test('different people', () => expect(said(findings(rolesAreIndependent, [approvals(approval('development', 3), approval('quality', 9))], four))).toEqual(['pass quality']));
  test('one person in two roles, whatever the spelling', () => {
    for (const name of ['A. Okafor', ' a.  okafor ', 'A. Okafor <a.okafor@example.org>']) {
      const list = findings(rolesAreIndependent, [approvals(approval('development', 3, { name: 'A. Okafor' }), approval('quality', 9, { name }))], four);
      expect(said(list)).toEqual(['fail quality']);
      expect(list[0]!.read.map((r) => r.line)).toEqual([3, 9]);
    }
  });
  test('an author of the release may not verify it, the developer in charge may have written it', () => {
    const changes = given('changes', 'changes.yaml', { changes: [shaped<Change>({ id: 'CR-1', author: 'P. Varga', affects: [], verifiedBy: [], commits: [], file: 'changes.yaml', line: 4 })] });
    expect(said(findings(rolesAreIndependent, [approvals(approval('development', 3, { name: 'P. Varga' }), approval('quality', 9)), changes], four))).toEqual(['pass quality']);
    const list = findings(rolesAreIndependent, [approvals(approval('development', 3), approval('verification', 9, { name: 'P. Varga' })), changes], four);
    expect(said(list)).toEqual(['fail verification']);
    expect(list[0]!.read).toEqual([{ file: 'approvals.yaml', line: 9, value: 'P. Varga' }, { file: 'changes.yaml', line: 4, value: 'author: P. Varga' }]);
  });
  test('a tester may not approve the own run', () => {
    expect(findings(rolesAreIndependent, [approvals(approval('development', 3), approval('risk', 9, { name: 'T. Brandt' })), run()], four)[0]).toMatchObject({ verdict: 'fail', subjects: ['risk'], message: 'T. Brandt approves as risk and is responsible for the test run RUN-S' });
  });
  test('an approval that names nobody cannot be told apart', () => expect(said(findings(rolesAreIndependent, [approvals(approval('development', 3, { name: undefined }), approval('quality', 9))], four))).toEqual(['not-evaluated quality']));
  test('people', () => {
    expect(samePerson({ name: 'J. Kim', userId: 'jkim1' }, { name: 'J. Kim', userId: 'jkim2' })).toBe(true);
    expect(samePerson({ name: 'J. Kim (quality)', userId: 'jkim1' }, { name: 'J. Kim (firmware)', userId: 'jkim2' })).toBe(false);
    expect(samePerson({ name: 'Jo Kim <jo@example.org>' }, { name: 'Kim, Jo', userId: 'jo@example.org' })).toBe(true);
    expect(samePerson({ name: 'Jo Kim', userId: 'jkim' }, { name: 'J. Kim', userId: 'JKIM' })).toBe(true);
    expect(samePerson({ name: 'J. Kim', userId: 'jkim' }, { name: 'J. Kim' })).toBe(true);
    expect(samePerson({}, {})).toBe(false);
  });
});

describe('CHK-803: of this candidate', () => {
  function judged(over: Loose<Approval>, files: readonly Given[] = [run()]) {
    const probe = context([approvals(), ...files]);
    const digest = candidateDigest(probe.evidence, probe.release, probe.profile);
    return findings(approvalsAreOfThisCandidate, [approvals(approval('quality', 9, { candidateDigest: digest, ...over })), ...files]);
  }
  test('digest and time fit', () => expect(said(judged({}))).toEqual(['pass quality']));
  test('dated before the end of a run: both times', () => {
    const list = judged({ at: '2026-11-18T10:00:00Z' });
    expect(said(list)).toEqual(['fail quality']);
    expect(list[0]!.read).toEqual([{ file: 'approvals.yaml', line: 9, value: 'at: 2026-11-18T10:00:00Z' }, { file: 'system.json', pointer: '/end', value: 'end: 2026-11-18T15:40:00Z' }]);
  });
  test('the offset counts, not the clock face', () => {
    expect(said(judged({ at: '2026-11-18T17:00:00+01:00' }))).toEqual(['pass quality']);
    expect(said(judged({ at: '2026-11-18T17:00:00+02:00' }))).toEqual(['fail quality']);
  });
  test.each([[{ candidateDigest: 'ab'.repeat(32) }], [{ candidateDigest: undefined }]])('%j fails', (over) => {
    const list = judged(over);
    expect(said(list)).toEqual(['fail quality']);
    expect(list[0]!.read[0]).toMatchObject({ file: 'approvals.yaml', line: 9 });
  });
  test('no time, or no evidence to compare with, is not evaluated', () => {
    expect(said(judged({ at: '2026-11-19 09:00' }))).toEqual(['not-evaluated quality']);
    expect(said(judged({}, []))).toEqual(['not-evaluated quality']);
    expect(said(judged({}, [run({ end: '18.11.2026' })]))).toEqual(['not-evaluated quality']);
    expect(said(judged({}, [run(), given('test-runs', 'unit.json', { id: 'RUN-U', tools: [], at: {}, file: 'unit.json' })]))).toEqual(['not-evaluated quality']);
    expect(said(judged({}, [given('tests', 'unit.xml', tests([testCase('a')]))]))).toEqual(['not-evaluated quality']);
  });
  test('two approvals in one role: the worse one counts', () => {
    const probe = context([run()]);
    const good = approval('quality', 3, { candidateDigest: candidateDigest(probe.evidence, probe.release, probe.profile) });
    expect(said(findings(approvalsAreOfThisCandidate, [run(), approvals(good, approval('quality', 9))]))).toEqual(['fail quality']);
  });
});

describe('CHK-804: name, time, meaning', () => {
  test('complete', () => expect(said(findings(approvalsAreComplete, [approvals(approval('quality', 9))]))).toEqual(['pass quality']));
  test.each([[{ name: undefined }], [{ name: 'TBD' }], [{ at: undefined }], [{ at: '2026-11-19T09:00:00' }], [{ at: '2026-11-19' }], [{ meaning: '' }]])('%j fails', (over) => {
    const list = findings(approvalsAreComplete, [approvals(approval('quality', 9, over))]);
    expect(said(list)).toEqual(['fail quality']);
    expect(list[0]!.read).toMatchObject([{ file: 'approvals.yaml', line: 9 }]);
  });
});

describe('CHK-805: waivers', () => {
  const check = waiversAreValid(() => CHECKS);
  const whole: Waiver = { id: 'WVR-004', check: 'CHK-306', subjects: ['TST-208'], reason: 'lost frame', riskAssessment: 'host only', compensatingMeasure: '20 further runs', author: 'J. Lindqvist', approver: 'R. Duarte', created: '2026-11-18', expires: '2027-02-28', record: 'DEV-1', file: 'waivers.yaml', line: 3 };
  const waivers = (...list: Loose<Waiver>[]) => given('waivers', 'waivers.yaml', { waivers: list.map((over) => shaped<Waiver>({ ...whole, ...over })) });
  test('valid', () => expect(said(findings(check, [waivers({})]))).toEqual(['pass WVR-004']));
  test.each([
    [{ expires: '2026-11-19' }], [{ expires: 'release 2.3.9' }], [{ expires: undefined }], [{ approver: 'j. lindqvist' }], [{ check: 'CHK-301' }], [{ check: 'CHK-306, CHK-305' }], [{ check: 'CHK-999' }],
    [{ subjects: [] }], [{ subjects: ['TST-*'] }], [{ riskAssessment: '' }], [{ created: '2026-12-01' }],
  ])('%j fails with its line', (over) => {
    const list = findings(check, [waivers(over)]);
    expect(said(list)).toEqual(['fail WVR-004']);
    expect(list[0]!.read[0]).toMatchObject({ file: 'waivers.yaml', line: 3 });
  });
  test('valid to the end of the day of expiry, and to the release it names', () => {
    expect(said(findings(check, [waivers({ expires: '2026-11-20' })]))).toEqual(['pass WVR-004']);
    expect(said(findings(check, [waivers({ expires: 'release 2.4.0' })]))).toEqual(['pass WVR-004']);
  });
  test('no longer than the profile allows, whether it names a day or a release', () => {
    const year = { profile: profile({ thresholds: { 'waiver.maxDays': { max: 365, source: 'SQP-001 §9' } } }) };
    const say = (over: Loose<Waiver>) => findings(check, [waivers(over)], year)[0];
    expect(say({ expires: '2027-11-18' })?.verdict).toBe('pass');
    expect(say({ expires: '2027-11-19' })).toMatchObject({ verdict: 'fail', message: 'WVR-004: expires 2027-11-19, 366 days after it was created on 2026-11-18; 365 days are allowed (SQP-001 §9)', read: [{ file: 'waivers.yaml', line: 3, value: 'expires: 2027-11-19' }] });
    expect(say({ expires: 'release 3.0.0', created: '2025-11-20' })?.verdict).toBe('pass');
    expect(say({ expires: 'release 3.0.0', created: '2025-11-19' })).toMatchObject({ verdict: 'fail', message: expect.stringContaining('created 2025-11-19, 366 days before the release date'), read: [{ value: 'created: 2025-11-19' }] });
  });
  test('an id used twice; a profile that forbids the check; an empty list', () => {
    expect(said(findings(check, [waivers({}, { subjects: ['TST-209'] })]))).toEqual(['fail WVR-004']);
    expect(said(findings(check, [waivers({})], { profile: profile({ nonWaivable: ['CHK-306'] }) }))).toEqual(['fail WVR-004']);
    expect(said(findings(check, [waivers()]))).toEqual(['not-applicable']);
  });
});

describe('CHK-705 and 706: changes', () => {
  const id = 'a1'.repeat(20);
  const commit = (over: Loose<VcsCommit> = {}) => shaped<VcsCommit>({ id, author: 'P. Varga', subject: 'Queue', files: ['src/gui/a.c'], file: 'vcs.json', pointer: '/commits/0', ...over });
  const vcs = (over: Loose<VcsState> = {}) => given('vcs', 'vcs.json', shaped<VcsState>({ commit: id, previous: { version: '2.3.1', commit: 'b0'.repeat(20) }, commits: [commit()], at: {}, file: 'vcs.json', ...over }));
  const change = (over: Loose<Change> = {}) => shaped<Change>({ id: 'CR-101', author: 'P. Varga', approvedBy: 'J. Lindqvist', mergedBy: 'A. Okafor', approvedAt: '2026-07-06T09:30:00Z', affects: [], safetyImpact: 'RC-012 changes', verifiedBy: [], commits: [id], file: 'changes.yaml', line: 3, ...over });
  const changes = (...list: Change[]) => given('changes', 'changes.yaml', { changes: list });

  test('approved by another', () => expect(said(findings(commitsAreApproved, [vcs(), changes(change())]))).toEqual([`pass ${id}`]));
  test('no change request: the commit and the searched list', () => {
    const list = findings(commitsAreApproved, [vcs(), changes(change({ commits: [] }))]);
    expect(said(list)).toEqual([`fail ${id}`]);
    expect(list[0]!.read).toEqual([{ file: 'vcs.json', pointer: '/commits/0', value: `${id}: Queue` }, { file: 'changes.yaml', value: null }]);
  });
  test.each([[{ approvedBy: undefined }], [{ approvedBy: 'P. Varga' }], [{ mergedBy: 'p. varga' }], [{ author: 'X. Other', approvedBy: 'P. Varga' }], [{ approvedAt: '2026-11-21T00:00:00Z' }]])('%j fails', (over) => {
    expect(said(findings(commitsAreApproved, [vcs(), changes(change(over))]))).toEqual([`fail ${id}`]);
  });
  test('a shortened commit id is no commit id', () => expect(said(findings(commitsAreApproved, [vcs(), changes(change({ commits: [id.slice(0, 12)] }))]))).toEqual([`fail ${id}`]));
  test('history that was not collected is not evaluated; a first release is out of scope by declaration', () => {
    expect(said(findings(commitsAreApproved, [vcs({ commits: undefined }), changes(change())]))).toEqual(['not-evaluated']);
    expect(said(findings(commitsAreApproved, [vcs({ commits: undefined, previous: undefined }), changes()]))).toEqual(['not-evaluated']);
    expect(said(findings(commitsAreApproved, [vcs({ commits: undefined, previous: undefined }), changes()], { project: { release: { first: true } } }))).toEqual(['not-applicable']);
    expect(said(findings(commitsAreApproved, [vcs({ commits: undefined, previous: undefined }), changes()], { release: { previous: { version: '2.3.1' } } }))).toEqual(['not-evaluated']);
  });
  test('commits since another release than the previous one', () => {
    const list = findings(commitsAreApproved, [vcs({ previous: { version: '2.4.0-rc1' } }), changes(change())], { release: { previous: { version: '2.3.1' } } });
    expect(said(list)).toEqual(['fail vcs.json', `pass ${id}`]);
    expect(list[0]!.read).toEqual([{ file: 'vcs.json', value: 'previous: 2.4.0-rc1' }, { file: 'release-evidence.yaml', value: 'release.previous.version: 2.3.1' }]);
  });
  test('no commit in the range is an answer only for the same commit', () => {
    expect(said(findings(commitsAreApproved, [vcs({ commits: [], previous: { commit: id } }), changes()]))).toEqual(['not-applicable']);
    expect(findings(commitsAreApproved, [vcs({ commits: [] }), changes()])).toEqual([]);
  });

  const safety: Setting = { project: { items: [{ id: 'SI-ALM', paths: ['src/alarm/**'], safety: true }] } };
  const rc = given('risk-controls', 'rc.csv', table('rc.csv', [{ id: 'RC-012' }]));
  const touching = vcs({ commits: [commit({ files: ['src/alarm/q.c'] })] });
  test('706: outside safety items nothing is asked', () => expect(said(findings(safetyImpactIsAnalysed, [vcs(), changes(change({ safetyImpact: undefined })), rc], safety))).toEqual(['pass CR-101']));
  test.each([['RC-012 changes', 'pass'], ['No risk control is touched: comment only', 'pass'], ['minor', 'fail'], [undefined, 'fail'], ['tbd', 'fail']])('706: inside, with %s: %s', (safetyImpact, verdict) => {
    const list = findings(safetyImpactIsAnalysed, [touching, changes(change({ safetyImpact })), rc], safety);
    expect(said(list)).toEqual([`${verdict} CR-101`]);
    if (verdict === 'fail') expect(list[0]!.read[0]).toEqual({ file: 'vcs.json', pointer: '/commits/0', value: 'files: src/alarm/q.c' });
  });
  test('706: a named risk control asks for the analysis too; unknown files are not evaluated', () => {
    expect(said(findings(safetyImpactIsAnalysed, [vcs(), changes(change({ affects: ['RC-012'], safetyImpact: undefined })), rc], safety))).toEqual(['fail CR-101']);
    expect(said(findings(safetyImpactIsAnalysed, [vcs({ commits: [commit({ files: undefined })] }), changes(change()), rc], safety))).toEqual(['not-evaluated CR-101']);
  });
});
