import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Store } from '../../../src/adapters/s3/s3-store.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { OUTPUT_SCHEMAS } from '../../../src/results/json-schemas.ts';
import { findPublished } from '../../../src/store/fetch.ts';
import { cli } from '../../support/cli.ts';
import { bundleMaker, PRODUCT, VERSION } from './bundles.ts';
import { always, atAction, faultProxy } from './fault-proxy.ts';
import { newBucket, servers } from './injected.ts';

/* An auditor gets the pinned version of a published bundle, whatever was put over it and however often the connection breaks. */
const folder = mkdtempSync(join(tmpdir(), 's3-fetch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const maker = bundleMaker(folder);
const server = servers.minio;
const bundle = await maker.variant('large', { ballast: 9 << 20 });
const run = (argv: readonly string[], endpoint = server.endpoint, env = server.env) => cli(folder, [...argv, '--endpoint', endpoint], env);
let bucket = '';
let store = '';
const FILE = `${PRODUCT}-${VERSION}.evidence.zip`;
const place = (): string => mkdtempSync(join(folder, 'out-'));
const digestOf = (path: string): string => sha256(readFileSync(path));
const curl = (url: string, to: string) => promisify(execFile)('curl', ['--silent', '--show-error', '--fail', '--output', to, url], { env: { PATH: process.env.PATH } });

beforeAll(async () => {
  bucket = await newBucket(server, 'fetch');
  store = `s3://${bucket}/devices`;
  const published = await run(['publish', bundle.path, '--to', store, '--yes']);
  expect(published.code, published.out + published.err).toBe(0);
});

describe('a download that breaks', () => {
  it('goes on in the same run', async () => {
    const proxy = await faultProxy(server.endpoint, atAction(/^GetObject bundle/, { kind: 'cut-download', bytes: 3 << 20 }, 2));
    const out = place();
    const fetched = await run(['fetch', VERSION, '--from', store, '--out', out], proxy.endpoint);
    await proxy.close();
    expect(fetched.code, fetched.err).toBe(0);
    expect(digestOf(join(out, FILE))).toBe(bundle.sha256);
    expect(proxy.seen.filter(({ action }) => action.startsWith('GetObject bundle')).map(({ headers }) => headers.range !== undefined)).toEqual([false, true, true]);
  });

  it('for good keeps what it has; the next run asks for the rest only', async () => {
    const proxy = await faultProxy(server.endpoint);
    const out = place();
    let cuts = 0;
    proxy.plan = (request) => (request.action.startsWith('GetObject bundle') ? { kind: 'cut-download', bytes: (cuts += 1) === 1 ? 4 << 20 : 0 } : null);
    const broken = await run(['fetch', VERSION, '--from', store, '--out', out], proxy.endpoint);
    expect([broken.code, broken.err]).toEqual([5, expect.stringContaining(`kept in ${FILE}.partial`)]);
    expect(existsSync(join(out, FILE))).toBe(false);
    const kept = statSync(join(out, `${FILE}.partial`)).size;
    expect(kept).toBeGreaterThan(1 << 20);
    proxy.plan = () => null;
    const before = proxy.seen.length;
    const again = await run(['fetch', VERSION, '--from', store, '--out', out, '--json'], proxy.endpoint);
    proxy.plan = (request) => (request.action.startsWith('GetObject bundle') ? { kind: 'answer', status: 403, code: 'AccessDenied', message: 'Access Denied' } : null);
    const verified = await run(['verify', `${store}/releases/${PRODUCT}/${VERSION}.json`, '--key', 'seal.pub.pem', '--rederive', 'skip', '--json'], proxy.endpoint);
    expect([verified.code, JSON.parse(verified.out).verdict], 'what cannot be fetched leaves a verification open').toEqual([7, 'incomplete']);
    await proxy.close();
    expect(again.code, again.err).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ outcome: 'fetched', resumedFrom: kept, sha256: bundle.sha256 });
    expect(proxy.seen.slice(before).filter(({ action, fault }) => fault === null && action.startsWith('GetObject bundle')).map(({ headers }) => headers.range)).toEqual([expect.stringMatching(new RegExp(`^bytes=${kept}-`))]);
    expect(digestOf(join(out, FILE))).toBe(bundle.sha256);
    expect(JSON.parse((await run(['fetch', VERSION, '--from', store, '--out', out, '--json'])).out).outcome).toBe('already-there');
  });

  it('for credentials is not tried again, and keeps nothing', async () => {
    const proxy = await faultProxy(server.endpoint, always({ kind: 'answer', status: 403, code: 'AccessDenied', message: 'Access Denied' }));
    const out = place();
    const denied = await run(['fetch', PRODUCT, VERSION, '--from', store, '--out', out], proxy.endpoint);
    await proxy.close();
    expect([denied.code, denied.err]).toEqual([5, expect.stringContaining('[STORE_DENIED]')]);
  });
});

