import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { systemWords } from './output/errno.ts';

export const PROJECT_FILE = 'release-evidence.yaml';

/** The project file that the command line names, or the one here or in the nearest folder above. */
export function locateProject(cwd: string, option: string | undefined): { readonly folder: string; readonly file: string } {
  if (option !== undefined) {
    const path = resolve(cwd, option);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() && !existsSync(join(path, PROJECT_FILE))) {
      throw new EvidenceError('PROJECT_MISSING', 'usage', `${option}: no ${PROJECT_FILE} in this folder`, { hint: 'name the folder that holds it, or the file itself; release-evidence init --dir writes one' });
    }
    if (stat?.isDirectory()) return found(join(path, PROJECT_FILE), option);
    return found(path, option);
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, PROJECT_FILE))) return { folder, file: PROJECT_FILE };
    if (dirname(folder) === folder) break;
  }
  throw new EvidenceError('PROJECT_MISSING', 'usage', `no ${PROJECT_FILE} here or in a folder above`, {
    hint: 'release-evidence init writes one; or name it with --project FILE',
  });
}

function found(path: string, option: string): { folder: string; file: string } {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    throw new EvidenceError('PROJECT_MISSING', 'usage', `${option}: ${stat ? 'not a file' : 'no such project file'}`, { hint: 'release-evidence init writes one' });
  }
  return { folder: dirname(path), file: basename(path) };
}

/** Text of a file that must be UTF-8; anything else is a problem with the offset of the first bad byte. */
export function readUtf8(path: string, name: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new EvidenceError('NO_PERMISSION', 'input', `${name}: ${systemWords(cause)}`, { cause, hint: 'give the account that runs this the right to read it' });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EvidenceError('BAD_ENCODING', 'input', `${name} is not UTF-8`, { cause, hint: 'save it as UTF-8' });
  }
}
