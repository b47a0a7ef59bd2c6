import { describe, expect, test } from 'vitest';
import { buildIsDocumented, itemsAreIdentified, sourceIsFixed } from '../../src/checks/configuration.ts';
import { checklistIsDone, documentsAreApproved } from '../../src/checks/documents.ts';
import { retentionIsLongEnough } from '../../src/checks/retention.ts';
import type { BuildMetadata, ConfigItem, DocumentReference, Retention, VcsState } from '../../src/model/lists.ts';
import { ARTIFACT_SHA, COMMIT, RELEASE, findings, given, profile, said } from '../support/evidence.ts';

const vcs = (over: Partial<VcsState> = {}) => given('vcs', 'vcs.json', {
  commit: COMMIT, clean: true, tag: { name: 'v2.4.0', target: COMMIT }, at: { clean: { file: 'vcs.json', pointer: '/clean' }, tag: { file: 'vcs.json', pointer: '/tag' } }, file: 'vcs.json', ...over,
});

describe('CHK-701: clean tree, fixed tag', () => {
  test('passes', () => expect(said(findings(sourceIsFixed, [vcs()]))).toEqual(['pass v2.4.0']));
  test('a dirty tree', () => {
    const list = findings(sourceIsFixed, [vcs({ clean: false })]);
    expect(said(list)).toEqual(['fail v2.4.0']);
    expect(list[0]!.read).toEqual([{ file: 'vcs.json', pointer: '/clean', value: false }]);
  });
  test('a moved tag: both commits', () => {
    const list = findings(sourceIsFixed, [vcs({ tag: { name: 'v2.4.0', target: 'f'.repeat(40) } })]);
    expect(said(list)).toEqual(['fail v2.4.0']);
    expect(list[0]!.read).toEqual([{ file: 'vcs.json', pointer: '/tag', value: 'f'.repeat(40) }, { file: 'release-evidence.yaml', value: `release.commit: ${COMMIT}` }]);
  });
  test('no tag, another tag', () => {
    const { tag: _, ...rest } = vcs().content!;
    expect(said(findings(sourceIsFixed, [given('vcs', 'vcs.json', rest)]))).toEqual(['fail v2.4.0']);
    expect(said(findings(sourceIsFixed, [vcs({ tag: { name: 'v2.4.0-rc1', target: COMMIT } })]))).toEqual(['fail v2.4.0']);
  });
  test('what was not recorded is not evaluated', () => {
    const { clean: _, ...rest } = vcs().content!;
    expect(said(findings(sourceIsFixed, [given('vcs', 'vcs.json', rest)]))).toEqual(['not-evaluated v2.4.0']);
    expect(said(findings(sourceIsFixed, [vcs({ tag: { name: 'v2.4.0' } })]))).toEqual(['not-evaluated v2.4.0']);
  });
});

describe('CHK-702: configuration items', () => {
  const item = (name: string, line: number, over: Partial<ConfigItem> = {}): ConfigItem => ({ name, version: '2.4.0', sha256: ARTIFACT_SHA, file: 'items.yaml', line, ...over });
  const items = (...list: ConfigItem[]) => given('config-items', 'items.yaml', { items: list });
  test('listed with the released digest, under any name', () => expect(said(findings(itemsAreIdentified, [items(item('firmware.bin', 3))]))).toEqual(['pass firmware.bin']));
  test('the released file is not listed', () => {
    const list = findings(itemsAreIdentified, [items(item('SOP-1', 3, { sha256: 'cd'.repeat(32) }))]);
    expect(said(list)).toEqual(['fail firmware.bin', 'pass SOP-1']);
    expect(list[0]!.read).toEqual([{ file: 'items.yaml', value: null }, { file: 'firmware.bin', value: ARTIFACT_SHA }]);
  });
  test('listed with another digest: both', () => {
    const list = findings(itemsAreIdentified, [items(item('firmware.bin', 3, { sha256: 'cd'.repeat(32) }))]);
    expect(said(list)).toEqual(['fail firmware.bin']);
    expect(list[0]!.read).toEqual([{ file: 'items.yaml', line: 3, value: `sha256: ${'cd'.repeat(32)}` }, { file: 'firmware.bin', value: ARTIFACT_SHA }]);
  });
  test('a project without released files leaves the question open', () => expect(said(findings(itemsAreIdentified, [items(item('x', 3))], { release: { artifacts: [] } }))).toEqual(['not-evaluated artifacts', 'pass x']));
  test.each([[{ version: 'latest' }, 'fail'], [{ version: ' ' }, 'fail'], [{ sha256: 'abc' }, 'fail']] as const)('%j', (over, verdict) => {
    expect(said(findings(itemsAreIdentified, [items(item('firmware.bin', 3), item('x', 8, over))]))).toContain(`${verdict} x`);
  });
  test('a document needs hash or reference, a tool its version only', () => {
    const { sha256: _, ...bare } = item('SVP-001', 8);
    expect(said(findings(itemsAreIdentified, [items(item('firmware.bin', 3), { ...bare, kind: 'document' })]))).toContain('fail SVP-001');
    expect(said(findings(itemsAreIdentified, [items(item('firmware.bin', 3), { ...bare, kind: 'document', reference: 'dms://1' })]))).toEqual(['pass firmware.bin SVP-001']);
    expect(said(findings(itemsAreIdentified, [items(item('firmware.bin', 3), { ...bare, kind: 'tool' })]))).toEqual(['pass firmware.bin SVP-001']);
  });
});

