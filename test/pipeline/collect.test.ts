import { describe, expect, it } from 'vitest';
import { mappedFileTree } from '../../src/adapters/mapped-file-tree.ts';
import { memorySource } from '../../src/model/source.ts';
import { collect, VCS_FILE } from '../../src/pipeline/collect.ts';
import { readEvidence } from '../../src/pipeline/read.ts';
import { loadProject } from '../../src/project/load.ts';

const tree = (files: Readonly<Record<string, string>>, troubles: ConstructorParameters<typeof Map<string, 'missing' | 'symlink-outside'>>[0] = []) =>
  mappedFileTree(new Map(Object.entries({ 'p.yaml': 'product: {}', ...files }).map(([path, text]) => [path, memorySource(path, new TextEncoder().encode(text))])), new Map(troubles));
const project = (evidence: string) => loadProject('p.yaml', `product: { id: pump, name: Pump }\nprofile: iec62304-c\nevidence:\n${evidence}`);
const JUNIT = '<testsuite name="s" tests="1"><testcase name="a" classname="b"/></testsuite>';

describe('collecting', () => {
  it('keeps every declared file with its digest, sorted by path', () => {
    const { files, missing } = collect(tree({ 'b.xml': JUNIT, 'a.xml': `${JUNIT}\n` }), project('  tests: [{ files: "*.xml", level: unit }]\n'));
    expect(files.map((file) => [file.path, file.size, file.sha256.length, file.refused])).toEqual([['a.xml', 77, 64, undefined], ['b.xml', 76, 64, undefined]]);
    expect(missing).toEqual([]);
  });

  it('names a pattern without a match with its line', () => {
    const { files, missing } = collect(tree({}), project('  sbom: sbom.json\n  tests:\n    - files: [unit/*.xml, sys.xml]\n      level: unit\n      run: run.json\n'));
    expect(files).toEqual([]);
    expect(missing.map(({ declared, pattern, line }) => [declared.kind, pattern, line])).toEqual([['tests', 'unit/*.xml', 6], ['tests', 'sys.xml', 6], ['test-runs', 'run.json', 8], ['sbom', 'sbom.json', 4]]);
  });

  it('refuses the second of two files with the same bytes, but not the same file under two patterns', () => {
    const loaded = project('  tests: [{ files: ["*.xml", a.xml], level: unit }]\n');
    const { files } = collect(tree({ 'a.xml': JUNIT, 'copy.xml': JUNIT }), loaded);
    expect(files.map((file) => [file.path, file.refused?.code, file.refused?.found])).toEqual([['a.xml', undefined, undefined], ['copy.xml', 'DUPLICATE_FILE', 'a.xml']]);
  });

  it('lets one file be evidence of two kinds', () => {
    const { files } = collect(tree({ 'a.json': '{}' }), project('  sbom: a.json\n  vex: a.json\n'));
    expect(files.map((file) => file.declared.kind)).toEqual(['sbom', 'vex']);
  });

  it('keeps what cannot be used, with the reason', () => {
    const { files } = collect(tree({ 'a.xml': JUNIT }, [['out.xml', 'symlink-outside']]), project('  tests: [{ files: "*.xml", level: unit }]\n'));
    expect(files[1]).toMatchObject({ path: 'out.xml', size: 0, refused: { code: 'SYMLINK_OUTSIDE' } });
  });

  it('takes what git said as evidence when the project declares none of its own', () => {
    const { files } = collect(tree({ [VCS_FILE]: '{}', 'own.json': '{}' }), project('  sbom: own.json\n'));
    expect(files.map((file) => [file.path, file.declared.kind])).toContainEqual([VCS_FILE, 'vcs']);
    expect(collect(tree({ [VCS_FILE]: '{}', 'own.json': '{}' }), project('  vcs: own.json\n')).files.map((file) => file.path)).toEqual(['own.json']);
  });
});

describe('reading what was collected', () => {
  it('loses nothing: refused and empty files stay, with their problems', () => {
    const files = tree({ 'a.xml': JUNIT, 'cut.xml': JUNIT.slice(0, 40), 'empty.xml': '', 'other.xml': '<catalog/>', 'sbom.xml': '<html/>' });
    const evidence = readEvidence(files, collect(files, project('  tests: [{ files: "*.xml", level: unit }]\n')), () => true, new Set());
    expect(evidence.files.map((file) => [file.path, file.status, file.problems[0]?.code])).toEqual([
      ['a.xml', 'read', undefined], ['cut.xml', 'refused', 'TRUNCATED'], ['empty.xml', 'no-data', 'EMPTY'],
      ['other.xml', expect.stringMatching(/refused|attached/), expect.any(String)], ['sbom.xml', expect.stringMatching(/refused|attached/), expect.any(String)],
    ]);
    expect(evidence.contents.tests.map((read) => read.file.path)).toEqual(['a.xml']);
  });

  it('reads nothing of attachments', () => {
    const files = tree({ 'notes.txt': 'x' });
    const evidence = readEvidence(files, collect(files, project('  attachments: notes.txt\n')), () => true, new Set());
    expect(evidence.files).toMatchObject([{ path: 'notes.txt', status: 'attached', problems: [] }]);
  });
});
