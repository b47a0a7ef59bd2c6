import { NODE_TYPES, type TraceGraph, type TraceNode } from '../../model/graph.ts';
import { showLocation } from '../../model/location.ts';
import { byCodeUnit } from '../../model/order.ts';
import { EvidenceError } from '../../model/problem.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../../results/documents.ts';
import { openEvaluation } from '../open-evaluation.ts';
import { paint, safe } from '../output/text.ts';

/** `trace ID`: up to the hazards and down to the results, each with the place where it was read. */
export async function trace(io: Io, id: string, options: { readonly project?: string; readonly bundle?: string; readonly json?: boolean }): Promise<number> {
  const { graph } = await openEvaluation(io, options);
  const node = graph.nodes.get(id);
  if (!node) throw new EvidenceError('NOT_FOUND', 'input', `${id} is not in the trace`, { hint: nearest(id, graph) });
  const up = reach(id, graph, 'out');
  const down = reach(id, graph, 'in');
  const ordered = [...up, id, ...down].map((other) => graph.nodes.get(other)).filter((other) => other !== undefined)
    .sort((a, b) => NODE_TYPES.indexOf(a.type) - NODE_TYPES.indexOf(b.type) || byCodeUnit(a.id, b.id));
  io.out(options.json ? jsonText(document(node, ordered, graph)) : lines(node, ordered, graph, io.outIsTerminal));
  return EXIT.done;
}

/** Ids reached by following links in one direction only, so that siblings do not flood the answer. */
function reach(id: string, graph: TraceGraph, direction: 'in' | 'out'): Set<string> {
  const seen = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const link of graph[direction].get(next) ?? []) {
      const other = direction === 'out' ? link.to : link.from;
      if (other !== id && !seen.has(other)) { seen.add(other); queue.push(other); }
    }
  }
  return seen;
}

function document(node: TraceNode, chain: readonly TraceNode[], graph: TraceGraph): object {
  const ids = new Set(chain.map((one) => one.id));
  return {
    id: node.id, type: node.type, title: node.title,
    chain: chain.map((one) => ({
      id: one.id, type: one.type, title: one.title, file: one.file, line: one.line ?? null,
      verification: graph.verification.get(one.id) ?? null, result: graph.results.get(one.id) ?? null,
    })),
    links: graph.links.filter((link) => ids.has(link.from) && ids.has(link.to)),
  };
}

function lines(node: TraceNode, chain: readonly TraceNode[], graph: TraceGraph, terminal: boolean): string {
  const colours = paint(terminal);
  const out: string[] = [];
  for (const one of chain) {
    const state = graph.results.get(one.id)?.state ?? graph.verification.get(one.id)?.state ?? '';
    const good = state === 'passed' || state === 'verified' || state === 'passed-after-rerun';
    const mark = state === '' ? '' : good ? colours.good(state) : colours.bad(state);
    out.push(`${one.id === node.id ? '▶' : ' '} ${one.type.padEnd(4)} ${colours.bold(one.id)}  ${safe(one.title)}  ${mark}  ${colours.dim(showLocation(one))}`);
    for (const result of graph.results.get(one.id)?.cases ?? []) out.push(colours.dim(`         ${result.outcome}  ${safe(result.name)}  ${showLocation(result)}`));
  }
  for (const radius of graph.blast.filter((one) => [one.test, ...one.requirements, ...one.riskControls, ...one.hazards].includes(node.id))) out.push(colours.bad(`  ${safe(radius.sentence)}`));
  return `${out.join('\n')}\n`;
}

function nearest(id: string, graph: TraceGraph): string {
  const same = [...graph.nodes.keys()].find((other) => other.toLowerCase() === id.toLowerCase());
  if (same !== undefined) return `ids are matched exactly: ${same}`;
  const prefix = id.replace(/\d+$/, '');
  const like = [...graph.nodes.keys()].filter((other) => other.toLowerCase().startsWith(prefix.toLowerCase())).sort(byCodeUnit);
  return like.length > 0 ? `ids that begin alike: ${like.slice(0, 8).join(', ')}${like.length > 8 ? ' …' : ''}` : `${graph.nodes.size} ids are in the trace; ids are matched exactly`;
}
