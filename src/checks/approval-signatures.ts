import type { EvidenceSet } from '../model/evidence.ts';
import type { Approval } from '../model/lists.ts';
import { EvidenceError } from '../model/problem.ts';
import type { Approver } from '../project/approvers.ts';
import { judgeSignature, type ListedPerson, type PersonalJudgement } from '../sealing/approval-signature.ts';
import { readTrustedRoot } from '../sealing/read-trusted-root.ts';
import type { TrustedRootFile } from '../sealing/trusted-root.ts';

/** Where the judgement of an approval comes from: the persons that the project file lists, and the trusted root among the evidence. */
interface Grounds {
  readonly project: { readonly approvers: readonly Approver[] };
  readonly evidence: Pick<EvidenceSet, 'contents'>;
}

/** The judgement of the signature, or null for an approval that is recorded and not signed. */
export function judgedApproval({ project, evidence }: Grounds, approval: Approval): PersonalJudgement | null {
  if (approval.signed === undefined) return null;
  const people = listedPeople(project.approvers);
  if (approval.signed.signedBy === 'key') return judgeSignature(approval.signed, people);
  const root = statedTrustedRoot(evidence);
  if ('fault' in root) return { state: 'unverifiable', signer: null, times: [], problems: [{ message: root.fault }] };
  return judgeSignature(approval.signed, people, root.root);
}

/** True when an approval may count: its signature is valid, or it is recorded and the profile takes that. */
export function counts(context: Grounds & { readonly profile: { readonly signedApprovals?: true } }, approval: Approval): boolean {
  const judged = judgedApproval(context, approval);
  return judged === null ? context.profile.signedApprovals !== true : judged.state === 'valid';
}

/** The persons that a project file lists, in the form in which signatures are judged. */
function listedPeople(approvers: readonly Approver[]): readonly ListedPerson[] {
  return approvers.map(({ name, userId, roles, key, identity, issuer }) => ({
    name, userId, roles,
    signer: key === undefined ? { kind: 'identity', identity: { exact: identity! }, issuer: { exact: issuer! } } : { kind: 'key', fingerprint: key },
  }));
}

/** What is wrong with the trusted root that is declared as approvals evidence, though no approval may need it: undefined when nothing is, or none is there. */
export function trustedRootFault(evidence: Grounds['evidence']): string | undefined {
  const root = statedTrustedRoot(evidence);
  return 'fault' in root ? root.fault : undefined;
}

/** The one trusted root that is declared as approvals evidence. Two different ones would leave open which of them counts. */
function statedTrustedRoot(evidence: Grounds['evidence']): { readonly root: TrustedRootFile | undefined } | { readonly fault: string } {
  const roots = evidence.contents.approvals.flatMap(({ content }) => (content.trustedRoot ? [content.trustedRoot] : []));
  const [first] = roots;
  if (first === undefined) return { root: undefined };
  if (roots.some(({ text }) => text !== first.text)) return { fault: `more than one trusted root is declared: ${roots.map(({ file }) => file).join(', ')}` };
  try {
    return { root: readTrustedRoot(first.text, 'usage') };
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { fault: `${first.file}: ${error.message}` };
  }
}
