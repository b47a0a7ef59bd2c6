import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line, from source; with RELEASE_EVIDENCE_COMPILED=yes as it is compiled and shipped. */
export const PROGRAM: readonly string[] = process.env.RELEASE_EVIDENCE_COMPILED === 'yes'
  ? [fileURLToPath(new URL('../../../bin/release-evidence.js', import.meta.url))]
  : ['--no-warnings', fileURLToPath(new URL('program.mjs', import.meta.url))];

/** Runs the program, as a user would; `before` is a command that runs it, such as `faketime '+15 years'`. */
export function programBy(before: readonly string[], env: NodeJS.ProcessEnv, ...args: readonly string[]): CommandResult {
  const [command = '', ...rest] = [...before, process.execPath, ...PROGRAM, ...args];
  const result = spawnSync(command, rest, { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1', ...env } });
  if (result.error) throw result.error;
  return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
}

export const program = (...args: readonly string[]): CommandResult => programBy([], {}, ...args);
