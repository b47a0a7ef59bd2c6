// Checks the types, makes the report's fonts, joins src/ into dist/, and writes the help texts that `--help` answers from.
// Runs on any Node: it only starts the tools that npm installed. dist/ is replaced as a whole, and left alone when nothing changed.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
if (process.env.RELEASE_EVIDENCE_NO_PREPARE && process.env.npm_lifecycle_event === 'prepare') process.exit(0);
const made = `${root}.cache/build-${process.pid}`;
const old = `${root}.cache/replaced-${process.pid}`;
const dist = `${root}dist`;
const bin = (name) => `${root}node_modules/.bin/${name}${process.platform === 'win32' ? '.cmd' : ''}`;
const run = (command, args) => {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) throw new Error(`${args.join(' ')} ended with ${result.status ?? result.error?.message}`);
};
const files = (folder) => (existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => statSync(`${folder}/${name}`).isFile()).sort() : []);
const same = (a, b) => files(a).join('\n') === files(b).join('\n') && files(a).every((name) => readFileSync(`${a}/${name}`).equals(readFileSync(`${b}/${name}`)));

try {
  run(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']);
  run(bin('node'), ['scripts/build-fonts.mjs']); // into dist/fonts, when they are not up to date
  mkdirSync(made, { recursive: true });
  run(bin('node'), ['scripts/join.mjs', made]);
  run(bin('node'), ['scripts/write-help.mjs', `${made}/cli/help.json`]);
  cpSync(`${dist}/fonts`, `${made}/fonts`, { recursive: true, preserveTimestamps: true });
  if (!same(made, dist)) {
    // A program that is running sees the old folder or the new one, never a mixture.
    renameSync(dist, old);
    renameSync(made, dist);
  }
} catch (error) {
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
}
