import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { ApprovalPredicate } from '../../model/approval-statement.ts';
import { EvidenceError } from '../../model/problem.ts';
import type { Row } from '../../model/row.ts';
import { memorySource } from '../../model/source.ts';
import { alreadyGiven, earlierRoles, openRoles, releaseOf, sameSignerElsewhere, standsAgainst, withApproval } from '../../pipeline/approval.ts';
import type { Evaluation } from '../../pipeline/evaluate.ts';
import type { MakeTree } from '../../pipeline/evaluate-bundle.ts';
import type { Approver } from '../../project/approvers.ts';
import { approvalDocument, type ApprovalAnswer } from '../../results/approval-document.ts';
import { type PersonalSigner, sameRole, showSigner } from '../../sealing/approval-signature.ts';
import { personalSlug, personalStatement, signPersonal } from '../../sealing/approval-signing.ts';
import { type ApproveOptions, personalIdentity, type PersonalMeans, personalKey, throwAwayKey } from '../approver.ts';
import { confirmed, renderRefusal, renderRequest, renderSigned } from '../output/approval.ts';
import { evaluateInTime } from '../evaluate-in-time.ts';
import { EXIT } from '../exit-codes.ts';
import { timeNow, type Io } from '../io.ts';
import { tellingWhatStays } from '../log-record.ts';
import { paint } from '../output/text.ts';
import { progressOn } from '../output/progress.ts';
import { treeOfSources, writeFileWhole } from '../wire.ts';
import { openWorkspace } from '../workspace.ts';