describe('CHK-703: build', () => {
  const whole: BuildMetadata = { os: 'Debian 12', tools: [{ name: 'gcc', version: '14.2.1' }], procedure: 'SOP-021@4', commit: COMMIT, lockfiles: [], outputs: [{ name: 'firmware.bin', sha256: ARTIFACT_SHA }], at: { tools: { file: 'build.json', pointer: '/tools' } }, file: 'build.json' };
  const build = (over: Partial<Record<keyof BuildMetadata, unknown>> = {}) => given('build', 'build.json', Object.fromEntries(Object.entries({ ...whole, ...over }).filter(([, v]) => v !== undefined)) as unknown as BuildMetadata);
  const lock = given('lockfiles', 'conan.lock', { packageManager: 'conan', packages: [] });
  const hash = '1'.padStart(64, '0'); // the digest that evidenceSet gives the second file
  test('recorded; a container digest stands for the system', () => {
    expect(said(findings(buildIsDocumented, [build()]))).toEqual(['pass build.json']);
    expect(said(findings(buildIsDocumented, [build({ os: undefined, containerDigest: 'sha256:12' })]))).toEqual(['pass build.json']);
  });
  test.each([[{ os: undefined }], [{ tools: [] }], [{ tools: [{ name: 'gcc' }] }], [{ tools: [{ name: 'gcc', version: 'latest' }] }], [{ procedure: undefined }], [{ procedure: 'TBD' }], [{ commit: undefined }], [{ lockfiles: [{ path: 'a.lock' }] }]])('%j fails', (over) => {
    expect(said(findings(buildIsDocumented, [build(over)]))).toEqual(['fail build.json']);
  });
  test('the released file is an output of a build, by its digest', () => {
    for (const outputs of [[], [{ name: 'firmware.bin' }], [{ name: 'other.bin', sha256: 'ee'.repeat(32) }]]) {
      const list = findings(buildIsDocumented, [build({ outputs })]);
      expect(said(list)).toEqual(['fail firmware.bin', 'pass build.json']);
      expect(list[0]!.read.at(-1)).toEqual({ file: 'firmware.bin', value: `sha256: ${ARTIFACT_SHA}` });
    }
    expect(said(findings(buildIsDocumented, [build({ outputs: [] }), given('build', 'second.json', { ...whole, file: 'second.json', outputs: [{ name: 'out/fw', sha256: ARTIFACT_SHA.toUpperCase() }] })]))).toEqual(['pass build.json second.json']);
  });
  test('a declared lockfile must be the one of the build', () => {
    expect(said(findings(buildIsDocumented, [build(), lock]))).toEqual(['fail build.json']);
    expect(said(findings(buildIsDocumented, [build({ lockfiles: [{ path: 'conan.lock', sha256: hash }] }), lock]))).toEqual(['pass build.json']);
    const list = findings(buildIsDocumented, [build({ lockfiles: [{ path: 'conan.lock', sha256: 'ee'.repeat(32) }] }), lock]);
    expect(list[0]!.read).toEqual([{ file: 'build.json', value: `conan.lock: ${'ee'.repeat(32)}` }, { file: 'conan.lock', value: hash }]);
  });
});

