import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();

describe('the command line', () => {
  it.each([
    [['frobnicate'], /unknown command/],
    [['check', '--frobnicate'], /unknown option/],
    [['verify'], /missing required argument/],
    [['check', 'pr'], /not a gate/],
    [['list'], /--from/],
    [['verify', 'x.zip', '--key', 'k', '--artifact', 'sha256:short'], /64/],
    [['check', '--project', 'nowhere'], /no such project file/],
    [['check'], /no release-evidence.yaml here/],
  ])('answers %j with exit 2 and a reason', async (argv, reason) => {
    const answer = await cli(here, argv);
    expect(answer.code).toBe(2);
    expect(answer.err).toMatch(reason);
    expect(answer.out).toBe('');
  });

  it('gives a failure as one object with --json', async () => {
    const answer = await cli(here, ['check', '--project', 'nowhere', '--json']);
    expect(JSON.parse(answer.out).error).toMatchObject({ code: 'PROJECT_MISSING', hint: expect.any(String) });
    expect(answer.err).toBe('');
  });

  it('shows in help no verb that does not exist', () => {
    const program = buildProgram({ cwd: '', env: {}, out: () => {}, err: () => {}, outIsTerminal: false, errIsTerminal: false, stdin: async () => '' }, () => {});
    expect(program.commands.map((command) => command.name())).toEqual(['init', 'inspect', 'check', 'approve', 'bundle', 'publish', 'release', 'list', 'fetch', 'withdraw', 'supersede', 'store', 'query', 'verify', 'trust', 'key', 'show', 'trace', 'formats', 'checks']);
    for (const command of program.commands) expect(command.description()).not.toBe('');
  });

  it('explains itself, with an example for each reader', async () => {
    const help = await cli(here, ['--help']);
    expect(help.code).toBe(0);
    for (const word of ['release --key', 'verify', 'fetch', 'Exit codes']) expect(help.out).toContain(word);
    expect((await cli(here, ['--version'])).out.trim()).toBe(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version);
  });

  it('never lets control characters of evidence reach the terminal', async () => {
    writeFileSync(join(here, 'evil.xml'), '<testsuite name="&#x202e;x"><testcase name="a" classname="b"><failure message="&#x1b;[31m"/></testcase></testsuite>');
    const answer = await cli(here, ['inspect', 'evil.xml']);
    expect(answer.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe('inspect', () => {
  it('gives one object a file, and 3 when one cannot be read', async () => {
    mkdirSync(join(here, 'folder'), { recursive: true });
    writeFileSync(join(here, 'ok.xml'), '<testsuite name="s" tests="1"><testcase name="a" classname="b"/></testsuite>');
    const answer = await cli(here, ['inspect', 'ok.xml', 'absent.xml', 'folder', '--json']);
    expect(answer.code).toBe(3);
    const [ok, absent, folder] = JSON.parse(answer.out);
    expect(ok).toMatchObject({ path: 'ok.xml', format: 'junit-xml', kind: 'tests', status: 'read', size: 76, facts: { cases: 1, passed: 1 }, problems: [] });
    expect(ok.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(absent).toMatchObject({ status: 'refused', problems: [{ code: 'MISSING' }] });
    expect(folder).toMatchObject({ status: 'refused', problems: [{ code: 'NOT_A_FILE' }] });
  });
});

describe('init', () => {
  it('writes a project file for the reports that are there, once, and check can evaluate it', async () => {
    const folder = scratch();
    mkdirSync(join(folder, 'reports'));
    writeFileSync(join(folder, 'reports', 'system.xml'), '<testsuite name="s" tests="1"><testcase name="a" classname="b"/></testsuite>');
    writeFileSync(join(folder, 'package.json'), '{"name":"x"}');
    writeFileSync(join(folder, 'reports', 'unit.xml'), '<testsuite name="s" tests="1"><testcase name="a"');
    const made = await cli(folder, ['init', '--product', 'Pump X', '--class', 'B', '--ci', 'gitlab']);
    expect(made.code, made.err).toBe(0);
    expect(made.out).toMatch(/refused .*reports\/unit\.xml:1 TRUNCATED/);
    const text = readFileSync(join(folder, 'release-evidence.yaml'), 'utf8');
    expect(text).toContain('reports/system.xml');
    expect(text).toContain('level: system');
    expect(readFileSync(join(folder, '.gitlab', 'release-evidence.gitlab-ci.yml'), 'utf8')).toContain('release-evidence release');
    const again = await cli(folder, ['init']);
    expect(again.code).toBe(2);
    expect(again.err).toContain('OUTPUT_EXISTS');
    expect(readFileSync(join(folder, 'release-evidence.yaml'), 'utf8')).toBe(text);
    const unknown = await cli(folder, ['check', '--quiet']);
    expect(unknown).toMatchObject({ code: 2 }); // nothing here says version or commit, and neither is guessed
    expect(unknown.err).toContain('IDENTITY_UNKNOWN');
    writeFileSync(join(folder, 'release-evidence.yaml'), text.replace('release: {}', `release: { version: 1.0.0, commit: ${'a'.repeat(40)} }`));
    const checked = await cli(folder, ['check', '--json', '--quiet']);
    expect(checked.code, checked.err).toBe(1);
    expect(JSON.parse(checked.out).verdict).toBe('NOT READY');
  });
});

describe('check --json', () => {
  it('says where every value was read', async () => {
    const { rows } = JSON.parse((await cli(here, ['check', '--project', releaseFixture('meridian-2.4.0-bad'), '--json'])).out);
    const failed = rows.filter((row: { verdict: string }) => row.verdict === 'fail');
    expect(failed.length).toBeGreaterThan(20);
    for (const row of failed) {
      expect(row.read.length, row.check).toBeGreaterThan(0);
      expect(row.fix, row.check).not.toBe('');
      for (const value of row.read) expect(value.file).not.toMatch(/^\/|\\/);
    }
  });
});
