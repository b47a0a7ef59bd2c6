import type { TraceNode } from '../model/graph.ts';

/** Names under which exports give the same field, in order of preference. */
const NAMES = {
  cause: ['cause', 'softwareCause', 'software cause'],
  effectiveness: ['effectiveness', 'effectivenessEvidence', 'effectiveness evidence'],
  criterion: ['criterion', 'acceptanceCriterion', 'acceptance', 'acceptance criterion'],
  source: ['source', 'sources'],
  state: ['state', 'status'],
} as const;

/** A field of a traced item, or undefined when the export does not have it. */
export function field(node: TraceNode, name: keyof typeof NAMES): string | undefined {
  for (const key of NAMES[name]) {
    const value = node.fields[key];
    if (value !== undefined && value.trim() !== '') return value;
  }
  return undefined;
}
