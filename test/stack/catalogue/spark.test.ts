import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Store } from '../../../src/adapters/s3/s3-store.ts';
import { statusObject } from '../../../src/catalogue/object.ts';
import { COLUMNS } from '../../../src/catalogue/schema.ts';
import type { ObjectLock } from '../../../src/store/evidence-store.ts';
import { readAll } from '../../../src/model/source.ts';
import { otherProduct, twelveReleases } from '../../catalogue/releases.ts';
import { putObject, putRelease, synthetic } from '../../catalogue/store.ts';
import { cli, scratch } from '../../support/cli.ts';
import { type OwnServer, ROOT, startServer } from '../s3/servers.ts';
import { duckdbFolder } from './duckdb.ts';
import { askSpark, type SparkAnswer } from './spark.ts';

/** The same text for both engines; no view of one of them alone. */
const QUERIES = {
  shipped: "SELECT product, version, component_version FROM components WHERE name = 'sealtls' AND component_version = '3.6.1' ORDER BY product, version",
  anomaly: "SELECT product, version, status, severity FROM anomalies WHERE id = 'ANOM-033' ORDER BY version",
  failed: "SELECT product, version, id, status FROM tests WHERE status <> 'passed' ORDER BY version",
  cve: "SELECT version, component, component_version, status, known_exploited FROM vulnerabilities WHERE id = 'CVE-2026-0001' ORDER BY version",
  waivers: 'SELECT product, version, id, check_id, subject, approver, expires, valid_until FROM waivers ORDER BY version',
  versions: "SELECT version, name, component_version FROM components WHERE product = 'monitor' ORDER BY version",
  dates: 'SELECT product, version, verdict, date, retain_until, commit_id, cases FROM release_facts ORDER BY product, version',
  counts: 'SELECT kind, count(*) AS n, count(DISTINCT version) AS versions FROM facts WHERE kind <> \'status\' GROUP BY kind ORDER BY kind',
  text: "SELECT name FROM components WHERE name LIKE 'x%' GROUP BY name",
  plus: "SELECT version, name FROM components WHERE version LIKE '%+%'",
  partition: "SELECT count(*) AS n FROM facts WHERE product = 'pump' AND version = '1.3.0'",
} as const;

const folder = scratch();
let server: OwnServer;
let env: Readonly<Record<string, string>> = {};
let spark: SparkAnswer;
const releases = [...twelveReleases(), ...otherProduct(), ...Array.from({ length: 10 }, (_, i) => synthetic('gateway', i === 9 ? '0.9-rc.1+build_5' : `0.${i}`, [{ kind: 'component', name: 'zlib', component_version: '1.3.1' }]))];
const duckdb = async (...words: readonly string[]) => cli(folder, ['query', ...words, '--from', 's3://evidence/devices', '--endpoint', server.endpoint, '--json'], env);
const ofSpark = (name: keyof typeof QUERIES) => spark.answers[Object.keys(QUERIES).indexOf(name)]!;

beforeAll(async () => {
  server = await startServer('minio', join(folder, 'minio'));
  await server.makeBucket('evidence');
  mkdirSync(join(folder, 'cache'));
  env = { ...server.env, RELEASE_EVIDENCE_DUCKDB: duckdbFolder(), XDG_CACHE_HOME: join(folder, 'cache') };
  const store = s3Store({ kind: 's3', bucket: 'evidence', prefix: 'devices/', endpoint: server.endpoint }, server.env);
  const lock: ObjectLock = { mode: 'COMPLIANCE', retainUntil: `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`, legalHold: false };
  for (const release of releases) await putRelease(store, release, lock);
  const { record } = releases[5]!;
  const status = statusObject(record, { status: 'withdrawn', reason: 'Dose table wrong', person: 'R. Duarte', at: '2026-12-01T09:00:00Z', bundleSha256: record.bundle.sha256, recordSha256: '9'.repeat(64) });
  await putObject(store, status.key, readAll(status.source), lock);
  spark = askSpark('s3a://evidence/devices/catalogue/facts/', [...Object.values(QUERIES), 'SELECT product, version, release_status FROM releases ORDER BY product, version', 'SELECT * FROM facts LIMIT 1'],
    { endpoint: server.endpoint, accessKey: ROOT.accessKeyId, secretKey: ROOT.secretAccessKey });
  console.log(JSON.stringify(spark.seconds, null, 1));
}, 300_000);
afterAll(async () => server.stop());

