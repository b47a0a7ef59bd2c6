import { createHash } from 'node:crypto';
import { collisions, nameFault } from '../entry-name.ts';
import type { BagFolder } from '../ports.ts';
import type { Refusal } from '../verification.ts';
import type { Opened } from './archive-step.ts';

/** Step 1 for an unpacked bundle: names and kinds as they lie in the folder, digests of all files. Links are not followed. */
export function openFolder(folder: BagFolder): Opened {
  const problems: Refusal[] = [];
  const files = new Map<string, { sha256: string; size: number }>();
  const entries = folder.entries();
  for (const entry of entries) {
    const fault = nameFault(entry.path);
    if (fault !== null) problems.push({ code: 'ENTRY_NAME', message: `the name ${fault}`, subject: entry.path });
    if (entry.kind !== 'file') {
      problems.push({ code: 'ENTRY_KIND', message: 'not a regular file', subject: entry.path });
      continue;
    }
    const digest = createHash('sha256');
    let size = 0;
    for (const chunk of folder.open(entry.path).chunks()) {
      digest.update(chunk);
      size += chunk.length;
    }
    files.set(entry.path, { sha256: digest.digest('hex'), size });
  }
  for (const c of collisions([...files.keys()])) problems.push({ code: 'ENTRY_COLLISION', message: `${c.why}: ${c.other}`, subject: c.name });
  return { inventory: { kind: 'folder', top: null, files, order: [...files.keys()], entryDataSha256: null, open: (path) => folder.open(path) }, problems };
}
