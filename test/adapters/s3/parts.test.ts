import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eachPart, partSizeFor } from '../../../src/adapters/s3/parts.ts';
import { memorySource, type Source } from '../../../src/model/source.ts';
import { answering, failureOf, LOCK, object, refusal, version, versions, xml } from './listener.ts';

const MIB = 1 << 20;
const GIB = 1024 * MIB;

describe('how large parts are', () => {
  it.each([
    [6 * GIB, undefined, 16 * MIB], [6 * GIB, 32 * MIB, 32 * MIB], [6 * GIB, 5120 * MIB, 64 * MIB], [6 * GIB, 1, 5 * MIB],
    [10_000 * 16 * MIB, undefined, 16 * MIB], [10_000 * 16 * MIB + 1, undefined, 17 * MIB], [5 * 1024 * GIB, 5 * MIB, 525 * MIB],
  ])('%i bytes, wished %s: %i', (size, wished, expected) => {
    expect(partSizeFor(size, wished)).toBe(expected);
    expect(Math.ceil(size / expected)).toBeLessThanOrEqual(10_000);
  });
});

const LARGE = 23 * MIB + 5;
const bytes = new Uint8Array(LARGE).map((_, i) => (i * 31) >> 3);
const sha256 = createHash('sha256').update(bytes).digest('hex');

describe('cutting into parts', () => {
  it('gives every byte once, in order of its number, with the digest of each and of the whole', async () => {
    const got = new Map<number, Buffer>();
    const whole = await eachPart(memorySource('x', bytes), 5 * MIB, async (part) => {
      const copy = Buffer.from(part.bytes);
      await new Promise((resolve) => setTimeout(resolve, 5 - part.number)); // others go on meanwhile, in other buffers
      expect(Buffer.compare(copy, part.bytes), 'its buffer is left alone').toBe(0);
      expect(part.sha256).toBe(createHash('sha256').update(copy).digest('base64'));
      got.set(part.number, copy);
    });
    expect(whole).toBe(sha256);
    expect(Buffer.compare(Buffer.concat([1, 2, 3, 4, 5].map((number) => got.get(number)!)), bytes)).toBe(0);
    expect(got.size).toBe(5);
  });

  it.each([['longer', LARGE - 1], ['shorter', LARGE + 1]])('fails for a source that is %s than it said', async (_, size) => {
    const source: Source = { name: 'x', size, chunks: () => memorySource('x', bytes).chunks() };
    expect(await failureOf(eachPart(source, 5 * MIB, async () => {}))).toMatchObject({ code: 'CHANGED_WHILE_READ' });
  });

  it('begins none after one has failed, and waits for those that were begun', async () => {
    let running = 0;
    const begun: number[] = [];
    expect(await failureOf(eachPart(memorySource('x', bytes), 5 * MIB, async (part) => {
      begun.push(part.number);
      running += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (part.number === 1) throw new Error('first');
    }))).toMatchObject({ message: 'first' });
    expect(running).toBe(0);
    expect(begun.length).toBeLessThan(5);
  });
});