describe('[SRS-130] [SRS-131] an unmodified distributed engine and DuckDB over the same objects of an S3 server', () => {
  it.each(Object.keys(QUERIES) as (keyof typeof QUERIES)[])('agree: %s', async (name) => {
    const { out } = await duckdb('--sql', QUERIES[name]);
    const answer = JSON.parse(out) as { columns: { name: string }[]; rows: Record<string, unknown>[] };
    expect(answer.rows.length).toBeGreaterThan(0);
    expect(ofSpark(name).columns).toEqual(answer.columns.map((column) => column.name));
    expect(ofSpark(name).rows).toEqual(answer.rows.map((row) => Object.values(row)));
  });

  it('give the answers that can be counted by hand', () => {
    expect(ofSpark('shipped').rows.map(([, version]) => version)).toEqual(['1.3.0', '1.4.0', '1.5.0']);
    expect(ofSpark('anomaly').rows.map(([, version, status]) => `${String(version)} ${String(status)}`)).toEqual(['1.2.0 open', '1.3.0 open', '1.4.0 open', '1.5.0 open', '1.6.0 open', '1.7.0 closed']);
    expect(ofSpark('versions').rows).toEqual([['2.1', 'PicoFS', '2.1'], ['2.10', 'PicoFS', '2.10']]);
    expect(ofSpark('failed').rows).toEqual([['pump', '1.9.0', 'TST-001', 'failed']]);
  });

  it('Spark sees what was withdrawn, by the view of docs/catalogue.md', () => {
    const rows = spark.answers.at(-2)!.rows;
    expect(rows).toHaveLength(releases.length);
    expect(rows.filter(([, , status]) => status !== 'published')).toEqual([['pump', '1.5.0', 'withdrawn']]);
  });

  it('Spark has the documented columns and types', () => {
    const { columns, types } = spark.answers.at(-1)!;
    const SPARK = { string: 'string', int32: 'int', boolean: 'boolean', timestamp: 'timestamp' } as const;
    expect(columns.map((name, i) => [name, types[i]])).toEqual([...COLUMNS.map((column) => [column.name, SPARK[column.type]]), ['product', 'string'], ['version', 'string']]);
  });
});

describe('[SRS-131] query on an S3 server', () => {
  it('fetches the facts once, and the second time only what is new', async () => {
    const first = await cli(folder, ['query', 'shipped', 'SealTLS', '3.6.1', '--from', 's3://evidence/devices', '--endpoint', server.endpoint], { ...env, XDG_CACHE_HOME: join(folder, 'fresh') });
    expect([first.code, first.out.trimEnd().split('\n').at(-1)]).toEqual([0, '3 of 24 releases shipped SealTLS 3.6.1']);
    expect(first.err).toContain('fetched the facts of 24 of 24 releases');
    const again = await cli(folder, ['query', 'shipped', 'SealTLS', '3.6.1', '--from', 's3://evidence/devices', '--endpoint', server.endpoint], { ...env, XDG_CACHE_HOME: join(folder, 'fresh') });
    expect([again.code, again.out]).toEqual([0, first.out]);
    expect(again.err).not.toContain('fetched');
    expect(readdirSync(join(folder, 'fresh'), { recursive: true }).filter((name) => String(name).endsWith('.parquet'))).toHaveLength(24);
  });

  it('says what is wrong with the credentials, and keeps them to itself', async () => {
    const { code, out } = await cli(folder, ['query', 'releases', '--from', 's3://evidence/devices', '--endpoint', server.endpoint, '--json'], { ...env, AWS_SECRET_ACCESS_KEY: ['another', 'secret'].join('-') });
    expect([code, (JSON.parse(out) as { error: { code: string } }).error.code]).toEqual([5, 'STORE_DENIED']);
    expect(out).not.toContain(['another', 'secret'].join('-'));
  });
});
