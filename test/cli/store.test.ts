import { mkdirSync, readdirSync, rmSync, writeFileSync, chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BEHAVIOURS } from '../../src/store/behaviours.ts';
import { OUTPUT_SCHEMAS } from '../../src/results/json-schemas.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const good = releaseFixture('meridian-2.4.0');
const bad = releaseFixture('meridian-2.4.0-bad');

function conforms(name: string, json: string): void {
  expect(OUTPUT_SCHEMAS[name]![1].safeParse(JSON.parse(json)).error, name).toBeUndefined();
}

beforeAll(async () => {
  expect((await cli(here, ['release', '--project', good, '--key', 'seal.pem', '--to', 'store', '--quiet'])).code).toBe(0);
  expect((await cli(here, ['release', '--project', bad, '--key', 'seal.pem', '--to', 'store', '--record-blocked', '--quiet'])).code).toBe(1);
}, 60_000);

const audit = (...more: string[]) => cli(here, ['store', 'audit', '--from', 'store', ...more]);

describe('[SRS-141] store audit of a directory', () => {
  it('proves content, says that there is no lock, and exits 0', async () => {
    const said = await audit();
    expect(said.code, said.err).toBe(0);
    expect(said.out).toMatch(/^✓ +meridian-sp-20 +2\.4\.0 +published +4 proved +2041-11-20T00:00:00Z +not locked$/m);
    expect(said.out).toMatch(/^✓ +meridian-sp-20 .* blocked +2 proved /m);
    expect(said.out).toContain('whether it could have been altered, nobody can say: this store has no lock');
    for (const how of [[], ['--full'], ['--sample', '1', '--seed', 'x'], ['--product', 'meridian-sp-20', '--release', '2.4.0']]) {
      const json = await audit('--json', ...how);
      expect(json.code).toBe(0);
      conforms('store-audit', json.out);
    }
  });

  it('finds one altered byte, and exits 5', async () => {
    const folder = readdirSync(join(here, 'store', 'bundles'), { recursive: true, encoding: 'utf8' });
    const file = join(here, 'store', 'bundles', folder.find((name) => name.endsWith('.evidence.zip'))!);
    const bytes = readFileSync(file);
    chmodSync(file, 0o644);
    writeFileSync(file, Buffer.from(bytes).fill(1, 100, 101));
    const said = await audit();
    expect(said.code).toBe(5);
    expect(said.err).toMatch(/STORE_ALTERED the bundle has another digest than the release record says|STORE_LOST the bundle is not there/);
    expect(said.out).toContain('✗ not proved  1 problem');
    const json = await audit('--json');
    expect(json.code).toBe(5);
    conforms('store-audit', json.out);
    writeFileSync(file, bytes);
    expect((await audit('--quiet')).code).toBe(0);
  });

  it('names keys of others', async () => {
    mkdirSync(join(here, 'store', 'notes'));
    writeFileSync(join(here, 'store', 'notes', 'x\u001b[31m.txt'), 'x');
    const said = await audit();
    expect(said.code).toBe(0);
    expect(said.err).toContain('UNRECORDED a key of no form that release-evidence writes');
    expect(said.err + said.out).not.toContain('\u001b');
    expect(said.out).toContain('beside releases: 1 key of others');
    rmSync(join(here, 'store', 'notes'), { recursive: true });
  });

  it.each([
    ['STORE_UNUSABLE', 5, ['--from', 'nowhere']], ['NOT_FOUND', 5, ['--from', 'store', '--product', 'other']], ['USAGE', 2, ['--from', 'store', '--full', '--sample', '3']],
    ['USAGE', 2, ['--from', 'store', '--sample', '0']], ['USAGE', 2, ['--from', 'store', '--sample', 'all']], ['USAGE', 2, ['--from', 'store', '--endpoint', 'http://127.0.0.1:1']], ['USAGE', 2, []],
  ])('%s (%i): %j', async (code, exit, argv) => {
    const said = await cli(here, ['store', 'audit', ...argv, '--json']);
    expect(said.code).toBe(exit);
    expect(JSON.parse(said.out)).toMatchObject({ error: { code } });
  });
});

describe('what a directory has none of', () => {
  it.each([
    ['STORE_UNFIT', 5, ['store', 'extend-retention', '2.4.0', '--from', 'store', '--until', '2050-01-01', '--yes']],
    ['STORE_UNFIT', 5, ['store', 'hold', 'meridian-sp-20', '2.4.0', '--from', 'store', '--on', '--reason', 'complaint']],
    ['USAGE', 2, ['store', 'doctor', '--from', 'store']],
    ['USAGE', 2, ['store', 'policy', '--to', 'store']],
  ])('%s (%i): %j', async (code, exit, argv) => {
    const said = await cli(here, [...argv, '--json']);
    expect(said.code).toBe(exit);
    expect(JSON.parse(said.out)).toMatchObject({ error: { code } });
  });
});

describe('usage of store', () => {
  it.each([
    ['is no date', ['extend-retention', '2.4.0', '--from', 's3://evidence', '--until', '2046-02-30']],
    ['no store was named', ['extend-retention', '2.4.0', '--until', '2046-02-03']],
    ['--from and the address of a release', ['hold', 's3://evidence/releases/pump/1.0.0.json', '--from', 's3://evidence', '--on', '--reason', 'x']],
    ['is no date', ['extend-retention', '2.4.0', '--from', 's3://evidence', '--until', '2046-01-01T00:00:00']],
    ['a hold is put or lifted', ['hold', '2.4.0', '--from', 's3://evidence', '--reason', 'x']],
    ['cannot be used with', ['hold', '2.4.0', '--from', 's3://evidence', '--reason', 'x', '--on', '--off']],
    ['--reason is empty', ['hold', '2.4.0', '--from', 's3://evidence', '--reason', ' ', '--on']],
    ['is no address of a store', ['doctor', '--from', 's3://Evidence']],
    ['holds a name or password', ['doctor', '--from', 's3://evidence', '--endpoint', 'http://a:b@127.0.0.1:1']],
  ])('%s: %j', async (words, argv) => {
    const said = await cli(here, ['store', ...argv]);
    expect(said.code).toBe(2);
    expect(said.err).toContain(words);
  });

  it('counts the behaviours in its help', async () => {
    expect((await cli(here, ['store', '--help'])).out.replace(/\s+/g, ' ')).toContain(`${BEHAVIOURS.length} behaviours`);
  });

  it.each([['doctor'], ['audit'], ['extend-retention'], ['hold'], ['policy']])('%s --help teaches with an example', async (command) => {
    const said = await cli(here, ['store', command, '--help']);
    expect(said.code).toBe(0);
    expect(said.out).toContain(`release-evidence store ${command}`);
    expect(said.out).toMatch(/Examples?: release-evidence store/);
  });
});
