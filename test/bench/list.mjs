// `release-evidence list` of a bucket with 1,000 releases, each published by the whole protocol (design §12: at most 3 s).
// Usage: node test/bench/list.mjs [--quick] [--releases 1000] [--runs 5] [--server minio|versitygw]      (--quick: 100 releases, 1 run)
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { s3Store } from '../../src/adapters/s3/s3-store.ts';
import { fillStore } from './fill-store.mjs';
import { measured, median } from './measure.mjs';
import { BUCKET, clientEnv, PROGRAM, withServer, workFolder, writeJson } from './s3.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, releases: { type: 'string' }, runs: { type: 'string' }, server: { type: 'string', default: 'minio' } } });
const releases = Number(values.releases ?? (values.quick ? 100 : 1000));
const runs = Number(values.runs ?? (values.quick ? 1 : 5));
const folder = workFolder(512);
try {
  await withServer(folder, async (server) => {
    const env = clientEnv(server, folder);
    const begin = performance.now();
    await fillStore(await s3Store({ kind: 's3', bucket: BUCKET, prefix: '', endpoint: server.endpoint }, { ...process.env, ...env }), releases);
    const filled = (performance.now() - begin) / 1000;
    const all = Array.from({ length: runs }, () => measured(process.execPath, [PROGRAM, 'list', '--from', `s3://${BUCKET}`, '--endpoint', server.endpoint, '--json'], env));
    for (const one of all) {
      const found = JSON.parse(one.stdout).releases.length;
      if (found !== releases) throw new Error(`${found} releases listed of ${releases}`);
    }
    writeJson({ bench: `list ${releases} releases on ${values.server}`, seconds: round(median(all.map((one) => one.wall))), worst: round(Math.max(...all.map((one) => one.wall))), cpu: round(median(all.map((one) => one.cpu))), peakMiB: Math.max(...all.map((one) => one.peakMiB)), target: 3, publishedIn: round(filled) });
  }, values.server);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
function round(value) { return Math.round(value * 100) / 100; }
