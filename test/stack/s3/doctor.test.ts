import { ListObjectVersionsCommand, PutObjectCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { run } from '../../../src/cli/main.ts';
import { BEHAVIOURS } from '../../../src/store/behaviours.ts';
import { doctorSchema } from '../../../src/store/doctor.ts';
import { type Answer, cli, scratch } from '../../support/cli.ts';
import { MINIO } from './deviations/minio.ts';
import { VERSITYGW } from './deviations/versitygw.ts';
import { newBucket, servers } from './injected.ts';
import { type ServerName, startServer } from './servers.ts';

type Told = z.infer<typeof doctorSchema>;

const here = scratch();
const DEVIATIONS = { minio: MINIO, versitygw: VERSITYGW };
const LONGEST = 100_000;

interface Visit { readonly bucket: string; readonly answer: Answer; readonly seconds: number }

async function visit(name: ServerName, bucket: string, ...more: string[]): Promise<Visit> {
  const begin = performance.now();
  const answer = await cli(here, ['store', 'doctor', '--from', `s3://${bucket}/a/b`, '--endpoint', servers[name].endpoint, ...more], servers[name].env);
  return { bucket, answer, seconds: (performance.now() - begin) / 1000 };
}

const told = ({ answer }: Visit): Told => doctorSchema.parse(JSON.parse(answer.out));
const deviating = ({ rows }: Told) => Object.fromEntries(rows.filter(({ outcome }) => outcome !== 'holds').map(({ id, outcome }) => [id, outcome]));
const keysIn = async (name: ServerName, bucket: string) => {
  const { Versions = [], DeleteMarkers = [] } = await servers[name].client().send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key);
};

describe.each(['minio', 'versitygw'] as const)('[SRS-140] store doctor on %s', (name) => {
  let plain: Visit;
  let words: Visit;
  let withDefault: Visit;
  beforeAll(async () => {
    const bucket = await newBucket(servers[name], 'doctor');
    await servers[name].client().send(new PutObjectCommand({ Bucket: bucket, Key: 'a/b/releases/pump/1.0.0.json', Body: 'published' }));
    const other = await newBucket(servers[name], 'doctor-default');
    await servers[name].client().send(new PutObjectLockConfigurationCommand({ Bucket: other, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } } }));
    [plain, words, withDefault] = await Promise.all([visit(name, bucket, '--json'), visit(name, await newBucket(servers[name], 'doctor-words')), visit(name, other, '--thorough', '--json')]);
  }, LONGEST);

  it('sees row for row what the table of deviations says; a row that changes either way is a failure', () => {
    expect(told(plain).rows.map(({ id }) => id)).toEqual(BEHAVIOURS.map(({ id }) => id));
    expect(deviating(told(plain)), JSON.stringify(told(plain).rows.map(({ id, seen }) => [id, seen]))).toEqual(DEVIATIONS[name]);
  });

  it(name === 'minio' ? 'may call it immutable' : 'refuses to call it immutable', () => {
    const { claims } = told(plain);
    if (name === 'minio') {
      expect(claims).toEqual({ COMPLIANCE: { may: true, failed: [], open: [] }, GOVERNANCE: { may: true, failed: [], open: [] } });
      expect(plain.answer.code).toBe(0);
      expect(words.answer.out).toContain('✓ "COMPLIANCE" and "immutable" may be said');
    } else {
      expect(claims.COMPLIANCE).toEqual({ may: false, failed: ['delete-pair-refused', 'shorten-refused', 'hold-blocks', 'copy-keeps-version', 'race-one-winner', 'race-all-kept'], open: [] });
      expect(claims.GOVERNANCE.may).toBe(false);
      expect(plain.answer.code).toBe(5);
      expect(words.answer.out).toContain('✗ "COMPLIANCE" and "immutable" may not be said of this store (does not hold: delete-pair-refused, shorten-refused,');
    }
    expect(words.answer.code).toBe(plain.answer.code);
  });

  it('touches nothing that is published, removes what it put, and says how far it is', async () => {
    expect(await keysIn(name, plain.bucket)).toEqual(['a/b/releases/pump/1.0.0.json']);
    expect(told(plain).leftBehind).toEqual([]);
    expect(words.answer.out).toContain(`nothing is left behind in s3://${words.bucket}/a/b/_doctor/`);
    expect(words.answer.err).toMatch(/· asking s3:\/\/\S+ how it is set up\n· two races/);
    expect(plain.seconds).toBeLessThan(90);
  });

  it('says which row means what', () => {
    const lines = words.answer.out.split('\n');
    for (const { behaviour } of BEHAVIOURS) expect(lines.some((line) => line.includes(behaviour)), behaviour).toBe(true);
    if (name === 'versitygw') expect(words.answer.out).toContain('✗ shortening COMPLIANCE is refused\n    AWS: the retain-until date of a COMPLIANCE version can be extended only\n    here: accepted: COMPLIANCE, 10 s shorter; so: who has the credentials can end the lock, then delete');
  });

  it('tries the default retention only when asked, and names what stays behind until when', async () => {
    const seen = told(withDefault);
    expect(seen.settings).toContain('default retention: GOVERNANCE, 1 day');
    expect(seen.rows.find(({ id }) => id === 'default-retention')).toMatchObject(name === 'minio'
      ? { outcome: 'holds', seen: 'GOVERNANCE, 1 day: written onto the object' } : { outcome: 'does-not-hold', seen: 'GOVERNANCE, 1 day: the object has no retention of its own' });
    const left = seen.leftBehind!.map(({ key, until }) => [key.split('/').at(-1), until] as const);
    if (name === 'minio') {
      expect(left.map(([key]) => key)).toEqual(['default']);
      expect(Math.abs(Date.parse(left[0]![1]!) - Date.parse(seen.at) - 86_400_000)).toBeLessThan(5 * 60_000); // in a day, by the clock of the server
    }
    else { // a version that lost its own lock in the race follows the default of the bucket, too, and says nothing of it
      expect(left).toContainEqual(['default', null]);
      expect(left.filter(([key]) => key !== 'default' && !/^puts-\d$/.test(key!))).toEqual([]);
    }
    expect((await keysIn(name, withDefault.bucket)).sort()).toEqual(seen.leftBehind!.map(({ key }) => key).sort());
  });
});

