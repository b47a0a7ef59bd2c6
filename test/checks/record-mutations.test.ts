import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeFileTree } from '../../src/adapters/node-file-tree.ts';
import type { CheckContext } from '../../src/checks/check.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { recordChecks } from '../../src/checks/record-checks.ts';
import { runChecks } from '../../src/checks/runner.ts';
import type { EvidenceSet } from '../../src/model/evidence.ts';
import type { EvidenceKind } from '../../src/model/kinds.ts';
import type { ReleaseIdentity } from '../../src/model/release.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { identify } from '../../src/pipeline/identify.ts';
import { profileOf } from '../../src/pipeline/profile-of.ts';
import { loadProject } from '../../src/project/load.ts';

/** The good release with one field of one record spoiled at a time: exactly the check that asks for it must stop the release. */
const folder = new URL('../../fixtures/releases/meridian-2.4.0', import.meta.url).pathname;
const tree = nodeFileTree(folder);
const loaded = loadProject('release-evidence.yaml', readFileSync(`${folder}/release-evidence.yaml`, 'utf8'));
const release = identify({ project: loaded.project, clock: { now: () => new Date(0) } }, tree);
const good = evaluate(tree, loaded, release, profileOf(tree, loaded.project));
const checks = recordChecks(() => CHECKS);

/** `CHK-504 SOUP-001` for each row that does not pass, those that only warn too. */
function raised(contents: Partial<EvidenceSet['contents']> = {}, over: Partial<ReleaseIdentity> = {}): readonly string[] {
  const context: CheckContext = { project: loaded.project, projectFile: loaded.file, projectText: loaded.text, release: { ...release, ...over }, profile: good.profile, graph: good.graph, evidence: { ...good.evidence, contents: { ...good.evidence.contents, ...contents } } };
  return runChecks(checks, context).rows.filter((r) => r.verdict === 'fail' || r.verdict === 'not-evaluated').map((r) => `${r.check} ${r.subjects.join(' ')}`.trim());
}

type Any = Record<string, unknown>;
/** Contents of a kind after `change`, which gets each content as a plain object. */
function spoiled(kind: EvidenceKind, change: (content: Any) => Any): Partial<EvidenceSet['contents']> {
  return { [kind]: good.evidence.contents[kind].map((r) => ({ ...r, content: change(r.content as unknown as Any) })) } as Partial<EvidenceSet['contents']>;
}
/** One record of a list, by position, with some fields replaced; `undefined` takes a field away. */
function record(kind: EvidenceKind, list: string, index: number, over: Any): Partial<EvidenceSet['contents']> {
  return spoiled(kind, (content) => ({ ...content, [list]: (content[list] as Any[]).map((item, i) => (i === index ? Object.fromEntries(Object.entries({ ...item, ...over }).filter(([, v]) => v !== undefined)) : item)) }));
}
const items = (kind: EvidenceKind, list: string): Any[] => (good.evidence.contents[kind][0]!.content as unknown as Record<string, Any[]>)[list]!;
const each = (kind: EvidenceKind, list: string, fields: readonly (readonly [field: string, check: string])[], where: (item: Any) => boolean = () => true) =>
  items(kind, list).flatMap((item, index) => (where(item) ? fields.map(([field, check]) => ({ kind, list, index, field, check, subject: String(item['id'] ?? item['role'] ?? item['name']) })) : []));

it('begins without anything to report', () => expect(raised()).toEqual([]));

