import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleMaker } from './bundles.ts';
import { type Cell, crashMatrix, requestsOf, showMatrix } from './crash-matrix.ts';
import { newBucket, servers } from './injected.ts';

/*
 * A publication is harmed at each of its requests, in each way; after each: nothing or the whole release is listed, a second run exits 0, and then a
 * plain client finds one release, one version of every object, the right bytes, the lock, and no upload that nobody names.
 */
const folder = mkdtempSync(join(tmpdir(), 's3-matrix-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const maker = bundleMaker(folder);
const OUT = fileURLToPath(new URL('../../../out/s3/', import.meta.url));
const FAULTS = ['killed before', 'killed after', 'reply lost', 'reset', '503 SlowDown'];

function shown(name: string, cells: readonly Cell[]): void {
  mkdirSync(OUT, { recursive: true });
  const table = showMatrix(cells);
  writeFileSync(join(OUT, `${name}.md`), `${table}\n`);
  console.log(`${name}: ${cells.length} cells\n${table}`);
}

const wrong = (cells: readonly Cell[]) => cells.filter((one) => one.wrong.length > 0).map((one) => `${one.n} ${one.action} × ${one.fault}: ${one.wrong.join('; ')}`);

describe('the crash matrix', () => {
  it('one request for each object, on minio', async () => {
    const bucket = await newBucket(servers.minio, 'matrix');
    const cells = await crashMatrix(servers.minio, { bucket, bundle: maker.demo, faults: FAULTS });
    shown('crash-matrix-single-minio', cells);
    expect(wrong(cells)).toEqual([]);
    // A fault that the first run can outlive, it outlives.
    expect(cells.filter((one) => !one.fault.startsWith('killed') && one.first !== 'exit 0')).toEqual([]);
    // The record is the commit point: before it nothing is listed, after it the whole.
    const commit = cells.find((one) => one.action === 'PutObject record')!.n;
    for (const one of cells.filter((cell) => cell.fault === 'killed after')) expect(one.listed, `${one.n} ${one.action}`).toBe(one.n < commit ? 0 : 1);
  }, 300_000);

  it('the bundle in parts, on minio', async () => {
    const bucket = await newBucket(servers.minio, 'matrix');
    const bundle = await maker.variant('parts', { ballast: 11 << 20 });
    const options = { bucket, bundle, faults: FAULTS, args: ['--part-size', '5'] };
    const requests = await requestsOf(servers.minio, options);
    expect(requests.filter((one) => one.startsWith('UploadPart')).length).toBe(3);
    // The requests for the other objects are those of the matrix above.
    const cells = await crashMatrix(servers.minio, { ...options, only: / bundle$/ });
    shown('crash-matrix-parts-minio', cells);
    expect(wrong(cells)).toEqual([]);
    expect(cells.filter((one) => !one.fault.startsWith('killed') && one.first !== 'exit 0')).toEqual([]);
  }, 300_000);
});
