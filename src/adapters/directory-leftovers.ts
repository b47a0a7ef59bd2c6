import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { isRunning } from './process-running.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Which machine wrote: a process number says nothing about a process elsewhere, and a store may be a network folder. */
const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Name beside an object for its bytes until they are all there: never listed, never an object. */
export const partialName = (path: string): string => `${start(path)}${here}.${process.pid}.${randomBytes(8).toString('hex')}.partial`;

const start = (path: string): string => `.${basename(path).slice(0, 100)}.`;

/**
 * Removes what a writer of this object left that is known to be dead: one of this machine whose process is gone, or any that wrote nothing for
 * a day. Others are named: they may still be writing.
 */
export async function removeLeftovers(path: string, key: string): Promise<readonly Problem[]> {
  const named: Problem[] = [];
  for (const name of await readdir(dirname(path))) {
    const [, host, pid] = name.startsWith(start(path)) ? /^([0-9a-f]{8})\.(\d+)\.[0-9a-f]{16}\.partial$/.exec(name.slice(start(path).length)) ?? [] : [];
    if (host === undefined) continue;
    const file = join(dirname(path), name);
    if ((host === here && !isRunning(Number(pid))) || await isOld(file)) await rm(file, { force: true });
    else if (host !== here) named.push({ file: key, code: 'UPLOAD_UNFINISHED', message: `another machine is writing this object, or was killed while it did: ${name}`, hint: 'it is removed when it has not grown for a day' });
  }
  return named;
}

async function isOld(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > DAY;
  } catch {
    return false; // gone meanwhile
  }
}
