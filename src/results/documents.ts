import type { EvidenceSet } from '../model/evidence.ts';
import type { TraceGraph } from '../model/graph.ts';
import { by } from '../model/order.ts';
import type { CheckResults } from '../model/row.ts';

/** Exact bytes of a results file: two blanks of indent, LF, a newline at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function checksDocument(results: CheckResults): string {
  return jsonText(results);
}

/** What each evidence file is and holds, as `inspect` says it. */
export function factsDocument(evidence: EvidenceSet): string {
  return jsonText({
    files: evidence.files.map((file) => ({
      path: file.path, kind: file.declared.kind, ...(file.declared.level ? { level: file.declared.level } : {}), sha256: file.sha256, size: file.size,
      format: file.format ?? null, formatVersion: file.formatVersion ?? null, status: file.status, facts: file.facts, problems: file.problems,
    })),
    missing: evidence.missing.map(({ declared, pattern, line }) => ({ kind: declared.kind, pattern, line: line ?? null })),
  });
}

/** The trace as it was derived: nodes, links, what each verification came to, and what stands unverified because of it. */
export function traceDocument(graph: TraceGraph): string {
  return jsonText({
    nodes: [...graph.nodes.values()].sort(by((node) => node.id)),
    links: graph.links,
    results: [...graph.results.values()].sort(by((result) => result.id)),
    verification: [...graph.verification.values()].sort(by((state) => state.id)),
    blast: graph.blast, unboundCases: graph.unboundCases, unknownIds: graph.unknownIds,
  });
}
