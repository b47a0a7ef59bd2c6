import type { Check, CheckContext, Finding } from '../../src/checks/check.ts';
import type { ContentByKind } from '../../src/model/content.ts';
import type { Declaration, EvidenceFile, EvidenceSet, FileStatus, MissingEvidence, Read } from '../../src/model/evidence.ts';
import { EVIDENCE_KINDS } from '../../src/model/kinds.ts';
import type { EvidenceKind, SafetyClass } from '../../src/model/kinds.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { EffectiveProfile } from '../../src/model/profile.ts';
import type { ReleaseIdentity } from '../../src/model/release.ts';
import { addCounts, NO_COUNTS } from '../../src/model/tests.ts';
import type { TestCase, TestCounts, TestReport, TestSuite } from '../../src/model/tests.ts';
import type { TraceTable } from '../../src/model/items.ts';
import { idScheme } from '../../src/profile/id-scheme.ts';
import { projectSchema } from '../../src/project/schema.ts';
import type { ProjectInput } from '../../src/project/schema.ts';
import { buildGraph } from '../../src/trace/graph.ts';

export const COMMIT = '7c1e'.padEnd(40, '0');
export const PROJECT_FILE = 'release-evidence.yaml';
/** What a signed approval names the digest of; the checks themselves read the parsed project. */
export const PROJECT_TEXT = 'product: { id: demo }\n';
export const ARTIFACT_SHA = 'ab'.repeat(32);

/** One file of a test's evidence: kind, path, content and what the declaration says. */
export interface Given<K extends EvidenceKind = EvidenceKind> {
  readonly kind: K;
  readonly path: string;
  readonly content?: ContentByKind[K];
  readonly declared?: Partial<Declaration>;
  readonly status?: FileStatus;
  readonly size?: number;
  readonly problems?: readonly Problem[];
}

/** A readable file: `given('soup', 'soup.yaml', { items: [...] })`. */
export function given<K extends EvidenceKind>(kind: K, path: string, content: ContentByKind[K], more: Partial<Given<K>> = {}): Given<K> {
  return { kind, path, content, ...more };
}

export function evidenceSet(files: readonly Given[], missing: readonly MissingEvidence[] = []): EvidenceSet {
  const contents = Object.fromEntries(EVIDENCE_KINDS.map((kind) => [kind, [] as Read<EvidenceKind>[]]));
  const all: EvidenceFile[] = files.map((one, index) => {
    const file: EvidenceFile = {
      path: one.path, size: one.size ?? 100, sha256: index.toString(16).padStart(64, '0'),
      declared: { kind: one.kind, index, ...one.declared }, status: one.status ?? 'read', facts: {}, problems: one.problems ?? [],
    };
    if (one.content !== undefined) contents[one.kind]?.push({ file, content: one.content });
    return file;
  });
  return { files: all.sort((a, b) => (a.path < b.path ? -1 : 1)), missing, contents: contents as unknown as EvidenceSet['contents'], scans: all.map(({ path, sha256 }) => ({ path, sha256, content: 'text' as const, findings: [] })) };
}

export const RELEASE: ReleaseIdentity = {
  product: { id: 'demo', name: 'Demo', markets: [], safetyClass: 'C' },
  version: '2.4.0', commit: COMMIT, tag: 'v2.4.0', date: '2026-11-20T08:00:00Z',
  sources: { version: 'project', commit: 'project', tag: 'project', date: 'project' },
  artifacts: [{ name: 'firmware.bin', path: 'firmware.bin', size: 3, sha256: ARTIFACT_SHA }],
};

export function profile(over: Partial<EffectiveProfile> & { safetyClass?: SafetyClass } = {}): EffectiveProfile {
  return {
    id: 'test-profile', version: '1.0.0', digest: 'cd'.repeat(32), standard: { id: 'IEC 62304', edition: '2006+A1:2015' }, safetyClass: 'C',
    overlays: [], requiredEvidence: [], requiredLevels: [], thresholds: {}, roles: { required: [], independent: [] }, retention: { minYears: 2 },
    severities: {}, nonWaivable: [], analysisLevel: 'warning', ...over,
  };
}

export interface Setting {
  readonly project?: Partial<ProjectInput>;
  readonly release?: Partial<ReleaseIdentity>;
  readonly profile?: Partial<EffectiveProfile>;
  readonly missing?: readonly MissingEvidence[];
}

/** All that a check sees, with the real graph over the given files. */
export function context(files: readonly Given[], setting: Setting = {}): CheckContext {
  const evidence = evidenceSet(files, setting.missing);
  const project = projectSchema.parse({ product: { id: 'demo', name: 'Demo', safetyClass: 'C' }, profile: 'iec62304-c', evidence: {}, ...setting.project });
  return {
    project, projectFile: PROJECT_FILE, projectText: PROJECT_TEXT, release: { ...RELEASE, ...setting.release }, profile: profile(setting.profile), evidence,
    graph: buildGraph(evidence, project, idScheme(project.ids)),
  };
}

/** Findings of one check over the given files. */
export function findings(check: Check, files: readonly Given[], setting: Setting = {}): readonly Finding[] {
  return check.run(context(files, setting));
}

/** `fail SRS-041`, `pass SRS-001 SRS-002` …: what a check said, in short. */
export function said(list: readonly Finding[]): readonly string[] {
  return list.map((f) => `${f.verdict} ${f.subjects.join(' ')}`.trim()).sort();
}

/** A table from short lines: id → title, fields and links (`{ verifiedBy: ['TST-101'] }`). Line n+2 of the file is item n. */
export function table(file: string, items: readonly { id: string; title?: string; fields?: Record<string, string>; links?: Record<string, readonly string[]> }[], rows: readonly { from: string; to: string; result?: string; type?: string }[] = []): TraceTable {
  return {
    items: items.map((one, i) => ({
      id: one.id, title: one.title ?? `title of ${one.id}`, fields: one.fields ?? {}, file, line: i + 2,
      links: Object.entries(one.links ?? {}).flatMap(([type, targets]) => targets.map((target) => ({ type, target, file, line: i + 2 }))),
    })),
    rows: rows.map((one, i) => ({ ...one, file, line: i + 2 })),
  };
}

/** A test case; `spec` is its `testspec` property. */
export function testCase(name: string, over: Partial<TestCase> & { spec?: string } = {}): TestCase {
  const { spec, ...rest } = over;
  return { suite: 'suite', classname: 'Class', name, outcome: 'passed', seconds: 0.1, line: 10, properties: spec === undefined ? [] : [['testspec', spec]], ...rest };
}

/** A report whose counts fit its cases. */
export function tests(cases: readonly TestCase[], over: Partial<TestReport> = {}): TestReport {
  const counts = cases.map(countsOf).reduce(addCounts, NO_COUNTS);
  const suite: TestSuite = { name: 'suite', line: 2, declared: {}, counted: counts, empty: cases.length === 0, properties: [] };
  return { suites: [suite], cases, casesElided: 0, counts, suiteProblems: [], disagreements: [], ...over };
}

function countsOf(one: TestCase): TestCounts {
  const key = ({ 'passed': 'passed', 'passed-after-rerun': 'passedAfterRerun', 'skipped': 'skipped', 'failed': 'failed', 'errored': 'errored' } as const)[one.outcome];
  return { ...NO_COUNTS, cases: 1, [key]: 1 };
}
