import type { Progress } from '../../pipeline/ports.ts';
import type { Io } from '../io.ts';
import { paint, safe } from './text.ts';

/** One line per stage on standard error; nothing with --quiet. */
export function progressOn(io: Io, quiet: boolean | undefined): Progress {
  if (quiet) return { step() {}, note: (text) => io.err(`${safe(text)}\n`) };
  const colours = paint(io.errIsTerminal);
  return {
    step: (text) => io.err(`${colours.dim('·')} ${safe(text)}\n`),
    note: (text) => io.err(`${colours.warn('!')} ${safe(text)}\n`),
  };
}
