import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { always, atAction, atRequest, EXPIRED_TOKEN, type Fault, type FaultProxy, faultProxy, SLOW_DOWN } from './fault-proxy.ts';
import { servers } from './injected.ts';
import { plainClient } from './servers.ts';

/*
 * The faults are only worth something when the proxy itself is transparent and does what it says: a put that it lets through is the one that the
 * server signed for, and one that it stops never arrives.
 */
const { minio } = servers;
const open: FaultProxy[] = [];
const clients: S3Client[] = [];
afterEach(async () => {
  for (const one of clients.splice(0)) one.destroy();
  for (const one of open.splice(0)) await one.close();
});
async function through(plan: Parameters<typeof faultProxy>[1], maxAttempts = 1) {
  const proxy = await faultProxy(minio.endpoint, plan);
  open.push(proxy);
  const client = plainClient(proxy.endpoint, undefined, maxAttempts);
  clients.push(client);
  return { proxy, client };
}
const BUCKET = `proxy-${process.pid}`;
const BODY = Buffer.alloc(3 << 20, 'x');
const there = async (Key: string) => minio.client().send(new HeadObjectCommand({ Bucket: BUCKET, Key })).then((head) => head.ContentLength, () => null);

describe('the fault proxy', () => {
  it('lets everything through as it is', async () => {
    await minio.client().send(new CreateBucketCommand({ Bucket: BUCKET }));
    const { proxy, client } = await through(undefined);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'bundles/a/1/x.evidence.zip', Body: BODY }));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'bundles/a/1/x.evidence.zip' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(BODY)).toBe(true);
    expect(proxy.seen.map(({ n, action, status, fault }) => ({ n, action, status, fault }))).toEqual([
      { n: 1, action: 'PutObject bundle', status: 200, fault: null }, { n: 2, action: 'GetObject bundle', status: 200, fault: null },
    ]);
  });

  const put = (client: S3Client, Key: string) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: BODY }));
  it.each<[string, Fault, boolean]>([
    ['a lost reply: the object is there, the client does not know', { kind: 'lost-reply' }, true],
    ['a reset in the body: no object', { kind: 'reset' }, false],
    ['503 SlowDown: no object', SLOW_DOWN, false],
    ['ExpiredToken: no object', EXPIRED_TOKEN, false],
  ])('%s', async (name, fault, arrived) => {
    const { client, proxy } = await through(atRequest(1, fault));
    await expect(put(client, name.slice(0, 6))).rejects.toThrow();
    expect(await there(name.slice(0, 6)) !== null).toBe(arrived);
    expect(proxy.seen[0]!.fault).toBe(fault.kind);
  });

  it.each(['kill-before', 'kill-after'] as const)('%s kills the client that it was given, and only then', async (kind) => {
    const { client, proxy } = await through(atAction('PutObject', { kind }));
    const killed: string[] = [];
    proxy.client = { kill: (signal) => { killed.push(signal); return true; } };
    await expect(put(client, kind)).rejects.toThrow();
    expect(killed).toEqual(['SIGKILL']);
    expect(await there(kind) !== null).toBe(kind === 'kill-after');
  });

  it('cuts a download after so many bytes', async () => {
    const { client } = await through(always({ kind: 'cut-download', bytes: 1000 }));
    await expect(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'bundles/a/1/x.evidence.zip' })).then((got) => got.Body!.transformToByteArray())).rejects.toThrow();
  });

  it('a client that tries again after 503 goes through', async () => {
    const { client, proxy } = await through(atRequest(1, SLOW_DOWN), 3);
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'again', Body: BODY }));
    expect(proxy.seen.map((one) => one.status)).toEqual([null, 200]);
  });
});
