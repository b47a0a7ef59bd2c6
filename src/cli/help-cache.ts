import { readFileSync } from 'node:fs';

/**
 * Help as the build wrote it (scripts/build.mjs runs the real program once per command): loading the command parser costs
 * more than Node itself takes to start. Undefined when this is not a plain call for help, or nothing was built.
 */
export function cachedHelp(argv: readonly string[]): string | undefined {
  const command = helpCommand(argv);
  if (command === undefined) return undefined;
  try {
    const texts = JSON.parse(readFileSync(new URL('./help.json', import.meta.url), 'utf8')) as Record<string, string>;
    return texts[command];
  } catch {
    return undefined;
  }
}

function helpCommand(argv: readonly string[]): string | undefined {
  const isHelp = (arg: string | undefined) => arg === '--help' || arg === '-h';
  if (argv.length === 1 && isHelp(argv[0])) return '';
  if (argv.length === 2 && isHelp(argv[1]) && !argv[0]!.startsWith('-')) return argv[0];
  if (argv.length === 2 && argv[0] === 'help') return argv[1];
  return argv.length === 1 && argv[0] === 'help' ? '' : undefined;
}