describe('what somebody put over it', () => {
  it.each([
    ['a delete marker', async (key: string) => { await server.client().send(new DeleteObjectCommand({ Bucket: bucket, Key: key })); }],
    ['a newer version', async (key: string) => { await server.client().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: '{"verdict":"READY"}', ChecksumAlgorithm: 'SHA256' })); }],
  ] as const)('%s is reported, and the pinned version is fetched, listed and verified', async (what, put) => {
    const at = `s3://${bucket}/over-${what.replaceAll(' ', '-')}`;
    const published = await run(['publish', maker.demo.path, '--to', at, '--yes', '--json']);
    const address: string = JSON.parse(published.out).address;
    const { record, recordKey } = JSON.parse(published.out);
    for (const key of [record.bundle.key, recordKey]) await put(`${at.slice(`s3://${bucket}/`.length)}/${key}`);
    const out = place();
    const fetched = await run(['fetch', VERSION, '--from', at, '--out', out]);
    expect(fetched.code, fetched.err).toBe(0);
    expect(fetched.err.match(/STORE_HIDDEN/g)).toHaveLength(2);
    expect(digestOf(join(out, FILE))).toBe(maker.demo.sha256);
    const listed = await run(['list', '--from', at, '--json']);
    expect([listed.code, JSON.parse(listed.out)]).toMatchObject([0, { releases: [{ sha256: maker.demo.sha256, status: 'published' }], problems: [{ code: 'STORE_HIDDEN' }] }]);
    const verified = await run(['verify', address, '--key', 'seal.pub.pem', '--rederive', 'skip', '--json', '--quiet']);
    expect(verified.code, verified.out).toBe(0);
    expect(JSON.parse(verified.out).steps.find(({ step }: { step: string }) => step === 'store').note).toContain(`${what} lies over the bundle`);
    const other = await run(['verify', address.replace(/versionId=.*/, 'versionId=another'), '--key', 'seal.pub.pem', '--json']);
    expect(other.code, 'an address of another version of the record').toBe(7);
  });
});

describe('a link', () => {
  it('[SRS-154] opens the pinned files for curl without credentials, and says what they must be', async () => {
    const given = await run(['fetch', VERSION, '--from', store, '--link', '--expires', '1h', '--json']);
    expect(given.code, given.err).toBe(0);
    expect(OUTPUT_SCHEMAS['fetch-links']![1].safeParse(JSON.parse(given.out)).error).toBeUndefined();
    expect(given.err).toContain('like a password');
    expect(given.err).not.toContain('X-Amz-Signature');
    const out = place();
    for (const { file, sha256: digest, url } of JSON.parse(given.out).links) {
      expect(url).toContain('versionId=');
      await curl(url, join(out, file));
      expect(digestOf(join(out, file)), file).toBe(digest);
    }
    const text = await run(['fetch', VERSION, '--from', store, '--link']);
    const script = text.out.replaceAll('curl --fail', 'curl --silent --fail');
    const ran = await promisify(execFile)('sh', ['-c', script], { cwd: place(), env: { PATH: process.env.PATH } });
    expect(ran.stdout).toContain(`${FILE}: OK`);
  });

  it('[SRS-154] ends, and is for one file only', async () => {
    const opened = s3Store({ kind: 's3', bucket, prefix: 'devices/', endpoint: server.endpoint }, server.env);
    const { record } = await findPublished(opened, { product: PRODUCT, version: VERSION });
    const short = await opened.locking!.presign(record.bundle.key, record.bundle.versionId, 2);
    await wait(3000);
    await expect(curl(short, join(place(), 'x'))).rejects.toThrow(/403/);
    const long = await opened.locking!.presign(record.bundle.key, record.bundle.versionId, 3600);
    await expect(curl(long.replace(record.bundle.key, record.receipt!.key), join(place(), 'x'))).rejects.toThrow(/403/);
  });
});
