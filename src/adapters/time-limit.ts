import { createContext, runInContext } from 'node:vm';
import { EvidenceError } from '../model/problem.ts';

/**
 * Runs `work`, which must not wait for anything, and ends it after `seconds`, whatever it is doing: patterns of somebody else's project
 * file can keep a regular expression busy for ever. Fails with TOO_LARGE (exit 7) then; what `work` had begun is not cleaned up.
 */
export function withinTime<T>(seconds: number, work: () => T): T {
  try {
    return runInContext('work()', createContext({ work }), { timeout: Math.ceil(seconds * 1000) }) as T;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause;
    throw new EvidenceError('TOO_LARGE', 'incomplete', `the raw evidence was not evaluated within ${Math.ceil(seconds)} seconds`, { cause, hint: 'a pattern of the project file in the bundle may be one that never ends' });
  }
}
