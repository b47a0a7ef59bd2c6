import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/checks/check.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { findings, given, said, table, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const check = (id: string): Check => CHECKS.find((c) => c.id === id)!;
type Rows = Parameters<typeof table>[1];
const srs = (...items: Rows): Given => given('requirements', 'srs.csv', table('srs.csv', items));
const rc = (...items: Rows): Given => given('risk-controls', 'rc.csv', table('rc.csv', items));
const haz = (...items: Rows): Given => given('hazards', 'haz.csv', table('haz.csv', items));
const sds = (...items: Rows): Given => given('design', 'sds.csv', table('sds.csv', items));
const spec = (...items: Rows): Given => given('test-cases', 'tst.csv', table('tst.csv', items));
const matrix = (...rows: Parameters<typeof table>[2] & object): Given => given('trace', 'm.csv', table('m.csv', [], rows));
const results = (...cases: Parameters<typeof tests>[0]): Given => given('tests', 'sys.xml', tests(cases), { declared: { level: 'system' } });

describe('CHK-201', () => {
  it('fails an id that one export defines twice, with both lines', () => {
    const [finding] = findings(check('CHK-201'), [srs({ id: 'SRS-032' }, { id: 'SRS-032' })]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['SRS-032'], read: [{ file: 'srs.csv', line: 2 }, { file: 'srs.csv', line: 3 }] });
  });
  it('passes an anomaly that stands in the tracker and on the residual list', () => {
    const item = { id: 'ANOM-001', status: 'open' as const, file: 'x', line: 1 };
    expect(said(findings(check('CHK-201'), [given('anomalies', 'a', { file: 'a', complete: true, items: [item] }), given('tracker', 't', { file: 't', complete: true, items: [item] })]))).toEqual(['pass ANOM-001']);
  });
});

describe('CHK-202', () => {
  it.each(['srs-041', 'SRS41', 'SRS-41'])('fails %s in the requirements', (id) => {
    expect(said(findings(check('CHK-202'), [srs({ id })]))).toEqual([`fail ${id}`]);
  });
  it('follows the scheme of the project file', () => {
    expect(said(findings(check('CHK-202'), [srs({ id: 'REQ_7' })], { project: { ids: { SRS: '^REQ_\\d+$' } } }))).toEqual(['pass REQ_7']);
  });
});

describe('[SRS-030] CHK-203', () => {
  it('fails a link to a design element that nothing defines, and 208 counts it as present', () => {
    const files = [srs({ id: 'SRS-006', links: { design: ['SDS-099'] } }), sds({ id: 'SDS-001' })];
    expect(findings(check('CHK-203'), files)[0]).toMatchObject({ verdict: 'fail', subjects: ['SRS-006', 'SDS-099'], read: [{ file: 'srs.csv', line: 2, value: 'SDS-099 realises SRS-006' }] });
    expect(said(findings(check('CHK-208'), files))).toEqual(['pass SRS-006']);
  });
  it('cannot call an id dangling when no export defines its kind', () => {
    expect(said(findings(check('CHK-203'), [srs({ id: 'SRS-006', links: { design: ['SDS-099'] } })]))).toEqual(['pass SDS-099 SRS-006']);
  });
  it('fails an id in test metadata that nothing defines, with its line', () => {
    const list = findings(check('CHK-203'), [srs({ id: 'SRS-001' }), results(testCase('a', { properties: [['requirement', 'SRS-999']], line: 12 }))]);
    expect(list[0]).toMatchObject({ verdict: 'fail', subjects: ['SRS-999'], read: [{ file: 'sys.xml', line: 12 }] });
  });
  it('fails a log that the project file binds to a requirement that is not there', () => {
    const log = given('performance', 'lat.csv', { file: 'lat.csv', column: 's', unit: 's', n: 1, max: 1, min: 1, median: 1, p99: 1, maxLine: 2, values: [1], unreadable: [] }, { declared: { requirements: ['SRS-041', 'SRS-014'] } });
    expect(said(findings(check('CHK-203'), [srs({ id: 'SRS-041', links: { verifiedBy: ['TST-001'] } }), log]))).toEqual(['fail SRS-014', 'pass SRS-041 TST-001']);
  });
  it('takes a dash in a cell for no link', () => {
    expect(said(findings(check('CHK-203'), [srs({ id: 'SRS-006', links: { design: ['–'], riskControls: ['none'], verifiedBy: ['TST-001'] } })]))).toEqual(['pass SRS-006 TST-001']);
  });
});

