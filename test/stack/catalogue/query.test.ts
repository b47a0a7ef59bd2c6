import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '../../../src/adapters/directory-store.ts';
import { KINDS } from '../../../src/catalogue/schema.ts';
import { writeFacts } from '../../../src/catalogue/parquet.ts';
import { OUTPUT_SCHEMAS } from '../../../src/results/json-schemas.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { readAll } from '../../../src/model/source.ts';
import { recordKey } from '../../../src/store/keys.ts';
import { writeRecord } from '../../../src/store/record.ts';
import { otherProduct, twelveReleases } from '../../catalogue/releases.ts';
import { putObject, putRelease, synthetic, type Synthetic } from '../../catalogue/store.ts';
import { cli, releaseFixture, scratch } from '../../support/cli.ts';
import { duckdbFolder } from './duckdb.ts';

const folder = scratch();
let duckdb = '';
const ask = (store: string, ...words: readonly string[]) => cli(folder, ['query', ...words, '--from', store], { RELEASE_EVIDENCE_DUCKDB: duckdb });
const json = async (store: string, ...words: readonly string[]) => {
  const { code, out } = await ask(store, ...words, '--json');
  const answer = JSON.parse(out) as { sentence: string; rows: Record<string, unknown>[]; problems: { code: string; file: string; message: string }[]; releases: object; truncated: boolean; warnings: { code: string; message: string }[]; error?: { code: string; message: string } };
  if (answer.error === undefined) OUTPUT_SCHEMAS.query![1].parse(answer);
  return { code, ...answer };
};
async function storeOf(name: string, releases: readonly Synthetic[]): Promise<string> {
  const store = directoryStore(join(folder, name));
  for (const release of releases) await putRelease(store, release);
  return name;
}
const pathOf = (store: string, { facts }: Synthetic) => join(folder, store, facts.key);

beforeAll(async () => {
  duckdb = duckdbFolder();
  await storeOf('store', [...twelveReleases(), ...otherProduct()]);
}, 120_000);

