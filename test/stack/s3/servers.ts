/**
 * Real S3 servers on 127.0.0.1, each on a free port with its data in a folder of its own.
 *
 *   node test/stack/s3/install.mjs                                       once, with a network
 *   node test/stack/s3/run.mjs [--server minio|versitygw] -- COMMAND…    see run.mjs
 *
 * In code: `const server = await startServer('minio', folder); await server.makeBucket('evidence'); … await server.stop()`. Another process of the
 * same machine (a test worker) has it by `openServer(name, endpoint)`. The log is `folder/NAME.log`.
 * minio answers as AWS documents; versitygw loses versions under concurrency and lets locks be shortened. Neither is recommended to users.
 */
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { launch, ready, type Service, stop } from '../shared/services.ts';
import { paths } from './tools.mjs';

export const SERVERS = ['minio', 'versitygw'] as const;
export type ServerName = (typeof SERVERS)[number];

export const REGION = 'us-east-1';
/** Of the server's own administrator; invented here. */
export const ROOT = { accessKeyId: 'evidenceroot', secretAccessKey: ['evidence', 'secret', '0'].join('-') };

export interface BucketOptions {
  /** Object Lock; true when absent. */
  readonly lock?: boolean;
  /** Versioning; true when absent, and always with lock. */
  readonly versioning?: boolean;
}

/** A server that runs. */
export interface S3Server {
  readonly name: ServerName;
  readonly endpoint: string;
  /** What a client needs besides the endpoint: the usual AWS variables, and no profile of this machine. */
  readonly env: Readonly<Record<string, string>>;
  makeBucket(name: string, options?: BucketOptions): Promise<void>;
  /** A plain client as administrator: what tests look at the server with, never through the product. */
  client(): S3Client;
}

/** A server that we started. */
export interface OwnServer extends S3Server {
  /** Run folder; absolute, without links. */
  readonly folder: string;
  /** SIGKILL; the data stays. */
  kill(): Promise<void>;
  /** Again on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => { probe.on('error', reject); probe.listen(0, '127.0.0.1', resolve); });
  const address = probe.address();
  await new Promise((resolve) => { probe.close(resolve); });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export function plainClient(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string } = ROOT, maxAttempts = 4): S3Client {
  return new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials, maxAttempts });
}

/** What the usual AWS variables must hold for a user of a test server. */
export function environment(credentials: { accessKeyId: string; secretAccessKey: string } = ROOT): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION,
    AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** A server that another process started. */
export function openServer(name: ServerName, endpoint: string): S3Server {
  const client = plainClient(endpoint);
  return {
    name, endpoint, env: environment(), client: () => client,
    async makeBucket(bucket, { lock = true, versioning = true } = {}) {
      await client.send(new CreateBucketCommand({ Bucket: bucket, ...(lock && { ObjectLockEnabledForBucket: true }) }));
      if (lock || versioning) await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    },
  };
}

/** Starts a server and waits until it answers. `folder` keeps its data between starts. */
export async function startServer(name: ServerName, folder: string): Promise<OwnServer> {
  for (const one of ['data', 'versions', 'iam']) mkdirSync(join(folder, one), { recursive: true });
  const at = realpathSync(folder);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let service: Service | null = null;
  const start = async () => {
    service = begin(name, at, port);
    try {
      await ready(at, service, `${endpoint}${name === 'minio' ? '/minio/health/ready' : '/health'}`);
    } catch (error) {
      await stop(at, [service]);
      throw error;
    }
  };
  await start();
  const server = openServer(name, endpoint);
  return {
    ...server, folder: at, start,
    async kill() {
      const child = service?.process;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => { child.once('exit', resolve); });
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      server.client().destroy();
      if (service !== null) await stop(at, [service]);
    },
  };
}

function begin(name: ServerName, folder: string, port: number): Service {
  const address = `127.0.0.1:${port}`;
  if (name === 'minio') {
    return launch(folder, name, paths.minio!, ['server', '--address', address, '--console-address', '127.0.0.1:0', 'data'],
      { MINIO_ROOT_USER: ROOT.accessKeyId, MINIO_ROOT_PASSWORD: ROOT.secretAccessKey, MINIO_BROWSER: 'off', MINIO_UPDATE: 'off' });
  }
  return launch(folder, name, paths.versitygw!, ['--port', address, '--health', '/health', '--iam-dir', join(folder, 'iam'), 'posix', '--versioning-dir', join(folder, 'versions'), join(folder, 'data')],
    { ROOT_ACCESS_KEY: ROOT.accessKeyId, ROOT_SECRET_KEY: ROOT.secretAccessKey });
}
