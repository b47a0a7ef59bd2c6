import { inspectSource } from '../formats/inspect.ts';
import { matching } from '../model/matching.ts';
import type { VcsState } from '../model/lists.ts';
import type { Project } from '../project/schema.ts';
import type { FileTree } from './ports.ts';

/** What declared vcs evidence says of commit and tag; undefined when there is none that can be read (a check reports that). */
export function statedVcs(tree: FileTree, project: Project): VcsState | undefined {
  for (const pattern of project.evidence.vcs?.flatMap((entry) => entry.files) ?? []) {
    for (const file of matching({ path: ['evidence', 'vcs'], pattern }, () => tree.find(pattern)).files) {
      const read = inspectSource(tree.open(file.path), { kind: 'vcs', index: 0 });
      if (read.status === 'read') return read.content as VcsState;
    }
  }
  return undefined;
}
