import type { TraceNode } from '../model/graph.ts';
import type { Reading } from '../model/location.ts';
import { isOfType } from '../model/id-scheme.ts';
import { idScheme } from '../profile/id-scheme.ts';
import { fieldOf, isObsolete, meaningOf } from '../trace/fields.ts';
import { hazardWords, hazardsOf } from '../trace/blast.ts';
import { sources, targets } from '../trace/verification.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, field, notApplicable, searched } from './findings.ts';
import { named, nodesOf } from './trace-coverage.ts';
import { causesOf } from './trace-causes.ts';

/** Controls implemented in software: all, except those whose export says otherwise in a column of its own. */
function softwareControls(context: CheckContext): readonly TraceNode[] {
  return nodesOf(context, 'RC').filter((n) => !isElsewhere(n, context) && !isObsolete(n));
}

/** A control that a software requirement implements is in software, whatever its column says. */
function isElsewhere(node: TraceNode, context: CheckContext): boolean {
  return implementing(node.id, context).length === 0 && /^(no|false|n|hardware|labell?ing|mechanical|0)$/iu.test(fieldOf(node, 'software', 'implemented in') ?? '');
}

/** Requirements of this release that implement a control; an obsolete or rejected one implements nothing. */
function implementing(control: string, context: CheckContext): readonly string[] {
  return sources(context.graph, control, 'implements').filter((id) => {
    const node = context.graph.nodes.get(id);
    return node === undefined || !isObsolete(node);
  });
}

/** The answer over all software controls. That there is none is an answer only when each control says that it lies elsewhere. */
function overControls(context: CheckContext, find: (control: TraceNode) => readonly Finding[], message: string): readonly Finding[] {
  const controls = softwareControls(context);
  const elsewhere = nodesOf(context, 'RC').filter((n) => isElsewhere(n, context));
  if (controls.length === 0 && elsewhere.length > 0) {
    return [notApplicable(elsewhere.map((n) => n.id), 'every risk control is declared as not implemented in software', elsewhere.slice(0, 5).map((n) => field(n, 'software', fieldOf(n, 'software', 'implemented in'))))];
  }
  return failuresOrPass(controls.flatMap(find), controls.map((n) => n.id), message);
}

const implemented: Check = {
  id: 'CHK-206', title: 'Every software risk control has a requirement', clause: '5.2.3, 7.2.2', severity: { A: 'off', B: 'error', C: 'error' }, waivable: false, needs: ['risk-controls'],
  fails: 'No requirement implements a risk control that is in software.',
  run(context) {
    return overControls(context, (n) => (implementing(n.id, context).length > 0 ? []
      : [fail(n.id, `no requirement implements ${named(n)}`, [field(n, 'requirements', undefined), ...searched(context, ['requirements'])], 'write the requirement that implements the risk control, and link it')]),
    'every software risk control is implemented by a requirement');
  },
};

const verified: Check = {
  id: 'CHK-207', title: 'Every risk control is verified on this release', clause: '7.3.1, 7.3.3', severity: { A: 'off', B: 'error', C: 'error' }, waivable: false, needs: ['risk-controls', 'tests'],
  fails: 'A risk control has no verification, or a verification that is linked to it, directly or through its requirements, has not passed on this release.',
  run(context) {
    return overControls(context, (n) => (context.graph.verification.get(n.id)?.state === 'verified' ? [] : [notVerified(n, context)]), 'every linked verification of every software risk control passed on this release');
  },
};

function notVerified(node: TraceNode, context: CheckContext): Finding {
  const { graph } = context;
  const hazards = hazardsOf(node.id, graph);
  const { words, read, derivedFrom } = causesOf(node.id, context);
  const about = hazards.length === 0 ? 'no hazard is linked to it' : hazardWords(hazards, graph);
  const message = `${named(node)} is not verified: ${words}; ${about}`;
  return fail(node.id, message, read, 'resolve what leaves the control unverified, and verify it on this release', derivedFrom === undefined ? {} : { derivedFrom });
}

const controlled: Check = {
  id: 'CHK-211', title: 'Every hazardous situation has a risk control', clause: '7.2.1', severity: { A: 'off', B: 'error', C: 'error' }, waivable: false, needs: ['hazards'],
  fails: 'A hazardous situation with a software cause, or a hazard without any situation, has neither a risk control nor a reference that the risk is acceptable.',
  run(context) {
    const { graph } = context;
    const situations = nodesOf(context, 'HS');
    const bare = nodesOf(context, 'HAZ').filter((n) => sources(graph, n.id, 'leads-to').length === 0);
    const subjects = [...situations, ...bare].filter((n) => !/^(no|none|false|n)$/iu.test(fieldOf(n, 'software cause') ?? ''));
    const failures = subjects.filter((n) => !sources(graph, n.id, 'controls').some((rc) => isInForce(rc, graph)) && meaningOf(n, 'acceptability') === undefined).map((n) =>
      fail(n.id, `${named(n)} has no risk control and no reference that its risk is acceptable`, [field(n, 'acceptability', undefined), ...searched(context, ['risk-controls'])], 'define a risk control, or refer to the evaluation that finds the risk acceptable'));
    return failuresOrPass(failures, subjects.map((n) => n.id), 'every hazardous situation with a software cause has a risk control or an accepted risk');
  },
};

