import type { TraceNode } from '../model/graph.ts';
import { reading } from '../model/location.ts';
import { byCodeUnit } from '../model/order.ts';
import { isObsolete, meaningOf } from '../trace/fields.ts';
import { sources, targets } from '../trace/verification.ts';
import type { Check, CheckContext } from './check.ts';
import { fail, failuresOrPass, field, searched } from './findings.ts';

/** Items of one type, in the order of their ids. */
export function nodesOf(context: CheckContext, type: TraceNode['type']): readonly TraceNode[] {
  return [...context.graph.nodes.values()].filter((n) => n.type === type).sort((a, b) => byCodeUnit(a.id, b.id));
}

/** Requirements of this release: obsolete and rejected ones ask for nothing. */
export function liveRequirements(context: CheckContext): readonly TraceNode[] {
  return nodesOf(context, 'SRS').filter((n) => !isObsolete(n));
}

/** `SRS-041 Alarm output ≤ 2.0 s`: how an item is named in a message. */
export function named(node: Pick<TraceNode, 'id' | 'title'>): string {
  return node.title === '' ? node.id : `${node.id} ${node.title}`;
}

const verified: Check = {
  id: 'CHK-204', title: 'Every requirement has a verification', clause: '5.7.1, 5.7.4', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: ['requirements'],
  fails: 'A requirement has neither a test nor another verification.',
  run(context) {
    const requirements = liveRequirements(context);
    const failures = requirements.filter((n) => context.graph.verification.get(n.id)?.state === 'no-verification').map((n) =>
      fail(n.id, `${named(n)} has neither a test nor an inspection`, [field(n, 'verified by', undefined), ...searched(context, ['trace', 'test-cases'])], 'link a test or an inspection that verifies it, and run it on this release'));
    return failuresOrPass(failures, requirements.map((n) => n.id), 'every requirement has at least one test or inspection');
  },
};

const allocated: Check = {
  id: 'CHK-208', title: 'Every requirement is allocated to the design', clause: '5.3.1, 5.4', severity: { A: 'off', B: 'warning', C: 'error' }, waivable: true, needs: ['requirements', 'design'],
  fails: 'A requirement is realised by no design element.',
  run(context) {
    const requirements = liveRequirements(context);
    const failures = requirements.filter((n) => sources(context.graph, n.id, 'realises').length === 0).map((n) =>
      fail(n.id, `${named(n)} is allocated to no design element`, [field(n, 'design', undefined), ...searched(context, ['design'])], 'allocate the requirement to the design element that realises it'));
    return failuresOrPass(failures, requirements.map((n) => n.id), 'every requirement is allocated to a design element');
  },
};

const requested: Check = {
  id: 'CHK-209', title: 'Every design element has a requirement', clause: '5.2.6', severity: { A: 'off', B: 'warning', C: 'warning' }, waivable: true, needs: ['design'],
  fails: 'A design element realises no requirement.',
  run(context) {
    const elements = nodesOf(context, 'SDS');
    const failures = elements.filter((n) => targets(context.graph, n.id, 'realises').length === 0).map((n) =>
      fail(n.id, `${named(n)} realises no requirement`, [reading(n, null)], 'link the requirement that asks for it, or remove what nobody asked for'));
    return failuresOrPass(failures, elements.map((n) => n.id), 'every design element realises a requirement');
  },
};

const purposeful: Check = {
  id: 'CHK-210', title: 'Every system test has a requirement', clause: '5.7.4', severity: { A: 'warning', B: 'warning', C: 'warning' }, waivable: true, needs: ['tests'],
  fails: 'A system test verifies no requirement and is no evidence of effectiveness.',
  run(context) {
    const { graph } = context;
    // A test whose purpose is the effectiveness of a risk control (ISO 14971 7.2) is not left over, although it verifies no requirement.
    const effective = new Set(nodesOf(context, 'RC').flatMap((rc) => (meaningOf(rc, 'effectiveness', 'effectiveness evidence') ?? '').split(/[\s,;/]+/u)));
    const system = nodesOf(context, 'TST').filter((n) => (graph.results.get(n.id)?.levels ?? []).some((l) => l === 'system' || l === 'manual'));
    const failures = system.filter((n) => targets(graph, n.id, 'verifies').length === 0 && !effective.has(n.id)).map((n) =>
      fail(n.id, `system test ${named(n)} verifies no requirement`, [reading(graph.results.get(n.id)?.cases[0] ?? n, n.id)], 'link the requirement that the test verifies, or retire the test'));
    return failuresOrPass(failures, system.map((n) => n.id), 'every system test verifies a requirement or shows effectiveness');
  },
};

export const traceCoverageChecks: readonly Check[] = [verified, allocated, requested, purposeful];
