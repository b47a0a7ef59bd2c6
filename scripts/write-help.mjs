// Writes dist/cli/help.json: the help of the program and of each command, as the program itself prints it.
import { writeFileSync } from 'node:fs';
import { buildProgram } from '../dist/cli/program.js';

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
writeFileSync(new URL('../dist/cli/help.json', import.meta.url), JSON.stringify(texts));