describe('[SRS-131] the common questions', () => {
  it.each([
    [['shipped', 'SealTLS', '3.6.1'], '3 of 14 releases shipped SealTLS 3.6.1'],
    [['shipped', 'sealtls', 'v3.6.1'], '3 of 14 releases shipped sealtls v3.6.1'],
    [['shipped', 'SOUP-004'], '12 of 14 releases shipped SOUP-004'],
    [['shipped', 'pkg:generic/seal/sealtls', '3.6.2'], '6 of 14 releases shipped pkg:generic/seal/sealtls 3.6.2'],
    [['shipped', 'pkg:generic/seal/sealtls@3.6.0'], '3 of 14 releases shipped pkg:generic/seal/sealtls@3.6.0'],
    [['shipped', 'PicoFS', '2.1'], '1 of 14 releases shipped PicoFS 2.1'],
    [['anomaly', 'anom-033'], 'anom-033 is open in 5 of 14 releases, closed in 1; 8 do not name it'],
    [['requirement', 'SRS-001'], 'SRS-001 is verified in 11 of 14 releases, not-verified in 1; 2 do not name it'],
    [['test', 'TST-001'], 'TST-001 passed in 11 of 14 releases, failed in 1; 2 do not name it'],
    [['test', 'rate at limit'], 'rate at limit passed in 11 of 14 releases, failed in 1; 2 do not name it'],
    [['cve', 'cve-2026-0001'], 'cve-2026-0001 is open in 1 of 14 releases (affected, or nobody has said otherwise), not_affected in 3; 10 do not name it: they were published before it was known, or do not have it'],
    [['waivers'], '1 of 14 releases has waivers'],
    [['waivers', 'chk-301'], '1 of 14 releases has waivers for chk-301'],
    [['artifact', `sha256:${'a'.repeat(64)}`], `1 of 14 releases released sha256:${'a'.repeat(64)}`],
    [['releases', 'monitor'], '2 releases are published'],
  ])('%j', async (words, sentence) => {
    const answer = await json('store', ...words);
    expect([answer.code, answer.sentence]).toEqual([0, sentence]);
  });

  it('keeps versions as text: 2.10 is not 2.1', async () => {
    expect((await json('store', 'shipped', 'PicoFS')).rows.map((row) => [row.version, row.component_version])).toEqual([['2.1', '2.1'], ['2.10', '2.10']]);
  });

  it('a name that is not there is no answer but a hint', async () => {
    const { code, out, err } = await ask('store', 'shipped', 'seal', '3.6.1');
    expect([code, out]).toEqual([0, '0 of 14 releases shipped seal 3.6.1\n']);
    expect(err).toContain('not counted, but alike: SealTLS 3.6.0, SealTLS 3.6.1');
  });

  it('a component without a version may be the one that was asked for', async () => {
    const store = await storeOf('versionless', [synthetic('pump', '1', [{ kind: 'component', name: 'zlib' }]), synthetic('pump', '2', [{ kind: 'component', name: 'zlib', component_version: '1.3' }])]);
    expect((await json(store, 'shipped', 'zlib', '1.3')).sentence).toBe('1 of 2 releases shipped zlib 1.3; 1 lists it without a version, which may be this one');
  });

  it('versions that begin with the one that was asked for are named, and not counted', async () => {
    const store = await storeOf('packaged', ['3.6.1', '3.6.1-2+deb12', 'v3.6.1.4', '3.6.10', '3.6'].map((version, i) => synthetic('pump', String(i), [{ kind: 'component', name: 'zlib', component_version: version }])));
    const { out, err } = await ask(store, 'shipped', 'zlib', '3.6.1');
    expect(out).toContain('1 of 5 releases shipped zlib 3.6.1\n');
    expect(err).toContain('not counted, but alike: zlib 3.6.1-2+deb12, zlib v3.6.1.4\n');
  });

  it('is the same in every time zone, as table, CSV and JSON', async () => {
    const zone = process.env.TZ;
    const answers: string[] = [];
    for (const one of ['UTC', 'Asia/Kathmandu']) {
      process.env.TZ = one;
      answers.push((await ask('store', 'releases')).out + (await ask('store', 'releases', '--csv')).out + (await ask('store', '--sql', 'SELECT occurred_at FROM test_cases LIMIT 1')).out);
    }
    if (zone === undefined) delete process.env.TZ; else process.env.TZ = zone;
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain('2026-01-01T00:00:00Z');
  });

  it('an argument is never part of the SQL', async () => {
    expect((await json('store', 'shipped', "x' OR 1=1 --")).rows).toHaveLength(12);
    for (const hostile of ["' OR 1=1 --", '$1', '%', '*', '\\', "'; DROP VIEW facts; --", '\u202e', '😀', 'a'.repeat(4096)]) expect((await json('store', 'anomaly', hostile)).rows).toEqual([]);
  });

  it('a formula in a name is no formula in a spreadsheet, and a control character none on a terminal', async () => {
    const store = await storeOf('hostile', [synthetic('pump', '1', [{ kind: 'component', name: '=HYPERLINK("http://x")\u001b[2J\n', component_version: '-1+2' }])]);
    const { out } = await ask(store, '--sql', 'SELECT name, component_version FROM components', '--csv');
    expect(out).toContain(`"'=HYPERLINK(""http://x"")`);
    expect(out).toContain("'-1+2");
    expect((await ask(store, '--sql', 'SELECT name FROM components')).out).not.toMatch(/\u001b/);
    expect((await ask(store, '--sql', 'SELECT name FROM components', '--json')).out).not.toMatch(/\u001b/);
  });
});

