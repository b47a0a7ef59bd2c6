import { describe, expect, it } from 'vitest';
import { caseFilter, createBinder } from '../../src/trace/binding.ts';
import { idScheme } from '../../src/profile/id-scheme.ts';
import { context, given, table, testCase, tests } from '../support/evidence.ts';

const ids = idScheme();
const project = (binding: Record<string, unknown> = {}) => context([], { project: { binding } }).project.binding;

describe('[SRS-031] createBinder', () => {
  it('takes the first property of the project file that names a test, and unites the requirements', () => {
    const bind = createBinder(project({ properties: ['testspec', 'test_id', 'verifies', 'req'] }), ids);
    expect(bind(testCase('a', { properties: [['test_id', 'TST-002'], ['testspec', 'TST-001'], ['verifies', 'RC-012 SRS-041'], ['req', 'SRS-042, SRS-043;SRS-041']] }))).toEqual({
      tests: ['TST-001'], targets: ['RC-012', 'SRS-041', 'SRS-042', 'SRS-043'], boundBy: 'property:testspec', strange: [],
    });
  });
  it('uses names only with a pattern, only when no property binds, and repairs underscores', () => {
    const named = testCase('test_SRS_041_alarm [TST-202]', { classname: 'AlarmTest' });
    expect(createBinder(project(), ids)(named).boundBy).toBeUndefined();
    const bind = createBinder(project({ names: '((?:SRS|TST)[-_]\\d{3})' }), ids);
    expect(bind(named)).toEqual({ tests: ['TST-202'], targets: ['SRS-041'], boundBy: 'name-pattern', strange: [] });
    expect(bind(testCase('x', { classname: 'C_TST_203' }))).toMatchObject({ tests: ['TST-203'], boundBy: 'class-pattern' });
    expect(bind(testCase('TST-202', { spec: 'TST-001' }))).toMatchObject({ tests: ['TST-001'], boundBy: 'property:testspec' });
  });
  it('never reads messages: printed text is no claim', () => {
    const bind = createBinder(project({ names: 'TST-\\d{3}' }), ids);
    expect(bind(testCase('a', { outcome: 'failed', message: 'TST-202 failed' })).boundBy).toBeUndefined();
  });
  it('tells an id of no pattern from a plain word', () => {
    expect(createBinder(project(), ids)(testCase('a', { properties: [['requirement', 'REQ_77 yes'], ['trace', 'true']] }))).toEqual({ tests: [], targets: [], boundBy: undefined, strange: ['REQ_77'] });
  });
  it('takes suite properties only when the project file says so', () => {
    const suite = [['requirement', 'SRS-001']] as const;
    expect(createBinder(project(), ids)(testCase('a'), suite).boundBy).toBeUndefined();
    expect(createBinder(project({ suiteProperties: true }), ids)(testCase('a'), suite)).toMatchObject({ targets: ['SRS-001'], boundBy: 'suite-property:requirement' });
  });
  it('refuses a pattern that is none', () => {
    expect(() => createBinder(project({ names: '(' }), ids)).toThrow('not a regular expression');
  });
});

describe('[SRS-031] caseFilter', () => {
  it('keeps what claims something and what did not simply pass', () => {
    const keep = caseFilter(project(), ids);
    expect([testCase('a'), testCase('a', { spec: 'TST-001' }), testCase('a', { outcome: 'skipped' }), testCase('a', { outcome: 'passed-after-rerun' })].map(keep)).toEqual([false, true, true, true]);
    expect(caseFilter(project({ suiteProperties: true }), ids)(testCase('a'))).toBe(true);
    expect(caseFilter(project({ properties: ['testspec'] }), ids)({ ...testCase('a'), properties: [['testspec', 'TST-202\u200b']] })).toBe(true);
  });
});

describe('[SRS-032] [SRS-033] results', () => {
  const srs = given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-001', links: { verifiedBy: ['TST-001'] } }]));
  const state = (...outcomes: Parameters<typeof testCase>[1][]) => context([srs, given('tests', 'a.xml', tests(outcomes.map((o, i) => testCase(`c${i}`, { spec: 'TST-001', ...o }))))]).graph;
  it.each([
    [['passed', 'passed'], 'passed', 'verified'], [['passed', 'passed-after-rerun'], 'passed-after-rerun', 'verified'], [['passed', 'skipped'], 'skipped', 'not-verified'],
    [['passed', 'failed', 'skipped'], 'failed', 'not-verified'], [['failed', 'errored'], 'errored', 'not-verified'], [[], 'not-run', 'not-verified'],
  ] as const)('%j is %s, the requirement %s', (outcomes, expected, verification) => {
    const graph = state(...outcomes.map((outcome) => ({ outcome })));
    expect(graph.results.get('TST-001')?.state).toBe(expected);
    expect(graph.verification.get('SRS-001')?.state).toBe(verification);
  });
  it('folds shards over files: the worst counts', () => {
    const { graph } = context([srs, given('tests', 'a.xml', tests([testCase('a', { spec: 'TST-001' })])), given('tests', 'b.xml', tests([testCase('a', { spec: 'TST-001', outcome: 'failed' })]))]);
    expect(graph.results.get('TST-001')).toMatchObject({ state: 'failed', cases: [{ file: 'a.xml' }, { file: 'b.xml' }] });
  });
  it('counts cases that are bound to nothing, those that were not kept too', () => {
    expect(context([given('tests', 'a.xml', tests([testCase('a'), testCase('b', { spec: 'TST-001' })], { casesElided: 40 }))]).graph.unboundCases).toBe(41);
  });
  it('takes the worse of two inspection records', () => {
    const record = (verdict: 'pass' | 'fail') => ({ id: 'INS-001', verifies: ['SRS-001'], verdict, file: 'i.yaml' });
    expect(context([srs, given('inspections', 'i.yaml', { inspections: [record('fail'), record('pass')] })]).graph.results.get('INS-001')?.state).toBe('failed');
  });
  it('keeps failures of an id that no specification knows, and reports the id', () => {
    const { graph } = context([given('test-cases', 't.csv', table('t.csv', [{ id: 'TST-001' }])), given('tests', 'a.xml', tests([testCase('a', { spec: 'TST-999', outcome: 'failed' })]))]);
    expect(graph.results.get('TST-999')?.state).toBe('failed');
    expect(graph.unknownIds).toMatchObject([{ id: 'TST-999', file: 'a.xml' }]);
  });
});
