import { reading, type Reading } from '../model/location.ts';
import type { Approval } from '../model/lists.ts';
import { candidateDigest } from '../profile/candidate-digest.ts';
import { tellOrder, tellSignature } from './approval-content.ts';
import { counts, judgedApproval, trustedRootFault } from './approval-signatures.ts';
import type { Check, CheckContext } from './check.ts';
import { dayOf, hasOffset, instantOf, isBefore } from '../model/dates.ts';
import { field, inProject, notApplicable, searched } from './findings.ts';
import { isNamed } from '../model/people.ts';
import { refuses } from '../model/refusing-words.ts';
import { released } from './stated.ts';
import { count, Tally } from './tally.ts';
import { isAnswered } from '../model/answers.ts';

/** Every approval of all files. The same role may be there more than once: each one is judged. */
export function listedApprovals(context: CheckContext): Approval[] {
  return context.evidence.contents.approvals.flatMap(({ content }) => content.approvals);
}

export function hasRole(approval: Approval, role: string): boolean {
  return approval.role.trim().toLowerCase() === role.trim().toLowerCase();
}

export const requiredRolesApprove: Check = {
  id: 'CHK-801',
  title: 'Every role that the profile requires approves the release',
  clause: '5.8.1, 5.8.6',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['approvals'],
  fails: 'A role that the profile requires has no approval that counts, or its approval says that the release is rejected. A signed approval counts when its signature is valid and its signer is listed for name and role; a recorded one unless the profile requires signed ones.',
  run(context) {
    const tally = new Tally();
    const { required } = context.profile.roles;
    if (required.length === 0) return [notApplicable([], `profile ${context.profile.id} requires no role`)];
    for (const role of required) {
      const mine = listedApprovals(context).filter((a) => hasRole(a, role));
      const counting = mine.filter((a) => counts(context, a));
      if (mine.length === 0) tally.fail(role, `nobody approves the release as ${role}`, searched(context, ['approvals']), `have the candidate approved in the role ${role}, by a named person`);
      else if (counting.length === 0) tally.fail(role, `no approval as ${role} counts: ${mine.map((a) => whyNot(context, a)).join('; ')}`, mine.map((a) => reading(a, a.name ?? a.userId ?? null)), `have the candidate signed in the role ${role}: release-evidence approve (CHK-803 says what is wrong)`);
      else tally.pass(role, ...counting.map((a) => reading(a, a.name ?? a.userId ?? null)));
    }
    for (const approval of listedApprovals(context).filter((a) => refuses(a.meaning))) {
      tally.fail(approval.role, `${approval.name ?? approval.userId ?? 'somebody'} refuses the release as ${approval.role}: "${approval.meaning}"`, [field(approval, 'meaning', approval.meaning)], 'resolve what stands against the release, and have it approved');
    }
    return tally.findings((n) => `${count(n, 'required role approves', 'required roles approve')}`);
  },
};

export const approvalsAreOfThisCandidate: Check = {
  id: 'CHK-803',
  title: 'Approvals come after the evidence and name the digest of this candidate',
  clause: '5.8.1; 21 CFR 11.70',
  severity: { A: 'error', B: 'error', C: 'error' },
  waivable: false,
  needs: ['approvals'],
  fails: 'An approval is dated before the final evidence or after the release date, or names no candidate digest or another one than this evidence has. A signed one also when its signature is not valid, its signer is not listed under approvers for name and role, its statement names another product, version, commit or profile, or it is dated before that of a role that comes first; a recorded one when the profile requires signed ones. A declared trusted root that cannot be used fails too.',
  run(context) {
    const tally = new Tally();
    const digest = candidateDigest(context.evidence, context.release, context.profile);
    const final = finalEvidence(context);
    tellOrder(tally, context, listedApprovals(context));
    const fault = trustedRootFault(context.evidence);
    if (fault !== undefined) tally.fail('trusted root', `the trusted root that is declared beside the approvals cannot be used: ${fault}`, searched(context, ['approvals']), 'declare the one trusted root of the Sigstore instance by which approvals were signed, or none');
    for (const approval of listedApprovals(context)) {
      const { role, at } = approval;
      tellSignature(tally, context, approval);
      if (approval.candidateDigest === undefined) tally.fail(role, `the ${role} approval names no candidate digest: it is bound to nothing`, [field(approval, 'candidateDigest', null)], 'approve again, with the digest that `check` prints');
      else if (approval.candidateDigest.trim().toLowerCase() !== digest) {
        tally.fail(role, `the ${role} approval is for the candidate ${approval.candidateDigest}, this one is ${digest}`, [field(approval, 'candidateDigest', approval.candidateDigest), field({ file: context.projectFile }, 'candidateDigest', digest)], 'evidence, artifacts or profile changed after the approval: approve this candidate, with the digest that `check` prints');
      }
      if (instantOf(at) === undefined) tally.unknown(role, `the ${role} approval has no date-time with offset to compare with the evidence`, [field(approval, 'at', at)], 'give date and time with offset (CHK-804)');
      else if (final.length === 0) tally.unknown(role, `no evidence says when it was finished: the ${role} approval cannot be compared with it`, [field(approval, 'at', at), ...searched(context, ['test-runs', 'build'])], 'give start and end in the test-run records');
      for (const { what, time, read } of final) {
        if (time === undefined) tally.unknown(role, `${what} is not recorded: the ${role} approval cannot be compared with it`, [field(approval, 'at', at), read], 'give start and end in the test-run record');
        else if (dayOf(time) === undefined) tally.unknown(role, `"${time}" of ${what} is no date-time that the ${role} approval can be compared with`, [field(approval, 'at', at), read], 'write the time as RFC 3339 with offset');
      }
      if (isBefore(context.release.date, at) === true) {
        tally.fail(role, `the ${role} approval is dated ${at}, after the release date ${context.release.date}: what is judged at that date (expiry of waivers, age of data) was not approved yet`, [field(approval, 'at', at), released(context, 'date')], 'give the date on which the release is decided as release.date, after the last approval');
      }
      const later = final.filter((f) => isBefore(at, f.time) === true);
      if (later.length > 0) {
        later.sort((a, b) => (instantOf(b.time) ?? 0) - (instantOf(a.time) ?? 0));
        const named = later.slice(0, 3).map((l) => `${l.what} (${l.time})`).join(', ');
        tally.fail(role, `the ${role} approval is dated ${at}, before ${named}${later.length > 3 ? ` and ${later.length - 3} more` : ''}`, [field(approval, 'at', at), ...later.map((l) => l.read)], 'approve after all evidence is there and evaluated');
      }
      tally.pass(role, field(approval, 'at', at), field(approval, 'candidateDigest', approval.candidateDigest));
    }
    return tally.findings((n) => `approvals of ${count(n, 'role')} are of this candidate, after its final evidence`);
  },
};