/** A control that was withdrawn controls nothing; one that is only named is CHK-203's. */
function isInForce(id: string, graph: CheckContext['graph']): boolean {
  const node = graph.nodes.get(id);
  return node === undefined || !isObsolete(node);
}

const legs: Check = {
  id: 'CHK-212', title: 'Every risk control is traced on all four legs', clause: '7.3.3', severity: { A: 'off', B: 'error', C: 'error' }, waivable: true, needs: ['risk-controls'],
  fails: 'A risk control lacks its hazardous situation, its software item, its software cause, or its verification.',
  run(context) {
    return overControls(context, (n) => missingLegs(n, context), 'every software risk control leads to situation, item, cause and verification');
  },
};

function missingLegs(node: TraceNode, context: CheckContext): readonly Finding[] {
  const { graph } = context;
  const situations = targets(graph, node.id, 'controls');
  // Exports of hazardous situations may only say whether software contributes: "yes" is no cause.
  const causes = [node, ...situations.flatMap((id) => graph.nodes.get(id) ?? [])].some((n) => !/^(yes|no|true|false|y|n)?$/iu.test(meaningOf(n, 'cause', 'software cause') ?? ''));
  const missing: string[] = [];
  if (situations.length === 0) missing.push('hazardous situation');
  if (targets(graph, node.id, 'in-item').length === 0 && meaningOf(node, 'item', 'software item') === undefined) missing.push('software item');
  if (!causes) missing.push('software cause');
  const untested = (graph.verification.get(node.id)?.by.length ?? 0) === 0;
  if (untested) missing.push('verification');
  if (missing.length === 0) return [];
  const cause = untested && missing.length === 1 ? causesOf(node.id, context) : undefined;
  const read: readonly Reading[] = [...missing.map((leg) => field(node, leg, undefined)).slice(0, 1), ...(cause?.read ?? [])];
  const message = `${named(node)} is not traced to its ${missing.join(', ')}`;
  return [fail(node.id, message, read, `complete the trace of ${node.id}`, cause?.derivedFrom === undefined ? {} : { derivedFrom: cause.derivedFrom })];
}

const effective: Check = {
  id: 'CHK-217', title: 'Risk controls are verified above unit level and effective', clause: '7.3.1', severity: { A: 'off', B: 'warning', C: 'error' }, waivable: true, needs: ['risk-controls'],
  fails: 'A risk control is verified at unit level only, or has no evidence of effectiveness and no reference to it, or one to a test that nothing defines (ISO 14971 7.2).',
  run(context) {
    const ids = idScheme(context.project.ids);
    return overControls(context, (n) => {
      const by = context.graph.verification.get(n.id)?.by ?? [];
      const results = by.map((id) => context.graph.results.get(id)).filter((r) => r !== undefined);
      const unitOnly = results.length > 0 && results.every((r) => r.levels.length > 0 && r.levels.every((l) => l === 'unit'));
      const reference = meaningOf(n, 'effectiveness', 'effectiveness evidence');
      if (unitOnly) return [fail(n.id, `${named(n)} is verified at unit level only, by ${by.join(', ')}`, results.flatMap((r) => r.cases.slice(0, 1)).map((c) => field(c, 'level', c.level)), 'verify the control at integration or system level')];
      const absent = (reference ?? '').split(/[\s,;/]+/u).filter((id) => isOfType(id, 'TST', ids) || isOfType(id, 'INS', ids)).filter((id) => !context.graph.nodes.has(id));
      if (absent.length > 0) return [fail(n.id, `${named(n)} names ${absent.join(', ')} as evidence of its effectiveness, which nothing defines`, [field(n, 'effectiveness', reference)], 'name a test that exists, or the report or study that shows the control is effective')];
      if (reference === undefined) return [fail(n.id, `${named(n)} has no evidence of its effectiveness`, [field(n, 'effectiveness', undefined)], 'name the test, report or study that shows the control is effective')];
      return [];
    }, 'every risk control is verified above unit level and names evidence of its effectiveness');
  },
};

export const traceRiskChecks: readonly Check[] = [implemented, verified, controlled, legs, effective];
