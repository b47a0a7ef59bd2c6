import { describe, expect, test } from 'vitest';
import { closedIsVerified, residualIsAcceptable, residualIsJustified, residualIsUnderstood, residualRiskIsEvaluated, residualSecurityIsAssessed, usersAreTold } from '../../src/checks/anomaly-evaluation.ts';
import { emptyListIsStated, fixedVersionsFit, trackerAndListAgree } from '../../src/checks/anomaly-list.ts';
import type { Anomaly, AnomalyList, Change } from '../../src/model/lists.ts';
import { findings, given, said, table, testCase, tests } from '../support/evidence.ts';

const whole: Anomaly = {
  id: 'ANOM-037', title: 'battery time', status: 'open', discovery: 'bench', affectedRequirements: ['SRS-033'], affectedRiskControls: ['RC-014'], rootCause: 'temperature table',
  severity: 'moderate', probability: 'remote', acceptability: 'acceptable', riskControlReevaluation: 'the 3 min alarm is voltage-based and holds', impactSafetyEffectiveness: 'none below 10 °C',
  securityAssessment: { exploitable: 'no', reason: 'no input' }, rationaleForRelease: 'operating range begins at 5 °C', approvedBy: 'M. Sato', file: 'anomalies.yaml', line: 40,
};
function anomaly(over: Partial<Record<keyof Anomaly, unknown>> = {}): Anomaly {
  return Object.fromEntries(Object.entries({ ...whole, ...over }).filter(([, v]) => v !== undefined)) as unknown as Anomaly;
}
const list = (...items: Anomaly[]) => given('anomalies', 'anomalies.yaml', { complete: true, items, file: 'anomalies.yaml' });
const tracker = (...items: (Pick<Anomaly, 'id' | 'status'>)[]) => given('tracker', 'tracker.csv', { complete: true, items: items.map((i, n) => ({ ...i, file: 'tracker.csv', line: n + 2 })), file: 'tracker.csv' });
const rcTable = given('risk-controls', 'rc.csv', table('rc.csv', [{ id: 'RC-014' }]));
const srsTable = given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-033', links: { riskControls: ['RC-014'] } }]));

describe('[SRS-049] CHK-601: tracker and list', () => {
  test('agree', () => expect(said(findings(trackerAndListAgree, [list(anomaly(), anomaly({ id: 'ANOM-021', status: 'closed' })), tracker({ id: 'ANOM-037', status: 'open' }, { id: 'ANOM-021', status: 'closed' })]))).toEqual(['pass tracker.csv ANOM-037']));
  test('open in the tracker only', () => {
    const out = findings(trackerAndListAgree, [list(anomaly()), tracker({ id: 'ANOM-037', status: 'open' }, { id: 'ANOM-040', status: 'open' })]);
    expect(said(out)).toEqual(['fail ANOM-040', 'pass tracker.csv ANOM-037']);
    expect(out[0]!.read).toEqual([{ file: 'tracker.csv', line: 3, value: 'ANOM-040 status: open' }, { file: 'anomalies.yaml', value: null }]);
  });
  test('open on the list only, and closed on one side', () => {
    expect(said(findings(trackerAndListAgree, [list(anomaly()), tracker()]))).toEqual(['fail ANOM-037', 'pass tracker.csv']);
    expect(said(findings(trackerAndListAgree, [list(anomaly()), tracker({ id: 'ANOM-037', status: 'closed' })]))).toEqual(['fail ANOM-037', 'pass tracker.csv']);
    const out = findings(trackerAndListAgree, [list(anomaly({ status: 'closed' })), tracker({ id: 'ANOM-037', status: 'open' })]);
    expect(out[0]!.read).toEqual([{ file: 'tracker.csv', line: 2, value: 'ANOM-037 status: open' }, { file: 'anomalies.yaml', line: 40, value: 'ANOM-037 status: closed' }]);
  });
  test('both empty agree; one page of several does not show anything', () => {
    expect(said(findings(trackerAndListAgree, [list(), tracker()]))).toEqual(['pass tracker.csv']);
    const page = given('tracker', 'page1.json', { complete: false, items: [], file: 'page1.json' });
    expect(said(findings(trackerAndListAgree, [list(), page]))).toEqual(['not-evaluated page1.json']);
  });
  test('several files on either side are one list', () => {
    const more = given('anomalies', 'more.yaml', { complete: true, items: [anomaly({ id: 'ANOM-040' })], file: 'more.yaml' });
    expect(said(findings(trackerAndListAgree, [list(anomaly()), more, tracker({ id: 'ANOM-037', status: 'open' }, { id: 'ANOM-040', status: 'open' })]))).toEqual(['pass tracker.csv ANOM-037 ANOM-040']);
  });
});