describe('store doctor where it cannot begin, or should not go on', () => {
  const from = (bucket: string, ...more: string[]) => cli(here, ['store', 'doctor', '--from', `s3://${bucket}`, '--endpoint', servers.minio.endpoint, ...more], servers.minio.env);

  it('finds that a bucket has no lock, and assumes nothing of what it could not try', async () => {
    const said = await from(await newBucket(servers.minio, 'doctor-unlocked', { lock: false }), '--json');
    const { claims, rows, leftBehind } = doctorSchema.parse(JSON.parse(said.out));
    expect(said.code).toBe(5);
    expect(leftBehind).toEqual([]);
    expect(claims.COMPLIANCE).toMatchObject({ may: false, failed: ['lock'] });
    expect(rows.filter(({ outcome }) => outcome === 'holds').map(({ id }) => id)).toEqual(['versioning', 'clock']);
    expect(rows.find(({ id }) => id === 'shorten-refused')!.seen).toMatch(/^a put with lock headers: refused \(400/);
  });

  it.each([
    ['a bucket that is not there', 'no-such-bucket', {}, 'STORE_UNUSABLE'],
    ['a secret that is wrong', 'doctor', { AWS_SECRET_ACCESS_KEY: ['not', 'it'].join('-') }, 'STORE_DENIED'],
    ['an account that nobody knows', 'doctor', { AWS_ACCESS_KEY_ID: 'nobody' }, 'STORE_DENIED'],
  ])('%s', async (_, bucket, env, code) => {
    const said = await cli(here, ['store', 'doctor', '--from', `s3://${bucket === 'doctor' ? await newBucket(servers.minio, bucket) : bucket}`, '--endpoint', servers.minio.endpoint, '--json'], { ...servers.minio.env, ...env });
    expect(said.code).toBe(5);
    expect(JSON.parse(said.out)).toMatchObject({ error: { code } });
  });

  it('a server that dies while it is examined: nothing is claimed, and what may be left behind is said', async () => {
    const server = await startServer('minio', join(here, 'dying'));
    try {
      await server.makeBucket('evidence');
      let heard = '';
      const doctor = run(['store', 'doctor', '--from', 's3://evidence', '--endpoint', server.endpoint], {
        cwd: here, env: server.env, out: (text) => { heard += text; }, outIsTerminal: false, errIsTerminal: false, stdin: async () => '',
        err: (text) => { if (text.includes('what a lock that has ended')) void server.kill(); },
      });
      expect(await doctor).toBe(5);
      expect(heard).toContain('✗ "COMPLIANCE" and "immutable" may not be said of this store');
      expect(heard).toMatch(/what is left behind in s3:\/\/evidence\/_doctor\/[0-9a-f]{16}\/ could not be listed; the last lock there ends at \d{4}-/);
      expect(heard).toMatch(/\? not tried {6}deleting a COMPLIANCE version is refused\n +\S.*no answer/);
    } finally {
      await server.stop();
    }
  });

  it('a server that does not answer', async () => {
    const said = await cli(here, ['store', 'doctor', '--from', 's3://evidence', '--endpoint', 'http://127.0.0.1:9', '--json'], servers.minio.env);
    expect(said.code).toBe(5);
    expect(JSON.parse(said.out)).toMatchObject({ error: { code: 'STORE_UNUSABLE' } });
  });
});
