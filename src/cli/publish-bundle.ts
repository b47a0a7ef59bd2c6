import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Project } from '../project/schema.ts';
import type { PublishReceipt } from '../store/publish.ts';
import type { Io } from './io.ts';
import { openStore } from './wire.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';

/** The store that `--to` names, or that of the project file. */
export async function destination(io: Io, to: string | undefined, project: Project | undefined, folder: string | undefined): Promise<{ store: EvidenceStore; name: string }> {
  if (to !== undefined) {
    if (/^[a-z0-9+.-]+:\/\//i.test(to)) throw new EvidenceError('USAGE', 'usage', `${to}: this version publishes to a directory`, { hint: '--to DIRECTORY' });
    return { store: await openStore(io.cwd, to), name: to };
  }
  const path = project?.store?.path;
  if (path === undefined) throw new EvidenceError('USAGE', 'usage', 'no store to publish to', { hint: '--to DIRECTORY, or store: in the project file' });
  return { store: await openStore(folder === undefined ? io.cwd : resolve(folder), path), name: path };
}

/** The receipt in words; its last line is the permanent address. */
export function showReceipt(receipt: PublishReceipt, name: string): string {
  const { record } = receipt;
  const outcome = {
    'published': 'published', 'already-published': 'published already with the same content: nothing was changed',
    'blocked': 'kept among the blocked ones; it is not a release', 'already-blocked': 'kept among the blocked ones already',
  }[receipt.outcome];
  return `${record.product} ${record.version} ${record.verdict}: ${outcome}\nread back, digest right; ${record.immutability}\nretain until ${record.retainUntil ?? 'not stated'}\n${name.replace(/\/$/, '')}/${receipt.recordKey}\n`;
}
