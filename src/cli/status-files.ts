import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { StatusText } from '../store/status-step.ts';
import { systemWords } from './output/errno.ts';

/** A year of withdrawals of a large manufacturer has a few hundred, of some kilobytes each. */
const LARGEST_FILE = 64 << 20;

/** Files of status records that the auditor names. Fails with MISSING or TOO_LARGE (exit 7): what they say stays open. */
export function statusFiles(cwd: string, names: readonly string[]): readonly StatusText[] {
  return names.map((name) => {
    const path = resolve(cwd, name);
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_FILE) throw new EvidenceError('TOO_LARGE', 'incomplete', `${name}: larger than any file of status records`, { hint: 'name what fetch --receipt wrote' });
      return { name, bytes: readFileSync(path) };
    } catch (cause) {
      if (cause instanceof EvidenceError) throw cause;
      throw new EvidenceError('MISSING', 'incomplete', `${name}: ${systemWords(cause)}`, { cause, hint: 'name the status records that fetch --receipt wrote beside the bundle' });
    }
  });
}
