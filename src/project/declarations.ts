import type { Declaration } from '../model/evidence.ts';
import { EVIDENCE_KINDS } from '../model/kinds.ts';
import type { Project } from './schema.ts';

/** One evidence entry of the project file with its patterns; `path` leads to it in the file, for line numbers. */
export interface DeclaredPatterns {
  readonly declared: Declaration;
  readonly patterns: readonly string[];
  readonly path: readonly (string | number)[];
}

/** All evidence that the project file declares, in the order of EVIDENCE_KINDS; sidecars of tests become `test-runs`. */
export function declarations(project: Project): readonly DeclaredPatterns[] {
  const out: DeclaredPatterns[] = [];
  const runs = new Map<string, DeclaredPatterns>();
  for (const kind of EVIDENCE_KINDS) {
    if (kind === 'test-runs') continue;
    const entries = (project.evidence[kind] ?? []) as readonly Entry[];
    entries.forEach((entry, index) => {
      const { files, ...more } = entry;
      const path = ['evidence', kind, index];
      out.push({ declared: { kind, index, ...more }, patterns: files, path });
      if (entry.run !== undefined && !runs.has(entry.run)) {
        const level = entry.level === undefined ? {} : { level: entry.level };
        runs.set(entry.run, { declared: { kind: 'test-runs', index: runs.size, ...level }, patterns: [entry.run], path: [...path, 'run'] });
      }
    });
  }
  return [...out, ...runs.values()].sort((a, b) => EVIDENCE_KINDS.indexOf(a.declared.kind) - EVIDENCE_KINDS.indexOf(b.declared.kind));
}

type Entry = Omit<Declaration, 'kind' | 'index' | 'columns'> & { readonly files: readonly string[]; readonly columns?: Readonly<Record<string, string>> };
