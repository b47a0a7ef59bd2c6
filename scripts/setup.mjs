// Installs and builds what is not there yet. Plain JavaScript for any Node: nothing is installed when it starts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed-from`;

/** Path of the Node that the lockfile names; the one that runs this script may be too old for the tools. */
export const node = `${root}node_modules/.bin/node${process.platform === 'win32' ? '.cmd' : ''}`;

export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  return result.status ?? 1;
}

/** `npm ci` when the lockfile changed since the last one, then the build. Ends the process when either fails. */
export function setUp() {
  const wanted = createHash('sha256').update(readFileSync(`${root}package-lock.json`)).digest('hex');
  const have = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (have !== wanted) {
    console.error('setting up: npm ci');
    // the install scripts' own build would only be repeated below
    if (run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { env: { ...process.env, RELEASE_EVIDENCE_NO_PREPARE: '1' } }) !== 0) process.exit(1);
    writeFileSync(stamp, wanted);
  }
  if (run(process.execPath, [`${root}scripts/build.mjs`]) !== 0) process.exit(1);
}
