import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, scratch } from '../support/cli.ts';

const folder = scratch();
mkdirSync(join(folder, 'empty'));
/** DuckDB is no dependency: what it answers is tested in test/stack/catalogue. */
const query = async (...words: readonly string[]) => {
  const { code, out } = await cli(folder, ['query', ...words, '--json'], { RELEASE_EVIDENCE_DUCKDB: 'empty' });
  return { code, ...(JSON.parse(out) as { error: { code: string; message: string; hint: string } }).error };
};

describe('[SRS-131] query on the command line', () => {
  it('without DuckDB says which command installs it, and where', async () => {
    const answer = await query('releases', '--from', '.');
    expect(answer).toMatchObject({ code: 'QUERY_ENGINE', hint: 'npm install @duckdb/node-api@1.5.6-r.1   run in this folder, or in any other one that RELEASE_EVIDENCE_DUCKDB then names' });
    expect((await cli(folder, ['query', 'releases', '--from', '.'], { RELEASE_EVIDENCE_DUCKDB: 'empty' })).code).toBe(2);
  });

  it.each([
    [[], /no question/], [['shiped', 'x'], /"shiped" is no question/], [['constructor'], /no question/], [['shipped'], /0 arguments/], [['shipped', 'a', '1', 'b'], /3 arguments/], [['anomaly', 'a', 'b'], /2 arguments/],
    [['anomaly', ''], /empty, too long/], [['anomaly', 'a\0b'], /NUL character/], [['anomaly', 'x'.repeat(4097)], /too long/], [['releases', '--sql', 'SELECT 1'], /exclude each other/], [['releases', '--csv'], /exclude each other/],
    [['releases', '--timeout', '0'], /from 1 to/], [['releases', '--max-rows', 'many'], /from 1 to/], [['releases', '--max-rows', '1e3'], /from 1 to/],
  ])('refuses %j before anything is read', async (words, message) => {
    const answer = await query(...words, '--from', 'nowhere');
    expect(answer).toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) });
  });

  it('asks where the store is', async () => {
    expect(await query('releases')).toMatchObject({ code: 'USAGE', message: expect.stringMatching(/--from/) });
  });

  it('explains every question, with examples', async () => {
    const { out } = await cli(folder, ['query', '--help']);
    for (const name of ['releases', 'shipped', 'anomaly', 'cve', 'requirement', 'test', 'waivers', 'artifact']) expect(out).toMatch(new RegExp(`^  ${name} ?.*\\S`, 'm'));
    expect(out).toContain('release-evidence query shipped SealTLS 3.6.1 --from ./store');
  });
});