describe('a field that is taken away', () => {
  it.each([
    ...each('soup', 'items', [['title', 'CHK-504'], ['manufacturer', 'CHK-504'], ['version', 'CHK-504'], ['functionalRequirements', 'CHK-505'], ['performanceRequirements', 'CHK-505'], ['hwSwNeeds', 'CHK-505'], ['anomalyEvaluation', 'CHK-506'], ['supportLevel', 'CHK-510'], ['endOfSupport', 'CHK-510']]),
    ...each('anomalies', 'items', [['acceptability', 'CHK-602'], ['rationaleForRelease', 'CHK-603'], ['approvedBy', 'CHK-603'], ['securityAssessment', 'CHK-607'], ['discovery', 'CHK-608'], ['rootCause', 'CHK-608'], ['impactSafetyEffectiveness', 'CHK-608']], (a) => a['status'] === 'open'),
    ...each('anomalies', 'items', [['riskControlReevaluation', 'CHK-606']], (a) => a['status'] === 'open' && (a['affectedRiskControls'] as string[]).length > 0),
    ...each('anomalies', 'items', [['affectedRiskControls', 'CHK-606']], (a) => a['status'] === 'open' && a['riskControlReevaluation'] === undefined),
    ...each('anomalies', 'items', [['fixedIn', 'CHK-604'], ['change', 'CHK-605']], (a) => a['status'] === 'closed'),
    ...each('config-items', 'items', [['version', 'CHK-702']]),
    ...each('documents', 'documents', [['version', 'CHK-811'], ['status', 'CHK-811'], ['approvedAt', 'CHK-811']]),
    ...each('approvals', 'approvals', [['name', 'CHK-804'], ['meaning', 'CHK-804'], ['at', 'CHK-804'], ['candidateDigest', 'CHK-803']]),
    ...each('waivers', 'waivers', ['check', 'reason', 'riskAssessment', 'compensatingMeasure', 'author', 'approver', 'created', 'expires'].map((f) => [f, 'CHK-805'] as const)),
  ])('$kind $subject: $field → $check', ({ kind, list, index, field, check, subject }) => {
    expect(raised(record(kind, list, index, { [field]: undefined }))).toContain(`${check} ${subject}`);
  });
});

describe('a record that vanishes', () => {
  const gone = (kind: EvidenceKind, list: string, index: number) => raised(spoiled(kind, (content) => ({ ...content, [list]: (content[list] as Any[]).filter((_, i) => i !== index) })));
  it.each(items('soup', 'items').map((item, i) => [item['title'], i] as const))('SOUP entry %s', (_, i) => expect(gone('soup', 'items', i)).toContainEqual(expect.stringMatching(/^CHK-501 /u)));
  it.each(items('anomalies', 'items').flatMap((item, i) => (item['status'] === 'open' ? [[item['id'], i] as const] : [])))('residual anomaly %s, from the list and from the tracker', (id, i) => {
    expect(gone('anomalies', 'items', i)).toEqual([`CHK-601 ${id as string}`]);
    const inTracker = items('tracker', 'items').findIndex((t) => t['id'] === id);
    expect(gone('tracker', 'items', inTracker)).toEqual([`CHK-601 ${id as string}`]);
  });
  it.each(items('approvals', 'approvals').map((a, i) => [a['role'], i] as const))('the %s approval', (role, i) => expect(gone('approvals', 'approvals', i)).toContain(`CHK-801 ${role as string}`));
  it.each(items('changes', 'changes').map((c, i) => [c['id'], i] as const))('change %s leaves its commits without', (_, i) => {
    const ids = (items('changes', 'changes')[i]!['commits'] as string[]).map((c) => `CHK-705 ${c}`);
    expect(gone('changes', 'changes', i)).toEqual(expect.arrayContaining(ids));
  });
  it.each(release.artifacts.map((a) => a.name))('the released file %s from the configuration items', (name) => {
    expect(gone('config-items', 'items', items('config-items', 'items').findIndex((i) => i['name'] === name))).toEqual([`CHK-702 ${name}`]);
  });
});

