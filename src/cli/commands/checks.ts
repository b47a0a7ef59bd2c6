import { CHECKS } from '../../checks/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { table } from '../output/text.ts';

/** `checks`: the catalogue, from the same list that the runner uses. */
export async function checks(io: Io, options: { readonly json?: boolean }): Promise<number> {
  if (options.json) {
    io.out(`${JSON.stringify(CHECKS.map(({ id, title, clause, severity, waivable, needs, fails }) => ({ id, title, clause, severity, waivable, needs, fails })), null, 2)}\n`);
    return EXIT.done;
  }
  const letter = { error: 'E', warning: 'W', off: '–' };
  io.out(`${table([
    ['CHECK', 'A/B/C', '', 'CLAUSE', 'FAILS WHEN'],
    ...CHECKS.map((check) => [check.id, `${letter[check.severity.A]}/${letter[check.severity.B]}/${letter[check.severity.C]}`, check.waivable ? '' : '★', check.clause, check.fails]),
  ])}\nE error (blocks)  W warning  – off  ★ cannot be waived\n`);
  return EXIT.done;
}
