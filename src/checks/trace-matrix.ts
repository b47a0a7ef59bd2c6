import type { TraceLink } from '../model/graph.ts';
import { reading } from '../model/location.ts';
import { byCodeUnit } from '../model/order.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, notEvaluated, searched } from './findings.ts';

/** Links that a trace matrix is made of; what an anomaly or a change touches stands in their own lists. */
const TRACED: ReadonlySet<TraceLink['type']> = new Set(['leads-to', 'controls', 'implements', 'realises', 'verifies']);

const derived: Check = {
  id: 'CHK-213', title: 'The trace matrix is what its sources say', clause: '5.7.4', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: ['trace'],
  fails: 'A link of the matrix is in no export and no test metadata, or a link of theirs is not in the matrix.',
  run(context) {
    const { stated, sourced } = bySide(context);
    const failures: Finding[] = [];
    const compared: string[] = [];
    for (const type of TRACED) {
      const inMatrix = stated.get(type);
      const inSources = sourced.get(type);
      // A type that one side does not hold at all cannot be compared: a matrix of tests says nothing about hazards.
      if (inMatrix === undefined || inSources === undefined) continue;
      for (const [key, link] of inMatrix) {
        compared.push(shown(link));
        if (!inSources.has(key)) failures.push(onlyIn('is in the trace matrix, and in no export and no test metadata', link, searched(context, sourceKinds(type))));
      }
      for (const [key, link] of inSources) {
        if (inMatrix.has(key)) continue;
        compared.push(shown(link));
        failures.push(onlyIn(`is in ${link.by === 'test' ? 'test metadata' : 'an export'}, and not in the trace matrix`, link, searched(context, ['trace'])));
      }
    }
    const verifications = sourced.get('verifies');
    if (stated.get('verifies') === undefined && verifications !== undefined) {
      failures.push(notEvaluated([], `the trace matrix links no test with a requirement, its sources hold ${verifications.size} such links`, searched(context, ['trace']), 'export the matrix with the links of tests to requirements'));
    }
    return failuresOrPass(failures, compared.sort(byCodeUnit), 'every link of the trace matrix is in its sources, and the other way round');
  },
};

type ByType = Map<TraceLink['type'], Map<string, TraceLink>>;

/** Links of the matrix and of its sources; a dangling link is CHK-203's alone. */
function bySide({ graph }: CheckContext): { readonly stated: ByType; readonly sourced: ByType } {
  const stated: ByType = new Map();
  const sourced: ByType = new Map();
  for (const link of graph.links) {
    if (!TRACED.has(link.type) || !graph.nodes.has(link.from) || !graph.nodes.has(link.to)) continue;
    const side = link.by === 'matrix' ? stated : sourced;
    const links = side.get(link.type) ?? new Map<string, TraceLink>();
    side.set(link.type, links);
    const key = shown(link);
    if (!links.has(key)) links.set(key, link);
  }
  return { stated, sourced };
}

function shown(link: TraceLink): string {
  return `${link.from} ${link.type} ${link.to}`;
}

function sourceKinds(type: TraceLink['type']): readonly ('requirements' | 'risk-controls' | 'hazards' | 'design' | 'test-cases' | 'tests')[] {
  return type === 'verifies' ? ['requirements', 'test-cases', 'tests'] : type === 'realises' ? ['requirements', 'design'] : type === 'implements' ? ['requirements', 'risk-controls'] : ['risk-controls', 'hazards'];
}

function onlyIn(where: string, link: TraceLink, read: ReturnType<typeof searched>): Finding {
  return fail(shown(link), `"${shown(link)}" ${where}`, [reading(link, shown(link)), ...read], 'make the matrix from its sources again; it is never edited by hand');
}

export const traceMatrixChecks: readonly Check[] = [derived];
