import type { NodeType } from '../../model/graph.ts';
import { placed, type CatalogueInput } from '../input.ts';
import type { Fact, FactKind } from '../schema.ts';

const KIND_OF: Readonly<Partial<Record<NodeType, FactKind>>> = { HAZ: 'hazard', HS: 'hazardous-situation', RC: 'risk-control', SRS: 'requirement', SDS: 'design' };

/** Items of the trace with what their verification came to, and the links between them, each once whoever states it. */
export function traceFacts({ graph }: CatalogueInput): Fact[] {
  const items = [...graph.nodes.values()].flatMap((node): Fact[] => {
    const kind = KIND_OF[node.type];
    return kind === undefined ? [] : [{ kind, id: node.id, name: node.title, status: graph.verification.get(node.id)?.state, ...placed(node) }];
  });
  const seen = new Set<string>();
  const links = graph.links.flatMap((link): Fact[] => {
    const key = [link.from, link.type, link.to].join('\0');
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ kind: 'link', id: link.from, name: link.type, subject: link.to, ...placed(link) }];
  });
  return [...items, ...links];
}
