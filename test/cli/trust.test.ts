import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUTPUT_SCHEMAS } from '../../src/results/json-schemas.ts';
import { Repository, serve } from '../adapters/tuf/repository.ts';
import { cli, scratch, type Answer } from '../support/cli.ts';

type Json = any; // a root is bent in every way here
const seeds = JSON.parse(readFileSync(new URL('../../node_modules/@sigstore/tuf/seeds.json', import.meta.url), 'utf8')) as Json;
const PUBLIC = Buffer.from(seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json'], 'base64').toString('utf8');
const bent = (change: (root: Json) => void): Buffer => {
  const root = JSON.parse(PUBLIC) as Json;
  change(root);
  return Buffer.from(JSON.stringify(root, null, 2));
};
const SIGNING_CONFIG = JSON.stringify({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json', tsaConfig: { selector: 'ANY' },
  tsaUrls: [{ url: 'https://tsa.internal/api/v1/timestamp', majorApiVersion: 1, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'us' }],
});
const here = scratch();
const repository = new Repository();
let served: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  repository.targets.set('trusted_root.json', Buffer.from(PUBLIC));
  writeFileSync(join(here, 'root.json'), repository.publishRoot());
  repository.publish();
  served = await serve(repository);
});
afterAll(() => served.stop());

const update = (...more: string[]): Promise<Answer> => cli(here, ['trust', 'update', '--mirror', served.url, '--root', 'root.json', '--cache', 'cache', ...more]);
const read = (name: string): string => readFileSync(join(here, name), 'utf8');

describe('[SRS-105] trust update', () => {
  it('leaves nothing behind when it is interrupted', async () => {
    mkdirSync(join(here, 'tmp'));
    const main = new URL('../../src/cli/main.ts', import.meta.url).href;
    writeFileSync(join(here, 'program.mjs'), `import { main } from ${JSON.stringify(main)}; await main(process);`);
    const child = spawn(process.execPath, ['program.mjs', 'trust', 'update', '--out', 'interrupted.json', '--mirror', served.url, '--root', 'root.json', '--cache', 'interrupted'], { cwd: here, env: { ...process.env, TMPDIR: join(here, 'tmp') }, stdio: 'ignore' });
    served.answer.with = (path, response) => {
      if (!path.includes('snapshot')) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      setTimeout(() => child.kill('SIGINT'), 20);
      return true;
    };
    const code = await new Promise((resolve) => child.once('exit', resolve));
    delete served.answer.with;
    expect([code, readdirSync(join(here, 'tmp')), existsSync(join(here, 'interrupted.json'))]).toEqual([130, [], false]);
  });

  it('pins the trusted root on one line, and says who is in it, its digest and how old it may get', async () => {
    const answer = await update();
    expect(answer.code).toBe(0);
    expect(read('trusted_root.json')).toMatch(/^\{[^\n]*\}\n$/);
    expect(answer.out).toContain(`sha256 ${createHash('sha256').update(read('trusted_root.json')).digest('hex')}  (written)`);
    for (const word of ['rekor.sigstore.dev', 'ctfe.sigstore.dev', 'CN=sigstore-tsa', 'in use', 'timestamp 1 (until 20']) expect(answer.out).toContain(word);
    expect(answer.err).toContain('asking for timestamp.json');
    expect(answer.err).toContain('first run with this repository');
  });

  it('leaves an equal file as it is', async () => {
    const answer = await update();
    expect(answer).toMatchObject({ code: 0, out: expect.stringContaining('(unchanged)') });
    expect(answer.out).toContain('against the file that was there: the same');
    expect(answer.err).not.toContain('first run');
  });

  it('says what changed, and warns of those who are gone', async () => {
    repository.targets.set('trusted_root.json', bent((root) => { root.tlogs[0].publicKey.validFor.end = '2026-06-01T00:00:00Z'; root.timestampAuthorities = []; }));
    repository.publish();
    const answer = await update();
    expect(answer.code).toBe(0);
    expect(answer.out).toContain('0 added, 1 with another window, 1 removed');
    expect(answer.out).toMatch(/~ transparency log rekor\.sigstore\.dev .*was since .*, is .* to 2026-06-01T00:00:00Z/);
    expect(answer.err).toMatch(/no longer trusted: timestamp authority .*keep it/);
  });

  it('has one object with --json', async () => {
    repository.targets.set('trusted_root.json', Buffer.from(PUBLIC));
    repository.targets.set('signing_config.v0.2.json', Buffer.from(SIGNING_CONFIG));
    repository.publish();
    const { code, out } = await update('--json', '--signing-config', 'sc.json');
    expect(code).toBe(0);
    const said = JSON.parse(out);
    expect(OUTPUT_SCHEMAS['trust']![1].safeParse(said).error).toBeUndefined();
    expect(said).toMatchObject({ file: 'trusted_root.json', unchanged: false, changes: { added: [{ role: 'timestamp authority' }], removed: [] }, repository: { mirror: served.url, seenBefore: true }, signingConfig: { file: 'sc.json' } });
    expect(said.repository.roles.map((one: Json) => one.role)).toEqual(['root', 'timestamp', 'snapshot', 'targets']);
    expect(read('sc.json')).toBe(SIGNING_CONFIG);
  });

  it.each([
    ['no trusted root', '{"hello":"world"}', 'TRUST_ROOT_INVALID'], ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe]), 'TRUST_ROOT_INVALID'],
    ['a log without a start', bent((root) => { delete root.tlogs[0].publicKey.validFor.start; }), 'TRUST_ROOT_INVALID'], ['an empty file', '', 'TRUST_ROOT_INVALID'],
  ])('writes nothing when the verified target is %s', async (_, bytes, code) => {
    const before = read('trusted_root.json');
    repository.targets.set('trusted_root.json', Buffer.from(bytes));
    repository.publish();
    const answer = await update();
    expect(answer.code).toBe(7);
    expect(answer.err).toContain(`[${code}]`);
    expect(answer.err).toContain('trusted_root.json');
    expect(read('trusted_root.json')).toBe(before);
    repository.targets.set('trusted_root.json', Buffer.from(PUBLIC));
    repository.publish();
  });

  it('writes neither file when one of them cannot be used', async () => {
    repository.targets.set('signing_config.v0.2.json', Buffer.from('{}'));
    repository.publish();
    const answer = await update('--out', 'new.json', '--signing-config', 'new-sc.json');
    expect(answer).toMatchObject({ code: 2, err: expect.stringContaining('[SIGNING_CONFIG_INVALID]') });
    expect([existsSync(join(here, 'new.json')), existsSync(join(here, 'new-sc.json'))]).toEqual([false, false]);
    repository.targets.delete('signing_config.v0.2.json');
    repository.publish();
    expect(await update('--out', 'new.json', '--signing-config', 'new-sc.json')).toMatchObject({ code: 7, err: expect.stringContaining('[TUF_TARGET_MISSING]') });
    expect(existsSync(join(here, 'new.json'))).toBe(false);
  });

  it('never overwrites a file that is no trusted root', async () => {
    writeFileSync(join(here, 'firmware.bin'), 'precious');
    mkdirSync(join(here, 'folder'), { recursive: true });
    const asked = served.asked.length;
    for (const name of ['firmware.bin', 'folder', 'root.json']) expect(await update('--out', name)).toMatchObject({ code: 2, err: expect.stringContaining('[OUTPUT_EXISTS]') });
    expect(served.asked).toHaveLength(asked);
    expect(read('firmware.bin')).toBe('precious');
    expect(await update('--out', 'no/such/folder.json')).toMatchObject({ code: 3, err: expect.stringContaining('[DISK]') });
  });

  it('needs no network with --offline, and says what that means', async () => {
    const asked = served.asked.length;
    expect(await update('--offline')).toMatchObject({ code: 0, err: expect.stringContaining('nobody was asked') });
    expect(served.asked).toHaveLength(asked);
  });

  it.each([
    [['--mirror', 'http://tuf.example.com', '--root', 'root.json'], 'USAGE'], [['--mirror', 'https://tuf.example.com'], 'USAGE'],
    [['--mirror', 'https://tuf.example.com', '--root', 'gone.json'], 'TUF_ROOT_INVALID'], [['--mirror', 'https://tuf.example.com', '--root', 'trusted_root.json'], 'TUF_ROOT_INVALID'],
    [['--mirror', 'https://tuf.example.com', '--root', '.'], 'TUF_ROOT_INVALID'],
  ])('%j is exit 2 before anybody is asked', async (argv, code) => {
    expect(await cli(here, ['trust', 'update', '--cache', 'cache', ...argv])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`[${code}]`) });
  });

  it('keeps what it saw in the cache folder of the user, and asks for a place when there is none', async () => {
    const argv = ['trust', 'update', '--mirror', served.url, '--root', 'root.json'];
    expect(await cli(here, argv)).toMatchObject({ code: 2, err: expect.stringContaining('--cache DIR') });
    expect((await cli(here, argv, { XDG_CACHE_HOME: join(here, 'xdg') })).code).toBe(0);
    expect((await cli(here, argv, { HOME: join(here, 'home') })).code).toBe(0);
    expect(readdirSync(join(here, 'xdg/release-evidence/tuf'))).toHaveLength(1);
    expect(readdirSync(join(here, 'home/.cache/release-evidence/tuf'))).toHaveLength(1);
  });
});

