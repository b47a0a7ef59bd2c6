import {
  DeleteObjectCommand, GetObjectCommand, GetObjectRetentionCommand, ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand, PutObjectLockConfigurationCommand, PutObjectRetentionCommand, type S3Client,
} from '@aws-sdk/client-s3';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctorSchema } from '../../../src/store/doctor.ts';
import { cli } from '../../support/cli.ts';
import { bundleMaker, PRODUCT, VERSION } from './bundles.ts';
import { newBucket, servers } from './injected.ts';
import { environment, plainClient, ROOT } from './servers.ts';
import { paths } from './tools.mjs';

/* The policies that `store policy` prints, attached to accounts of a real server: what each role needs works, what it must not do is refused. */
const server = servers.minio;
const folder = mkdtempSync(join(tmpdir(), 'policies-'));
const ROLES = ['publisher', 'auditor', 'doctor'] as const;
type Role = (typeof ROLES)[number];

let bucket: string;
let store: string;
let bundle: string;
let large: string;
const credentials = (role: Role) => ({ accessKeyId: `${role}-${process.pid}`, secretAccessKey: [role, 'secret', '0'].join('-') });
const clients = Object.fromEntries(ROLES.map((role) => [role, plainClient(server.endpoint, credentials(role))])) as Record<Role, S3Client>;
const as = (role: Role, ...argv: string[]) => cli(folder, [...argv, '--endpoint', server.endpoint], environment(credentials(role)));

beforeAll(async () => {
  bucket = await newBucket(server, 'policies');
  store = `s3://${bucket}/device`;
  const made = bundleMaker(join(folder, 'made'));
  bundle = made.demo.path;
  large = (await made.variant('large', { version: '2.4.1', ballast: 6 << 20 })).path;
  const mc = (...argv: string[]) => execFileSync(paths.mc!, argv, { env: { ...process.env, MC_HOST_here: `http://${ROOT.accessKeyId}:${ROOT.secretAccessKey}@${new URL(server.endpoint).host}`, MC_CONFIG_DIR: join(folder, 'mc') }, stdio: 'pipe' });
  for (const role of ROLES) {
    const { accessKeyId, secretAccessKey } = credentials(role);
    const said = await cli(folder, ['store', 'policy', '--to', store, '--role', role]);
    const file = join(folder, `${role}.json`);
    writeFileSync(file, said.out);
    mc('admin', 'user', 'add', 'here', accessKeyId, secretAccessKey);
    mc('admin', 'policy', 'create', 'here', accessKeyId, file);
    mc('admin', 'policy', 'attach', 'here', accessKeyId, '--user', accessKeyId);
  }
}, 60_000);
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const denied = (request: Promise<unknown>) => expect(request).rejects.toMatchObject({ name: 'AccessDenied' });
const objects = async () => (await server.client().send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'device/' }))).Versions!.map(({ Key, VersionId }) => ({ Bucket: bucket, Key, VersionId }));

