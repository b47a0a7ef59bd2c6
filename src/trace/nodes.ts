import type { EvidenceSet } from '../model/evidence.ts';
import type { NodeType, TraceNode } from '../model/graph.ts';
import { isNodeType, typeOfId } from '../model/id-scheme.ts';
import type { IdScheme } from '../model/id-scheme.ts';
import type { Item } from '../model/items.ts';
import type { EvidenceKind } from '../model/kinds.ts';
import type { Location } from '../model/location.ts';
import type { Project } from '../project/schema.ts';
import { plainName } from './fields.ts';
import { hintedType, isEffectiveness } from './relations.ts';

/** Evidence kinds whose content is a table of items, in the order in which a definition wins. */
export const TABLE_KINDS = ['hazards', 'risk-controls', 'requirements', 'design', 'test-cases', 'trace'] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

const TYPE_OF_KIND: Readonly<Partial<Record<TableKind, NodeType>>> = {
  'hazards': 'HAZ', 'risk-controls': 'RC', 'requirements': 'SRS', 'design': 'SDS', 'test-cases': 'TST',
};
const TYPE_OF_WORD: ReadonlyMap<string, NodeType> = new Map(Object.entries<NodeType>({
  req: 'SRS', requirement: 'SRS', srs: 'SRS', spec: 'SDS', design: 'SDS', sds: 'SDS', test: 'TST', testcase: 'TST', tst: 'TST',
  risk: 'RC', riskcontrol: 'RC', rc: 'RC', hazard: 'HAZ', haz: 'HAZ', hazardoussituation: 'HS', hs: 'HS',
}));

/** Nodes under construction: definitions first, ids that are only mentioned later. */
export class NodeTable {
  readonly nodes = new Map<string, TraceNode>();
  /** Types that some export defines: for these an id without definition is dangling, for the others a mention is all there is. */
  readonly defined = new Set<NodeType>();
  /** Items of a mixed export whose id and type tell no kind: reported, never dropped in silence. */
  readonly placeless: Item[] = [];
  readonly ids: IdScheme;
  readonly #kindOf = new Map<string, EvidenceKind>();
  readonly #types = new Map<string, NodeType | 'SYS' | 'WVR' | undefined>();

  constructor(ids: IdScheme) {
    this.ids = ids;
  }

  define(id: string, type: NodeType, title: string, fields: Readonly<Record<string, string>>, at: Location, kind: EvidenceKind): void {
    this.defined.add(type);
    const known = this.nodes.get(id);
    if (known === undefined) {
      this.nodes.set(id, { id, type, title, fields, ...place(at), repeatedAt: [] });
      this.#kindOf.set(id, kind);
    } else if (this.#kindOf.get(id) === kind) {
      // Only the same kind of export defines twice; a matrix that repeats a requirement's title does not.
      this.nodes.set(id, { ...known, repeatedAt: [...known.repeatedAt, place(at)] });
    }
  }

  /** An id that something refers to: becomes a node unless its type has definitions, which then do not know it. */
  mention(id: string, type: NodeType, at: Location): void {
    if (this.nodes.has(id) || this.defined.has(type)) return;
    this.nodes.set(id, { id, type, title: '', fields: {}, ...place(at), repeatedAt: [] });
  }

  typeOf(id: string): NodeType | 'SYS' | 'WVR' | undefined {
    const known = this.nodes.get(id);
    if (known !== undefined) return known.type;
    if (!this.#types.has(id)) this.#types.set(id, typeOfId(id, this.ids));
    return this.#types.get(id);
  }
}

/** Everything that the evidence defines. */
export function collectNodes(evidence: EvidenceSet, project: Project, ids: IdScheme, projectFile: string): NodeTable {
  const table = new NodeTable(ids);
  for (const kind of TABLE_KINDS) {
    // An export that holds nothing defines that there is nothing: what others mention is then dangling.
    const type = TYPE_OF_KIND[kind];
    if (type !== undefined && evidence.contents[kind].length > 0) table.defined.add(type);
    for (const { content } of evidence.contents[kind]) {
      for (const item of content.items) {
        const type = typeOfItem(item, kind, ids);
        if (type !== undefined) table.define(item.id, type, item.title, fieldsOf(item), item, kind);
        else if (typeOfId(item.id, ids) === undefined) table.placeless.push(item);
      }
    }
  }
  for (const { content } of evidence.contents.inspections) {
    for (const one of content.inspections) table.define(one.id, 'INS', one.what ?? '', {}, one, 'inspections');
  }
  for (const kind of ['anomalies', 'tracker'] as const) {
    for (const { content } of evidence.contents[kind]) {
      for (const one of content.items) table.define(one.id, 'ANOM', one.title ?? '', { status: one.status }, one, kind);
    }
  }
  for (const { content } of evidence.contents.changes) {
    for (const one of content.changes) table.define(one.id, 'CR', one.description ?? '', {}, one, 'changes');
  }
  for (const one of project.items) table.define(one.id, 'SI', one.title ?? '', {}, { file: projectFile }, 'attachments');
  return table;
}

/** By the pattern of its id, then by the file that it stands in, then by the export's own word for it. */
export function typeOfItem(item: Item, kind: TableKind, ids: IdScheme): NodeType | undefined {
  const byId = typeOfId(item.id, ids);
  if (isNodeType(byId)) return byId;
  if (byId !== undefined) return undefined;
  return (item.type === undefined ? undefined : TYPE_OF_WORD.get(plainName(item.type))) ?? TYPE_OF_KIND[kind];
}

/**
 * Links that are no link of the graph are kept as fields: effectiveness evidence (shown and checked by CHK-217, it verifies nothing)
 * and the source of a requirement, which lies outside the software (CHK-205).
 */
function fieldsOf(item: Item): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const link of item.links) {
    const name = isEffectiveness(link.type) ? 'effectiveness' : hintedType(link.type) === 'SYS' ? 'source' : undefined;
    if (name !== undefined) kept[name] = kept[name] === undefined ? link.target : `${kept[name]}, ${link.target}`;
  }
  return { ...kept, ...item.fields };
}

function place(at: Location): Location {
  return { file: at.file, ...(at.line === undefined ? {} : { line: at.line }), ...(at.pointer === undefined ? {} : { pointer: at.pointer }) };
}
