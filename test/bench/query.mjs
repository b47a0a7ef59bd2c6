// Questions over many releases, on one machine by DuckDB and, when asked, by Spark.
//   node test/bench/query.mjs [--releases 1000] [--rows 3000] [--folder DIR] [--spark]
//   node test/stack/s3/run.mjs -- node test/bench/query.mjs --spark            the same from a real S3 server, which gets every object first
// Makes a directory store (kept in DIR when that is named): the facts of the demo release under other versions, with test cases up to so many rows
// and components that change from release to release. DuckDB is looked for as `query` does it, or in .cache/duckdb (test/stack/catalogue/install.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueFacts } from '../../src/catalogue/facts.ts';
import { writeFacts } from '../../src/catalogue/parquet.ts';
import { readAll } from '../../src/model/source.ts';
import { recordKey } from '../../src/store/keys.ts';
import { writeRecord } from '../../src/store/record.ts';
import { demoInput } from '../catalogue/fixture.ts';
import { synthetic } from '../catalogue/store.ts';

const option = (name, otherwise) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? otherwise : process.argv[at + 1]; };
const releases = Number(option('releases', '1000'));
const rows = Number(option('rows', '3000'));
const kept = option('folder', undefined);
const folder = kept ?? mkdtempSync(join(tmpdir(), 'query-bench-'));
const root = fileURLToPath(new URL('../../', import.meta.url));
const cached = join(root, '.cache/duckdb');
const duckdb = process.env.RELEASE_EVIDENCE_DUCKDB ?? (existsSync(cached) ? join(cached, readdirSync(cached)[0]) : undefined);

const demo = catalogueFacts(demoInput()).filter((row) => row.kind !== 'release');
const cases = demo.filter((row) => row.kind === 'test-case');
const versionOf = (i) => `${1 + Math.floor(i / 100)}.${Math.floor(i / 10) % 10}.${i % 10}`;
/** Each component stays for some releases: SealTLS 3.6.1 is in 25 of 1,000. */
const vary = (row, i) => (row.kind === 'component' && !row.own ? { ...row, component_version: `3.${Math.floor(i / 250)}.${Math.floor(i / 25) % 10}` } : row.kind === 'anomaly' && row.id === 'ANOM-033' ? { ...row, status: i % 3 === 0 ? 'open' : 'closed' } : row);

if (!existsSync(join(folder, 'releases'))) {
  let seed = 1;
  const random = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed; };
  const begin = performance.now();
  for (let i = 0; i < releases; i += 1) {
    const more = Array.from({ length: Math.max(0, rows - demo.length) }, (_, n) => ({ ...cases[n % cases.length], name: `${cases[n % cases.length].name} ${random().toString(36)}`, id: undefined, line: 1000 + n }));
    const { record, facts } = synthetic('meridian-sp-20', versionOf(i), [...demo, ...more].map((row) => vary(row, i)), { date: new Date(Date.UTC(2020, 0, 1) + i * 86_400_000).toISOString().replace('.000Z', 'Z') });
    for (const [key, bytes] of [[recordKey(record), writeRecord(record)], [facts.key, readAll(facts.source)]]) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), bytes);
    }
  }
  console.log(`${releases} releases written in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}
const files = readdirSync(join(folder, 'catalogue'), { recursive: true }).filter((name) => name.endsWith('.parquet'));
const size = files.reduce((n, name) => n + statSync(join(folder, 'catalogue', name)).size, 0);
console.log(`${files.length} releases, ${rows} facts each, ${(size / 2 ** 20).toFixed(1)} MiB, ${(size / files.length / 1024).toFixed(0)} KiB a release\n`);

const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket } = process.env;
if (endpoint !== undefined) {
  const { s3Store } = await import('../../src/adapters/s3/s3-store.ts');
  const { inParallel } = await import('../../src/model/in-parallel.ts');
  const { fileSource } = await import('../../src/adapters/file-source.ts');
  const { sha256Of } = await import('../../src/model/digest.ts');
  const store = s3Store({ kind: 's3', bucket, prefix: '', endpoint }, process.env);
  const lock = { mode: 'COMPLIANCE', retainUntil: `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`, legalHold: false };
  const begin = performance.now();
  const keys = ['releases', 'catalogue'].flatMap((top) => readdirSync(join(folder, top), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => relative(folder, join(one.parentPath, one.name))));
  await inParallel(8, keys, async (key) => { const content = fileSource(join(folder, key), key); await store.putNew({ key, content, sha256: sha256Of(content), mediaType: 'application/octet-stream', lock }); });
  console.log(`${keys.length} objects put to ${process.env.S3_SERVER} in ${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
}
const from = endpoint === undefined ? ['--from', folder] : ['--from', `s3://${bucket}`, '--endpoint', endpoint];
const cache = mkdtempSync(join(tmpdir(), 'query-cache-'));

/** Peak memory in MiB as the system counts it, and seconds. */
function timed(...words) {
  const begin = performance.now();
  const result = spawnSync('/usr/bin/env', ['time', '-f', 'PEAK %M', process.execPath, join(root, 'bin/release-evidence.js'), 'query', ...words, ...from, '--quiet', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, XDG_CACHE_HOME: cache, ...(duckdb === undefined ? {} : { RELEASE_EVIDENCE_DUCKDB: duckdb }) } });
  const seconds = (performance.now() - begin) / 1000;
  if (result.status !== 0) throw new Error(`${words.join(' ')}: exit ${result.status}: ${result.stdout.slice(0, 500)}${result.stderr}`);
  const answer = JSON.parse(result.stdout);
  return { seconds, peak: /PEAK (\d+)/.exec(result.stderr)?.[1], says: answer.sentence ?? `${answer.rows.length} rows` };
}
const SQL = {
  kinds: 'SELECT kind, count(*) AS n FROM facts GROUP BY kind ORDER BY kind',
  shipped: "SELECT count(*) AS n FROM components WHERE name = 'sealtls' AND component_version = '3.1.4'",
  open: "SELECT count(*) AS n FROM anomalies WHERE id = 'ANOM-033' AND status = 'open'",
};
try {
  for (const words of [['releases'], ['shipped', 'SealTLS', '3.1.4'], ['anomaly', 'ANOM-033'], ['requirement', 'SRS-041'], ['cve', 'CVE-2026-990417'], ['waivers'], ['--sql', SQL.kinds]]) {
    const { seconds, peak, says } = timed(...words);
    console.log(`DuckDB  ${seconds.toFixed(1).padStart(5)} s  ${peak === undefined ? '' : `${(Number(peak) / 1024).toFixed(0).padStart(4)} MiB  `}${words.join(' ').slice(0, 70)}: ${says}`);
  }
  if (process.argv.includes('--spark')) {
    const { askSpark } = await import('../stack/catalogue/spark.ts');
    const { answers, seconds } = endpoint === undefined ? askSpark(join(folder, 'catalogue/facts'), Object.values(SQL))
      : askSpark(`s3a://${bucket}/catalogue/facts/`, Object.values(SQL), { endpoint, accessKey: process.env.AWS_ACCESS_KEY_ID, secretKey: process.env.AWS_SECRET_ACCESS_KEY });
    for (const [what, n] of Object.entries(seconds)) console.log(`Spark   ${n.toFixed(1).padStart(5)} s  ${what}`);
    for (const { rows: found } of answers) console.log(JSON.stringify(found));
  }
} finally {
  rmSync(cache, { recursive: true, force: true });
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
