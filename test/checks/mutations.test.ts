import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeFileTree } from '../../src/adapters/node-file-tree.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { runChecks } from '../../src/checks/runner.ts';
import type { EvidenceSet } from '../../src/model/evidence.ts';
import type { TraceTable } from '../../src/model/items.ts';
import type { EvidenceKind } from '../../src/model/kinds.ts';
import type { CheckResults } from '../../src/model/row.ts';
import type { Outcome } from '../../src/model/tests.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { identify } from '../../src/pipeline/identify.ts';
import { profileOf } from '../../src/pipeline/profile-of.ts';
import { idScheme } from '../../src/profile/id-scheme.ts';
import { loadProject } from '../../src/project/load.ts';
import { buildGraph } from '../../src/trace/graph.ts';

/**
 * A wrong READY is the worst that can happen. Here the good release is spoiled in one place at a time, and each time it must stop being ready:
 * every file taken away or made unreadable, every traced test failed, errored, skipped or gone, every item and link removed that a release hangs on.
 */
const folder = new URL('../../fixtures/releases/meridian-2.4.0', import.meta.url).pathname;
const tree = nodeFileTree(folder);
const loaded = loadProject('release-evidence.yaml', readFileSync(`${folder}/release-evidence.yaml`, 'utf8'));
const release = identify({ project: loaded.project, clock: { now: () => new Date(0) } }, tree);
const good = evaluate(tree, loaded, release, profileOf(tree, loaded.project));

function verdictOf(evidence: EvidenceSet): CheckResults {
  const { project } = loaded;
  return runChecks(CHECKS, { project, projectFile: loaded.file, projectText: loaded.text, release, profile: good.profile, evidence, graph: buildGraph(evidence, project, idScheme(project.ids)) });
}

/** What stops the release, as `CHK-301 TST-202`. */
function blocking(evidence: EvidenceSet): readonly string[] {
  return verdictOf(evidence).rows.filter((r) => r.severity === 'error' && (r.verdict === 'fail' || r.verdict === 'not-evaluated')).map((r) => `${r.check} ${r.subjects.join(' ')}`.trim());
}

function without(path: string, how: 'missing' | 'refused'): EvidenceSet {
  const { evidence } = good;
  const contents = Object.fromEntries(Object.entries(evidence.contents).map(([kind, reads]) => [kind, reads.filter((r) => r.file.path !== path)])) as unknown as EvidenceSet['contents'];
  const gone = evidence.files.filter((f) => f.path === path);
  if (how === 'missing') return { files: evidence.files.filter((f) => f.path !== path), missing: gone.map((f) => ({ declared: f.declared, pattern: f.path })), contents, scans: evidence.scans };
  return { ...evidence, contents, files: evidence.files.map((f) => (f.path === path ? { ...f, status: 'refused' as const, problems: [{ code: 'TRUNCATED' as const, message: 'the content ends early', file: path }] } : f)) };
}

function replaced<K extends EvidenceKind>(kind: K, change: (content: EvidenceSet['contents'][K][number]['content']) => unknown): EvidenceSet {
  const reads = good.evidence.contents[kind].map((r) => ({ ...r, content: change(r.content) }));
  return { ...good.evidence, contents: { ...good.evidence.contents, [kind]: reads } as EvidenceSet['contents'] };
}

const specs = [...good.graph.nodes.values()].filter((n) => n.type === 'TST').map((n) => n.id).sort();

it('begins with a release that is ready', () => {
  expect(blocking(good.evidence)).toEqual([]);
  expect(good.results.verdict).toBe('READY WITH WAIVERS');
  expect(specs).toHaveLength(34);
});

describe('[SRS-003] a file', () => {
  it.each(good.evidence.files.map((f) => f.path))('%s missing, or unreadable, stops the release', (path) => {
    expect(blocking(without(path, 'missing'))).toContainEqual(expect.stringMatching(/^CHK-101 /u));
    expect(blocking(without(path, 'refused'))).toContainEqual(`CHK-102 ${path}`);
  });
});

describe('[SRS-033] a traced test', () => {
  const outcome = (spec: string, to: Outcome): EvidenceSet => replaced('tests', (report) => {
    let done = false;
    return { ...report, cases: report.cases.map((c) => {
      if (done || !c.properties.some(([name, value]) => name === 'testspec' && value === spec)) return c;
      done = true;
      return { ...c, outcome: to };
    }) };
  });
  it.each(specs)('%s with one case failed, errored or skipped stops the release, and so does its absence', (spec) => {
    for (const to of ['failed', 'errored', 'skipped'] as const) expect(blocking(outcome(spec, to)), to).toContain(`CHK-301 ${spec}`);
    const gone = replaced('tests', (report) => ({ ...report, cases: report.cases.filter((c) => !c.properties.some(([, value]) => value === spec)) }));
    expect(blocking(gone)).toContain(`CHK-302 ${spec}`);
  });
  it.each(specs)('%s skipped stops the release although the trace claims nothing', (spec) => {
    const silent = outcome(spec, 'skipped');
    const trace = silent.contents.trace.map((r) => ({ ...r, content: { ...r.content, rows: r.content.rows.map(({ result: _, ...row }) => row) } }));
    expect(blocking({ ...silent, contents: { ...silent.contents, trace } })).toContain(`CHK-302 ${spec}`);
  });
});

describe('an item', () => {
  const kinds = ['requirements', 'risk-controls', 'hazards', 'design', 'test-cases'] as const;
  const all = kinds.flatMap((kind) => good.evidence.contents[kind].flatMap((r) => r.content.items.map((item) => [kind, item.id] as const)));
  it.each(all)('of %s, %s, cannot vanish from its export', (kind, id) => {
    const removed = replaced(kind, (content) => ({ ...(content as TraceTable), items: (content as TraceTable).items.filter((item) => item.id !== id) }));
    expect(blocking(removed)).not.toEqual([]);
  });
  const links = kinds.flatMap((kind) => good.evidence.contents[kind].flatMap((r) => r.content.items.filter((item) => item.links.length > 0).map((item) => [kind, item.id] as const)));
  it.each(links.filter(([kind]) => kind === 'requirements'))('of %s, %s, cannot lose its links in export, matrix and tests alike', (_, id) => {
    const strip = (table: TraceTable): TraceTable => ({
      items: table.items.map((item) => (item.id === id ? { ...item, links: [] } : { ...item, links: item.links.filter((l) => l.target !== id) })), rows: table.rows.filter((row) => row.from !== id && row.to !== id),
    });
    let evidence = good.evidence;
    for (const kind of [...kinds, 'trace'] as const) evidence = { ...evidence, contents: { ...evidence.contents, [kind]: evidence.contents[kind].map((r) => ({ ...r, content: strip(r.content) })) } as EvidenceSet['contents'] };
    expect(blocking(evidence)).not.toEqual([]);
  });
});
