import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { examineBundle } from '../../src/bundle/examine-bundle.ts';
import { withBundle } from '../../src/cli/bundle-input.ts';
import { readAll } from '../../src/model/source.ts';
import { OUTPUT_SCHEMAS, publishedOutputSchemas } from '../../src/results/json-schemas.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const schemas = new URL('../../docs/schemas/', import.meta.url);
const good = releaseFixture('meridian-2.4.0');
const bad = releaseFixture('meridian-2.4.0-bad');

/** The strict schema: a key that it does not know is a difference that somebody's script may see. */
function conforms(name: string, json: string): void {
  expect(OUTPUT_SCHEMAS[name]![1].safeParse(JSON.parse(json)).error, name).toBeUndefined();
}

beforeAll(async () => {
  mkdirSync(join(here, 'new'));
  writeFileSync(join(here, 'new', 'unit.xml'), '<testsuite name="s" tests="1"><testcase name="a" classname="b"/></testsuite>');
  writeFileSync(join(here, 'broken.xml'), '<testsuite name="s">');
  expect((await cli(here, ['release', '--project', good, '--key', 'seal.pem', '--to', 'store', '--out', 'good.zip', '--quiet'])).code).toBe(0);
});

describe('docs/schemas', () => {
  it.each([...publishedOutputSchemas()])('%s.schema.json is what the code says (node scripts/write-schemas.mjs)', (name, text) => {
    expect(readFileSync(new URL(`${name}.schema.json`, schemas), 'utf8')).toBe(text);
  });
});

describe('every --json answer has the shape of its schema', () => {
  it.each([
    ['checks', ['check', '--project', good]],
    ['checks', ['check', '--project', bad]],
    ['inspect', ['inspect', join(good, 'reports', 'unit.xml'), join(good, 'sbom', 'sp20.cdx.json'), join(bad, 'reports', 'analysis.sarif'), 'broken.xml', 'gone.xml']],
    ['init', ['init', '--dir', 'new', '--product', 'New']],
    ['bundle', ['bundle', '--project', bad, '--key', 'seal.pem', '--out', 'bad.zip']],
    ['release-result', ['release', '--project', bad, '--key', 'seal.pem', '--to', 'store']],
    ['release-result', ['release', '--project', bad, '--key', 'seal.pem', '--to', 'store', '--record-blocked', '--out', 'blocked.zip']],
    ['receipt', ['publish', 'good.zip', '--to', 'store']],
    ['list', ['list', '--from', 'store']],
    ['fetch', ['fetch', '2.4.0', '--from', 'store', '--out', 'fetched.zip']],
    ['show', ['show', '--clause', '5.8.2', '--project', bad]],
    ['trace-chain', ['trace', 'RC-012', '--project', bad]],
    ['trace-chain', ['trace', 'SRS-060', '--bundle', 'good.zip']],
    ['formats', ['formats']],
    ['catalogue', ['checks']],
    ['error', ['check', '--project', 'nowhere']],
    ['error', ['publish', 'broken.xml', '--to', 'store']],
    ['error', ['verify', 'good.zip']],
  ])('%s: %j', async (name, argv) => {
    const said = await cli(here, [...argv, '--json']);
    expect(said.code).not.toBe(70);
    conforms(name, said.out);
  });

  it('says the same bytes twice', async () => {
    for (const argv of [['check', '--project', bad], ['trace', 'RC-012', '--project', bad], ['show', '--clause', '7.3.1', '--project', bad]]) {
      expect((await cli(here, [...argv, '--json'])).out).toBe((await cli(here, [...argv, '--json'])).out);
    }
  });

  it('and so have the files of the bundle', async () => {
    await withBundle(here, 'good.zip', 'input', async (input) => {
      const { inventory } = await examineBundle(input);
      for (const [name, path] of [['release', 'data/release.json'], ...['checks', 'facts', 'trace', 'clauses'].map((one) => [one, `data/results/${one}.json`])] as const) {
        conforms(name!, new TextDecoder().decode(readAll(inventory!.open(path!))));
      }
    });
  });
});