describe('[SRS-131] --sql', () => {
  it('is one SELECT over the views', async () => {
    const { code, rows } = await json('store', '--sql', "SELECT version, count(*) AS n FROM components WHERE product = 'pump' GROUP BY version ORDER BY version LIMIT 2");
    expect([code, rows]).toEqual([0, [{ version: '1.0.0', n: 3 }, { version: '1.1.0', n: 3 }]]);
    expect((await json('store', '--sql', "SELECT name FROM facts WHERE kind='component' AND name='sealtls' AND component_version='3.6.1'")).rows).toHaveLength(3);
    expect((await json('store', '--sql', 'SHOW TABLES')).rows.map((row) => row.name)).toEqual(['facts', 'releases', ...Object.values(KINDS).map(({ view }) => view)].sort());
  });

  it.each([
    ["SELECT * FROM read_text('/etc/passwd')"], ["SELECT * FROM read_csv('/etc/passwd')"], ["SELECT * FROM '/etc/passwd'"], ["SELECT * FROM glob('/*')"], ["SELECT * FROM 'https://127.0.0.1/x.parquet'"],
    ["COPY (SELECT 1) TO '/tmp/release-evidence-must-not-be.csv'"], ["ATTACH '/tmp/release-evidence-must-not-be.db'"], ['INSTALL httpfs'], ['LOAD httpfs'], ["SET memory_limit = '100GB'"], ['RESET lock_configuration'],
    ['CREATE TABLE x AS SELECT 1'], ['DROP VIEW facts'], ['DELETE FROM internal.fact_files'], ['INSERT INTO internal.release_dates SELECT * FROM internal.release_dates'], ['UPDATE internal.published_releases SET verdict = 1'], ['CALL pragma_version()'], ["PRAGMA threads=1"], ['EXPORT DATABASE \'x\''],
    ['SELECT 1; SELECT 2'], ["SELECT 1; COPY facts TO '/tmp/release-evidence-must-not-be.csv'"], ['SELEC 1'], ['SELECT nothing FROM facts'], [' '], [';'], ['SELECT 1 -- \0'], ['SELECT $1'],
    ["SELECT * FROM query('COPY facts TO ''/tmp/release-evidence-must-not-be.csv''')"], ["SELECT getenv('HOME')"],
  ])('refuses %s', async (sql) => {
    const { code, error } = await json('store', '--sql', sql);
    expect([code, error?.code]).toEqual([2, 'QUERY_INVALID']);
    expect(existsSync('/tmp/release-evidence-must-not-be.csv') || existsSync('/tmp/release-evidence-must-not-be.db')).toBe(false);
  });

  it('cannot write to the files that it may read', async () => {
    const [release] = twelveReleases();
    const path = pathOf('store', release!);
    const before = sha256(readFileSync(path));
    expect((await json('store', '--sql', `COPY (SELECT 1) TO '${path}'`)).error?.code).toBe('QUERY_INVALID');
    expect(sha256(readFileSync(path))).toBe(before);
  });

  it('is stopped when it takes too long or too much memory', async () => {
    const endless = await json('store', '--sql', 'SELECT count(*) FROM range(100000000000000) t(a) WHERE a % 7 = 8', '--timeout', '1');
    expect([endless.code, endless.error?.code, endless.error?.message]).toEqual([2, 'QUERY_INVALID', 'the query took longer than 1 s']);
    const large = await json('store', '--sql', "SELECT string_agg(repeat('x', 1000000) || a, '') FROM range(100000) t(a)");
    expect([large.code, large.error?.code]).toEqual([2, 'QUERY_INVALID']);
  }, 60_000);

  it('says when there are more rows than were asked for', async () => {
    const { rows, truncated } = await json('store', '--sql', 'SELECT * FROM facts', '--max-rows', '5');
    expect([rows.length, truncated]).toEqual([5, true]);
    expect((await ask('store', '--sql', 'SELECT * FROM facts', '--max-rows', '5')).err).toContain('only the first 5 rows');
    const cut = await json('store', 'shipped', 'SealTLS', '--max-rows', '2');
    expect([cut.rows.length, cut.sentence]).toEqual([2, '12 of 14 releases shipped SealTLS']);
  });

  it('gives every type as JSON', async () => {
    const { rows } = await json('store', '--sql', "SELECT 9007199254740993::BIGINT AS big, 2::BIGINT AS small, 1.5::DOUBLE AS d, 'NaN'::DOUBLE AS nan, NULL AS nothing, true AS b, DATE '2026-01-02' AS day, TIMESTAMPTZ '2026-01-02 03:04:05.678+00' AS at, [1, 2] AS list, 'a' AS x, 'b' AS x");
    expect(rows[0]).toMatchObject({ big: '9007199254740993', small: 2, d: 1.5, nan: 'NaN', nothing: null, b: true, day: '2026-01-02', at: '2026-01-02T03:04:05.678Z', list: '[1, 2]', x: 'a' });
  });
});

