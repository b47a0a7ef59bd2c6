import { reading, type Reading } from '../model/location.ts';
import type { Approval } from '../model/lists.ts';
import { showSigner } from '../sealing/approval-signature.ts';
import { judgedApproval } from './approval-signatures.ts';
import { hasRole, listedApprovals } from './approvals.ts';
import { commitsInRange, listedChanges } from './changes.ts';
import type { Check, CheckContext } from './check.ts';
import { field, notApplicable } from './findings.ts';
import { isNamed, samePerson, type PersonName } from '../model/people.ts';
import { count, Tally } from './tally.ts';

/** The role of those who write the software: its pairs in the profile say who may not have written what they approve. */
const AUTHORS = 'development';

interface Act { readonly who: PersonName; readonly what: string; readonly read: Reading }

export const rolesAreIndependent: Check = {
  id: 'CHK-802',
  title: 'Independent roles are held by different people, and nobody approves own work',
  clause: 'ISO 13485 7.3; IEC 81001-5-1 5.7.5',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['approvals'],
  fails: 'One person, or one key or identity, approves in two roles that the profile keeps apart, an author of this release approves in a role that is independent of development, or a tester approves the own run.',
  run(context) {
    const tally = new Tally();
    const approvals = listedApprovals(context);
    const { independent } = context.profile.roles;
    if (independent.length === 0) return [notApplicable([], `profile ${context.profile.id} keeps no roles apart`)];
    const fix = 'have the release approved by somebody who is independent of the work';
    for (const [one, other] of independent) {
      for (const first of approvals.filter((a) => hasRole(a, one))) {
        for (const second of approvals.filter((a) => hasRole(a, other))) {
          const read = [field(first, one, first.name ?? first.userId), field(second, other, second.name ?? second.userId)];
          if (!isNamed(first) || !isNamed(second)) tally.unknown(second.role, `it cannot be seen whether ${one} and ${other} are two people: an approval names nobody`, read, 'name the person in each approval (CHK-804)');
          else if (sameProof(context, first, second)) tally.fail(second.role, `${first.name ?? first.userId} as ${one} and ${second.name ?? second.userId} as ${other} sign with one and the same key or identity, which must be two people`, read, 'have each person sign with a key or identity of their own');
          else if (samePerson(first, second)) tally.fail(second.role, `${second.name ?? second.userId} approves as ${one} and as ${other}, which must be two people`, read, fix);
          else tally.pass(second.role, ...read);
        }
      }
    }
    const apart = independent.filter((pair) => pair.some((role) => role === AUTHORS)).flatMap((pair) => pair.filter((role) => role !== AUTHORS));
    const authors = authorship(context);
    const testers = testing(context);
    for (const approval of approvals) {
      const reviews = apart.some((role) => hasRole(approval, role));
      const own = [...(reviews ? authors : []), ...(hasRole(approval, AUTHORS) ? [] : testers)].filter((act) => samePerson(act.who, approval));
      for (const act of own.slice(0, 5)) tally.fail(approval.role, `${approval.name ?? approval.userId} approves as ${approval.role} and ${act.what}`, [reading(approval, approval.name ?? approval.userId ?? null), act.read], fix);
    }
    return tally.findings((n) => `${count(n, 'role')} held independently`);
  },
};

/** One proof of identity in two signatures, whatever names are printed beside them. */
function sameProof(context: CheckContext, first: Approval, second: Approval): boolean {
  const [a, b] = [judgedApproval(context, first)?.signer, judgedApproval(context, second)?.signer];
  return a !== null && a !== undefined && b !== null && b !== undefined && showSigner(a) === showSigner(b);
}

function authorship(context: CheckContext): Act[] {
  return [
    ...(commitsInRange(context) ?? []).flatMap((c) => (c.author === undefined ? [] : [{ who: { name: c.author }, what: 'wrote commits of this release', read: field(c, 'author', c.author) }])),
    ...listedChanges(context).flatMap((c) => (c.author === undefined ? [] : [{ who: { name: c.author }, what: 'is the author of a change in this release', read: field(c, 'author', c.author) }])),
  ];
}

function testing(context: CheckContext): Act[] {
  return context.evidence.contents['test-runs'].flatMap(({ file, content: run }) => (['executor', 'responsible'] as const).flatMap((name) => {
    const who = run[name];
    return who === undefined ? [] : [{ who: { name: who }, what: `is ${name === 'executor' ? 'the executor of' : 'responsible for'} the test run ${run.id ?? file.path}`, read: field(run.at[name] ?? run, name, who) }];
  }));
}
