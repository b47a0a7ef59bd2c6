// Prints a new ID token of the running stack (STACK_DIR): mint.mjs [--person EMAIL] [CLAIM=VALUE…]; `CLAIM=` leaves one out.
import { openStack } from './stack.ts';

const args = process.argv.slice(2);
const person = args[0] === '--person' ? args.splice(0, 2)[1] : undefined;
const claims = Object.fromEntries(args.map((one) => {
  const [name, text] = [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)];
  return [name, text === '' ? undefined : ['exp', 'iat', 'nbf'].includes(name) ? Number(text) : text];
}));
const stack = openStack(process.env.STACK_DIR);
console.log(person === undefined ? stack.token(claims) : stack.personToken(person, claims));
