import type { ResultState, TraceLink, TraceNode, VerificationResult, VerificationState } from '../model/graph.ts';
import { isObsolete } from './fields.ts';
import { hasPassed } from './results.ts';

export interface Linked {
  readonly nodes: ReadonlyMap<string, TraceNode>;
  readonly in: ReadonlyMap<string, readonly TraceLink[]>;
  readonly out: ReadonlyMap<string, readonly TraceLink[]>;
  readonly results: ReadonlyMap<string, VerificationResult>;
}

/**
 * What is verified on this release, from the requirement up to the hazard.
 * SRS: at least one linked verification, all passed. RC: the same over its own verifications, and every requirement that implements it is verified.
 * HS: at least one risk control, all verified. HAZ: all its situations are verified. `openBy` names what stands in the way one level below.
 */
export function verificationStates(graph: Linked): Map<string, VerificationState> {
  const states = new Map<string, VerificationState>();
  const of = (...types: readonly string[]): TraceNode[] => [...graph.nodes.values()].filter((n) => types.includes(n.type));
  for (const node of of('SRS')) states.set(node.id, tested(node.id, graph));
  for (const node of of('RC')) states.set(node.id, riskControl(node.id, graph, states));
  for (const node of of('HS')) states.set(node.id, controlled(node.id, sources(graph, node.id, 'controls'), states));
  for (const node of of('HAZ')) states.set(node.id, hazard(node.id, graph, states));
  return states;
}

/** Ids that link to `id` by this type of link, each once. */
export function sources(graph: Pick<Linked, 'in'>, id: string, type: TraceLink['type']): readonly string[] {
  return [...new Set((graph.in.get(id) ?? []).filter((l) => l.type === type).map((l) => l.from))];
}

/** Ids that `id` links to by this type of link, each once. */
export function targets(graph: Pick<Linked, 'out'>, id: string, type: TraceLink['type']): readonly string[] {
  return [...new Set((graph.out.get(id) ?? []).filter((l) => l.type === type).map((l) => l.to))];
}

function tested(id: string, graph: Linked): VerificationState {
  const direct = graph.results.get(id);
  const by = [...sources(graph, id, 'verifies'), ...(direct === undefined ? [] : [id])];
  const openBy = by.filter((test) => !hasPassed(stateOf(graph, test)));
  return { id, state: by.length === 0 ? 'no-verification' : openBy.length === 0 ? 'verified' : 'not-verified', by, openBy };
}

function stateOf(graph: Linked, id: string): ResultState | undefined {
  return graph.results.get(id)?.state;
}

function riskControl(id: string, graph: Linked, states: ReadonlyMap<string, VerificationState>): VerificationState {
  const own = tested(id, graph);
  const by = new Set(own.by);
  const openBy = new Set(own.openBy);
  for (const requirement of sources(graph, id, 'implements')) {
    const node = graph.nodes.get(requirement);
    if (node !== undefined && isObsolete(node)) continue;
    const state = states.get(requirement);
    for (const test of state?.by ?? []) by.add(test);
    for (const test of state?.openBy ?? []) openBy.add(test);
    // A requirement that nothing verifies leaves its control open even when the others are tested.
    if (state === undefined || state.state === 'no-verification') openBy.add(requirement);
  }
  return { id, state: by.size === 0 ? 'no-verification' : openBy.size === 0 ? 'verified' : 'not-verified', by: [...by], openBy: [...openBy] };
}

function controlled(id: string, controls: readonly string[], states: ReadonlyMap<string, VerificationState>): VerificationState {
  const openBy = controls.filter((rc) => states.get(rc)?.state !== 'verified');
  return { id, state: controls.length === 0 ? 'no-verification' : openBy.length === 0 ? 'verified' : 'not-verified', by: controls, openBy };
}

function hazard(id: string, graph: Linked, states: ReadonlyMap<string, VerificationState>): VerificationState {
  const situations = sources(graph, id, 'leads-to');
  const by = new Set(sources(graph, id, 'controls'));
  const openBy = new Set([...by].filter((rc) => states.get(rc)?.state !== 'verified'));
  for (const situation of situations) {
    const state = states.get(situation);
    for (const rc of state?.by ?? []) by.add(rc);
    for (const rc of state?.openBy ?? []) openBy.add(rc);
    if (state === undefined || state.state === 'no-verification') openBy.add(situation);
  }
  return { id, state: by.size === 0 ? 'no-verification' : openBy.size === 0 ? 'verified' : 'not-verified', by: [...by], openBy: [...openBy] };
}
