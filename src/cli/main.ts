import { EXIT, exitOf } from './exit-codes.ts';
import { cachedHelp } from './help-cache.ts';
import { processIo, type Io } from './io.ts';

/** Entry of the program: one command line, one exit code. */
export async function main(process: NodeJS.Process): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(EXIT.interrupted));
  // A reader that has seen enough (`| head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await run(process.argv.slice(2), processIo(process));
}

/** Runs one command line. Help is answered from text that the build wrote, before anything else is loaded. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const help = cachedHelp(argv);
  if (help !== undefined) {
    io.out(help);
    return EXIT.done;
  }
  const { parse } = await import('./program.ts');
  try {
    return await parse(argv, io);
  } catch (error) {
    return await failed(error, io, argv.includes('--json'));
  }
}

async function failed(error: unknown, io: Io, json: boolean): Promise<number> {
  const { EvidenceError } = await import('../model/problem.ts');
  if (error instanceof EvidenceError) {
    const { reportFailure } = await import('./output/failure.ts');
    reportFailure(error, io, json);
    return exitOf(error.exit);
  }
  const { redactTokens } = await import('../sealing/redact.ts');
  io.err(`release-evidence: this is a defect of the program, not of your evidence; please report it with the lines below\n${redactTokens(error instanceof Error ? String(error.stack) : String(error))}\n`);
  return EXIT.bug;
}