export const approvalsAreComplete: Check = {
  id: 'CHK-804',
  title: 'Each approval shows printed name, date and time with offset, and meaning',
  clause: '21 CFR 11.50',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['approvals'],
  fails: 'An approval has no name, no date-time with offset, or no meaning.',
  run(context) {
    const tally = new Tally();
    for (const approval of listedApprovals(context)) {
      const { role } = approval;
      const fix = 'complete the approval in the quality system and export it again';
      if (!isAnswered(approval.name) || !isNamed(approval)) tally.fail(role, `the ${role} approval shows no printed name`, [field(approval, 'name', approval.name)], fix);
      if (!hasOffset(approval.at)) tally.fail(role, `the ${role} approval shows ${approval.at === undefined ? 'no date and time' : `"${approval.at}", which is no date-time with offset`}`, [field(approval, 'at', approval.at)], fix);
      if (!isAnswered(approval.meaning)) tally.fail(role, `the ${role} approval does not say what it means`, [field(approval, 'meaning', approval.meaning)], fix);
      tally.pass(role, reading(approval, approval.name ?? null));
    }
    return tally.findings((n) => `approvals of ${count(n, 'role')} with name, time and meaning`);
  },
};

function whyNot(context: CheckContext, approval: Approval): string {
  const judged = judgedApproval(context, approval);
  return `${approval.name ?? approval.userId ?? 'somebody'}: ${judged === null ? 'recorded, not signed' : judged.problems[0]!.message}`;
}

interface FinalTime { readonly what: string; readonly time: string | undefined; readonly read: Reading }

/** When each piece of evidence that an approval evaluates was finished. Documents and SOUP evaluations have their own checks. */
function finalEvidence(context: CheckContext): FinalTime[] {
  const { contents } = context.evidence;
  const runs = contents['test-runs'].map(({ file, content: run }) => ({ what: `the end of the ${run.level ?? ''} test run ${run.id ?? file.path}`.replace('  ', ' '), time: run.end, read: field(run.at['end'] ?? run, 'end', run.end) }));
  // Results without any run record end at an unknown time, and so does a run that does not say when.
  if (runs.length === 0 && contents.tests.length > 0) runs.push({ what: 'the end of the tests', time: undefined, read: reading(inProject(context, ['evidence', 'tests']), null) });
  const others: FinalTime[] = [
    ...contents.build.map(({ content: build }) => ({ what: 'the end of the build', time: build.end ?? build.start, read: field(build.at['end'] ?? build, 'end', build.end ?? build.start) })),
    ...contents.inspections.flatMap(({ content }) => content.inspections).map((i) => ({ what: `inspection ${i.id}`, time: i.when, read: field(i, 'when', i.when) })),
    ...contents.waivers.flatMap(({ content }) => content.waivers).map((w) => ({ what: `waiver ${w.id}`, time: w.created, read: field(w, 'created', w.created) })),
    ...contents.sbom.map(({ file, content }) => ({ what: 'the SBOM', time: content.timestamp, read: field({ file: file.path }, 'timestamp', content.timestamp) })),
    ...[...contents.anomalies, ...contents.tracker].map(({ file, content }) => ({ what: `the extraction of ${file.path}`, time: content.extractedAt, read: field(content, 'extractedAt', content.extractedAt) })),
  ];
  return [...runs, ...others.filter((o) => o.time !== undefined)];
}