describe('[SRS-143] accounts with the printed policies on MinIO', () => {
  it('the publisher publishes, and again', async () => {
    for (const outcome of ['published', 'already-published']) {
      const said = await as('publisher', 'publish', bundle, '--to', store, '--yes', '--json');
      expect(said.code, said.err + said.out).toBe(0);
      expect(JSON.parse(said.out)).toMatchObject({ outcome, record: { product: PRODUCT, version: VERSION } });
    }
  });

  it('the publisher publishes a large bundle in parts', async () => {
    const said = await as('publisher', 'publish', large, '--to', `s3://${bucket}/device`, '--part-size', '5', '--yes', '--json');
    expect(said.code, said.err + said.out).toBe(0);
  });

  it('the publisher deletes, shortens, bypasses and reconfigures nothing', async () => {
    const [object] = await objects();
    const { publisher } = clients;
    await denied(publisher.send(new DeleteObjectCommand({ Bucket: bucket, Key: object!.Key })));
    await denied(publisher.send(new DeleteObjectCommand({ ...object!, BypassGovernanceRetention: true })));
    await expect(publisher.send(new PutObjectRetentionCommand({ ...object!, Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date(Date.now() + 60_000) } }))).rejects.toThrow();
    await denied(publisher.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } })));
    await denied(publisher.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Suspended' } })));
    await denied(publisher.send(new PutObjectCommand({ Bucket: bucket, Key: 'elsewhere/x', Body: 'x' })));
    const governed = await server.client().send(new PutObjectCommand({ Bucket: bucket, Key: 'device/bundles/governed', Body: 'x', ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(Date.now() + 60_000) }));
    await denied(publisher.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'device/bundles/governed', VersionId: governed.VersionId, BypassGovernanceRetention: true })));
    await server.client().send(new DeleteObjectCommand({ Bucket: bucket, Key: 'device/bundles/governed', VersionId: governed.VersionId, BypassGovernanceRetention: true }));
  });

  it('the auditor lists, fetches and audits', async () => {
    const listed = await as('auditor', 'list', '--from', store, '--json');
    expect(listed.code, listed.err).toBe(0);
    expect(JSON.parse(listed.out).releases).toMatchObject([{ product: PRODUCT, version: VERSION }, { product: PRODUCT, version: '2.4.1' }]);
    const fetched = await as('auditor', 'fetch', PRODUCT, VERSION, '--from', store, '--out', 'fetched.zip', '--quiet');
    expect(fetched.code, fetched.err).toBe(0);
    for (const how of [[], ['--full']]) {
      const audited = await as('auditor', 'store', 'audit', '--from', store, '--json', ...how);
      expect(audited.code, audited.err + audited.out).toBe(0);
      expect(JSON.parse(audited.out)).toMatchObject({ verdict: 'proved', counts: { releases: 2, problems: 0, warnings: 0 } });
    }
  });

  it('the auditor puts, deletes, locks nothing', async () => {
    const [object] = await objects();
    const { auditor } = clients;
    await denied(auditor.send(new PutObjectCommand({ Bucket: bucket, Key: 'device/releases/x/1.json', Body: 'x' })));
    await denied(auditor.send(new DeleteObjectCommand({ Bucket: bucket, Key: object!.Key })));
    await denied(auditor.send(new DeleteObjectCommand(object!)));
    await denied(auditor.send(new PutObjectRetentionCommand({ ...object!, Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date('2060-01-01') } })));
    // AWS tells s3:GetObject from s3:GetObjectVersion; this server does not, so that the auditor reads the latest version here as well.
    expect((await auditor.send(new GetObjectCommand({ Bucket: bucket, Key: object!.Key })).then(async ({ Body }) => Body!.transformToByteArray())).length).toBeGreaterThan(0);
    await denied(auditor.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: 'elsewhere/' })));
    await denied(auditor.send(new ListObjectVersionsCommand({ Bucket: bucket })));
    expect((await auditor.send(new GetObjectRetentionCommand(object!))).Retention?.Mode).toBe('COMPLIANCE');
    expect((await as('auditor', 'publish', bundle, '--to', `s3://${bucket}/device/../other`, '--yes')).code).toBe(2);
  });

  it('the doctor examines, below its own folder; another account says what it could not try', async () => {
    const [whole, short] = await Promise.all([as('doctor', 'store', 'doctor', '--from', store, '--json'), as('publisher', 'store', 'doctor', '--from', store, '--json')]);
    expect(whole.code, whole.err + whole.out).toBe(0);
    expect(doctorSchema.parse(JSON.parse(whole.out)).claims.COMPLIANCE).toEqual({ may: true, failed: [], open: [] });
    await denied(clients.doctor.send(new PutObjectCommand({ Bucket: bucket, Key: 'device/releases/x/1.json', Body: 'x' })));
    const [object] = await objects();
    await denied(clients.doctor.send(new DeleteObjectCommand(object!)));
    const { rows, claims } = doctorSchema.parse(JSON.parse(short.out));
    expect(short.code).toBe(5);
    expect(rows.filter(({ outcome }) => outcome === 'holds').map(({ id }) => id)).toEqual(['versioning', 'lock', 'clock']);
    expect(claims.COMPLIANCE).toMatchObject({ may: false, failed: [] });
  });
});