describe('CHK-602, 603, 606, 607, 608, 612: residual anomalies', () => {
  const all = [residualRiskIsEvaluated, residualIsJustified, residualIsAcceptable, residualSecurityIsAssessed, residualIsUnderstood, usersAreTold];
  test('a complete one passes all', () => {
    for (const check of all) expect([check.id, ...said(findings(check, [list(anomaly())]))]).toEqual([check.id, 'pass ANOM-037']);
  });
  test('closed ones are no subject: not applicable, with the list that was searched', () => {
    for (const check of all) expect(findings(check, [list(anomaly({ status: 'closed' }))])).toMatchObject([{ verdict: 'not-applicable', read: [{ file: 'anomalies.yaml', value: null }] }]);
  });
  test('without risk evaluation: 602 and 606', () => {
    const files = [list(anomaly({ severity: undefined, probability: undefined, acceptability: undefined, riskControlReevaluation: undefined })), rcTable, srsTable];
    expect(said(findings(residualRiskIsEvaluated, files))).toEqual(['fail ANOM-037']);
    const out = findings(residualIsAcceptable, files);
    expect(said(out)).toEqual(['fail ANOM-037']);
    expect(out[0]!.message).toBe('ANOM-037 (battery time): it touches RC-014, which was not evaluated again');
    expect(out[0]!.read).toEqual([{ file: 'anomalies.yaml', line: 40, value: 'affectedRiskControls: RC-014' }, { file: 'anomalies.yaml', line: 40, value: null }]);
  });
  test.each([
    [residualRiskIsEvaluated, { acceptability: undefined }], [residualRiskIsEvaluated, { severity: 'TBD' }],
    [residualIsJustified, { rationaleForRelease: undefined }], [residualIsJustified, { rationaleForRelease: 'low prio' }], [residualIsJustified, { approvedBy: ' ' }],
    [residualIsAcceptable, { acceptability: 'unacceptable' }], [residualIsAcceptable, { affectedRiskControls: undefined, affectedRequirements: undefined }],
    [residualSecurityIsAssessed, { securityAssessment: undefined }], [residualSecurityIsAssessed, { securityAssessment: { exploitable: 'no' } }],
    [residualIsUnderstood, { discovery: undefined }], [residualIsUnderstood, { rootCause: 'unknown' }], [residualIsUnderstood, { impactSafetyEffectiveness: undefined }],
    [usersAreTold, { workaround: 'restart the pump' }],
  ] as const)('$id fails with %j', (check, over) => {
    const out = findings(check, [list(anomaly(over))]);
    expect(said(out)).toEqual(['fail ANOM-037']);
    expect(out[0]!.read.every((r) => r.file === 'anomalies.yaml' && r.line === 40)).toBe(true);
  });
  test.each([
    [residualRiskIsEvaluated, { severity: undefined, probability: undefined, riskEvaluationRef: 'RMF-003 §8' }], [residualIsAcceptable, { affectedRiskControls: [], riskControlReevaluation: undefined }],
    [usersAreTold, { workaround: 'restart the pump', labelingRef: 'IFU 4.7' }], [usersAreTold, { workaround: 'none' }], [residualIsUnderstood, { rootCause: 'not determined: seen once, not reproduced in 200 runs' }],
  ] as const)('$id passes with %j', (check, over) => expect(said(findings(check, [list(anomaly(over))]))).toEqual(['pass ANOM-037']));

  test('606 follows the affected requirements when the controls are not listed', () => {
    const out = findings(residualIsAcceptable, [list(anomaly({ affectedRiskControls: undefined, riskControlReevaluation: undefined })), rcTable, srsTable]);
    expect(out[0]!.message).toContain('it touches RC-014');
  });
});

