// What the signature part of `verify` takes over the start of a process (issue 4: ≤ 150 ms): seal and digests of a small bundle, minus `node -e 0`.
//   node test/bench/signature.mjs [runs] [BUNDLE verify's own options …]     without a bundle: the demo release, sealed with a key
// Whole processes in turn; the median of the differences. Loading the program and unpacking are in it: an upper bound.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'release-evidence.js');
const [runs = '15', given, ...options] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'signature-'));
const timed = (args, cwd) => {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stderr}`);
  return Number(process.hrtime.bigint() - begin) / 1e6;
};
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

try {
  const bundle = given === undefined ? join(work, 'b.zip') : resolve(given);
  if (given === undefined) timed([program, 'bundle', '--project', join(root, 'fixtures/releases/meridian-2.4.0'), '--key', join(work, 'k.pem'), '--out', bundle, '--quiet'], work);
  const expected = given === undefined ? ['--key', join(work, 'k.pub.pem')] : options;
  const over = Array.from({ length: Number(runs) }, () => {
    const empty = timed(['-e', '0']);
    return timed([program, 'verify', bundle, ...expected, '--quiet', '--rederive', 'skip']) - empty;
  });
  console.log(JSON.stringify({ bench: 'signature part of verify, over the process start', ms: Math.round(median(over)), target: 150 }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
