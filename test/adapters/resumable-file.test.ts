import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchFile, fileDigest } from '../../src/adapters/resumable-file.ts';
import { EvidenceError } from '../../src/model/problem.ts';

const content = Buffer.alloc(300_000, 'evidence ');
const other = Buffer.alloc(300_000, 'elsewise ');
const sha256 = createHash('sha256').update(content).digest('hex');
const wanted = { store: 's3://b', key: 'bundles/x.zip', versionId: 'v1', sha256, size: content.length };
const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });
const place = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 're-fetch-')));
  return join(folders.at(-1)!, 'bundle.zip');
};
const broken = (): EvidenceError => new EvidenceError('STORE_UNUSABLE', 'publishing', 'the connection broke');

/** A source that breaks off after each of `cuts` bytes, then gives the rest; `from` tells where it was asked to begin. */
function source(bytes: Buffer, cuts: readonly number[] = []): { open: (from: number) => Promise<AsyncIterable<Uint8Array>>; from: number[] } {
  const from: number[] = [];
  const left = [...cuts];
  return {
    from,
    open: async (at) => {
      from.push(at);
      const cut = left.shift();
      return (async function* () {
        for (let i = at; i < (cut ?? bytes.length); i += 10_000) yield bytes.subarray(i, Math.min(i + 10_000, cut ?? bytes.length));
        if (cut !== undefined) throw broken();
      }());
    },
  };
}

describe('a download', () => {
  it('[SRS-153] gets its name when it is whole, and leaves nothing else', async () => {
    const path = place();
    const seen: number[] = [];
    expect(await fetchFile(path, wanted, source(content).open, (bytes) => seen.push(bytes))).toEqual({ resumedFrom: 0 });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['bundle.zip']);
    expect(seen.at(-1)).toBe(content.length);
    expect(fileDigest(path)).toEqual({ sha256, size: content.length });
  });

  it('of nothing is a file without a byte', async () => {
    const path = place();
    const empty = createHash('sha256').digest('hex');
    await fetchFile(path, { ...wanted, sha256: empty, size: 0 }, source(Buffer.alloc(0)).open);
    expect(readFileSync(path)).toHaveLength(0);
  });

  it('[SRS-153] that breaks keeps its beginning, and the next run goes on from there', async () => {
    const path = place();
    await expect(fetchFile(path, wanted, source(content, [200_000]).open)).rejects.toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringContaining('200000 of 300000 bytes are kept in bundle.zip.partial') });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(path, '..')).sort()).toEqual(['bundle.zip.partial', 'bundle.zip.partial.json']);
    const rest = source(content);
    expect(await fetchFile(path, wanted, rest.open)).toEqual({ resumedFrom: 200_000 });
    expect(rest.from).toEqual([200_000]);
    expect(readdirSync(join(path, '..'))).toEqual(['bundle.zip']);
  });

  it('whose beginning was altered meanwhile begins again, once', async () => {
    const path = place();
    await fetchFile(path, wanted, source(content, [200_000]).open).catch(() => undefined);
    writeFileSync(`${path}.partial`, other.subarray(0, 200_000));
    const again = source(content);
    await fetchFile(path, wanted, again.open);
    expect(again.from).toEqual([200_000, 0]);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('whose beginning is longer than the whole begins again', async () => {
    const path = place();
    await fetchFile(path, wanted, source(content, [200_000]).open).catch(() => undefined);
    writeFileSync(`${path}.partial`, Buffer.concat([content, other]));
    await fetchFile(path, wanted, source(content).open);
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it.each([['of other content', other], ['that is longer', Buffer.concat([content, other])]])('%s is thrown away, and has no name', async (_, bytes) => {
    const path = place();
    await expect(fetchFile(path, wanted, source(bytes).open)).rejects.toMatchObject({ code: 'STORE_UNUSABLE', name: 'OtherContent', problems: [{ file: wanted.key, expected: sha256 }] });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('that ends too soon is no whole one', async () => {
    const path = place();
    await expect(fetchFile(path, wanted, source(content.subarray(0, 1000)).open)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    expect(existsSync(path)).toBe(false);
  });

  it('[SRS-153] [OUTPUT_EXISTS] never takes the place of a file, also of one that comes while it runs', async () => {
    const path = place();
    const late = source(content);
    await expect(fetchFile(path, wanted, (from) => { writeFileSync(path, 'mine'); return late.open(from); })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('[OUTPUT_EXISTS] does not go on with a part of something else, nor with what nobody explains', async () => {
    const path = place();
    await fetchFile(path, { ...wanted, sha256: '0'.repeat(64) }, source(content, [1000]).open).catch(() => undefined);
    await expect(fetchFile(path, wanted, source(content).open)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS', message: expect.stringContaining('part of something else') });
    rmSync(`${path}.partial.json`);
    await expect(fetchFile(path, wanted, source(content).open)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS', message: expect.stringContaining('nothing says') });
    expect(existsSync(`${path}.partial`)).toBe(true);
  });

  it('[OUTPUT_EXISTS] keeps out of the way of another run that is at it', async () => {
    const path = place();
    let second: Promise<unknown> | undefined;
    const slow = source(content);
    await fetchFile(path, wanted, (from) => { second ??= fetchFile(path, wanted, source(content).open).catch((error: unknown) => error); return slow.open(from); });
    expect(await second).toMatchObject({ code: 'OUTPUT_EXISTS', message: expect.stringContaining('another run') });
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('goes on after a process that is gone, and begins again when its journal was cut off', async () => {
    const path = place();
    writeFileSync(`${path}.partial`, content.subarray(0, 5000));
    writeFileSync(`${path}.partial.json`, JSON.stringify({ format: '1', ...wanted, process: 2 ** 22 + 1 }));
    expect(await fetchFile(path, wanted, source(content).open)).toEqual({ resumedFrom: 5000 });
    rmSync(path);
    writeFileSync(`${path}.partial`, content.subarray(0, 5000));
    writeFileSync(`${path}.partial.json`, '{"format":"1","sto');
    expect(await fetchFile(path, wanted, source(content).open)).toEqual({ resumedFrom: 0 });
  });

  it('[DISK] into a folder that is not there is said', async () => {
    await expect(fetchFile(join(place(), '..', 'none', 'x.zip'), wanted, source(content).open)).rejects.toMatchObject({ code: 'DISK' });
    const path = place();
    expect(() => fileDigest(join(path, '..'))).toThrow(/is not a file/);
  });

  it('that is refused for credentials is not tried again', async () => {
    const denied = { times: 0 };
    const path = place();
    await expect(fetchFile(path, wanted, async () => { denied.times += 1; throw new EvidenceError('STORE_DENIED', 'publishing', 'no'); })).rejects.toMatchObject({ code: 'STORE_DENIED' });
    expect(denied.times).toBe(1);
    expect(readdirSync(join(path, '..')), 'nothing came, nothing is kept').toEqual([]);
  });
});