describe('CHK-604: fixed version', () => {
  test.each([
    ['closed', '2.4.0', 'pass'], ['closed', '2.3.1', 'pass'], ['closed', '2.4.0-rc2', 'pass'], ['closed', '2.5.0', 'fail'], ['closed', '2.4.1', 'fail'], ['closed', '2.10.0', 'fail'], ['closed', undefined, 'fail'], ['closed', 'next', 'not-evaluated'],
    ['open', undefined, 'pass'], ['open', '2.5.0', 'pass'], ['open', '2.4.0', 'fail'], ['open', 'v2.3.1', 'fail'], ['open', 'later', 'not-evaluated'],
  ] as const)('%s, fixed in %s: %s', (status, fixedIn, verdict) => {
    const out = findings(fixedVersionsFit, [list(anomaly({ status, fixedIn }))]);
    expect(said(out)).toEqual([`${verdict} ANOM-037`]);
    if (verdict === 'fail') expect(out[0]!.read).toEqual([{ file: 'anomalies.yaml', line: 40, value: `status: ${status}` }, { file: 'anomalies.yaml', line: 40, value: fixedIn === undefined ? null : `fixedIn: ${fixedIn}` }, { file: 'release-evidence.yaml', value: 'release.version: 2.4.0' }]);
  });
});

describe('CHK-605: closed with change and passed test', () => {
  const change: Change = { id: 'CR-201', affects: [], verifiedBy: ['TST-103'], commits: [], file: 'changes.yaml', line: 5 };
  const changes = given('changes', 'changes.yaml', { changes: [change] });
  const unit = (outcome: 'passed' | 'failed' | 'passed-after-rerun') => [given('test-cases', 'tst.csv', table('tst.csv', [{ id: 'TST-103' }])), given('tests', 'unit.xml', tests([testCase('bolus', { spec: 'TST-103', outcome })]), { declared: { level: 'unit' } })];
  const closed = anomaly({ id: 'ANOM-021', status: 'closed', fixedIn: '2.4.0', change: 'CR-201', verifiedBy: ['TST-103'] });
  test('passed', () => expect(said(findings(closedIsVerified, [list(closed), changes, ...unit('passed')]))).toEqual(['pass ANOM-021']));
  test('a rerun counts as passed here', () => expect(said(findings(closedIsVerified, [list(closed), changes, ...unit('passed-after-rerun')]))).toEqual(['pass ANOM-021']));
  test('the test failed: its case with file and line', () => {
    const out = findings(closedIsVerified, [list(closed), changes, ...unit('failed')]);
    expect(said(out)).toEqual(['fail ANOM-021']);
    expect(out[0]!.read).toContainEqual({ file: 'unit.xml', line: 10, value: 'TST-103: failed' });
  });
  test('no result at all, no change, an unknown change', () => {
    expect(findings(closedIsVerified, [list(closed), changes])[0]!.message).toContain('TST-103 has not run');
    expect(said(findings(closedIsVerified, [list(anomaly({ ...closed, change: undefined })), changes, ...unit('passed')]))).toEqual(['fail ANOM-021']);
    expect(findings(closedIsVerified, [list(anomaly({ ...closed, change: 'CR-999' })), changes, ...unit('passed')])[0]!.read).toContainEqual({ file: 'changes.yaml', value: null });
  });
  test('what was fixed in another release is not its subject', () => {
    expect(said(findings(closedIsVerified, [list(anomaly({ ...closed, fixedIn: '2.5.0' })), changes]))).toEqual(['not-applicable']);
  });
});

describe('CHK-611: empty list', () => {
  const empty = (over: Partial<AnomalyList>) => given('anomalies', 'anomalies.yaml', { complete: true, items: [], file: 'anomalies.yaml', line: 1, ...over }, { status: 'no-data' });
  test('a bare header fails, a statement with query and time passes', () => {
    const out = findings(emptyListIsStated, [empty({})]);
    expect(said(out)).toEqual(['fail anomalies.yaml']);
    expect(out[0]!.message).toBe('the anomaly list is empty and has no statement, no tracker query, no time of extraction');
    expect(said(findings(emptyListIsStated, [empty({ statement: 'none known', query: 'project = SP20' })]))).toEqual(['fail anomalies.yaml']);
    expect(said(findings(emptyListIsStated, [empty({ statement: 'none known', query: 'project = SP20', extractedAt: '2026-11-19T08:00:00Z' })]))).toEqual(['pass anomalies.yaml']);
    expect(said(findings(emptyListIsStated, [list(anomaly())]))).toEqual(['pass anomalies.yaml']);
  });
});
