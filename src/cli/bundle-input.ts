import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { bagFolder, openArchiveFile, tempFolder } from './wire.ts';
import type { BundleInput } from '../bundle/verify-bundle.ts';
import { systemWords } from './output/errno.ts';
import { EvidenceError, type FailureExit } from '../model/problem.ts';

/** Opens a bundle file or the folder it was unpacked to, hands it to `use`, and removes what was unpacked whatever happens. */
export async function withBundle<T>(cwd: string, name: string, exit: FailureExit, use: (input: BundleInput) => Promise<T>): Promise<T> {
  const path = resolve(cwd, name);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw unreadable(name, exit, 'there is no such file or folder');
  if (stat.isDirectory()) return use({ kind: 'folder', folder: bagFolder(path) });
  let file;
  try {
    file = openArchiveFile(path);
  } catch (cause) {
    throw unreadable(name, exit, systemWords(cause), cause);
  }
  if (file === null) throw unreadable(name, exit, 'it is not a regular file');
  const unpackTo = tempFolder();
  const cleanUp = () => unpackTo.remove();
  process.once('exit', cleanUp);
  try {
    return await use({ kind: 'archive', file, unpackTo });
  } finally {
    process.off('exit', cleanUp);
    file.close();
    unpackTo.remove();
  }
}

function unreadable(name: string, exit: FailureExit, why: string, cause?: unknown): EvidenceError {
  return new EvidenceError('MISSING', exit, `${name}: ${why}`, { hint: 'name a bundle file (*.evidence.zip) or the folder it was unpacked to', ...(cause === undefined ? {} : { cause }) });
}
