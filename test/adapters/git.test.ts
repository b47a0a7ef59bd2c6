import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ciIdentity } from '../../src/adapters/ci-environment.ts';
import { gitState } from '../../src/adapters/git.ts';
import { inspectSource } from '../../src/formats/inspect.ts';
import { memorySource } from '../../src/model/source.ts';
import { cli } from '../support/cli.ts';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function repository(): { folder: string; git: (...args: string[]) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'git-'));
  made.push(folder);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_AUTHOR_NAME: 'A. Okafor', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'C. Ident', GIT_COMMITTER_EMAIL: 'c@example.com', GIT_COMMITTER_DATE: '2026-03-01T10:00:00+01:00', GIT_AUTHOR_DATE: '2026-03-01T09:00:00Z' };
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { env, encoding: 'utf8' }).trim();
  git('init', '-q', '-b', 'main');
  const commit = (name: string, text: string) => { writeFileSync(join(folder, name), text); git('add', '-A'); git('commit', '-q', '-m', `Add ${name}\n\nbody`); };
  commit('a.txt', 'a');
  git('tag', 'v1.0.0');
  commit('b ä.txt', 'b');
  commit('c.txt', 'c');
  git('tag', '-a', 'v1.1.0', '-m', 'release');
  return { folder, git };
}

describe('[SRS-005] what git says', () => {
  it('is commit, time, tag and its object, clean, and the commits since the previous release with their files', () => {
    const { folder, git } = repository();
    const head = git('rev-parse', 'HEAD');
    const state = gitState(folder, '.', 'v1.0.0', '1.0.0')!;
    expect(state).toMatchObject({
      commit: head, committedAt: '2026-03-01T10:00:00+01:00', clean: true,
      tag: { name: 'v1.1.0', object: git('rev-parse', 'v1.1.0'), target: head, signed: false },
      previous: { version: '1.0.0', tag: 'v1.0.0', commit: git('rev-parse', 'v1.0.0') },
    });
    expect(state.tag!.object).not.toBe(head);
    expect(state.commits!.map(({ author, committer, subject, files }) => [author, committer, subject, files])).toEqual([
      ['A. Okafor', 'C. Ident', 'Add c.txt', ['c.txt']], ['A. Okafor', 'C. Ident', 'Add b ä.txt', ['b ä.txt']],
    ]);
  });

  it('is what our own reader of vcs evidence reads', () => {
    const { folder } = repository();
    const text = JSON.stringify(gitState(folder, '.', 'v1.0.0', '1.0.0'));
    const read = inspectSource(memorySource('vcs.json', new TextEncoder().encode(text)), { kind: 'vcs', index: 0 });
    expect(read.problems).toEqual([]);
    expect(read).toMatchObject({ status: 'read', content: { clean: true, tag: { name: 'v1.1.0' } } });
  });

  it('sees a dirty tree, a missing tag and an unknown previous tag', () => {
    const { folder, git } = repository();
    writeFileSync(join(folder, 'new.txt'), 'x');
    expect(gitState(folder, '.', undefined, undefined)!.clean).toBe(false);
    git('tag', '-d', 'v1.1.0');
    expect(gitState(folder, '.', 'v0.0.1', undefined)!).not.toHaveProperty('tag');
    expect(gitState(folder, '.', 'v0.0.1', undefined)!).not.toHaveProperty('commits');
  });

  it('is not asked about another repository around the project', () => {
    const { folder, git } = repository();
    mkdirSync(join(folder, 'sub'));
    expect(gitState(join(folder, 'sub'), '.', undefined, undefined)).toBeUndefined();
    expect(gitState(join(folder, 'sub'), '..', undefined, undefined)).toBeDefined();
    expect(gitState(folder, 'https://git.example.com/acme/pump.git', undefined, undefined)).toBeUndefined();
    git('remote', 'add', 'origin', 'https://user@git.example.com/acme/pump');
    expect(gitState(folder, 'https://git.example.com/acme/pump.git', undefined, undefined)).toBeDefined();
  });

  it('gives version, commit and tag to a release whose project file names the repository', async () => {
    const { folder, git } = repository();
    expect((await cli(folder, ['init', '--product', 'Pump'])).code).toBe(0);
    const head = git('rev-parse', 'HEAD');
    const answer = await cli(folder, ['check', '--json', '--quiet']);
    expect(JSON.parse(answer.out)).toMatchObject({ version: '1.1.0', commit: head });
    const conflict = await cli(folder, ['check', '--quiet'], { GITLAB_CI: 'true', CI_COMMIT_SHA: 'f'.repeat(40) });
    expect(conflict).toMatchObject({ code: 2 });
    expect(conflict.err).toContain('IDENTITY_CONFLICT');
    git('tag', '-d', 'v1.1.0');
    expect((await cli(folder, ['check', '--quiet'])).err).toContain('IDENTITY_UNKNOWN');
  });
});

describe('[SRS-002] what the CI system says', () => {
  it.each([
    [{ GITLAB_CI: 'true', CI_COMMIT_SHA: 'a', CI_COMMIT_TAG: 'v1' }, { system: 'GITLAB', commit: 'a', tag: 'v1' }],
    [{ GITHUB_ACTIONS: 'true', GITHUB_SHA: 'a', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' }, { system: 'GITHUB', commit: 'a', tag: 'v1' }],
    [{ GITHUB_ACTIONS: 'true', GITHUB_SHA: 'a', GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }, { system: 'GITHUB', commit: 'a' }],
    [{ BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_COMMIT: 'a', BITBUCKET_TAG: 'v1' }, { system: 'BITBUCKET', commit: 'a', tag: 'v1' }],
    [{ JENKINS_URL: 'x', GIT_COMMIT: 'a' }, { system: 'JENKINS', commit: 'a' }],
    [{ CI: 'true' }, undefined],
  ])('%j', (env, identity) => {
    expect(ciIdentity(env)).toEqual(identity);
  });
});
