import { reading } from '../model/location.ts';
import { fieldOf, isObsolete, meaningOf } from '../trace/fields.ts';
import { targets } from '../trace/verification.ts';
import type { Check } from './check.ts';
import { fail, failuresOrPass, field, notEvaluated, searched } from './findings.ts';
import { liveRequirements, named } from './trace-coverage.ts';

const sourced: Check = {
  id: 'CHK-205', title: 'Every requirement has a source', clause: '5.2.6', severity: { A: 'warning', B: 'warning', C: 'error' }, waivable: true, needs: ['requirements'],
  fails: 'A requirement names no source: system requirement, risk control or standard.',
  run(context) {
    const requirements = liveRequirements(context);
    const failures = requirements.filter((n) => meaningOf(n, 'source', 'sources', 'derived from', 'satisfies', 'parent') === undefined && targets(context.graph, n.id, 'implements').length === 0).map((n) =>
      fail(n.id, `${named(n)} names no source`, [field(n, 'source', undefined)], 'name the system requirement, risk control or standard that the requirement comes from'));
    return failuresOrPass(failures, requirements.map((n) => n.id), 'every requirement names its source');
  },
};

const current: Check = {
  id: 'CHK-214', title: 'No test verifies an obsolete requirement', clause: '5.2.5', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: ['requirements'],
  fails: 'A test points to a requirement that is obsolete or rejected.',
  run(context) {
    const { graph } = context;
    const links = graph.links.filter((l) => l.type === 'verifies');
    const obsolete = new Map<string, typeof links>();
    for (const link of links) {
      const node = graph.nodes.get(link.to);
      if (node === undefined || !isObsolete(node)) continue;
      const key = `${link.from}\n${link.to}`;
      obsolete.set(key, [...(obsolete.get(key) ?? []), link]);
    }
    const failures = [...obsolete.values()].map((found) => {
      const { from, to } = found[0]!;
      const node = graph.nodes.get(to)!;
      const state = fieldOf(node, 'state', 'status');
      return fail(from, `${from} verifies ${to}, which is ${state}`, [field(node, 'state', state), ...found.map((l) => reading(l, `${l.from} verifies ${l.to}`))], 'link the test to the requirement that is in force, or retire it');
    });
    const subjects = [...new Set(links.map((l) => l.from))].sort();
    if (subjects.length === 0) return [notEvaluated([], 'no test is linked to a requirement', searched(context, ['requirements', 'trace', 'tests']), 'link the tests to the requirements that they verify')];
    return failuresOrPass(failures, subjects, 'every test verifies requirements that are in force');
  },
};

const approved: Check = {
  id: 'CHK-216', title: 'Every requirement is approved', clause: '5.2.6', severity: { A: 'warning', B: 'error', C: 'error' }, waivable: true, needs: ['requirements'],
  fails: 'A requirement of the release is not in an approved state, or has no state.',
  run(context) {
    const requirements = liveRequirements(context);
    const failures = requirements.flatMap((n) => {
      const state = meaningOf(n, 'state', 'status');
      if (state !== undefined && /^(approved|released|accepted|baselined|effective|in force|verified|closed|done|implemented)$/iu.test(state)) return [];
      return [fail(n.id, state === undefined ? `${named(n)} has no state` : `${named(n)} is "${state}", not approved`, [field(n, 'state', state)], 'have the requirement reviewed and approved, or take it out of the release by an approved change')];
    });
    return failuresOrPass(failures, requirements.map((n) => n.id), 'every requirement is approved');
  },
};

const VAGUE = /\b(promptly|quickly|fast|soon|user[- ]friendly|adequate(ly)?|appropriate(ly)?|sufficient(ly)?|easy|easily|reasonabl[ey]|if possible|as needed|etc)\b/iu;

const measurable: Check = {
  id: 'CHK-218', title: 'Every requirement has an acceptance criterion', clause: '5.2.6', severity: { A: 'warning', B: 'warning', C: 'error' }, waivable: true, needs: ['requirements'],
  fails: 'A requirement has no acceptance criterion, or one of vague words without a number.',
  run(context) {
    const requirements = liveRequirements(context);
    const failures = requirements.flatMap((n) => {
      const criterion = meaningOf(n, 'criterion', 'acceptance criterion', 'acceptance criteria', 'acceptance');
      if (criterion !== undefined && !(VAGUE.test(criterion) && !/\d/u.test(criterion))) return [];
      const message = criterion === undefined ? `${named(n)} has no acceptance criterion` : `the acceptance criterion of ${n.id} cannot be measured: "${criterion}"`;
      return [fail(n.id, message, [field(n, 'criterion', criterion)], 'state what is measured and which value is accepted')];
    });
    return failuresOrPass(failures, requirements.map((n) => n.id), 'every requirement has an acceptance criterion');
  },
};

export const requirementChecks: readonly Check[] = [sourced, current, approved, measurable];
