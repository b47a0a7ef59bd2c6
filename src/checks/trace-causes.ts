import type { Reading } from '../model/location.ts';
import { field, reading, searched } from './findings.ts';
import type { CheckContext } from './check.ts';
import { openFailure } from './dispositions.ts';
import { claimReadings, claims, resultReadings, stateWords } from './test-claims.ts';
import { sources } from '../trace/verification.ts';

/** Why a risk control is not verified: in words, with the values read, and the rows that report each cause. */
export interface Causes { readonly words: string; readonly read: readonly Reading[]; readonly derivedFrom?: string }

export function causesOf(control: string, context: CheckContext): Causes {
  const { graph } = context;
  const open = graph.verification.get(control)?.openBy ?? [];
  const node = graph.nodes.get(control);
  if (open.length === 0 || node === undefined) return noVerification(control, context);
  const words: string[] = [];
  const read: Reading[] = [];
  const rows: string[] = [];
  const stated = claims(context);
  for (const id of open) {
    const requirement = graph.nodes.get(id);
    if (requirement?.type === 'SRS' && !graph.results.has(id)) {
      words.push(`${id} has no verification`);
      read.push(field(requirement, 'verified by', undefined));
      rows.push(`CHK-204 ${id}`);
      continue;
    }
    const result = graph.results.get(id);
    const claim = stated.get(id);
    words.push(`${id} ${stateWords(result)}`);
    if (claim?.passed) {
      read.push(...claimReadings(claim));
      rows.push(`CHK-301 ${id}`);
    } else if (result?.state === 'failed' || result?.state === 'errored') {
      if (openFailure(id, context)) rows.push(`CHK-303 ${id}`);
    } else rows.push(result?.state === 'skipped' ? `CHK-305 ${id}` : `CHK-302 ${id}`);
    read.push(...resultReadings(result, context));
  }
  return { words: words.join(', '), read, ...(rows.length === 0 ? {} : { derivedFrom: rows.join(', ') }) };
}

function noVerification(control: string, context: CheckContext): Causes {
  const node = context.graph.nodes.get(control);
  const at = node === undefined ? searched(context, ['risk-controls']) : [reading(node, null)];
  const without = sources(context.graph, control, 'implements').length === 0;
  return { words: without ? 'no requirement implements it and no test is linked to it' : 'no verification is linked to it', read: at, ...(without ? { derivedFrom: `CHK-206 ${control}` } : {}) };
}
