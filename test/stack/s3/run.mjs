// Runs a command against a fresh real S3 server with an empty bucket that has Object Lock and versioning, and ends with its exit code:
//
//   export PATH=$PWD/node_modules/.bin:$PATH                                                  (the Node of the checkout)
//   node test/stack/s3/install.mjs                                                            (once; needs a network)
//   node test/stack/s3/run.mjs [--server minio|versitygw] [--folder DIR] -- COMMAND…          (minio when absent; DIR keeps the data)
//
// COMMAND gets: S3_SERVER (its name), S3_ENDPOINT, S3_BUCKET and S3_URL (s3://BUCKET); AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION of the
// administrator; S3_MC (mc with an alias `here`, when installed), S3_VERSITYGW (for `versitygw admin`). `-- sh` gives a shell. For example
//   node test/stack/s3/run.mjs -- sh -c 'release-evidence publish x.evidence.zip --to $S3_URL --endpoint $S3_ENDPOINT'
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, SERVERS, startServer } from './servers.ts';
import { paths } from './tools.mjs';

const dashes = process.argv.indexOf('--');
const options = process.argv.slice(2, dashes === -1 ? undefined : dashes);
const [command, ...args] = dashes === -1 ? [] : process.argv.slice(dashes + 1);
const value = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
const name = value('--server') ?? 'minio';
if (command === undefined || !SERVERS.includes(name)) {
  console.error('usage: run.mjs [--server minio|versitygw] [--folder DIR] -- COMMAND…');
  process.exit(2);
}
const kept = value('--folder');
const folder = kept ?? mkdtempSync(join(tmpdir(), 's3-stack-'));
const bucket = 'evidence';
const server = await startServer(name, folder);
process.exitCode = 70;
try {
  await server.makeBucket(bucket).catch((error) => { if (kept === undefined || !/^BucketAlready/.test(error.name)) throw error; });
  const { host } = new URL(server.endpoint);
  const env = {
    ...process.env, ...server.env, S3_SERVER: name, S3_ENDPOINT: server.endpoint, S3_BUCKET: bucket, S3_URL: `s3://${bucket}`,
    S3_MC: paths.mc, MC_HOST_here: `http://${ROOT.accessKeyId}:${ROOT.secretAccessKey}@${host}`, MC_CONFIG_DIR: join(server.folder, 'mc'), S3_VERSITYGW: paths.versitygw,
    PATH: `${fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url))}${delimiter}${process.env.PATH}`,
  };
  const child = spawn(command, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => {
    child.on('error', (error) => { console.error(error.message); resolve(127); });
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 128 : 70)));
  });
} finally {
  await server.stop();
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
