import type { Approval } from '../model/lists.ts';
import { instantOf } from '../model/dates.ts';
import { sameRole } from '../sealing/approval-signature.ts';
import { approvalOrder } from '../model/approval-order.ts';
import { rulesDigest } from '../profile/rules-digest.ts';
import { judgedApproval } from './approval-signatures.ts';
import type { CheckContext } from './check.ts';
import { field, inProject } from './findings.ts';
import type { Tally } from './tally.ts';

/** Clocks of two persons may differ by this much before the order of their approvals is doubted. */
const CLOCK_DIFFERENCE_MINUTES = 5;

/** What CHK-803 says of the signature of an approval, and of what its statement names beside the candidate. */
export function tellSignature(tally: Tally, context: CheckContext, approval: Approval): void {
  const { role } = approval;
  const judged = judgedApproval(context, approval);
  if (judged === null) {
    if (context.profile.signedApprovals === true) {
      tally.fail(role, `the ${role} approval is recorded, not signed: profile ${context.profile.id} counts signed ones only`, [field(approval, 'signature', null)], 'have it signed by the person: release-evidence approve');
    }
    return;
  }
  if (judged.state !== 'valid') {
    const { message, expected, found } = judged.problems[0]!;
    tally.fail(role, `the signature of the ${role} approval does not count: ${message}${expected === undefined ? '' : `; expected ${expected}`}${found === undefined ? '' : `, found ${found}`}`,
      [field(approval, 'signature', judged.state), inApprovers(context)], FIX[judged.state]);
  }
  const { product, version, commit, profile, rules } = approval.signed!.predicate;
  const named: readonly (readonly [name: string, signed: string, here: string])[] = [
    ['product', product, context.release.product.id], ['version', version, context.release.version], ['commit', commit, context.release.commit],
    ['profile', `${profile.id}@${profile.version} ${profile.digest}`, `${context.profile.id}@${context.profile.version} ${context.profile.digest}`],
  ];
  for (const [name, signed, here] of named) {
    if (signed !== here) tally.fail(role, `the ${role} approval is signed for ${name} ${signed}, this is ${here}`, [field(approval, name, signed), field({ file: context.projectFile }, name, here)], 'approve this release: release-evidence approve');
  }
  const here = rulesDigest({ file: context.projectFile, text: context.projectText }, context.evidence);
  if (rules !== here) {
    tally.fail(role, `the project file or a waiver is not what it was when the ${role} approval was signed: ${rules} then, ${here} now`,
      [field(approval, 'rules', rules), field({ file: context.projectFile }, 'rules', here)], 'move the lapsed approval away, and approve again: release-evidence approve');
  }
}

/** Signed approvals are given in the order of the profile's roles. */
export function tellOrder(tally: Tally, context: CheckContext, approvals: readonly Approval[]): void {
  const order = approvalOrder(context.profile.roles.required);
  const placed = approvals.filter((one) => one.signed !== undefined).map((one) => ({ one, place: order.findIndex((role) => sameRole(role, one.role)) })).filter(({ place }) => place >= 0);
  for (const { one, place } of placed) {
    for (const { one: first } of placed.filter((other) => other.place < place)) {
      const [a, b] = [instantOf(first.at), instantOf(one.at)];
      if (a !== undefined && b !== undefined && b < a - CLOCK_DIFFERENCE_MINUTES * 60_000) {
        tally.fail(one.role, `the ${one.role} approval is dated ${one.at}, before the ${first.role} approval (${first.at}), which must come first`, [field(one, 'at', one.at), field(first, 'at', first.at)], `approve as ${one.role} again, after ${first.role}`);
      }
    }
  }
}

const FIX = {
  invalid: 'remove the file, and have the candidate approved again with release-evidence approve',
  unlisted: 'list the person with role and key or identity under approvers in the project file, if it is the right one; else remove the file',
  unverifiable: 'declare the trusted root of the Sigstore instance under evidence.approvals, beside the approvals',
} as const;

function inApprovers(context: CheckContext) {
  return { ...inProject(context, ['approvers']), value: `approvers: ${context.project.approvers.length}` };
}