describe('an upload in parts', () => {
  /** A server that is told by `fail` when to break off. */
  async function server(fail: (line: string) => number | undefined, state?: string) {
    const root = mkdtempSync(join(tmpdir(), 'parts-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const kept = new Map<number, { sha256: string; size: number }>();
    let done = false;
    const dates: string[] = [];
    let until = '';
    let attempt = '';
    const made = await answering((request, response, asked) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const { line } = asked;
        const url = new URL(request.url!, 'http://x');
        const status = fail(line);
        if (status !== undefined) return refusal(response, status, status === 403 ? 'AccessDenied' : 'InternalError');
        if (url.searchParams.has('versions')) return xml(response, versions(done ? version('a', 'v1', LARGE) : ''));
        if (request.method === 'POST' && url.searchParams.has('uploads')) {
          dates.push(until = String(request.headers['x-amz-object-lock-retain-until-date']));
          attempt = String(request.headers['x-amz-meta-attempt']);
          return xml(response, '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>');
        }
        if (request.method === 'PUT' && url.searchParams.has('retention')) {
          until = /<RetainUntilDate>(.*?)</.exec(Buffer.concat(chunks).toString())![1]!;
          return void response.writeHead(200).end();
        }
        if (request.method === 'PUT') {
          const part = { sha256: String(request.headers['x-amz-checksum-sha256']), size: Buffer.concat(chunks).length };
          kept.set(Number(url.searchParams.get('partNumber')), part);
          return void response.writeHead(200, { etag: '"e"', 'x-amz-checksum-sha256': part.sha256 }).end();
        }
        if (request.method === 'POST') {
          done = true;
          return xml(response, '<CompleteMultipartUploadResult/>', 200, { 'x-amz-version-id': 'v1' });
        }
        if (request.method === 'DELETE') return void response.writeHead(204).end();
        if (url.searchParams.has('uploadId')) return xml(response, `<ListPartsResult><IsTruncated>false</IsTruncated>${[...kept].map(([number, part]) => `<Part><PartNumber>${number}</PartNumber><Size>${part.size}</Size><ETag>"e"</ETag><ChecksumSHA256>${part.sha256}</ChecksumSHA256></Part>`).join('')}</ListPartsResult>`);
        if (url.searchParams.has('retention')) return xml(response, `<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>${until}</RetainUntilDate></Retention>`);
        if (url.searchParams.has('legal-hold')) return xml(response, '<LegalHold><Status>OFF</Status></LegalHold>');
        if (request.method === 'HEAD') return void response.writeHead(200, { 'content-length': String(LARGE), 'x-amz-meta-attempt': attempt }).end();
        return void response.writeHead(200, { 'content-length': String(LARGE) }).end(bytes);
      });
    }, { partSize: 5 * MIB }, { RELEASE_EVIDENCE_STATE: state ?? root });
    const parts = () => made.asked.filter(({ line }) => /^PUT .*partNumber/.test(line)).length;
    const journal = () => readdirSync(join(root, 'uploads'));
    /** As if the process that began it had been killed. */
    const orphaned = () => {
      for (const name of journal()) renameSync(join(root, 'uploads', name), join(root, 'uploads', name.replace(/\.\d+-/, `.${spawnSync(process.execPath, ['-e', '0']).pid}-`)));
    };
    return { ...made, parts, dates, journal, orphaned };
  }
  const large = (lock = LOCK) => object('a', '', { content: memorySource('a', bytes), sha256, lock });

  it('is completed, read back and struck from the journal', async () => {
    const { store, parts, journal } = await server(() => undefined);
    expect(await store.putNew(large())).toMatchObject({ outcome: 'created', stored: { size: LARGE, sha256, proof: 'read-back', lock: LOCK, warnings: [] } });
    expect(parts()).toBe(5);
    expect(journal()).toEqual([]);
  });

  it('that is refused in the middle is left for the next run, and named', async () => {
    const { store, journal, asked } = await server((line) => (/partNumber=3/.test(line) ? 403 : undefined));
    expect(await failureOf(store.putNew(large()))).toMatchObject({ code: 'STORE_DENIED', message: expect.stringMatching(/upload u1 of a is not finished/), problems: [{ code: 'UPLOAD_UNFINISHED', hint: expect.stringMatching(/run the same command again/) }] });
    expect(journal()).toHaveLength(1);
    expect(asked.filter(({ line }) => line.startsWith('DELETE'))).toEqual([]);
  });

  it.each([['the same', LOCK], ['a later', { ...LOCK, retainUntil: '2042-01-01T00:00:00Z' }]])('is taken up with %s date: only what is missing is sent, and the later date holds', async (_, lock) => {
    let broken = true;
    const { store, journal, asked, dates, orphaned } = await server((line) => (broken && /partNumber=5/.test(line) ? 403 : undefined));
    await failureOf(store.putNew(large()));
    orphaned();
    broken = false;
    const before = asked.length;
    expect(await store.putNew(large(lock))).toMatchObject({ outcome: 'created', stored: { sha256, lock, warnings: [] } });
    expect(dates, 'begun once').toHaveLength(1);
    expect(asked.slice(before).filter(({ line }) => /^PUT .*partNumber/.test(line)).length).toBeLessThan(5);
    expect(asked.slice(before).some(({ line }) => /^PUT .*retention/.test(line))).toBe(lock !== LOCK);
    expect(journal()).toEqual([]);
  });

  it('of other content under the same key is ended, and begun again', async () => {
    let broken = true;
    const { store, asked, dates, orphaned } = await server((line) => (broken && /partNumber=5/.test(line) ? 403 : undefined));
    await failureOf(store.putNew(object('a', '', { content: memorySource('a', bytes.slice(1)), sha256: createHash('sha256').update(bytes.subarray(1)).digest('hex') })));
    orphaned();
    broken = false;
    expect((await store.putNew(large())).outcome).toBe('created');
    expect(dates).toHaveLength(2);
    expect(asked.filter(({ line }) => /^DELETE .*uploadId=u1/.test(line))).toHaveLength(1);
  });

  it('is completed although no journal can be kept, and that is said', async () => {
    const { store } = await server(() => undefined, '/dev/null');
    expect(await store.putNew(large())).toMatchObject({ outcome: 'created', stored: { warnings: [{ code: 'DISK' }] } });
  });
});
