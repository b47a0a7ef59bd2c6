import type { NodeType, TraceLink, TraceNode } from '../model/graph.ts';
import { by, byCodeUnit } from '../model/order.ts';
import type { Row } from '../model/row.ts';
import type { FontSet } from './fonts.ts';
import { covers } from './fonts.ts';
import type { ReportInput } from './input.ts';
import { printable } from './printable.ts';

/** The input with the look-ups that several sections need, made once. */
export interface ViewContext {
  readonly input: ReportInput;
  readonly fonts: FontSet;
  /** Text as figures may draw it: only what the shipped fonts cover. */
  readonly drawable: (text: string) => string;
  /** Nodes of a type, by id. */
  nodes(type: NodeType): readonly TraceNode[];
  /** Ids that `id` points to, and ids that point to `id`; each once, sorted. */
  to(id: string, type: TraceLink['type']): readonly string[];
  from(id: string, type: TraceLink['type']): readonly string[];
  /** Result rows that name a subject. */
  rowsOf(subject: string): readonly Row[];
  /** Bound ids of a case element, by `file:line`. */
  readonly boundTo: ReadonlyMap<string, readonly string[]>;
}

export function viewContext(input: ReportInput, fonts: FontSet): ViewContext {
  const covered = covers(fonts);
  const byType = new Map<NodeType, TraceNode[]>();
  for (const node of input.graph.nodes.values()) append(byType, node.type, node);
  for (const nodes of byType.values()) nodes.sort(by((node) => node.id));
  const bySubject = new Map<string, Row[]>();
  for (const row of input.results.rows) for (const subject of row.subjects) append(bySubject, subject, row);
  const boundTo = new Map<string, string[]>();
  for (const result of input.graph.results.values()) {
    for (const one of result.cases) append(boundTo, `${one.file}:${one.line ?? ''}`, result.id);
  }
  const unique = (links: readonly TraceLink[] | undefined, type: TraceLink['type'], end: 'from' | 'to'): readonly string[] =>
    [...new Set((links ?? []).filter((link) => link.type === type).map((link) => link[end]))].sort(byCodeUnit);
  return {
    input,
    fonts,
    drawable: (text) => printable(text, covered),
    nodes: (type) => byType.get(type) ?? [],
    to: (id, type) => unique(input.graph.out.get(id), type, 'to'),
    from: (id, type) => unique(input.graph.in.get(id), type, 'from'),
    rowsOf: (subject) => bySubject.get(subject) ?? [],
    boundTo,
  };
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
