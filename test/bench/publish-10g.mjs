// 10 GiB in parts to a real S3 server: the client is killed (SIGKILL) in the middle and run again. It must go on where it was, send no part
// twice that the server has, leave no unfinished upload, and the object must be whole and locked.
// Usage: node test/bench/publish-10g.mjs [--quick] [--mebibytes 10240] [--part-size 64] [--server minio|versitygw]      (--quick: 320 MiB in parts of 16)
import { HeadObjectCommand, GetObjectRetentionCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultProxy } from '../stack/s3/fault-proxy.ts';
import { BUCKET, clientEnv, joinedStore, withServer, writeJson } from './s3.mjs';
import { sha256Of, syntheticSource } from './synthetic.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, mebibytes: { type: 'string' }, 'part-size': { type: 'string' }, server: { type: 'string', default: 'minio' } } });
const mebibytes = Number(values.mebibytes ?? (values.quick ? 320 : 10_240));
const partSize = Number(values['part-size'] ?? (values.quick ? 16 : 64));
const size = mebibytes * (1 << 20);
const parts = Math.ceil(mebibytes / partSize);
const key = 'bundles/x/1/x.evidence.zip';
const { bavail, bsize } = statfsSync(tmpdir());
if (bavail * bsize < size * 2.2) throw new Error(`no room for ${mebibytes * 2.2} MiB in ${tmpdir()}`);
const folder = mkdtempSync(join(tmpdir(), 'release-evidence-bench-'));

function must(condition, message) {
  if (!condition) throw new Error(message);
}

const store = joinedStore();
try {
  const sha256 = sha256Of(syntheticSource(size));
  await withServer(folder, async (server) => {
    const proxy = await faultProxy(server.endpoint);
    const run = async () => {
      const begin = performance.now();
      const first = proxy.seen.length;
      const child = spawn(process.execPath, [...store.once, 'put', BUCKET, proxy.endpoint, sha256, String(size), '--part-size', String(partSize)], { env: { ...process.env, ...clientEnv(server, folder) }, stdio: ['ignore', 'pipe', 'inherit'] });
      proxy.client = child;
      let out = '';
      child.stdout.on('data', (chunk) => { out += chunk; });
      const status = await new Promise((resolve) => { child.on('close', (code, signal) => resolve(signal ?? code)); });
      const uploaded = proxy.seen.slice(first).filter((one) => one.action.startsWith('UploadPart') && one.status === 200);
      return { status, out, seconds: (performance.now() - begin) / 1000, parts: uploaded.map((one) => Number(one.action.split(' ')[1])) };
    };
    const middle = Math.ceil(parts / 2);
    let killed = false;
    proxy.plan = (one) => (!killed && one.action.startsWith(`UploadPart ${middle} `) ? (killed = true, { kind: 'kill-before' }) : null);
    const broken = await run();
    must(broken.status === 'SIGKILL', `the first run ended with ${broken.status}`);
    const nothing = await server.client().send(new HeadObjectCommand({ Bucket: BUCKET, Key: key })).catch((error) => error.$metadata?.httpStatusCode);
    must(nothing === 404, `after the kill the object answers ${JSON.stringify(nothing)}`);
    const resumed = await run();
    must(resumed.status === 0, `the second run ended with ${resumed.status}`);
    const { outcome, stored } = JSON.parse(resumed.out);
    const twice = resumed.parts.filter((part) => broken.parts.includes(part));
    const { Versions = [] } = await server.client().send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: key }));
    const { Uploads = [] } = await server.client().send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: key }));
    const { Retention } = await server.client().send(new GetObjectRetentionCommand({ Bucket: BUCKET, Key: key, VersionId: stored.versionId }));
    must(outcome === 'created' && stored.sha256 === sha256 && stored.size === size, `stored: ${resumed.out}`);
    must(Versions.length === 1 && Versions[0].Size === size, `versions: ${JSON.stringify(Versions)}`);
    must(Uploads.length === 0, `unfinished uploads: ${JSON.stringify(Uploads)}`);
    must(Retention?.Mode === 'COMPLIANCE', 'not locked');
    must(twice.length === 0, `parts sent twice: ${twice}`);
    writeJson({ bench: `${mebibytes} MiB in parts of ${partSize} MiB to ${values.server}, killed in part ${middle}`, parts, sentBeforeTheKill: broken.parts.length, sentAgain: twice.length, sentAfter: resumed.parts.length, seconds: [broken.seconds, resumed.seconds].map((one) => Math.round(one * 10) / 10), proof: stored.proof });
    await proxy.close();
  }, values.server);
} finally {
  store.done();
  rmSync(folder, { recursive: true, force: true });
}