describe('CHK-204', () => {
  it('fails a requirement without test or inspection; a dangling test counts as present', () => {
    const list = findings(check('CHK-204'), [srs({ id: 'SRS-001', links: { verifiedBy: ['TST-404'] } }, { id: 'SRS-002' }), spec({ id: 'TST-001' })]);
    expect(said(list)).toEqual(['fail SRS-002', 'pass SRS-001']);
    expect(list[0]?.read[0]).toEqual({ file: 'srs.csv', line: 3, value: null });
  });
  it('accepts an inspection, and a case bound straight to the requirement', () => {
    const inspections = given('inspections', 'i.yaml', { inspections: [{ id: 'INS-001', verifies: ['SRS-001'], verdict: 'pass' as const, file: 'i.yaml' }] });
    expect(said(findings(check('CHK-204'), [srs({ id: 'SRS-001' }, { id: 'SRS-002' }), inspections, results(testCase('a', { properties: [['verifies', 'SRS-002']] }))]))).toEqual(['pass SRS-001 SRS-002']);
  });
  it('asks nothing of an obsolete requirement, and finds nothing when all are (vacuous)', () => {
    expect(findings(check('CHK-204'), [srs({ id: 'SRS-001', fields: { state: 'obsolete' } })])).toEqual([]);
  });
});

describe('CHK-205, 208, 209, 210', () => {
  it('205 accepts a source or a risk control, and fails a dash', () => {
    expect(said(findings(check('CHK-205'), [srs({ id: 'SRS-001', fields: { source: 'SYS-001' } }, { id: 'SRS-002', links: { riskControls: ['RC-001'] } }, { id: 'SRS-003', fields: { source: '–' } })]))).toEqual(['fail SRS-003', 'pass SRS-001 SRS-002']);
  });
  it('208 and 209 fail both ends of a missing allocation', () => {
    const files = [srs({ id: 'SRS-001' }), sds({ id: 'SDS-001' })];
    expect(said(findings(check('CHK-208'), files))).toEqual(['fail SRS-001']);
    expect(said(findings(check('CHK-209'), files))).toEqual(['fail SDS-001']);
  });
  it('210 leaves a test alone that is evidence of effectiveness', () => {
    const files = [rc({ id: 'RC-017', fields: { effectiveness: 'TST-316 and a report' } }), results(testCase('a', { spec: 'TST-316' }), testCase('b', { spec: 'TST-400' }))];
    expect(said(findings(check('CHK-210'), files))).toEqual(['fail TST-400', 'pass TST-316']);
  });
});