describe('a value that is replaced', () => {
  const sbom = items('sbom', 'components');
  it.each(sbom.map((c, i) => [c['name'] as string, i] as const))('component %s: no supplier, a moving version, another package', (name, i) => {
    const version = sbom[i]!['version'] as string;
    expect(raised(record('sbom', 'components', i, { supplier: undefined }))).toContain(`CHK-507 ${name}@${version}`);
    expect(raised(record('sbom', 'components', i, { version: 'latest' }))).toContain(`CHK-509 ${name}@latest`);
    const foreign = raised(record('sbom', 'components', i, { name: 'stranger', purl: 'pkg:generic/elsewhere/stranger@9' }));
    expect(foreign).toContain(`CHK-501 stranger@${version}`);
  });
  it.each(items('soup', 'items').map((s, i) => [s['id'] as string, i] as const))('SOUP %s: another version, evaluated for another version, too long ago', (id, i) => {
    const evaluation = items('soup', 'items')[i]!['anomalyEvaluation'] as Any;
    expect(raised(record('soup', 'items', i, { version: '0.0.1' }))).toEqual([`CHK-503 ${id}`]);
    expect(raised(record('soup', 'items', i, { anomalyEvaluation: { ...evaluation, versionEvaluated: '0.0.1' } }))).toEqual([`CHK-506 ${id}`]);
    expect(raised(record('soup', 'items', i, { anomalyEvaluation: { ...evaluation, date: '2025-11-02' } }))).toEqual([`CHK-506 ${id}`]);
  });
  const people = items('approvals', 'approvals');
  it.each(people.map((a, i) => [a['role'] as string, i] as const))('the %s approval: before the last test, or of other evidence', (role, i) => {
    expect(raised(record('approvals', 'approvals', i, { at: '2026-11-18T15:39:59Z' }))).toEqual([`CHK-803 ${role}`]);
    expect(raised(record('approvals', 'approvals', i, { candidateDigest: '0'.repeat(64) }))).toEqual([`CHK-803 ${role}`]);
    if (role !== 'development') expect(raised(record('approvals', 'approvals', i, { name: 'T. Brandt', userId: 'tbrandt' }))).toContain(`CHK-802 ${role}`);
  });
  it.each(items('checklist', 'items').map((c, i) => [c['id'] as string, i] as const))('checklist item %s open', (id, i) => expect(raised(record('checklist', 'items', i, { done: false }))).toEqual([`CHK-812 ${id}`]));
  it.each([
    ['vcs', { clean: false }, ['CHK-701 v2.4.0']], ['vcs', { tag: { name: 'v2.4.0', target: '0'.repeat(40) } }, ['CHK-701 v2.4.0']], ['vcs', { tag: undefined }, ['CHK-701 v2.4.0']], ['vcs', { commits: undefined }, ['CHK-705']],
    ['build', { procedure: '' }, ['CHK-703 build.json']], ['build', { tools: [] }, ['CHK-703 build.json']], ['sbom', { root: undefined }, ['CHK-508 sbom/sp20.cdx.json']], ['sbom', { timestamp: '2026-11-16T10:01:59Z' }, ['CHK-508 sbom/sp20.cdx.json']],
    ['sbom', { dependencies: [] }, ['CHK-507 sbom/sp20.cdx.json']], ['kev', { dateReleased: '2026-10-01T00:00:00Z' }, ['CHK-514 vex/kev.json']], ['retention', { retainUntil: '2041-11-19' }, ['CHK-807 retention.yaml']],
  ] as const)('%s with %j', (kind, over, expected) => expect(raised(spoiled(kind, (content) => ({ ...content, ...over })))).toEqual(expect.arrayContaining([...expected])));
  it('another released file, version, commit or date', () => {
    expect(raised({}, { version: '2.4.1' })).toContain('CHK-508 sbom/sp20.cdx.json');
    expect(raised({}, { commit: '0'.repeat(40) })).toContain('CHK-701 v2.4.0');
    expect(raised({}, { date: '2027-03-01T00:00:00Z' })).toEqual(expect.arrayContaining(['CHK-805 WVR-004', 'CHK-514 vex/kev.json', 'CHK-807 retention.yaml', 'CHK-506 SOUP-001']));
    expect(raised({}, { artifacts: release.artifacts.map((a) => ({ ...a, sha256: '0'.repeat(64) })) })).toEqual(expect.arrayContaining(release.artifacts.map((a) => `CHK-702 ${a.name}`)));
  });
});
