import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../src/sealing/key.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const good = releaseFixture('meridian-2.4.0');

beforeAll(() => {
  mkdirSync(join(here, 'folder'));
  writeFileSync(join(here, 'file'), 'x');
  const pair = generateKey(undefined);
  writeFileSync(join(here, 'seal.pem'), pair.privatePem);
  writeFileSync(join(here, 'seal.pub.pem'), pair.publicPem);
  writeFileSync(join(here, 'locked.pem'), generateKey('secret').privatePem);
});

/** Each mistake with its exit code and what the answer must name. */
describe('a mistake on the command line', () => {
  it.each([
    ['a folder without a project file', ['check', '--project', 'folder'], 2, /folder: no release-evidence\.yaml in this folder/],
    ['an address that is no store', ['list', '--from', 'https://bucket/prefix'], 2, /https:\/\/bucket\/prefix is no address of a store/],
    ['an address and a store', ['fetch', 's3://bucket/releases/pump/1.0.0.json', '--from', 'store'], 2, /--from and the address of a release/],
    ['no store', ['fetch', 'pump', '1.0.0'], 2, /no store was named/],
    ['a product that is none', ['list', '--from', 'store', '--product', 'Pump/1'], 2, /Pump\/1 is no product id/],
    ['an end without a link', ['fetch', 'pump', '1.0.0', '--from', 'folder', '--expires', '2h'], 2, /--expires is for --link/],
    ['an endpoint for a folder', ['list', '--from', 'folder', '--endpoint', 'http://127.0.0.1'], 2, /--endpoint is for s3:\/\/ only/],
    ['a file for a store', ['list', '--from', 'file'], 5, /file: not a folder/],
    ['a store that is not there', ['fetch', '2.4.0', '--from', 'nowhere'], 5, /nowhere: there is no such folder/],
    ['the public key for sealing', ['bundle', '--project', good, '--key', 'seal.pub.pem'], 4, /seal\.pub\.pem: this is a public key/],
    ['no key in the file', ['bundle', '--project', good, '--key', 'file'], 4, /file: no PKCS#8 private key/],
    ['a folder for a key', ['bundle', '--project', good, '--key', 'folder'], 4, /folder: it is a folder/],
    ['an encrypted key without its passphrase', ['bundle', '--project', good, '--key', 'locked.pem'], 4, /locked\.pem: the key is encrypted.*\n.*RELEASE_EVIDENCE_KEY_PASSWORD/],
    ['an output below a file', ['bundle', '--project', good, '--key', 'seal.pem', '--out', 'file/x.zip'], 3, /a file stands where a folder is needed|not a folder/],
    ['a report folder that is a file', ['bundle', '--project', good, '--key', 'seal.pem', '--report', 'file', '--out', 'b.zip'], 3, /the folder file could not be made/],
    ['the private key for verification', ['verify', 'b.zip', '--key', 'seal.pem'], 2, /seal\.pem: this is a private key/],
    ['a public key that is not there', ['verify', 'b.zip', '--key', 'gone.pem'], 7, /^release-evidence: gone\.pem: there is no such file/m],
    ['an id in the wrong case', ['trace', 'srs-041', '--project', good], 3, /ids are matched exactly: SRS-041/],
  ])('%s is named', async (_, argv, code, answer) => {
    const before = readdirSync(here);
    const said = await cli(here, argv);
    expect([said.code, said.err]).toEqual([code, expect.stringMatching(answer)]);
    expect(said.out).toBe('');
    expect(said.err).toMatch(/hint: /);
    expect(readdirSync(here)).toEqual(before);
  });

  it('leaves no new key behind when the output cannot be written', async () => {
    expect((await cli(here, ['bundle', '--project', good, '--key', 'fresh.pem', '--out', 'file/x.zip'])).code).toBe(3);
    expect(readdirSync(here)).not.toContain('fresh.pem');
  });

  it.each([[['check', '--projekt', 'x', '--json']], [['verify', '--json']], [['list', '--json']]])('is one object with --json: %j', async (argv) => {
    const said = await cli(here, argv);
    expect(said.code).toBe(2);
    expect(said.err).toBe('');
    expect(JSON.parse(said.out).error).toMatchObject({ code: 'USAGE', message: expect.any(String), hint: expect.any(String), problems: [] });
  });
});

describe('a store that is not there yet', () => {
  it('lists nothing and says on standard error that there is no folder', async () => {
    const said = await cli(here, ['list', '--from', 'nowhere', '--json']);
    expect([said.code, JSON.parse(said.out)]).toEqual([0, { releases: [], problems: [] }]);
    expect(said.err).toMatch(/nowhere: there is no such folder/);
  });
});

describe('a value of the project file that only a later stage can judge', () => {
  it.each([
    ['an unknown profile', 'profile: iec62304-c', 'profile: iec62304-d', 'profile', /release-evidence\.yaml:\d+: unknown profile "iec62304-d"/],
    ['an id pattern without anchors', "HAZ: '^HAZ-\\d{3,}$'", 'HAZ: HAZ', 'HAZ', /release-evidence\.yaml:\d+: ids\.HAZ: the pattern "HAZ" is not anchored/],
    ['an artifact that is not there', 'dist/sp20-controller-2.4.0.bin', 'dist/gone.bin', 'artifacts', /release-evidence\.yaml:\d+: released artifact dist\/gone\.bin: no such file/],
  ])('%s is named with its line', async (name, from, to, key, answer) => {
    const folder = join(here, name);
    cpSync(good, folder, { recursive: true });
    const file = join(folder, 'release-evidence.yaml');
    const text = readFileSync(file, 'utf8').replace(/^profile:\n(?: .*\n)+/m, 'profile: iec62304-c\n').replace(from, to);
    expect(text).toContain(to);
    writeFileSync(file, text);
    const said = await cli(here, ['check', '--project', folder]);
    expect([said.code, said.err]).toEqual([2, expect.stringMatching(answer)]);
    const line = Number(/yaml:(\d+):/.exec(said.err)![1]);
    expect(text.split('\n')[line - 1]).toMatch(key);
  });
});

describe('the project file', () => {
  it.each([['a byte order mark', (text: string) => `\ufeff${text}`], ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')]])('may have %s', async (name, spoil) => {
    const text = readFileSync(join(good, 'release-evidence.yaml'), 'utf8');
    const folder = join(here, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'release-evidence.yaml'), spoil(text).replace('version: 2.4.0', 'version: 2.4'));
    const said = await cli(here, ['check', '--project', folder]);
    expect(said.code).toBe(2);
    expect(said.err).toMatch(/release-evidence\.yaml:15 PROJECT_INVALID column 3: release\.version .*expected text, found 2\.4.*quotes/);
  });
});