describe('CHK-206, 211, 212, 217', () => {
  it('206 fails a control without requirement, and leaves out one that is not in software', () => {
    expect(said(findings(check('CHK-206'), [rc({ id: 'RC-001' }, { id: 'RC-002', fields: { software: 'no' } })]))).toEqual(['fail RC-001']);
  });
  it('is not applicable to controls that are all declared as not in software, and says so', () => {
    for (const id of ['CHK-206', 'CHK-207', 'CHK-212', 'CHK-217']) expect(said(findings(check(id), [rc({ id: 'RC-002', fields: { software: 'no' } })])), id).toEqual(['not-applicable RC-002']);
    expect(findings(check('CHK-206'), [rc()])).toEqual([]);
  });
  it('211 fails a situation without control, unless its risk is accepted or software cannot cause it', () => {
    const files = [haz({ id: 'HAZ-001' }, { id: 'HS-001', links: { hazard: ['HAZ-001'] } }, { id: 'HS-002', links: { hazard: ['HAZ-001'] }, fields: { acceptability: 'RMF-001 §4' } }, { id: 'HS-003', fields: { softwareCause: 'no' }, links: { hazard: ['HAZ-001'] } })];
    expect(said(findings(check('CHK-211'), files))).toEqual(['fail HS-001', 'pass HS-002']);
  });
  it('211 fails a hazard that leads nowhere', () => {
    expect(said(findings(check('CHK-211'), [haz({ id: 'HAZ-001' })]))).toEqual(['fail HAZ-001']);
  });
  it('212 names each missing leg; "yes" is no cause', () => {
    const full = { id: 'RC-001', fields: { item: 'SI-A', cause: 'overflow' }, links: { hazardousSituations: ['HS-001'], requirements: ['SRS-001'] } };
    const files = [srs({ id: 'SRS-001', links: { verifiedBy: ['TST-001'] } }), haz({ id: 'HS-001', fields: { softwareCause: 'yes' } }), rc(full, { ...full, id: 'RC-002', fields: { item: 'SI-A' } }, { id: 'RC-003' })];
    const list = findings(check('CHK-212'), files);
    expect(said(list)).toEqual(['fail RC-002', 'fail RC-003', 'pass RC-001']);
    expect(list[0]?.message).toMatch(/software cause$/u);
    expect(list[1]?.message).toMatch(/hazardous situation, software item, software cause, verification$/u);
  });
  it('217 fails unit level alone, and a control without evidence of effectiveness', () => {
    const unit = given('tests', 'unit.xml', tests([testCase('a', { spec: 'TST-001' })]), { declared: { level: 'unit' } });
    const requirement = srs({ id: 'SRS-001', links: { verifiedBy: ['TST-001'], riskControls: ['RC-001'] } });
    expect(findings(check('CHK-217'), [requirement, rc({ id: 'RC-001', fields: { effectiveness: 'UE-007' } }), unit])[0]?.message).toContain('unit level only');
    expect(findings(check('CHK-217'), [requirement, rc({ id: 'RC-001' }), results(testCase('a', { spec: 'TST-001' }))])[0]?.message).toContain('no evidence of its effectiveness');
    expect(said(findings(check('CHK-217'), [requirement, rc({ id: 'RC-001', fields: { effectiveness: 'UE-007' } }), results(testCase('a', { spec: 'TST-001' }))]))).toEqual(['pass RC-001']);
  });
});

describe('[SRS-033] [SRS-034] CHK-207', () => {
  const chain = [
    haz({ id: 'HAZ-002', title: 'Under-infusion' }, { id: 'HAZ-003', title: 'Air embolism' }, { id: 'HS-002', links: { hazard: ['HAZ-002'] } }, { id: 'HS-003', links: { hazard: ['HAZ-003'] } }),
    rc({ id: 'RC-010', links: { hazardousSituations: ['HS-002'] } }, { id: 'RC-012', links: { hazardousSituations: ['HS-002', 'HS-003'] } }),
    srs({ id: 'SRS-020', links: { riskControls: ['RC-010'], verifiedBy: ['TST-204'] } }, { id: 'SRS-041', links: { riskControls: ['RC-012'], verifiedBy: ['TST-201', 'TST-202'] } }),
  ];
  const good = testCase('o', { spec: 'TST-204' });
  it('passes when every linked verification passed, a rerun included', () => {
    expect(said(findings(check('CHK-207'), [...chain, results(good, testCase('a', { spec: 'TST-201' }), testCase('b', { spec: 'TST-202', outcome: 'passed-after-rerun' }))]))).toEqual(['pass RC-010 RC-012']);
  });
  it.each([['failed', 'CHK-303 TST-202'], ['errored', 'CHK-303 TST-202'], ['skipped', 'CHK-305 TST-202']] as const)('fails when one test %s (F1, F2), and names requirement, test and hazards in words', (outcome, derivedFrom) => {
    const [finding] = findings(check('CHK-207'), [...chain, results(good, testCase('a', { spec: 'TST-201' }), testCase('b', { spec: 'TST-202', outcome, line: 33 }))]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['RC-012'], derivedFrom });
    expect(finding?.read).toContainEqual({ file: 'sys.xml', line: 33, value: `${outcome}: b` });
    expect(finding?.message).toContain('HAZ-003 Air embolism has no verified control');
    expect(finding?.message).toContain('HAZ-002 Under-infusion (still verified: RC-010)');
  });
  it('follows from 301 when the trace claims the pass, from 302 when there is no result, from 206 without requirement', () => {
    const claim = matrix({ from: 'TST-202', to: 'SRS-041', result: 'pass' });
    const cases = results(good, testCase('a', { spec: 'TST-201' }), testCase('b', { spec: 'TST-202', outcome: 'failed' }));
    expect(findings(check('CHK-207'), [...chain, claim, cases])[0]?.derivedFrom).toBe('CHK-301 TST-202');
    expect(findings(check('CHK-207'), [...chain, results(good, testCase('a', { spec: 'TST-201' }))])[0]?.derivedFrom).toBe('CHK-302 TST-202');
    expect(findings(check('CHK-207'), [rc({ id: 'RC-001' }), results(good)])[0]?.derivedFrom).toBe('CHK-206 RC-001');
  });
  it('fails when one of two requirements has no verification, and reports 204 as the cause', () => {
    const files = [rc({ id: 'RC-014' }), srs({ id: 'SRS-032', links: { riskControls: ['RC-014'], verifiedBy: ['TST-204'] } }, { id: 'SRS-033', links: { riskControls: ['RC-014'] } }), results(good)];
    expect(findings(check('CHK-207'), files)[0]).toMatchObject({ subjects: ['RC-014'], derivedFrom: 'CHK-204 SRS-033' });
  });
  it('does not take evidence of effectiveness for a verification', () => {
    const files = [rc({ id: 'RC-017', links: { effectiveness: ['TST-204'], requirements: ['SRS-061'] } }), srs({ id: 'SRS-061' }), results(good)];
    expect(said(findings(check('CHK-207'), files))).toEqual(['fail RC-017']);
  });
});

