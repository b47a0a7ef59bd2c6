import type { EvidenceSet } from '../model/evidence.ts';
import type { TraceGraph, TraceLink } from '../model/graph.ts';
import type { IdScheme } from '../model/id-scheme.ts';
import type { Project } from '../project/schema.ts';
import { blastRadii } from './blast.ts';
import { createBinder } from './binding.ts';
import { collectLinks } from './links.ts';
import { collectNodes } from './nodes.ts';
import { collectResults } from './results.ts';
import { verificationStates } from './verification.ts';

/**
 * The trace graph of a release from everything that was read: hazard to result (IEC 62304 5.1.1c, 7.3.3). Linear in items, links and cases.
 * @param projectFile name of the project file, the place of software items
 * @throws EvidenceError PROJECT_INVALID when the name pattern of the project file is no regular expression
 */
export function buildGraph(evidence: EvidenceSet, project: Project, ids: IdScheme, projectFile = 'release-evidence.yaml'): TraceGraph {
  const nodes = collectNodes(evidence, project, ids, projectFile);
  const links = collectLinks(evidence, nodes);
  const { results, unboundCases } = collectResults(evidence, nodes, links, createBinder(project.binding, ids));
  const linked = { nodes: nodes.nodes, links: links.links, out: index(links.links, 'from'), in: index(links.links, 'to'), results };
  const verified = { ...linked, verification: verificationStates(linked) };
  return { ...verified, blast: blastRadii(verified), unboundCases, unknownIds: links.unknown };
}

function index(links: readonly TraceLink[], end: 'from' | 'to'): ReadonlyMap<string, readonly TraceLink[]> {
  const map = new Map<string, TraceLink[]>();
  for (const link of links) {
    const list = map.get(link[end]);
    if (list === undefined) map.set(link[end], [link]);
    else list.push(link);
  }
  return map;
}
