import type { TraceGraph, VerificationResult } from '../model/graph.ts';
import type { MatrixRow } from '../model/items.ts';
import type { Reading } from '../model/location.ts';
import { reading } from '../model/location.ts';
import { by } from '../model/order.ts';
import { showState } from '../trace/blast.ts';
import { hasPassed } from '../trace/results.ts';
import type { CheckContext } from './check.ts';
import { bounded, field, searched } from './findings.ts';

/** What trace matrices say about results, and what results say: shared by the checks that compare them. */
export interface Claim {
  readonly test: string;
  readonly rows: readonly (MatrixRow & { readonly result: string })[];
  /** At least one row says passed. */
  readonly passed: boolean;
  /** Words for a result that are neither a pass nor anything else we know: a status is never guessed. */
  readonly unclear: readonly string[];
}

const PASS_WORDS = /^(pass(ed)?|ok|success(ful)?|green|verified|pass(ed)? after rerun)$/iu;
const OTHER_WORDS = /^(fail(ed|ure)?|errors?|errored|nok|not ok|red|skip(ped)?|not[ _-]?(run|executed|tested|verified|applicable)|blocked|open|pending|none|n\/a|untested|inconclusive|-|–|—)$/iu;

/** Results that matrix rows state, by test (or by requirement, when a result is bound straight to it). */
export function claims(context: CheckContext): ReadonlyMap<string, Claim> {
  const known = memo.get(context);
  if (known !== undefined) return known;
  const found = collect(context);
  memo.set(context, found);
  return found;
}

/** Three checks ask for the same map of a release. */
const memo = new WeakMap<CheckContext, ReadonlyMap<string, Claim>>();

function collect(context: CheckContext): ReadonlyMap<string, Claim> {
  const map = new Map<string, Claim>();
  for (const { content } of context.evidence.contents.trace) {
    for (const row of content.rows) {
      const result = row.result?.trim();
      if (!result) continue;
      const test = [row.from, row.to].find((id) => isVerification(id, context.graph));
      if (test === undefined) continue;
      const known = map.get(test);
      map.set(test, { test, rows: [...(known?.rows ?? []), { ...row, result }], passed: (known?.passed ?? false) || PASS_WORDS.test(result), unclear: [...(known?.unclear ?? []), ...(PASS_WORDS.test(result) || OTHER_WORDS.test(result) ? [] : [result])] });
    }
  }
  return map;
}

function isVerification(id: string, graph: TraceGraph): boolean {
  const type = graph.nodes.get(id)?.type;
  return type === 'TST' || type === 'INS' || (type === undefined && graph.results.has(id));
}

/** The cases that decided a result, with their places; where it was looked for, when there is none. */
export function resultReadings(result: VerificationResult | undefined, context: CheckContext, limit = 5): readonly Reading[] {
  const decisive = (result?.cases ?? []).filter((c) => c.outcome !== 'passed' || hasPassed(result?.state)).slice(0, limit);
  if (decisive.length > 0) return decisive.map((c) => reading(c, `${c.outcome}: ${bounded(c.name)}`));
  if (result?.record !== undefined) return [field(result.record, 'verdict', hasPassed(result.state) ? 'pass' : result.state === 'failed' ? 'fail' : null)];
  return searched(context, ['tests', 'inspections']);
}

/** The rows of a matrix that claim something, as readings. */
export function claimReadings(claim: Claim): readonly Reading[] {
  return claim.rows.map((row) => reading(row, `${row.from} – ${row.to}: ${row.result}`));
}

export function stateWords(result: VerificationResult | undefined): string {
  return showState(result?.state ?? 'not-run');
}

/** Ids of results that verify a risk control, directly or through a requirement that implements one. */
export function safetyLinked(graph: TraceGraph): ReadonlySet<string> {
  const ids = new Set<string>();
  const implementing = new Set(graph.links.filter((l) => l.type === 'implements').map((l) => l.from));
  const safe = (id: string): boolean => graph.nodes.get(id)?.type === 'RC' || implementing.has(id);
  for (const link of graph.links) if (link.type === 'verifies' && safe(link.to)) ids.add(link.from);
  for (const id of graph.results.keys()) if (safe(id)) ids.add(id);
  return ids;
}

/** Results that the trace leads to: linked to a requirement or risk control, or bound straight to one. Sorted by id. */
export function tracedResults(graph: TraceGraph): readonly VerificationResult[] {
  const traced = new Set(graph.links.filter((l) => l.type === 'verifies').map((l) => l.from));
  const found: VerificationResult[] = [];
  for (const id of traced) found.push(graph.results.get(id) ?? { id, state: 'not-run', levels: [], cases: [] });
  for (const result of graph.results.values()) {
    const type = graph.nodes.get(result.id)?.type;
    if ((type === 'SRS' || type === 'RC') && !traced.has(result.id)) found.push(result);
  }
  return found.sort(by((r) => r.id));
}
