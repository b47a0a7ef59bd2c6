import { byCodeUnit } from '../model/order.ts';
import { list } from './facts/lists.ts';
import { releaseFacts } from './facts/release.ts';
import { supplyFacts } from './facts/supply.ts';
import { testFacts } from './facts/tests.ts';
import { traceFacts } from './facts/trace.ts';
import type { CatalogueInput } from './input.ts';
import { KINDS, type Fact, type FactKind } from './schema.ts';

/** Every fact of a release, in the order of the file: by kind, id, name and subject, then as the evidence has them. */
export function catalogueFacts(input: CatalogueInput): readonly Fact[] {
  const facts = [...releaseFacts(input), ...traceFacts(input), ...testFacts(input), ...supplyFacts(input), ...list(input)];
  return facts.sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || text(a.id, b.id) || text(a.name, b.name) || text(a.subject, b.subject));
}

const ORDER = Object.fromEntries(Object.keys(KINDS).map((kind, i) => [kind, i])) as Readonly<Record<FactKind, number>>;
const text = (a: string | undefined, b: string | undefined): number => byCodeUnit(a ?? '', b ?? '');
