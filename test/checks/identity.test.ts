import { describe, expect, it } from 'vitest';
import { identityChecks } from '../../src/checks/identity.ts';
import type { DocumentReference, TestRun } from '../../src/model/lists.ts';
import { COMMIT, findings, given, said, testCase, tests } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const [safetyClass, version, commit, bound] = identityChecks as [typeof identityChecks[0], typeof identityChecks[0], typeof identityChecks[0], typeof identityChecks[0]];
const document = (id: string, over: Partial<DocumentReference> = {}): DocumentReference => ({ id, kind: 'plan', file: 'documents.yaml', line: 4, ...over });
const documents = (...list: DocumentReference[]): Given => given('documents', 'documents.yaml', { documents: list });
const run = (over: Partial<TestRun> = {}): Given => given('test-runs', 'run.json', { file: 'run.json', tools: [], at: { version: { file: 'run.json', pointer: '/version' } }, ...over });
const report: Given = given('tests', 'unit.xml', tests([testCase('a')]), { declared: { level: 'unit', run: 'run.json' } });

describe('CHK-103', () => {
  it('passes when profile, plan and risk file agree', () => {
    expect(said(findings(safetyClass, [documents(document('SDP-001', { safetyClass: 'C' }))]))).toEqual(['pass profile SDP-001']);
  });
  it('fails for another class in the risk file, and names both', () => {
    const [finding] = findings(safetyClass, [documents(document('RMF-001', { safetyClass: 'B' }))]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['RMF-001'], read: [{ file: 'documents.yaml', line: 4, value: 'RMF-001 safetyClass: B' }, { value: 'product.safetyClass: C' }] });
  });
  it('fails when a class C release is checked by a milder profile', () => {
    expect(said(findings(safetyClass, [documents(document('SDP-001', { safetyClass: 'C' }))], { profile: { safetyClass: 'A' } }))).toContain('fail profile');
  });
  it('fails an item above its system, and a project without class', () => {
    const files = [documents(document('SDP-001', { safetyClass: 'B' }))];
    const project = { product: { id: 'demo', name: 'Demo', safetyClass: 'B' as const }, items: [{ id: 'SI-X', paths: 'src/**', safetyClass: 'C' as const }] };
    expect(said(findings(safetyClass, files, { project, profile: { safetyClass: 'B' } }))).toContain('fail SI-X');
    expect(said(findings(safetyClass, files, { project: { product: { id: 'demo', name: 'Demo' } } }))).toEqual(['fail safety class']);
  });
  it('is not evaluated when no document states a class', () => {
    expect(said(findings(safetyClass, [documents(document('SDP-001'))]))).toEqual(['not-evaluated safety class']);
  });
});

describe('[SRS-043] CHK-104', () => {
  it('fails the run of another version, and names both places', () => {
    const [finding] = findings(version, [report, run({ version: '2.3.9' })]);
    expect(finding).toMatchObject({ verdict: 'fail', subjects: ['unit.xml'], read: [{ file: 'run.json', pointer: '/version', value: 'version: 2.3.9' }, { file: 'release-evidence.yaml', value: 'release.version: 2.4.0 (project)' }] });
  });
  it.each([['v2.4.0', true], ['sp20/v2.4.0', true], ['release-2.4.0', true], ['v12.4.0', false], ['1.2.4.0', false], ['v2.4.0-rc1', false], ['2.4.0', true]])('tag %s names 2.4.0: %s', (tag, good) => {
    expect(said(findings(version, [], { release: { tag } }))).toEqual([`${good ? 'pass' : 'fail'} tag ${tag}`]);
  });
  it('compares the SBOM root, the build, the SOUP list and both anomaly lists', () => {
    const files = [
      given('sbom', 'a.cdx.json', { specVersion: '1.6', tools: [], root: { name: 'x', version: '1', licenses: [], hashes: [], file: 'a.cdx.json' }, components: [], dependencies: [], incomplete: [], vulnerabilities: [] }),
      given('build', 'build.json', { file: 'build.json', version: '2', tools: [], lockfiles: [], outputs: [], at: {} }),
      given('soup', 'soup.yaml', { version: '3', items: [] }),
      given('anomalies', 'an.yaml', { file: 'an.yaml', version: '4', complete: true, items: [] }),
      given('tracker', 'tr.yaml', { file: 'tr.yaml', version: '5', complete: true, items: [] }),
    ];
    expect(said(findings(version, files))).toEqual(['fail a.cdx.json', 'fail an.yaml', 'fail build.json', 'fail soup.yaml', 'fail tr.yaml', 'pass tag v2.4.0']);
  });
});

describe('[SRS-043] CHK-105', () => {
  it('fails a run on another commit (F4), and passes a shortened id of at least 12 digits', () => {
    expect(said(findings(commit, [report, run({ commit: '5a90'.padEnd(40, '0') })]))).toEqual(['fail unit.xml']);
    expect(said(findings(commit, [report, run({ commit: COMMIT.slice(0, 12) })]))).toEqual(['pass unit.xml']);
    expect(said(findings(commit, [report, run({ commit: COMMIT.slice(0, 7) })]))).toEqual(['fail unit.xml']);
  });
  it('finds nothing when nobody states a commit: the runner reports that as not evaluated', () => {
    expect(findings(commit, [report, run()])).toEqual([]);
  });
});

describe('CHK-106', () => {
  it('fails a bare report, and one whose record names a version alone; passes with a commit or the digest of the binary', () => {
    expect(said(findings(bound, [report]))).toEqual(['fail unit.xml']);
    expect(said(findings(bound, [report, run({ version: '2.4.0' })]))).toEqual(['fail unit.xml']);
    expect(said(findings(bound, [report, run({ binarySha256: ['ab'.repeat(32)] })]))).toEqual(['pass unit.xml']);
    expect(said(findings(bound, [report, run({ commit: COMMIT })]))).toEqual(['pass unit.xml']);
  });
  it('fails an analysis without revision', () => {
    const analysis = { runs: [{ file: 'a.sarif', tool: 'lint', results: [], resultsAbsent: false, complete: true, incompleteBecause: [], hasInvocation: true }] };
    expect(said(findings(bound, [given('analysis', 'a.sarif', analysis)]))).toEqual(['fail a.sarif']);
  });
});
