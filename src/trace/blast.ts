import type { BlastRadius, ResultState, VerificationResult, VerificationState } from '../model/graph.ts';
import { by, byCodeUnit } from '../model/order.ts';
import { hasPassed } from './results.ts';
import { targets } from './verification.ts';
import type { Linked } from './verification.ts';

interface Verified extends Linked { readonly verification: ReadonlyMap<string, VerificationState> }

const WORDS: Readonly<Record<ResultState, string>> = {
  'passed': 'passed', 'passed-after-rerun': 'passed after a rerun', 'failed': 'failed', 'errored': 'broke off with an error', 'skipped': 'was skipped', 'not-run': 'has no result',
};

export function showState(state: ResultState): string {
  return WORDS[state];
}

/** Every verification that did not pass, carried up to the hazards and named there in words; sorted by id. */
export function blastRadii(graph: Verified): readonly BlastRadius[] {
  return [...graph.results.values()].filter((r) => !hasPassed(r.state)).map((r) => blastOf(r, graph)).sort(by((b) => b.test));
}

function blastOf(result: VerificationResult, graph: Verified): BlastRadius {
  const linked = [...targets(graph, result.id, 'verifies'), ...(isTarget(result.id, graph) ? [result.id] : [])];
  const requirements = sorted(linked.filter((id) => graph.nodes.get(id)?.type === 'SRS'));
  const riskControls = sorted([...linked.filter((id) => graph.nodes.get(id)?.type === 'RC'), ...requirements.flatMap((id) => targets(graph, id, 'implements'))]);
  const hazards = sorted(riskControls.flatMap((rc) => hazardsOf(rc, graph)));
  const parts = [`${result.id} ${WORDS[result.state]}`];
  const open = [...requirements, ...riskControls].filter((id) => graph.verification.get(id)?.state !== 'verified');
  const consequences = open.map((id) => `${id} not verified`);
  if (hazards.length > 0) consequences.push(hazardWords(hazards, graph));
  if (consequences.length === 0) consequences.push('no requirement and no risk control is linked to it');
  return { test: result.id, state: result.state, requirements, riskControls, hazards, sentence: `${parts.join('')}: ${consequences.join('; ')}` };
}

function isTarget(id: string, graph: Verified): boolean {
  const type = graph.nodes.get(id)?.type;
  return type === 'SRS' || type === 'RC';
}

/** The hazards that a risk control protects from: through its hazardous situations, or linked directly. */
export function hazardsOf(rc: string, graph: Pick<Linked, 'nodes' | 'out'>): readonly string[] {
  const found = new Set<string>();
  for (const id of targets(graph, rc, 'controls')) {
    if (graph.nodes.get(id)?.type === 'HAZ') found.add(id);
    else for (const hazard of targets(graph, id, 'leads-to')) found.add(hazard);
  }
  return sorted([...found]);
}

/**
 * `HAZ-002 Under-infusion (also controlled by RC-010, verified)`, or `… has no verified control`: a hazard that keeps a verified
 * control is told apart from one that has lost its last, because the two ask for different decisions.
 */
export function hazardWords(hazards: readonly string[], graph: Pick<Verified, 'nodes' | 'verification'>): string {
  const bare: string[] = [];
  const kept: string[] = [];
  for (const id of hazards) {
    const name = [id, graph.nodes.get(id)?.title ?? ''].join(' ').trim();
    const left = keptControls(id, graph.verification);
    if (left.length === 0) bare.push(name);
    else kept.push(`${name} (still verified: ${left.slice(0, SHOWN).join(', ')}${left.length > SHOWN ? ` and ${left.length - SHOWN} more` : ''})`);
  }
  const words: string[] = [];
  if (bare.length > 0) words.push(`${bare.join(', ')} ${bare.length === 1 ? 'has' : 'have'} no verified control`);
  if (kept.length > 0) words.push(`${kept.join(', ')} ${kept.length === 1 ? 'has' : 'have'} a control that is not verified`);
  return words.join('; ');
}

/** Controls named in a sentence beside a hazard; a hazard may have hundreds, and every failed test repeats them. */
const SHOWN = 5;

const memo = new WeakMap<ReadonlyMap<string, VerificationState>, Map<string, readonly string[]>>();

/** Verified controls of a hazard, found once for each graph. */
function keptControls(hazard: string, verification: ReadonlyMap<string, VerificationState>): readonly string[] {
  const known = memo.get(verification) ?? new Map<string, readonly string[]>();
  memo.set(verification, known);
  const found = known.get(hazard) ?? sorted((verification.get(hazard)?.by ?? []).filter((rc) => verification.get(rc)?.state === 'verified'));
  known.set(hazard, found);
  return found;
}

function sorted(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].sort(byCodeUnit);
}