describe('CHK-213', () => {
  const requirement = srs({ id: 'SRS-001', links: { verifiedBy: ['TST-001'] } }, { id: 'SRS-002', links: { verifiedBy: ['TST-002'] } });
  it('fails a link only in the matrix, and one that is missing there', () => {
    const list = findings(check('CHK-213'), [requirement, matrix({ from: 'SRS-001', to: 'TST-001' }, { from: 'TST-009', to: 'SRS-002' })]);
    expect(said(list)).toEqual(['fail TST-002 verifies SRS-002', 'fail TST-009 verifies SRS-002', 'pass TST-001 verifies SRS-001']);
    expect(list[0]?.read[0]).toEqual({ file: 'm.csv', line: 3, value: 'TST-009 verifies SRS-002' });
  });
  it('accepts a link that only test metadata states', () => {
    const files = [srs({ id: 'SRS-001' }), matrix({ from: 'SRS-001', to: 'TST-001' }), results(testCase('a', { properties: [['testspec', 'TST-001'], ['requirement', 'SRS-001']] }))];
    expect(said(findings(check('CHK-213'), files))).toEqual(['pass TST-001 verifies SRS-001']);
  });
  it('has nothing to say when no source states a link: not evaluated by the runner', () => {
    expect(findings(check('CHK-213'), [srs({ id: 'SRS-001' }), matrix({ from: 'SRS-001', to: 'TST-001' })])).toEqual([]);
  });
});

describe('CHK-214, 216, 218', () => {
  it('214 fails a test of an obsolete requirement', () => {
    expect(said(findings(check('CHK-214'), [srs({ id: 'SRS-001', fields: { state: 'rejected' }, links: { verifiedBy: ['TST-001'] } }, { id: 'SRS-002', links: { verifiedBy: ['TST-002'] } })]))).toEqual(['fail TST-001', 'pass TST-002']);
    expect(said(findings(check('CHK-214'), [srs({ id: 'SRS-001' })]))).toEqual(['not-evaluated']);
  });
  it('216 fails a draft, and a requirement without state', () => {
    expect(said(findings(check('CHK-216'), [srs({ id: 'SRS-001', fields: { state: 'draft' } }, { id: 'SRS-002' }, { id: 'SRS-003', fields: { Status: 'Approved' } })]))).toEqual(['fail SRS-001', 'fail SRS-002', 'pass SRS-003']);
  });
  it('218 fails a missing and a vague criterion', () => {
    const list = findings(check('CHK-218'), [srs({ id: 'SRS-001' }, { id: 'SRS-002', fields: { criterion: 'alarm promptly' } }, { id: 'SRS-003', fields: { criterion: 'promptly, within 2.0 s' } }, { id: 'SRS-004', fields: { criterion: 'second bolus refused' } })]);
    expect(said(list)).toEqual(['fail SRS-001', 'fail SRS-002', 'pass SRS-003 SRS-004']);
  });
});
