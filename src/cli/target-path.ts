import { mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { systemWords } from './output/errno.ts';

/** Where `--out` says: a file, or the usual name in a folder that exists or ends with a slash; the usual name here when absent. Its folder is made. Fails with DISK. */
export function targetPath(cwd: string, out: string | undefined, name: string): string {
  const path = resolve(cwd, out ?? '.');
  const folder = out === undefined || /[/\\]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const target = folder ? join(path, name) : path;
  makeFolder(dirname(target), `the folder of ${basename(target)}`, 'name another --out');
  return target;
}

/** Before anything is evaluated or fetched: a run of minutes must not fail on a folder at its end. */
export function makeFolder(path: string, what: string, hint: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new EvidenceError('DISK', 'input', `${what} could not be made: ${systemWords(cause)}`, { cause, hint });
  }
}
