// Publishing 1 GiB to a real S3 server against `aws s3 cp` of the same file (design §12), the clients in turn in each round, data in memory.
//   whole      `release-evidence publish`: every digest in the bundle, the transfer, server-side SHA-256, read back, lock, receipt, record
//   transfer   the store alone, the digest known beforehand: put with lock and SHA-256 checked by the server, then read back
// Usage: node test/bench/publish.mjs [--quick] [--mebibytes 1024] [--rounds 5] [--server minio|versitygw]      (--quick: 128 MiB, 1 round)
import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { measured, ratios } from './measure.mjs';
import { awsCli, BUCKET, bundleOf, clientEnv, PROGRAM, joinedStore, withServer, workFolder, writeJson } from './s3.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, mebibytes: { type: 'string' }, rounds: { type: 'string' }, server: { type: 'string', default: 'minio' } } });
const mebibytes = Number(values.mebibytes ?? (values.quick ? 128 : 1024));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const folder = workFolder(mebibytes * 4.5);
const store = joinedStore();
try {
  const bundle = await bundleOf(folder, mebibytes);
  const hash = createHash('sha256');
  await pipeline(createReadStream(bundle, { highWaterMark: 1 << 20 }), hash);
  const sha256 = hash.digest('hex');
  const measurements = [];
  for (let i = 0; i < rounds; i += 1) {
    measurements.push(await withServer(folder, (server) => {
      const env = clientEnv(server, folder);
      const clients = {
        'aws s3 cp': () => measured(awsCli(), ['s3', 'cp', bundle, `s3://${BUCKET}/aws.zip`, '--endpoint-url', server.endpoint, '--only-show-errors'], env),
        transfer: () => measured(process.execPath, [...store.once, 'put', BUCKET, server.endpoint, sha256, bundle], env),
        whole: () => measured(process.execPath, [PROGRAM, 'publish', bundle, '--to', `s3://${BUCKET}`, '--endpoint', server.endpoint, '--yes', '--quiet'], env),
      };
      const order = Object.keys(clients);
      const answers = {};
      for (let k = 0; k < order.length; k += 1) { const name = order[(k + i) % order.length]; answers[name] = clients[name](); }
      return Object.fromEntries(order.map((name) => [name, answers[name]]));
    }, values.server));
  }
  for (const one of ratios(measurements, 'aws s3 cp', { transfer: { wall: 0.8, cpu: 0.6, peakMiB: 170 } })) writeJson({ bench: `publish ${mebibytes} MiB to ${values.server}`, ...one });
} finally {
  store.done();
  rmSync(folder, { recursive: true, force: true });
}
