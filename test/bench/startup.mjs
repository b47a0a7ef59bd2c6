// Start-up against an empty Node (design §12): `--help` ≤ 1.5 × `node -e 0`, `verify` of a small bundle ≤ 5 ×.
//   node test/bench/startup.mjs [runs]
// Whole processes, in turn, so that a noisy machine hits all alike; medians of the ratios run by run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'release-evidence.js');
const runs = Number(process.argv[2] ?? 15);
const work = mkdtempSync(join(tmpdir(), 'startup-'));
const node = (...args) => spawnSync(process.execPath, args, { cwd: work, encoding: 'utf8' });
const timed = (...args) => {
  const begin = process.hrtime.bigint();
  const { status } = node(...args);
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return Number(process.hrtime.bigint() - begin) / 1e6;
};
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

try {
  const made = node(program, 'bundle', '--project', join(root, 'fixtures/releases/meridian-2.4.0'), '--key', 'k.pem', '--out', 'b.zip', '--quiet');
  if (made.status !== 0) throw new Error(made.stderr);
  const cases = {
    'node -e 0': ['-e', '0'],
    '--help': [program, '--help'],
    'verify, seal and digests': [program, 'verify', 'b.zip', '--key', 'k.pub.pem', '--quiet', '--rederive', 'skip'],
    'verify, verdict derived again': [program, 'verify', 'b.zip', '--key', 'k.pub.pem', '--quiet'],
    'check': [program, 'check', '--project', join(root, 'fixtures/releases/meridian-2.4.0'), '--quiet'],
  };
  const times = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let i = 0; i < runs; i += 1) for (const [name, args] of Object.entries(cases)) times[name].push(timed(...args));
  const targets = { '--help': 1.5, 'verify, seal and digests': 5 };
  for (const name of Object.keys(cases)) {
    const ratio = median(times[name].map((ms, i) => ms / times['node -e 0'][i]));
    console.log(JSON.stringify({ bench: `start ${name}`, ms: Math.round(median(times[name])), ratio: Number(ratio.toFixed(2)), target: targets[name] ?? null }));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
