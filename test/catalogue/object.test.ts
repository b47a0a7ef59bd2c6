import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { CATALOGUE_MEDIA_TYPE, statusObject } from '../../src/catalogue/object.ts';
import { writeFacts } from '../../src/catalogue/parquet.ts';
import { COLUMNS, KINDS } from '../../src/catalogue/schema.ts';
import { sha256 } from '../../src/model/digest.ts';
import { readAll, type Source } from '../../src/model/source.ts';
import { objectOf, objectOfBundle, PUBLISHED } from './fixture.ts';

const bufferOf = (source: Source) => new Uint8Array(readAll(source)).buffer as ArrayBuffer;
const rowsOf = (file: ArrayBuffer) => parquetReadObjects({ file });

describe("[SRS-130] the catalogue's object of a release", () => {
  const object = objectOf('meridian-2.4.0');

  it('is named by its digest, in the partition of its release', () => {
    expect(object.sha256).toBe(sha256(readAll(object.source)));
    expect(object.key).toBe(`catalogue/facts/product=meridian-sp-20/version=2.4.0/${object.sha256}.parquet`);
    expect(object.size).toBe(object.source.size);
    expect(CATALOGUE_MEDIA_TYPE).toBe('application/vnd.apache.parquet');
  });

  it('has the same bytes from the evaluation and from the bundle, twice, and in another time zone and locale', () => {
    expect(objectOf('meridian-2.4.0').sha256).toBe(object.sha256);
    expect(objectOfBundle('meridian-2.4.0').sha256).toBe(object.sha256);
    const script = fileURLToPath(new URL('print-digest.ts', import.meta.url));
    const there = execFileSync(process.execPath, [script, 'meridian-2.4.0'], { env: { ...process.env, TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }, encoding: 'utf8' });
    expect(there.trim()).toBe(object.sha256);
  });

  it('has other bytes when it was published as something else', () => {
    expect(objectOf('meridian-2.4.0', { ...PUBLISHED, retainUntil: '2042-01-01T00:00:00Z' }).sha256).not.toBe(object.sha256);
    expect(objectOf('meridian-2.4.0', { ...PUBLISHED, bundleSha256: 'd'.repeat(64) }).sha256).not.toBe(object.sha256);
  });

  it('has exactly the documented columns, with their types', () => {
    const { schema, key_value_metadata: label } = parquetMetadata(bufferOf(object.source));
    const types = { string: ['BYTE_ARRAY', 'STRING'], int32: ['INT32', undefined], boolean: ['BOOLEAN', undefined], timestamp: ['INT64', 'TIMESTAMP'] } as const;
    expect(schema.slice(1).map((one) => [one.name, one.repetition_type, one.type, one.logical_type?.type]))
      .toEqual(COLUMNS.map((column) => [column.name, 'required' in column ? 'REQUIRED' : 'OPTIONAL', ...types[column.type]]));
    expect(schema.find((one) => one.name === 'occurred_at')?.logical_type).toEqual({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' });
    expect(label).toEqual([{ key: 'release-evidence.schema', value: '1' }, { key: 'release-evidence.product', value: 'meridian-sp-20' }, { key: 'release-evidence.version', value: '2.4.0' }]);
  });

  it('holds what was released, with what, and what is known of it', async () => {
    const rows = await rowsOf(bufferOf(object.source));
    const of = (kind: string) => rows.filter((row) => row.kind === kind);
    expect(new Set(rows.map((row) => row.kind)).difference(new Set(Object.keys(KINDS)))).toEqual(new Set());
    expect(of('release')).toHaveLength(1);
    expect(of('release')[0]).toMatchObject({
      schema_version: 1, name: 'Meridian SP-20', status: 'READY WITH WAIVERS', commit_id: '7c1e4b09d2a65f83e1c7702b94d6f5a8031c9e6d', sha256: PUBLISHED.bundleSha256, tag_manifest_sha256: PUBLISHED.tagManifestSha256,
      occurred_at: new Date('2026-11-20T08:00:00Z'), valid_until: new Date('2041-11-20T00:00:00Z'), safety_class: 'C', cases: 314,
    });
    expect(of('component').find((row) => row.name === 'sealtls')).toMatchObject({ component_version: '3.6.2', purl: 'pkg:generic/sealcollective/sealtls@3.6.2', soup_id: 'SOUP-004', own: false });
    expect(of('component').filter((row) => row.own)).not.toEqual([]);
    expect(of('vulnerability').map((row) => [row.id, row.subject, row.component_version, row.status, row.severity, row.known_exploited])).toEqual([
      ['CVE-2026-990417', 'sealtls', '3.6.2', 'not_affected', 'high', false], ['SEAL-SA-2026-07', 'sealtls', '3.6.2', 'not_affected', 'high', false]]);
    expect(of('anomaly').find((row) => row.id === 'ANOM-033')).toMatchObject({ status: 'open', severity: 'negligible', acceptability: 'acceptable', file: 'anomalies.yaml', line: 80 });
    expect(of('waiver')).toEqual([expect.objectContaining({ id: 'WVR-004', check_id: 'CHK-306', subject: 'TST-208', status: 'applied', expires: '2027-02-28', valid_until: new Date('2027-02-28T00:00:00Z') })]);
    expect(of('test').find((row) => row.id === 'TST-202')).toMatchObject({ status: 'passed', level: 'system' });
    expect(of('test-case')).toHaveLength(314);
    expect(of('requirement').every((row) => row.status === 'verified')).toBe(true);
    expect(of('link')).toContainEqual(expect.objectContaining({ id: 'SRS-041', name: 'implements', subject: 'RC-012' }));
    expect(of('finding').map((row) => [row.check_id, row.status])).toContainEqual(['CHK-306', 'waived']);
  });

  it('says what failed as failed', async () => {
    const rows = await rowsOf(bufferOf(objectOf('meridian-2.4.0-bad').source));
    const statuses = (kind: string) => new Set(rows.filter((row) => row.kind === kind).map((row) => row.status));
    expect(rows[0]).toMatchObject({ kind: 'release', status: 'NOT READY' });
    expect(statuses('finding')).toContain('fail');
    expect(statuses('requirement')).toContain('not-verified');
    expect([...statuses('test-case')].some((status) => status === 'failed' || status === 'errored')).toBe(true);
  });
});

describe('[SRS-130] rows as Parquet', () => {
  const label = { product: 'p', version: '1' };
  const written = (rows: Parameters<typeof writeFacts>[0]) => rowsOf(writeFacts(rows, label).buffer as ArrayBuffer);

  it('keeps any text: empty, control characters, other scripts; half of a pair is replaced, a very long one is cut between characters', async () => {
    const [empty, odd, half, long] = await written([
      { kind: 'anomaly', name: '' }, { kind: 'anomaly', name: `a\0b'";--\n\u202e長 😀` }, { kind: 'anomaly', name: 'x\ud83d' }, { kind: 'anomaly', name: '😀'.repeat(5000) },
    ]);
    expect(empty!.name).toBe('');
    expect(odd!.name).toBe(`a\0b'";--\n\u202e長 😀`);
    expect(half!.name).toBe('x\ufffd');
    expect(long!.name).toBe(`${'😀'.repeat(2047)}…`);
  });

  it('keeps null apart from empty, false and 0', async () => {
    const [first, second] = await written([{ kind: 'component', own: false, cases: 0, name: '' }, { kind: 'component' }]);
    expect([first!.own, first!.cases, first!.name]).toEqual([false, 0, '']);
    expect([second!.own, second!.cases, second!.name, second!.occurred_at]).toEqual([null, null, null, null]);
  });

  it('the same rows give the bytes of ever: a publication that broke is completed by a later version of the program, under the digest that its record names', () => {
    const bytes = writeFacts([{ kind: 'release', name: 'Example', status: 'READY', occurred_at: Date.UTC(2026, 0, 1), cases: 1 }, { kind: 'component', name: 'zlib', component_version: '1.3', own: false }], label);
    expect(sha256(bytes), 'other bytes: a library changed; see docs/decisions/0019-catalogue.md').toBe('2d57ae9fe74fc83dffcb639513f68e9ba06abfb7076aa227b19d650ffff29182');
  });

  it('writes no row at all as a table without rows', async () => {
    expect(await written([])).toEqual([]);
  });
});

describe('[SRS-130] a change of status', () => {
  const change = { status: 'superseded', reason: 'ANOM-050', person: 'R. Duarte', at: '2027-01-05T10:00:00+01:00', supersededBy: '2.4.1', bundleSha256: 'b'.repeat(64), recordSha256: 'e'.repeat(64) } as const;

  it('is an object of its own in the partition of the release', async () => {
    const object = statusObject({ product: 'meridian-sp-20', version: '2.4.0' }, change);
    expect(object.key).toBe(`catalogue/facts/product=meridian-sp-20/version=2.4.0/status-${object.sha256}.parquet`);
    expect(await rowsOf(bufferOf(object.source))).toEqual([expect.objectContaining({
      kind: 'status', status: 'superseded', subject: '2.4.1', reason: 'ANOM-050', person: 'R. Duarte', occurred_at: new Date('2027-01-05T09:00:00Z'), sha256: 'b'.repeat(64), id: 'e'.repeat(64),
    })]);
    expect(statusObject({ product: 'meridian-sp-20', version: '2.4.0' }, change).sha256).toBe(object.sha256);
  });
});
