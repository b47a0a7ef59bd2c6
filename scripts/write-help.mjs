// Writes FILE: the help of the program and of each command, as the program itself prints it. `node scripts/write-help.mjs FILE`
import { writeFileSync } from 'node:fs';
import { buildProgram } from '../src/cli/program.ts';

const io = { out() {}, err() {}, env: {}, cwd: '', outIsTerminal: false, errIsTerminal: false };
const texts = {};
const capture = (command) => {
  let text = '';
  command.configureOutput({ writeOut: (part) => { text += part; } });
  command.outputHelp();
  return text;
};
const program = buildProgram(io, () => {});
for (const command of program.commands) texts[command.name()] = capture(command);
texts[''] = capture(program);
writeFileSync(process.argv[2], JSON.stringify(texts));
