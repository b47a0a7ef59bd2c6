import type { EvidenceSet } from '../model/evidence.ts';
import type { NodeType, TraceLink } from '../model/graph.ts';
import { isNodeType } from '../model/id-scheme.ts';
import type { Item } from '../model/items.ts';
import type { Location } from '../model/location.ts';
import { fieldOf, saysNothing } from './fields.ts';
import { NodeTable, TABLE_KINDS, typeOfItem } from './nodes.ts';
import { hintedType, isEffectiveness, relate } from './relations.ts';
import type { Relation } from './relations.ts';

export interface UnknownId extends Location { readonly id: string }

const LINK_TYPES: readonly TraceLink['type'][] = ['leads-to', 'controls', 'implements', 'realises', 'verifies', 'affects', 'changes', 'in-item'];
const SOURCES: readonly TraceLink['by'][] = ['export', 'matrix', 'test'];

/** Links under construction: each (from, to, type, by) once, at the place that said it first. */
export class LinkTable {
  readonly links: TraceLink[] = [];
  readonly unknown: UnknownId[] = [];
  /** from → to → one bit for each type and source: joined keys would cost more than everything else here. */
  readonly #seen = new Map<string, Map<string, number>>();
  readonly #nodes: NodeTable;

  constructor(nodes: NodeTable) {
    this.#nodes = nodes;
  }

  /** Records that `a` and `b` are linked; `word` is the source's own name for the link. */
  connect(a: string, typeA: NodeType, b: string, word: string, at: Location, by: TraceLink['by']): void {
    const typeB = this.#nodes.typeOf(b) ?? hintedType(word);
    if (typeB === undefined) this.unknown.push({ id: b, ...place(at) });
    if (!isNodeType(typeB)) return;
    const relation = relate(a, typeA, b, typeB);
    if (relation === undefined) return;
    if (!this.#isNew(relation, by)) return;
    this.links.push({ ...relation, by, ...place(at) });
    this.#nodes.mention(a, typeA, at);
    this.#nodes.mention(b, typeB, at);
  }

  #isNew({ from, to, type }: Relation, by: TraceLink['by']): boolean {
    const targets = this.#seen.get(from) ?? new Map<string, number>();
    if (targets.size === 0) this.#seen.set(from, targets);
    const bit = 1 << (LINK_TYPES.indexOf(type) * SOURCES.length + SOURCES.indexOf(by));
    const known = targets.get(to) ?? 0;
    targets.set(to, known | bit);
    return (known & bit) === 0;
  }
}

/** Links that exports, trace matrices and our own lists state. */
export function collectLinks(evidence: EvidenceSet, nodes: NodeTable): LinkTable {
  const table = new LinkTable(nodes);
  for (const item of nodes.placeless) table.unknown.push({ id: item.id, ...place(item) });
  for (const kind of TABLE_KINDS) {
    for (const { content } of evidence.contents[kind]) {
      for (const item of content.items) {
        const type = typeOfItem(item, kind, nodes.ids);
        if (type === undefined) continue;
        if (type === 'RC') itemLinks(item, nodes, table);
        for (const link of item.links) {
          if (!isEffectiveness(link.type) && !saysNothing(link.target)) table.connect(item.id, type, link.target, link.type, link, kind === 'trace' ? 'matrix' : 'export');
        }
      }
      for (const row of content.rows) {
        if (saysNothing(row.from) || saysNothing(row.to) || isEffectiveness(row.type ?? '')) continue;
        const type = nodes.typeOf(row.from);
        if (isNodeType(type)) table.connect(row.from, type, row.to, row.type ?? '', row, 'matrix');
        else if (type === undefined) table.unknown.push({ id: row.from, ...place(row) });
      }
    }
  }
  listLinks(evidence, table);
  return table;
}

/** The software item of a risk control stands in a plain column, perhaps with its cause: `SI-RATE / range check missing`. */
function itemLinks(item: Item, nodes: NodeTable, table: LinkTable): void {
  for (const token of (fieldOf(item, 'item', 'software item') ?? '').split(/[\s,;/]+/u)) {
    if (nodes.typeOf(token) === 'SI') table.connect(item.id, 'RC', token, 'item', item, 'export');
  }
}

function listLinks(evidence: EvidenceSet, table: LinkTable): void {
  for (const { content } of evidence.contents.inspections) {
    for (const one of content.inspections) for (const id of one.verifies) table.connect(one.id, 'INS', id, 'verifies', one, 'export');
  }
  for (const kind of ['anomalies', 'tracker'] as const) {
    for (const { content } of evidence.contents[kind]) {
      for (const one of content.items) {
        for (const id of [...(one.affectedRequirements ?? []), ...(one.affectedRiskControls ?? []), ...(one.affectedItems ?? [])]) table.connect(one.id, 'ANOM', id, 'affects', one, 'export');
      }
    }
  }
  for (const { content } of evidence.contents.changes) {
    for (const one of content.changes) for (const id of one.affects) table.connect(one.id, 'CR', id, 'changes', one, 'export');
  }
}

function place(at: Location): Location {
  return { file: at.file, ...(at.line === undefined ? {} : { line: at.line }), ...(at.pointer === undefined ? {} : { pointer: at.pointer }) };
}
