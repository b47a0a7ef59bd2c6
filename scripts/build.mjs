// Compiles src/ to dist/, makes the report's fonts, and writes the help texts that `--help` answers from.
// Runs on any Node: it only starts the tools that npm installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
if (process.env.RELEASE_EVIDENCE_NO_PREPARE && process.env.npm_lifecycle_event === 'prepare') process.exit(0);
const bin = (name) => `${root}node_modules/.bin/${name}${process.platform === 'win32' ? '.cmd' : ''}`;
const run = (command, args) => {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status !== 0) process.exit(result.status ?? 1);
};
run(bin('tsc'), ['-p', 'tsconfig.json']);
if (existsSync(`${root}scripts/build-fonts.mjs`)) run(bin('node'), ['scripts/build-fonts.mjs']);
run(bin('node'), ['scripts/write-help.mjs']);
