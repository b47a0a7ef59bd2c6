import { describe, expect, it } from 'vitest';
import { mappedFileTree } from '../../src/adapters/mapped-file-tree.ts';
import { memorySource } from '../../src/model/source.ts';
import { identify } from '../../src/pipeline/identify.ts';
import { loadProject } from '../../src/project/load.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const tree = mappedFileTree(new Map([['dist/fw.bin', memorySource('dist/fw.bin', new Uint8Array([1, 2, 3]))], ['dist/fw2.bin', memorySource('dist/fw2.bin', new Uint8Array([1]))]]));
const clock = { now: () => new Date('2026-03-04T05:06:07.890Z') };
const project = (release: string, more = '') => loadProject('p.yaml', `product: { id: pump, name: Pump }\nprofile: iec62304-c\nrelease: ${release}\nevidence: {}\n${more}`).project;
const identity = (release: string, sources: object = {}, more = '') => identify({ project: project(release, more), clock, ...sources }, tree);

describe('[SRS-002] who the release is', () => {
  it('takes the project file before CI before git, and says from where', () => {
    expect(identity(`{ version: 1.0.0, commit: ${A}, tag: v1 }`, { ci: { system: 'GITLAB', commit: B, tag: 'v9.9.9' }, vcs: { commit: B, tag: { name: 'v8.8.8' } } }))
      .toMatchObject({ version: '1.0.0', commit: A, tag: 'v1', sources: { version: 'project', commit: 'project', tag: 'project' } });
    expect(identity('{}', { ci: { system: 'GITLAB', commit: B, tag: 'v1.2.3' }, vcs: { commit: B } }))
      .toMatchObject({ version: '1.2.3', commit: B, tag: 'v1.2.3', sources: { version: 'tag (ci:GITLAB)', commit: 'ci:GITLAB' } });
    expect(identity('{}', { vcs: { commit: B, tag: { name: '2.0.0-rc.1' } } })).toMatchObject({ version: '2.0.0-rc.1', sources: { version: 'tag (git)', commit: 'git' } });
  });

  it('takes the clock for the date only when the project file gives none, to the second', () => {
    expect(identity(`{ version: 1.0.0, commit: ${A} }`)).toMatchObject({ date: '2026-03-04T05:06:07Z', sources: { date: 'clock' } });
    expect(identity(`{ version: 1.0.0, commit: ${A}, date: "2026-01-02T03:04:05+01:00" }`)).toMatchObject({ date: '2026-01-02T03:04:05+01:00', sources: { date: 'project' } });
  });

  it.each([
    ['no version', `{ commit: ${A} }`, {}, 'IDENTITY_UNKNOWN'],
    ['a tag that is no version', `{ commit: ${A}, tag: nightly }`, {}, 'IDENTITY_UNKNOWN'],
    ['no commit', '{ version: 1.0.0 }', {}, 'IDENTITY_UNKNOWN'],
    ['CI and git that disagree', '{ version: 1.0.0 }', { ci: { system: 'GITHUB', commit: A }, vcs: { commit: B } }, 'IDENTITY_CONFLICT'],
  ])('never guesses: %s', (_, release, sources, code) => {
    expect(() => identity(release, sources)).toThrow(expect.objectContaining({ code, exit: 'usage' }));
  });

  it('takes the digest of each released artifact, in the order of the file', () => {
    const { artifacts } = identity(`{ version: 1.0.0, commit: ${A} }`, {}, 'artifacts: [dist/fw2.bin, { path: dist/fw.bin, name: firmware.bin }]\n');
    expect(artifacts).toEqual([
      { name: 'fw2.bin', path: 'dist/fw2.bin', size: 1, sha256: '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a' },
      { name: 'firmware.bin', path: 'dist/fw.bin', size: 3, sha256: '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81' },
    ]);
    expect(() => identity(`{ version: 1.0.0, commit: ${A} }`, {}, 'artifacts: [dist/none.bin]\n')).toThrow(expect.objectContaining({ code: 'MISSING' }));
    expect(() => identity(`{ version: 1.0.0, commit: ${A} }`, {}, 'artifacts: ["dist/*.bin"]\n')).toThrow(/2 files match/);
  });
});