describe('CHK-807: retention', () => {
  const retention = (over: Partial<Retention> = {}) => given('retention', 'retention.yaml', { retainUntil: '2041-11-20', regions: [], file: 'retention.yaml', line: 2, ...over });
  const setting = (lifetimeYears: number | undefined, minYears: number) => ({ release: { product: { ...RELEASE.product, ...(lifetimeYears === undefined ? {} : { lifetimeYears }) } }, profile: profile({ retention: { minYears } }) });
  test.each([
    ['2041-11-20', 10, 15, 'pass'], ['2041-11-19', 10, 15, 'fail'], ['2036-11-20', 10, 0, 'pass'], ['2036-11-19', 10, 0, 'fail'], ['2028-11-20', 1, 0, 'pass'], ['2028-11-19', 1, 0, 'fail'], ['forever', 10, 15, 'fail'], ['2041-02-30', 10, 15, 'fail'],
  ])('until %s, lifetime %i, profile %i: %s', (retainUntil, lifetime, years, verdict) => expect(said(findings(retentionIsLongEnough, [retention({ retainUntil })], setting(lifetime, years)))).toEqual([`${verdict} retention.yaml`]));
  test('the longer lifetime counts, and its place is named', () => {
    const list = findings(retentionIsLongEnough, [retention({ retainUntil: '2041-11-20', deviceLifetimeYears: 20 })], setting(10, 15));
    expect(list[0]).toMatchObject({ verdict: 'fail', message: 'kept until 2041-11-20, needed is 2046-11-20: 20 years from 2026-11-20T08:00:00Z (device lifetime in the retention record)', read: [{ file: 'retention.yaml', line: 2, value: 'retainUntil: 2041-11-20' }, { file: 'retention.yaml', line: 2, value: 'deviceLifetimeYears: 20' }] });
  });
  test('no date fails; no lifetime anywhere is not evaluated', () => {
    const { retainUntil: _, ...rest } = retention().content!;
    expect(said(findings(retentionIsLongEnough, [given('retention', 'retention.yaml', rest)], setting(10, 15)))).toEqual(['fail retention.yaml']);
    expect(said(findings(retentionIsLongEnough, [retention()], setting(undefined, 15)))).toEqual(['not-evaluated retention.yaml']);
  });
});

describe('CHK-811 and 812: documents and checklist', () => {
  const plan: DocumentReference = { id: 'SVP-001', kind: 'plan', version: '9', status: 'approved', approvedAt: '2026-06-30', file: 'documents.yaml', line: 3 };
  const documents = (...list: DocumentReference[]) => given('documents', 'documents.yaml', { documents: list });
  const procedure: DocumentReference = { ...plan, id: 'TP-030', kind: 'procedure', version: '8', line: 9 };
  const run = (name: string) => given('test-runs', 'run.json', { id: 'RUN-1', procedure: name, tools: [], at: {}, file: 'run.json' });
  test('approved before the release', () => expect(said(findings(documentsAreApproved, [documents(plan)]))).toEqual(['pass SVP-001']));
  test.each([[{ status: 'superseded' }], [{ status: 'draft' }], [{ version: '' }], [{ approvedAt: '2026-11-21' }], [{ approvedAt: 'soon' }]])('%j fails with its line', (over) => {
    const list = findings(documentsAreApproved, [documents({ ...plan, ...over })]);
    expect(said(list)).toEqual(['fail SVP-001']);
    expect(list[0]!.read[0]).toMatchObject({ file: 'documents.yaml', line: 3 });
  });
  test('no plan at all', () => expect(said(findings(documentsAreApproved, [documents(procedure)]))).toEqual(['fail plan', 'pass TP-030']));
  test('a run by another version of the procedure', () => {
    expect(said(findings(documentsAreApproved, [documents(plan, procedure), run('TP-030@8')]))).toEqual(['pass SVP-001 TP-030']);
    const list = findings(documentsAreApproved, [documents(plan, procedure), run('TP-030@7')]);
    expect(said(list)).toEqual(['fail TP-030', 'pass SVP-001']);
    expect(list[0]!.read).toEqual([{ file: 'run.json', value: 'procedure: TP-030@7' }, { file: 'documents.yaml', line: 9, value: 'version: 8' }]);
  });
  test('checklist', () => {
    const list = (done: boolean) => findings(checklistIsDone, [given('checklist', 'checklist.yaml', { items: [{ id: 'CL-01', text: 'results evaluated', done: true, file: 'checklist.yaml', line: 3 }, { id: 'CL-02', text: 'archive ready', done, file: 'checklist.yaml', line: 8 }] })]);
    expect(said(list(true))).toEqual(['pass CL-01 CL-02']);
    expect(list(false)[0]).toMatchObject({ verdict: 'fail', message: 'CL-02 is open: archive ready', read: [{ file: 'checklist.yaml', line: 8, value: 'done: false' }] });
  });
});