describe('[SRS-131] only what is published and whole is asked', () => {
  const two = () => [synthetic('pump', '1', [{ kind: 'component', name: 'zlib', component_version: '1.3' }]), synthetic('pump', '2', [{ kind: 'component', name: 'zlib', component_version: '1.3' }])] as const;

  it('facts without a release record are not shown', async () => {
    const [first, second] = two();
    const store = await storeOf('orphan', [first]);
    await putObject(directoryStore(join(folder, store)), second.facts.key, readAll(second.facts.source));
    expect((await json(store, 'shipped', 'zlib')).sentence).toBe('1 of 1 release shipped zlib');
  });

  it('nor are facts that the record does not name', async () => {
    const [first] = two();
    const store = await storeOf('second-facts', [first]);
    const other = synthetic('pump', '1', [{ kind: 'component', name: 'forged' }]);
    await putObject(directoryStore(join(folder, store)), other.facts.key, readAll(other.facts.source));
    expect((await json(store, 'shipped', 'forged')).sentence).toBe('0 of 1 release shipped forged');
  });

  const damage: readonly (readonly [name: string, (path: string, release: Synthetic) => void, RegExp])[] = [
    ['missing', (path) => rmSync(path), /are not in the catalogue/],
    ['cut', (path) => writeFileSync(path, readFileSync(path).subarray(0, 100)), /100 bytes, where its release record says/],
    ['altered', (path) => { const bytes = readFileSync(path); bytes[40]! ^= 1; writeFileSync(path, bytes); }, /another digest/],
    ['longer', (path) => appendFileSync(path, 'x'), /bytes, where its release record says/],
    ['empty', (path) => writeFileSync(path, ''), /0 bytes/],
  ];
  it.each(damage)('facts that are %s are named, exit 5, and the rest is answered', async (name, act, message) => {
    const [first, second] = two();
    const store = await storeOf(`damaged-${name}`, [first, second]);
    chmodSync(pathOf(store, second), 0o644);
    act(pathOf(store, second), second);
    const answer = await json(store, 'shipped', 'zlib');
    expect([answer.code, answer.sentence, answer.releases]).toEqual([5, '1 of 1 release shipped zlib', { published: 2, searched: 1, withdrawn: 0, superseded: 0, unknown: 0 }]);
    expect(answer.problems).toEqual([expect.objectContaining({ code: 'CATALOGUE_INCOMPLETE', file: second.facts.key, message: expect.stringMatching(message) })]);
    const { err } = await ask(store, 'shipped', 'zlib');
    expect(err).toContain('the answer is over 1 of 2 published releases, and may be incomplete');
  });

  const foreign = (bytes: Uint8Array): Synthetic => {
    const made = synthetic('pump', '2', []);
    const digest = sha256(bytes);
    const key = made.facts.key.replace(made.facts.sha256, digest);
    return { ...made, facts: { key, sha256: digest, size: bytes.length, source: { name: key, size: bytes.length, * chunks() { yield bytes; } } }, record: { ...made.record, catalogue: { key, sha256: digest, size: bytes.length } } };
  };
  it.each([
    ['no Parquet', new TextEncoder().encode('PAR1 and nothing else PAR1'), /no Parquet file/],
    ['of another release', writeFacts([], { product: 'pump', version: '9' }), /it is of pump 9/],
    ['of a later schema', Buffer.from(Buffer.from(writeFacts([], { product: 'pump', version: '2' })).toString('latin1').replace(/(release-evidence\.schema[^]{2})1/, '$17'), 'latin1'), /it has schema 7, and this program reads 1/],
  ])('facts that are %s are named, though their digest is right', async (name, bytes, message) => {
    const store = await storeOf(`foreign-${name.replaceAll(' ', '-')}`, [two()[0], foreign(bytes)]);
    const answer = await json(store, 'shipped', 'zlib');
    expect([answer.code, answer.sentence]).toEqual([5, '1 of 1 release shipped zlib']);
    expect(answer.problems[0]!.message).toMatch(message);
  });

  it('a damaged release record is named, and the rest is answered', async () => {
    const [first, second] = two();
    const store = await storeOf('damaged-record', [first, second]);
    const path = join(folder, store, recordKey(second));
    chmodSync(path, 0o644);
    writeFileSync(path, '{}');
    const answer = await json(store, 'shipped', 'zlib');
    expect([answer.code, answer.sentence]).toEqual([5, '1 of 1 release shipped zlib']);
    expect(answer.problems[0]).toMatchObject({ code: 'STORE_UNUSABLE', file: recordKey(second) });
  });

  it('a release that was published without facts is named', async () => {
    const [first] = two();
    const store = await storeOf('without-facts', [first]);
    const bare = synthetic('pump', '3', []);
    await putObject(directoryStore(join(folder, store)), recordKey(bare), writeRecord({ ...bare.record, catalogue: null }));
    const answer = await json(store, 'releases');
    expect([answer.code, answer.sentence]).toEqual([5, '2 releases are published']);
    expect(answer.problems[0]!.message).toBe('pump 3 was published without facts for queries');
  });

  it('an empty store has no release, a missing one is an error', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await ask('empty', 'releases')).toMatchObject({ code: 0, out: '0 releases are published\n' });
    expect((await json('empty', 'shipped', 'zlib')).sentence).toBe('0 of 0 releases shipped zlib');
    expect((await json('nowhere', 'releases')).error?.code).toBe('STORE_UNUSABLE');
  });

  it('any name of the folder will do', async () => {
    const [first] = two();
    for (const name of ['a [b] *c? d', "o'clock", 'product=evil/version=0', 'um läut 长', 'per%20cent+plus']) {
      mkdirSync(join(folder, name), { recursive: true });
      await storeOf(name, [first]);
      expect((await json(name, 'shipped', 'zlib')).rows.map((row) => [row.product, row.version])).toEqual([['pump', '1']]);
    }
  });
});

