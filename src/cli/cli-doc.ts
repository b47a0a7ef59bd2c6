import { EXIT, EXIT_MEANINGS } from './exit-codes.ts';
import { buildProgram } from './program.ts';

/** docs/cli.md: the help of every command as the program prints it, and the exit codes. A test compares. */
export function renderCliDoc(): string {
  const silent = { cwd: '', env: {}, out: () => {}, err: () => {}, outIsTerminal: false, errIsTerminal: false, stdin: async () => '' };
  const program = buildProgram(silent, () => {});
  const help = (command: typeof program): string => {
    let text = '';
    command.configureOutput({ writeOut: (part) => { text += part; }, getOutHelpWidth: () => 100 });
    command.outputHelp();
    return text.trimEnd();
  };
  const section = (name: string, command: typeof program): string[] => [
    `## ${name}\n\n\`\`\`\n${help(command)}\n\`\`\`\n`, ...command.commands.flatMap((sub) => section(`${name} ${sub.name()}`, sub)),
  ];
  const commands = program.commands.flatMap((command) => section(command.name(), command));
  return [
    '# Command line', '',
    'Written from the program (`node scripts/write-docs.mjs`); a test compares.', '',
    'Results go to standard output, everything else to standard error. `--json` gives one object, described in docs/schemas/. Colour only on a',
    'terminal. A run that fails leaves no half-written file.', '',
    '## Exit codes', '', '| code | meaning |', '|---|---|',
    ...Object.entries(EXIT).map(([name, code]) => `| ${code} | ${EXIT_MEANINGS[name as keyof typeof EXIT]} |`),
    '', 'A code that is not in this table must be treated as a failure.', '',
    '## release-evidence', '', '```', help(program), '```', '',
    ...commands,
  ].join('\n');
}
