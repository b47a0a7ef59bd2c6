import { DeleteObjectCommand, GetObjectRetentionCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli.ts';
import { bundleMaker, PRODUCT, VERSION } from './bundles.ts';
import { newBucket, servers } from './injected.ts';

/* What becomes of a published release on real servers: withdrawn and superseded, locked like the release, seen by list, fetch and verify. */
const folder = mkdtempSync(join(tmpdir(), 's3-status-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const maker = bundleMaker(folder);
const later = await maker.variant('later', { version: '2.4.1' });

describe.each(['minio', 'versitygw'] as const)('a withdrawal on %s', (name) => {
  const server = servers[name];
  const run = (...argv: string[]) => cli(folder, [...argv, ...(argv.includes('--from') || argv.includes('--to') || argv[0] === 'verify' ? ['--endpoint', server.endpoint] : [])], server.env);
  const trust = ['--key', 'seal.pub.pem', '--rederive', 'skip', '--json', '--quiet'];

  it('is locked like the release, and is refused by verify, online and offline', async () => {
    const bucket = await newBucket(server, `status-${name}`);
    const store = `s3://${bucket}/devices`;
    for (const { path } of [maker.demo, later]) {
      const published = await run('publish', path, '--to', store, '--yes');
      expect(published.code, published.out + published.err).toBe(0);
    }
    const address = `${store}/releases/${PRODUCT}/${VERSION}.json`;
    const before = await run('verify', address, ...trust);
    expect(before.code, before.out + before.err).toBe(0);
    expect(JSON.parse(before.out).steps.find((one: { step: string }) => one.step === 'store').note).toContain('COMPLIANCE until 2041-');

    const change = ['--to', store, '--name', 'R. Duarte', '--key', 'seal.pem', '--yes', '--json'];
    const superseded = await run('supersede', PRODUCT, VERSION, '--by', '2.4.1', '--reason', 'maintenance release', ...change);
    expect(superseded.code, superseded.err + superseded.out).toBe(0);
    expect((await run('verify', address, ...trust)).code).toBe(0);
    const made = await run('withdraw', PRODUCT, VERSION, '--reason', 'CAPA-113', ...change);
    expect(made.code, made.err + made.out).toBe(0);
    const again = await run('withdraw', PRODUCT, VERSION, '--reason', 'CAPA-113', ...change);
    expect(JSON.parse(again.out).outcome).toBe('already');

    const { record } = JSON.parse(made.out);
    const lock = await server.client().send(new GetObjectRetentionCommand({ Bucket: bucket, Key: `devices/${record.key}`, VersionId: record.versionId }));
    expect([lock.Retention?.Mode, lock.Retention?.RetainUntilDate?.toISOString().slice(0, 10)]).toEqual(['COMPLIANCE', '2041-11-20']);
    await expect(server.client().send(new DeleteObjectCommand({ Bucket: bucket, Key: `devices/${record.key}`, VersionId: record.versionId }))).rejects.toThrow();
    const seen = await server.client().send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'devices/status/' }));
    expect(new Set(seen.Versions?.map(({ VersionId }) => VersionId)).size, 'the same withdrawal twice is one object').toBe(2);

    const listed = await run('list', '--from', store, '--json', '--locks');
    expect(listed.code, listed.err).toBe(0);
    expect(JSON.parse(listed.out).releases).toMatchObject([
      { version: '2.4.0', status: 'withdrawn', lock: { mode: 'COMPLIANCE' }, changes: expect.arrayContaining([expect.objectContaining({ status: 'superseded', supersededBy: '2.4.1' }), expect.objectContaining({ status: 'withdrawn', reason: 'CAPA-113' })]) }, { version: '2.4.1', status: 'published' },
    ]);
    const refused = await run('verify', address, ...trust);
    expect(refused.code).toBe(6);
    expect(refused.out).toContain('RELEASE_WITHDRAWN');

    const out = mkdtempSync(join(folder, 'out-'));
    const fetched = await run('fetch', PRODUCT, VERSION, '--from', store, '--out', out, '--receipt');
    expect(fetched.code).toBe(0);
    expect(fetched.err).toContain('WITHDRAWN');
    const withdrawn = readdirSync(out).find((one) => one.includes('.withdrawn.'))!;
    const offline = await cli(folder, ['verify', join(out, `${PRODUCT}-${VERSION}.evidence.zip`), ...trust, '--withdrawn', join(out, withdrawn)]);
    expect([offline.code, offline.out.includes('RELEASE_WITHDRAWN')]).toEqual([6, true]);
  });

  it('that somebody hides under a delete marker counts all the same', async () => {
    const bucket = await newBucket(server, `hidden-${name}`);
    const store = `s3://${bucket}`;
    await run('publish', maker.demo.path, '--to', store, '--yes');
    const made = await run('withdraw', VERSION, '--to', store, '--reason', 'CAPA-113', '--name', 'R. Duarte', '--key', 'seal.pem', '--yes', '--json');
    await server.client().send(new DeleteObjectCommand({ Bucket: bucket, Key: JSON.parse(made.out).record.key }));
    const listed = await run('list', '--from', store, '--json');
    expect(JSON.parse(listed.out)).toMatchObject({ releases: [{ status: 'withdrawn' }], problems: [{ code: 'STORE_HIDDEN', message: expect.stringContaining('delete marker') }] });
    const answer = await run('verify', `${store}/releases/${PRODUCT}/${VERSION}.json`, ...trust);
    expect([answer.code, answer.out.includes('RELEASE_WITHDRAWN')]).toEqual([6, true]);
  });
});

it('a store that cannot be reached leaves it open: 7', async () => {
  const answer = await cli(folder, ['verify', `s3://nobody/releases/${PRODUCT}/${VERSION}.json`, '--endpoint', 'http://127.0.0.1:9', '--key', 'seal.pub.pem', '--json', '--quiet'], servers.minio.env);
  expect([answer.code, JSON.parse(answer.out).verdict]).toEqual([7, 'incomplete']);
  expect(existsSync(join(folder, 'bundle'))).toBe(false);
  expect(readFileSync(join(folder, 'seal.pub.pem'), 'utf8')).toContain('PUBLIC KEY');
});
