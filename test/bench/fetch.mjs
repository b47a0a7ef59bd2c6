// Fetching a published release of 1 GiB from a real S3 server, verified on arrival, against `aws s3 cp` of the same object (design §12).
// Usage: node test/bench/fetch.mjs [--quick] [--mebibytes 1024] [--rounds 5] [--server minio|versitygw]      (--quick: 128 MiB, 1 round)
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measured, ratios } from './measure.mjs';
import { awsCli, BUCKET, bundleOf, clientEnv, PROGRAM, withServer, workFolder, writeJson } from './s3.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, mebibytes: { type: 'string' }, rounds: { type: 'string' }, server: { type: 'string', default: 'minio' } } });
const mebibytes = Number(values.mebibytes ?? (values.quick ? 128 : 1024));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const folder = workFolder(mebibytes * 4);
try {
  const bundle = await bundleOf(folder, mebibytes);
  const measurements = await withServer(folder, (server) => {
    const env = clientEnv(server, folder);
    const at = ['--endpoint', server.endpoint];
    const { record } = JSON.parse(measured(process.execPath, [PROGRAM, 'publish', bundle, '--to', `s3://${BUCKET}`, ...at, '--yes', '--quiet', '--json'], env).stdout);
    rmSync(bundle);
    return Array.from({ length: rounds }, (_, i) => {
      const out = join(folder, `round-${i}`);
      mkdirSync(out);
      const clients = {
        'aws s3 cp': () => measured(awsCli(), ['s3', 'cp', `s3://${BUCKET}/${record.bundle.key}`, join(out, 'aws.zip'), '--endpoint-url', server.endpoint, '--only-show-errors'], env),
        fetch: () => measured(process.execPath, [PROGRAM, 'fetch', record.product, record.version, '--from', `s3://${BUCKET}`, ...at, '--out', join(out, 'own.zip'), '--quiet'], env),
      };
      const order = i % 2 === 0 ? ['aws s3 cp', 'fetch'] : ['fetch', 'aws s3 cp'];
      const answers = Object.fromEntries(order.map((name) => [name, clients[name]()]));
      rmSync(out, { recursive: true });
      return { 'aws s3 cp': answers['aws s3 cp'], fetch: answers.fetch };
    });
  }, values.server);
  for (const one of ratios(measurements, 'aws s3 cp', { fetch: { wall: 1.0 } })) writeJson({ bench: `fetch ${mebibytes} MiB from ${values.server}`, ...one });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
