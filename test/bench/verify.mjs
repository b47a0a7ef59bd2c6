// Verifying (seal and all digests, unpacked to disk) against `unzip -t` and `openssl dgst -sha256` over the same bytes, in one run (design §12).
// Usage: node test/bench/verify.mjs [MiB] [work folder]
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mixedCorpus } from './corpus.mjs';

const [mebibytes = '1024', work = join(tmpdir(), 'release-evidence-bench')] = process.argv.slice(2);
const folder = join(work, `mixed-${mebibytes}`);
mkdirSync(folder, { recursive: true });
mixedCorpus(folder, Number(mebibytes));
const bundle = join(work, 'verify.evidence.zip');
const key = join(work, 'verify.pub.pem');
const once = (...args) => JSON.parse(execFileSync(process.execPath, [new URL('./verify-once.mjs', import.meta.url).pathname, ...args], { encoding: 'utf8' }));
once('seal', folder, bundle, key);

function seconds(run) {
  const begin = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

const anchor = seconds(() => {
  execFileSync('unzip', ['-tqq', bundle]);
  execFileSync('sh', ['-c', 'find . -type f -print0 | xargs -0 openssl dgst -sha256 > /dev/null'], { cwd: folder });
});
let own;
const wall = seconds(() => { own = once('verify', bundle, key); });
rmSync(bundle);
if (own.verdict !== 'verified') throw new Error(`not verified: ${JSON.stringify(own.problems)}`);
process.stdout.write(`${JSON.stringify({ bench: 'verify mixed', seconds: wall, anchorSeconds: anchor, ratio: wall / anchor, target: 1.2, cpu: own.cpu, peakMiB: own.peakMiB })}\n`);
