import { counts, judgedApproval } from '../checks/approval-signatures.ts';
import { scanSource } from '../credentials/scan.ts';
import { CHECKS } from '../checks/index.ts';
import { runChecks } from '../checks/runner.ts';
import { inspectSource } from '../formats/inspect.ts';
import { approvalOrder } from '../model/approval-order.ts';
import type { ApprovalPredicate } from '../model/approval-statement.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256 } from '../model/digest.ts';
import type { EvidenceFile, EvidenceSet, Read } from '../model/evidence.ts';
import type { Approval, ApprovalList } from '../model/lists.ts';
import { by } from '../model/order.ts';
import type { CheckResults, Row } from '../model/row.ts';
import { memorySource } from '../model/source.ts';
import { rulesDigest } from '../profile/rules-digest.ts';
import type { Approver } from '../project/approvers.ts';
import { type PersonalSigner, sameRole, showSigner } from '../sealing/approval-signature.ts';
import type { MakeTree } from './evaluate-bundle.ts';
import type { Evaluation } from './evaluate.ts';

/** Approvals of an evaluation, all files. */
function givenApprovals({ evidence }: Pick<Evaluation, 'evidence'>): readonly Approval[] {
  return evidence.contents.approvals.flatMap(({ content }) => content.approvals);
}

/** What the statement names beside person and role. */
export function releaseOf({ release, profile, loaded, evidence }: Pick<Evaluation, 'release' | 'profile' | 'loaded' | 'evidence'>): Pick<ApprovalPredicate, 'format' | 'product' | 'version' | 'commit' | 'profile' | 'rules'> {
  return {
    format: '1', product: release.product.id, version: release.version, commit: release.commit, profile: { id: profile.id, version: profile.version, digest: profile.digest },
    rules: rulesDigest(loaded, evidence),
  };
}

/** The valid approval of this candidate, under these rules, that this person gave in this role by this key or identity already. */
export function alreadyGiven(evaluation: Evaluation, role: string, name: string, signer: PersonalSigner): Approval | undefined {
  const grounds = { project: evaluation.loaded.project, evidence: evaluation.evidence };
  return givenApprovals(evaluation).find((one) => one.signed !== undefined && sameRole(one.role, role) && one.name === name && one.candidateDigest === evaluation.results.candidateDigest && one.signed.predicate.rules === rulesDigest(evaluation.loaded, evaluation.evidence)
    && isSame(judgedApproval(grounds, one), signer));
}

function isSame(judged: ReturnType<typeof judgedApproval>, signer: PersonalSigner): boolean {
  return judged?.state === 'valid' && judged.signer !== null && showSigner(judged.signer) === showSigner(signer);
}

/** Required roles in which nothing is given yet. */
export function openRoles(evaluation: Pick<Evaluation, 'evidence' | 'profile'>): readonly string[] {
  const given = givenApprovals(evaluation);
  return approvalOrder(evaluation.profile.roles.required).filter((role) => !given.some((one) => sameRole(one.role, role)));
}

/** Roles that must approve before `role` and have no approval that counts. */
export function earlierRoles(evaluation: Evaluation, role: string): readonly string[] {
  const order = approvalOrder(evaluation.profile.roles.required);
  const context = { project: evaluation.loaded.project, evidence: evaluation.evidence, profile: evaluation.profile };
  const counting = givenApprovals(evaluation).filter((one) => counts(context, one));
  return order.slice(0, order.findIndex((one) => sameRole(one, role))).filter((one) => !counting.some((given) => sameRole(given.role, one)));
}

/** Approvals with the same key or identity in a role that the profile keeps apart from `role`. */
export function sameSignerElsewhere(evaluation: Evaluation, role: string, signer: PersonalSigner): readonly Approval[] {
  const apart = evaluation.profile.roles.independent.filter((pair) => pair.some((one) => sameRole(one, role))).flat().filter((one) => !sameRole(one, role));
  const grounds = { project: evaluation.loaded.project, evidence: evaluation.evidence };
  return givenApprovals(evaluation).filter((one) => apart.some((other) => sameRole(other, one.role)) && isSame(judgedApproval(grounds, one), signer));
}

/**
 * The evaluation with one more approval file at `path`, as `check` would find it there; `approver` is listed beside those of the project
 * file. A release without a stated date is judged as of `at`: it is decided after its approvals.
 */
export function withApproval(evaluation: Evaluation, file: { readonly path: string; readonly bytes: Uint8Array }, at: string, makeTree: MakeTree, approver?: Approver): Evaluation {
  const { loaded, evidence, graph } = evaluation;
  const source = memorySource(file.path, file.bytes);
  const declared = { kind: 'approvals', index: 0 } as const;
  const { status, facts, problems, content, format } = inspectSource(source, declared);
  const one: EvidenceFile = { path: file.path, size: file.bytes.length, sha256: sha256(file.bytes), declared, status, facts, problems, ...(format ? { format } : {}) };
  const fits = (pattern: string) => makeTree(new Map([[file.path, source]]), new Map()).find(pattern).files.length > 0;
  const read: Read<'approvals'>[] = content === undefined ? [] : [{ file: one, content: content as ApprovalList }];
  const more: EvidenceSet = {
    files: [...evidence.files.filter(({ path }) => path !== file.path), one],
    missing: evidence.missing.filter(({ declared: { kind }, pattern }) => kind !== 'approvals' || !fits(pattern)),
    scans: [...evidence.scans.filter(({ path }) => path !== file.path), scanSource(source).scan].sort(by((scan) => scan.path)),
    contents: { ...evidence.contents, approvals: [...evidence.contents.approvals.filter((other) => other.file.path !== file.path), ...read] },
  };
  const project = approver === undefined ? loaded.project : { ...loaded.project, approvers: [...loaded.project.approvers, approver] };
  const release = evaluation.release.sources.date === 'clock' ? { ...evaluation.release, date: at } : evaluation.release;
  const results = runChecks(CHECKS, { project, projectFile: loaded.file, projectText: loaded.text, projectLine: (path) => loaded.lineOf(path), release, profile: evaluation.profile, evidence: more, graph });
  return { ...evaluation, loaded: { ...loaded, project }, release, evidence: more, results };
}

/** What stands against one more approval: every row that blocks but for roles that are still open, and warnings about approvals that it would bring. */
export function standsAgainst(before: CheckResults, after: Evaluation): readonly Row[] {
  const open = openRoles(after);
  const known = new Set(before.rows.map((row) => canonicalJson(row)));
  return after.results.rows.filter((row) => {
    if (row.verdict !== 'fail' && row.verdict !== 'not-evaluated') return false;
    if (row.check === 'CHK-801' && row.subjects.length > 0 && row.subjects.every((role) => open.includes(role))) return false;
    // Independence cannot be seen while the role from which another must be independent is still open.
    if (row.check === 'CHK-802' && row.verdict === 'not-evaluated' && row.subjects.length === 0 && open.length > 0) return false;
    return row.severity === 'error' || (ABOUT_APPROVALS.has(row.check) && !known.has(canonicalJson(row)));
  });
}

const ABOUT_APPROVALS: ReadonlySet<string> = new Set(['CHK-802', 'CHK-803', 'CHK-804']);
