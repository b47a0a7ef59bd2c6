import { takeUnended } from '../model/matching.ts';
import { EvidenceError } from '../model/problem.ts';
import type { LoadedProject } from '../project/load.ts';
import { withinTime } from './wire.ts';

/** As for verify: no release takes this long, and a pattern that never ends would take for ever. */
export const EVALUATION_SECONDS = 300;

/**
 * What follows from a project file, within a time.
 * @throws EvidenceError PROJECT_INVALID (exit 2) with the pattern of the project file that did not end; TOO_LARGE (exit 3) when it was none
 */
export function inTime<T>(loaded: LoadedProject, seconds: number, work: () => T): T {
  takeUnended();
  try {
    return withinTime(seconds, work);
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.code !== 'TOO_LARGE' || error.exit !== 'incomplete') throw error;
    const unended = takeUnended();
    if (unended === undefined) throw new EvidenceError('TOO_LARGE', 'input', `the evidence was not evaluated within ${seconds} seconds`, { cause: error, hint: 'see which report is that large, and whether all of it is evidence of this release' });
    const { path, pattern } = unended;
    const line = loaded.lineOf(path);
    const shown = pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern;
    throw new EvidenceError('PROJECT_INVALID', 'usage', `${loaded.file}${line === undefined ? '' : `:${line}`}: ${path.join('.')}: matching with the pattern "${shown}" did not end within ${seconds} seconds`, {
      cause: error, hint: 'write it so that no part can match in two ways: no repetition inside a repetition, such as (a+)+',
    });
  }
}