describe('trust show', () => {
  it('gives the same digest for every form of a root, and what differs from another', async () => {
    writeFileSync(join(here, 'pretty.json'), JSON.stringify(JSON.parse(PUBLIC), null, 4));
    writeFileSync(join(here, 'less.json'), bent((root) => { root.tlogs.pop(); }));
    const [pinned, pretty] = await Promise.all([cli(here, ['trust', 'show', 'trusted_root.json']), cli(here, ['trust', 'show', 'pretty.json'])]);
    expect(pretty.out.slice('pretty.json'.length)).toBe(pinned.out.slice('trusted_root.json'.length));
    const { code, out } = await cli(here, ['trust', 'show', 'pretty.json', '--against', 'less.json']);
    expect([code, out.split('\n').filter((line) => line.startsWith('  + '))]).toEqual([0, [expect.stringContaining('log2025-1')]]);
    const json = JSON.parse((await cli(here, ['trust', 'show', 'pretty.json', '--against', 'less.json', '--json'])).out);
    expect(OUTPUT_SCHEMAS['trust']![1].safeParse(json).error).toBeUndefined();
    expect(json.changes.added).toHaveLength(1);
  });

  it.each(['gone.json', 'firmware.bin', 'folder', 'root.json'])('refuses %s with its name', async (name) => {
    expect(await cli(here, ['trust', 'show', name])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(new RegExp(`${name.replace('.', '\\.')}: .*\\[TRUST_ROOT_INVALID\\]`)) });
  });
});

describe('docs/trust.md', () => {
  it('names only lines that work', async () => {
    const doc = readFileSync(new URL('../../docs/trust.md', import.meta.url), 'utf8');
    const lines = [...doc.matchAll(/```sh run\n([^]*?)```/g)].flatMap((block) => block[1]!.trim().split('\n'));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) {
      const [program, ...argv] = line.replace('https://tuf.example.com', served.url).split(' ');
      expect(program).toBe('release-evidence');
      expect(await cli(here, argv, { XDG_CACHE_HOME: join(here, 'doc') }), line).toMatchObject({ code: 0 });
    }
  });
});