/** `approve`: a named person signs the candidate's digest, with a meaning, before the release. Exit 1: the candidate cannot be approved by this person in this role now. */
export async function approve(io: Io, options: ApproveOptions): Promise<number> {
  if (options.bundle !== undefined) return (await import('./countersign.ts')).countersign(io, options.bundle, options);
  const progress = progressOn(io, options.quiet ?? options.json);
  const keyless = options.signer === 'keyless';
  if (keyless ? options.key !== undefined : options.idToken !== undefined) throw new EvidenceError('USAGE', 'usage', keyless ? '--key is for --signer key' : '--id-token is for --signer keyless', { hint: 'sign with a key or with an identity' });
  if (!keyless && options.key === undefined) throw new EvidenceError('USAGE', 'usage', 'nothing to sign with was named', { hint: '--key FILE: your own private key; or --signer keyless --id-token FILE' });
  const key = keyless ? undefined : await personalKey(io, options.key!, progress);
  const started = timeNow(io);
  const [workspace, makeTree] = [await openWorkspace(io, options.project), await treeOfSources()];
  progress.step(`evaluating ${workspace.release.product.name} ${workspace.release.version} under profile ${workspace.profile.id}`);
  const evaluation = evaluateInTime(workspace);
  const role = requiredRole(evaluation, options.role);
  const approver = keyless ? listedIdentity(evaluation, options, role) : undefined;
  if (keyless) requireTrustedRoot(evaluation);
  const person = key ?? await personalIdentity(io, options, approver!, workspace.loaded.project, workspace.folder, workspace.release.commit, progress);
  const statement = (at: string, by: PersonalMeans): ApprovalPredicate => personalStatement('approval', {
    ...releaseOf(evaluation), name: options.name, ...(options.userId === undefined ? {} : { userId: options.userId }), role, meaning: options.meaning, at,
    ...(by.publicKeyPem === undefined ? {} : { signer: { publicKey: by.publicKeyPem } }),
  });
  const predicate = statement(started, person);
  requireListed(evaluation, predicate, person.signer);
  const answer = (outcome: ApprovalAnswer['outcome'], more: Partial<ApprovalAnswer> = {}): ApprovalAnswer => ({
    outcome, candidateDigest: evaluation.results.candidateDigest, release: releaseOf(evaluation), verdict: evaluation.results.verdict, counts: evaluation.results.counts,
    name: predicate.name, ...(predicate.userId === undefined ? {} : { userId: predicate.userId }), role, meaning: predicate.meaning, signer: person.signer, open: [...openRoles(evaluation)], reasons: [], ...more,
  });
  const colours = paint(io.outIsTerminal);
  const refuse = (reasons: readonly string[], rows: readonly Row[] = []): number => {
    io.out(options.json ? approvalDocument(answer('refused', { reasons: [...reasons, ...rows.map((row) => `${row.check} ${row.subjects.join(', ')}: ${row.message}`)] })) : renderRefusal(evaluation, role, reasons, rows, colours));
    return EXIT.notReady;
  };

  const given = alreadyGiven(evaluation, role, predicate.name, person.signer);
  if (given) {
    io.out(options.json ? approvalDocument(answer('already', { file: given.file, at: given.at })) : `${predicate.name} has approved this candidate as ${role} already, at ${given.at}: ${given.file} stays as it is\n`);
    return EXIT.done;
  }
  const first = earlierRoles(evaluation, role);
  if (first.length > 0) return refuse([`${first.join(', ')} must approve before ${role}`]);
  const twice = sameSignerElsewhere(evaluation, role, person.signer);
  if (twice.length > 0) return refuse(twice.map((one) => `${showSigner(person.signer)} has approved as ${one.role}, which must be another person than ${role} (${one.file})`));
  const path = placeOf(io, workspace.folder, makeTree, evaluation, options.out, personalSlug(role, predicate.name));

  // What follows from one more approval is seen by making one with a key that is thrown away: no rule is written twice.
  const ahead = throwAwayKey();
  const presumed: Approver = { name: predicate.name, ...(predicate.userId === undefined ? {} : { userId: predicate.userId }), roles: [role], ...keyOf(ahead.signer) };
  const trial = await signPersonal('approval', evaluation.results.candidateDigest, statement(started, ahead), ahead.means);
  const outlook = withApproval(evaluation, { path: path.inProject, bytes: trial }, started, makeTree, presumed);
  const against = standsAgainst(evaluation.results, outlook);
  if (against.length > 0) return refuse([], against);

  if (!options.json) io.err(renderRequest(evaluation, predicate, person.signer, path.shown, paint(io.errIsTerminal)));
  if (!options.yes && !(await confirmed(io))) {
    if (options.json) io.out(approvalDocument(answer('refused', { reasons: ['not confirmed'] })));
    else io.out('nothing was signed\n');
    return EXIT.usage;
  }
  const final = statement(timeNow(io), person);
  makeFolder(path.absolute);
  let left: readonly Row[] = [];
  // Signed only where the file can be written: a log never forgets a signature that nobody has.
  const after = await tellingWhatStays(person.means, () => writeFileWhole(path.absolute, () => (left.length > 0 ? 'discard' : 'new'), async (sink) => {
    const bytes = await signPersonal('approval', evaluation.results.candidateDigest, final, person.means);
    const outcome = withApproval(evaluation, { path: path.inProject, bytes }, final.at, makeTree);
    left = standsAgainst(evaluation.results, outcome);
    sink.append(bytes);
    return outcome;
  }));
  if (left.length > 0) return refuse([], left);
  io.out(options.json ? approvalDocument(answer('signed', { file: path.shown, at: final.at, verdict: after.results.verdict, counts: after.results.counts, open: [...openRoles(after)] }))
    : renderSigned(after, final, person.signer, path.shown, colours));
  return EXIT.done;
}

/** The role as the profile writes it. */
function requiredRole({ profile }: Evaluation, asked: string): string {
  const role = profile.roles.required.find((one) => sameRole(one, asked));
  if (role === undefined) throw new EvidenceError('USAGE', 'usage', `profile ${profile.id} requires no approval in the role ${asked}`, { hint: `roles of this profile: ${profile.roles.required.join(', ') || 'none'}` });
  return role;
}

function keyOf(signer: PersonalSigner): Pick<Approver, 'key' | 'identity' | 'issuer'> {
  return signer.kind === 'key' ? { key: signer.fingerprint } : { identity: signer.identity, issuer: signer.issuer };
}

