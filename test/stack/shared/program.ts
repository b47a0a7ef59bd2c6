import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { RELEASE_EVIDENCE_COMPILED: compiled } = process.env;
/** The command line, from source; with RELEASE_EVIDENCE_COMPILED=yes as it is compiled and shipped, or the path of a bin/release-evidence.js. */
export const PROGRAM: readonly string[] = compiled !== undefined && compiled !== ''
  ? [compiled === 'yes' ? fileURLToPath(new URL('../../../bin/release-evidence.js', import.meta.url)) : compiled]
  : ['--no-warnings', fileURLToPath(new URL('program.mjs', import.meta.url))];

/** Runs the program, as a user would; `before` is a command that runs it, such as `faketime '+15 years'`. */
export function programBy(before: readonly string[], env: NodeJS.ProcessEnv, ...args: readonly string[]): CommandResult {
  const [command = '', ...rest] = [...before, process.execPath, ...PROGRAM, ...args];
  const result = spawnSync(command, rest, { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1', ...env } });
  if (result.error) throw result.error;
  return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
}

export const program = (...args: readonly string[]): CommandResult => programBy([], {}, ...args);

export interface RunningProgram {
  readonly process: ChildProcess;
  /** When it has ended; `status` is -1 when a signal ended it. */
  readonly done: Promise<CommandResult>;
}

/** Starts the program and does not wait: for tests that talk to it, or kill it. */
export function startProgram(env: NodeJS.ProcessEnv, args: readonly string[], { before = [], cwd, seconds = 60 }: { before?: readonly string[]; cwd?: string; seconds?: number } = {}): RunningProgram {
  const [command = '', ...rest] = [...before, process.execPath, ...PROGRAM, ...args];
  const child = spawn(command, rest, { env: { ...process.env, NO_COLOR: '1', ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1000, killSignal: 'SIGKILL', ...(cwd !== undefined && { cwd }) });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (chunk: string) => { text[name] += chunk; });
  const done = new Promise<CommandResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? -1, ...text }));
  });
  return { process: child, done };
}
