import { FORMATS } from '../../formats/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { table } from '../output/text.ts';

/** `formats`: the readers, from the same list that detection uses. */
export async function formats(io: Io, options: { readonly json?: boolean }): Promise<number> {
  if (options.json) {
    io.out(`${JSON.stringify(FORMATS.map(({ id, title, contentKind, kinds, reads, ignores }) => ({ id, title, kind: contentKind, declaredAs: kinds, reads, ignores })), null, 2)}\n`);
  } else {
    io.out(`${table([['FORMAT', 'HOLDS', 'DECLARED AS', 'TITLE'], ...FORMATS.map((format) => [format.id, format.contentKind, format.kinds.join(' '), format.title])])}\n`);
  }
  return EXIT.done;
}