/** Whom the project file does not list with this key could sign, and it would not count. */
function requireListed({ loaded }: Evaluation, { name, userId, role }: ApprovalPredicate, signer: PersonalSigner): void {
  const proof = keyOf(signer);
  const mine = loaded.project.approvers.filter((one) => one.key === proof.key && one.identity === proof.identity && one.issuer === proof.issuer);
  if (mine.some((one) => one.name === name && (one.userId === undefined || one.userId === userId) && one.roles.some((own) => sameRole(own, role)))) return;
  const lines = Object.entries({ name, userId, roles: `[${role}]`, ...proof }).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}: ${key === 'roles' ? value : JSON.stringify(value)}`);
  const found = mine.map((one) => `${one.name}${one.userId === undefined ? '' : ` (${one.userId})`} as ${one.roles.join(', ')}`).join('; ');
  throw new EvidenceError('APPROVER_UNKNOWN', 'usage', `${showSigner(signer)} is not listed for ${name}${userId === undefined ? '' : ` (${userId})`} as ${role}${found === '' ? '' : `; it is listed for ${found}`}`, {
    hint: `whoever keeps the project file adds under approvers: - {${lines.join(', ')}}`,
  });
}

/** The identity that the project file lists for this name and role: the token must be of this one. */
function listedIdentity({ loaded }: Evaluation, { name, userId }: ApproveOptions, role: string): Approver & { readonly identity: string; readonly issuer: string } {
  const mine = loaded.project.approvers.find((one) => one.identity !== undefined && one.name === name && (one.userId === undefined || one.userId === userId) && one.roles.some((own) => sameRole(own, role)));
  if (mine?.identity === undefined || mine.issuer === undefined) {
    throw new EvidenceError('APPROVER_UNKNOWN', 'usage', `no identity is listed for ${name}${userId === undefined ? '' : ` (${userId})`} as ${role}`, { hint: 'whoever keeps the project file adds the person with identity and issuer under approvers' });
  }
  return { ...mine, identity: mine.identity, issuer: mine.issuer };
}

/** Without it nobody could judge the certificate again: not `check`, not `verify`. */
function requireTrustedRoot({ evidence }: Evaluation): void {
  if (evidence.contents.approvals.some(({ content }) => content.trustedRoot !== undefined)) return;
  throw new EvidenceError('USAGE', 'usage', 'no trusted root is among the evidence: an approval by identity could not be judged', { hint: 'declare trusted_root.json of the Sigstore instance under evidence.approvals, beside the approvals' });
}

interface Place { readonly absolute: string; readonly inProject: string; readonly shown: string }

/** Where the file goes: it must be approvals evidence there, and nothing may stand there. */
function placeOf(io: Io, folder: string, makeTree: MakeTree, evaluation: Evaluation, out: string | undefined, name: string): Place {
  const absolute = out === undefined ? join(folder, 'approvals', `${name}.approval.json`) : resolve(io.cwd, out);
  const inProject = relative(folder, absolute).replaceAll('\\', '/');
  const patterns = (evaluation.loaded.project.evidence.approvals ?? []).flatMap(({ files }) => files);
  const tree = makeTree(new Map([[inProject, memorySource(inProject, new Uint8Array(1))]]), new Map());
  if (!patterns.some((pattern) => tree.find(pattern).files.length > 0)) {
    throw new EvidenceError('USAGE', 'usage', `${inProject} would be no evidence: evidence.approvals of the project file does not name it`, {
      hint: patterns.length === 0 ? 'add evidence.approvals: approvals/*.approval.json to the project file' : `add approvals/*.approval.json to evidence.approvals, or name a file with --out that fits ${patterns.join(', ')}`,
    });
  }
  const shown = relative(io.cwd, absolute).replaceAll('\\', '/');
  if (existsSync(absolute)) {
    const there = evaluation.evidence.contents.approvals.flatMap(({ content }) => content.approvals).find((one) => one.file === inProject);
    const other = there?.candidateDigest !== undefined && there.candidateDigest !== evaluation.results.candidateDigest;
    const { rules } = releaseOf(evaluation);
    if (!other && there?.signed !== undefined && there.signed.predicate.rules !== rules) {
      throw new EvidenceError('APPROVAL_OTHER', 'usage', `${shown} is an approval under another project file or other waivers, ${there.signed.predicate.rules}; these are ${rules}`, {
        hint: 'the project file or a waiver changed since: move the lapsed approval away, and approve again',
      });
    }
    throw new EvidenceError(other ? 'APPROVAL_OTHER' : 'OUTPUT_EXISTS', 'usage', other
      ? `${shown} is an approval of another candidate, ${there.candidateDigest}; this one is ${evaluation.results.candidateDigest}` : `${shown} is there already`, {
      hint: other ? 'evidence, artifacts or profile changed since: move the lapsed approval away, and approve again' : 'an approval is never overwritten: name another file with --out, or move the old one away',
    });
  }
  return { absolute, inProject, shown };
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (cause) {
    throw new EvidenceError('DISK', 'input', `the folder of ${file.split(/[/\\]/).at(-1)} could not be made`, { cause, hint: 'name another file with --out' });
  }
}