describe('[SRS-131] a release that was withdrawn', () => {
  it('is shown as withdrawn in every answer, by the facts that publishing wrote', async () => {
    for (const version of ['2.3.1', '2.4.0']) {
      const made = await cli(folder, ['release', '--project', releaseFixture(`meridian-${version}`), '--key', 'seal.pem', '--to', 'real', '--quiet']);
      expect([made.code, made.err]).toEqual([0, expect.anything()]);
    }
    // A publication that was killed after its record: named until somebody publishes again, which gives the very same object.
    const older = join(folder, 'real/catalogue/facts/product=meridian-sp-20/version=2.3.1');
    const [facts] = readdirSync(older);
    rmSync(join(older, facts!));
    expect((await json('real', 'releases')).problems).toEqual([expect.objectContaining({ code: 'CATALOGUE_INCOMPLETE', file: expect.stringContaining(facts!), message: 'the facts of meridian-sp-20 2.3.1 are not in the catalogue' })]);
    expect((await cli(folder, ['release', '--project', releaseFixture('meridian-2.3.1'), '--key', 'seal.pem', '--to', 'real', '--quiet'])).code).toBe(0);
    expect(readdirSync(older)).toEqual([facts]);
    const before = await json('real', 'shipped', 'SealTLS', '3.6.2');
    expect([before.code, before.sentence]).toEqual([0, '1 of 2 releases shipped SealTLS 3.6.2']);
    const withdrawn = await cli(folder, ['withdraw', 'meridian-sp-20', '2.4.0', '--reason', 'Dose table wrong', '--name', 'R. Duarte', '--key', 'seal.pem', '--to', 'real', '--yes']);
    expect([withdrawn.code, withdrawn.err]).toEqual([0, expect.anything()]);
    const after = await json('real', 'shipped', 'SealTLS', '3.6.2');
    expect(after.sentence).toBe('1 of 2 releases shipped SealTLS 3.6.2 (of these 1 withdrawn)');
    expect(after.rows.every((row) => row.release_status === 'withdrawn')).toBe(true);
    const releases = await json('real', 'releases');
    expect(releases.warnings).toEqual([]);
    const sql = 'SELECT count(*) AS n FROM components';
    expect((await json('real', '--sql', sql)).releases).toEqual({ published: 2, searched: 2, withdrawn: 1, superseded: 0, unknown: 0 });
    expect((await ask('real', '--sql', sql)).err).toContain('1 of the releases asked is withdrawn');
    expect(releases.rows.map((row) => [row.version, row.release_status, row.status_reason])).toEqual([['2.3.1', 'published', null], ['2.4.0', 'withdrawn', 'Dose table wrong']]);
    expect((await json('real', '--sql', "SELECT status, reason, person FROM facts WHERE kind = 'status'")).rows).toEqual([{ status: 'withdrawn', reason: 'Dose table wrong', person: 'R. Duarte' }]);
    // Programs that read the objects in place would not know: that is said, and the answer here is right all the same.
    const partition = join(folder, 'real/catalogue/facts/product=meridian-sp-20/version=2.4.0');
    rmSync(join(partition, readdirSync(partition).find((name) => name.startsWith('status-'))!));
    const unseen = await json('real', 'releases');
    expect([unseen.code, unseen.rows[1]!.release_status, unseen.warnings]).toEqual([0, 'withdrawn', [expect.objectContaining({ code: 'CATALOGUE_INCOMPLETE', message: expect.stringContaining('do not see that 2.4.0 was withdrawn') })]]);
    const status = join(folder, 'real/status/meridian-sp-20/2.4.0');
    const [name] = readdirSync(status);
    renameSync(join(status, name!), join(status, `${'0'.repeat(64)}.sigstore.json`));
    const unclear = await json('real', 'shipped', 'SealTLS', '3.6.2');
    expect([unclear.code, unclear.sentence]).toEqual([5, '1 of 2 releases shipped SealTLS 3.6.2 (of these 1 of unknown status)']);
  }, 60_000);
});
