// Packing against `zip -r -q` then `sha256sum`, in one run (design §12). Usage: node test/bench/pack.mjs [MiB] [small files] [work folder]
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mixedCorpus, smallCorpus } from './corpus.mjs';

const [mebibytes = '1024', smallFiles = '50000', work = join(tmpdir(), 'release-evidence-bench')] = process.argv.slice(2);

function seconds(run) {
  const begin = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

function compare(name, folder, target) {
  const zip = join(work, `${name}.anchor.zip`);
  const ours = join(work, `${name}.evidence.zip`);
  rmSync(zip, { force: true });
  const anchor = seconds(() => {
    execFileSync('zip', ['-r', '-q', zip, '.'], { cwd: folder });
    execFileSync('sh', ['-c', 'find . -type f -print0 | xargs -0 sha256sum > /dev/null'], { cwd: folder });
  });
  let own;
  const wall = seconds(() => { own = JSON.parse(execFileSync(process.execPath, [new URL('./pack-once.mjs', import.meta.url).pathname, folder, ours], { encoding: 'utf8' })); });
  execFileSync('unzip', ['-tqq', ours]);
  process.stdout.write(`${JSON.stringify({ bench: `pack ${name}`, seconds: wall, anchorSeconds: anchor, ratio: wall / anchor, target, sizeRatio: own.size / statSync(zip).size, cpu: own.cpu, peakMiB: own.peakMiB })}\n`);
}

for (const [name, make, amount, target] of [['mixed', mixedCorpus, Number(mebibytes), 0.30], ['small', smallCorpus, Number(smallFiles), 0.65]]) {
  if (amount === 0) continue;
  const folder = join(work, `${name}-${amount}`);
  mkdirSync(folder, { recursive: true });
  make(folder, amount);
  compare(name, folder, target);
}
