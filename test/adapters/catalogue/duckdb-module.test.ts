import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INSTALL, loadDuckDb } from '../../../src/adapters/catalogue/duckdb-module.ts';
import { scratch } from '../../support/cli.ts';

const folder = scratch();
/** A folder in which some package has the name of DuckDB's. */
function installed(name: string, code: string): string {
  const at = join(folder, name, 'node_modules/@duckdb/node-api');
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), '{ "name": "@duckdb/node-api", "main": "index.js" }');
  writeFileSync(join(at, 'index.js'), code);
  return join(folder, name);
}

describe('[SRS-131] where DuckDB is looked for', () => {
  it('is taken from the current folder, or from the one that is named and then from no other', async () => {
    const here = installed('here', "exports.version = () => 'v1.5.6';");
    mkdirSync(join(folder, 'empty'));
    expect((await loadDuckDb(here, undefined)).warning).toBeUndefined();
    expect((await loadDuckDb(folder, 'here')).duckdb.version()).toBe('v1.5.6');
    await expect(loadDuckDb(here, '../empty')).rejects.toMatchObject({ code: 'QUERY_ENGINE', exit: 'usage', message: expect.stringContaining('RELEASE_EVIDENCE_DUCKDB'), hint: expect.stringContaining(INSTALL) });
    await expect(loadDuckDb(join(folder, 'empty'), undefined)).rejects.toMatchObject({ code: 'QUERY_ENGINE', message: 'queries are answered by DuckDB, which is not installed' });
  });

  it('another version is used with a warning', async () => {
    expect((await loadDuckDb(installed('later', "exports.version = () => 'v9.1.0';"), undefined)).warning).toBe(`DuckDB 9.1.0 was not tested with this program, 1.5.6 was: ${INSTALL}`);
  });

  it.each([['throws', "throw new Error('no binary for this platform')"], ['is another package', 'exports.nothing = 1;'], ['is no program', '{{{']])('one that %s is named as broken', async (name, code) => {
    await expect(loadDuckDb(installed(name.replaceAll(' ', '-'), code), undefined)).rejects.toMatchObject({ code: 'QUERY_ENGINE', hint: `install it again: ${INSTALL}` });
  });
});
