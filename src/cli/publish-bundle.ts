import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Project } from '../project/schema.ts';
import type { PublishReceipt } from '../store/publish.ts';
import type { Io } from './io.ts';
import { openStore } from './wire.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';

/** The store that `--to` names, or that of the project file. */
export async function destination(io: Io, to: string | undefined, project: Project | undefined, folder: string | undefined): Promise<{ store: EvidenceStore; name: string }> {
  if (to !== undefined) {
    refuseAddress(to, '--to');
    return { store: await openStore(io.cwd, to), name: to };
  }
  const path = project?.store?.path;
  if (path === undefined) throw new EvidenceError('USAGE', 'usage', 'no store to publish to', { hint: '--to DIRECTORY, or store: in the project file' });
  const root = resolve(folder ?? io.cwd, path);
  return { store: await openStore(io.cwd, root), name: relative(io.cwd, root) || '.' };
}

/** The store that `--from` names. `there` is false when the folder does not exist: nothing was ever published to it, or the name is wrong. */
export async function sourceStore(io: Io, from: string): Promise<{ store: EvidenceStore; there: boolean }> {
  refuseAddress(from, '--from');
  const stat = statSync(resolve(io.cwd, from), { throwIfNoEntry: false });
  if (stat?.isDirectory() === false) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${from}: not a folder`, { hint: 'name the folder of the store, not a file in it' });
  return { store: await openStore(io.cwd, from), there: stat !== undefined };
}

function refuseAddress(name: string, option: string): void {
  if (/^[a-z0-9+.-]+:\/\//i.test(name)) throw new EvidenceError('USAGE', 'usage', `${name}: in this version a store is a directory`, { hint: `${option} DIRECTORY` });
}

/** The receipt in words; its last line is the permanent address. */
export function showReceipt(receipt: PublishReceipt, name: string): string {
  const { record } = receipt;
  const outcome = {
    'published': 'published', 'already-published': 'published already with the same content: nothing was changed',
    'blocked': 'kept among the blocked ones; it is not a release', 'already-blocked': 'kept among the blocked ones already',
  }[receipt.outcome];
  return `${record.product} ${record.version} ${record.verdict}: ${outcome}\nread back, digest right; protection against change: ${record.immutability}\nretain until ${record.retainUntil ?? 'not stated'}\n${name.replace(/\/$/, '')}/${receipt.recordKey}\n`;
}
