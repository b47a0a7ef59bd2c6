import { predicateTypeIn, readSignedFile, type SignedFile } from '../model/approval-file.ts';
import { instantOf } from '../model/dates.ts';
import type { PersonalKind } from '../model/approval-statement.ts';
import { refuses } from '../model/refusing-words.ts';
import { judgeSignature, type ListedPerson, type PersonalJudgement, type PersonalSigner, sameRole } from './approval-signature.ts';
import type { TrustedRootFile } from './trusted-root.ts';
import type { TrustedTime } from './verify-signature.ts';

/** What an auditor asks of signatures of persons. The persons are the auditor's own list: never that of the project file, which the maker wrote. */
export interface ApprovalExpectation {
  /** Each must have a valid approval by one of `people`. */
  readonly roles: readonly string[];
  readonly people: readonly ListedPerson[];
  readonly trustedRoot?: TrustedRootFile;
}

/** What every statement must name. */
export interface SignedRelease {
  readonly product: string;
  readonly version: string;
  readonly commit: string;
  /** Approvals only. */
  readonly profile?: { readonly id: string; readonly version: string; readonly digest: string };
}

/** `APPROVAL_MISSING`: no signed approval in a role that is asked for. `APPROVAL_INVALID`: one is there and does not count. Both exit 6. */
export interface ApprovalRefusal {
  readonly code: 'APPROVAL_MISSING' | 'APPROVAL_INVALID';
  readonly message: string;
  /** The role, or the file. */
  readonly subject: string;
  readonly expected?: string;
  readonly found?: string;
}

/** A signature of a person that was verified against the auditor's list. */
export interface FoundApproval {
  readonly file: string;
  readonly name: string;
  readonly userId?: string;
  readonly role: string;
  readonly meaning: string;
  /** By the clock of the signer. */
  readonly at: string;
  readonly signer: PersonalSigner;
  readonly times: readonly TrustedTime[];
}

export interface NamedBytes { readonly path: string; readonly bytes: Uint8Array }

/**
 * Judges the files below data/evidence/approvals/ of a bundle. Files that are no Sigstore bundles (recorded approvals, trusted roots) are
 * left out: they are not signed. A damaged or altered signature is refused whatever its role; one by somebody who is not listed, when
 * its role is asked for and nobody listed signed in it. With nobody listed and no role asked for, nothing is judged and nothing found. Never throws.
 */
export function checkApprovals(files: readonly NamedBytes[], expectation: ApprovalExpectation, candidateDigest: string, release: SignedRelease): { readonly problems: readonly ApprovalRefusal[]; readonly found: readonly FoundApproval[] } {
  if (expectation.roles.length === 0 && expectation.people.length === 0) return { problems: [], found: [] };
  const judged = files.filter(({ bytes }) => isSignatureBundle(bytes)).map((file) => judgeFile(file, 'approval', expectation, candidateDigest, release));
  const found = inOrder(judged);
  const problems: ApprovalRefusal[] = judged.flatMap((one) => (one.fault && one.certain ? [one.fault] : []));
  for (const role of expectation.roles) {
    if (found.some((one) => sameRole(one.role, role))) continue;
    const others = judged.filter((one) => one.fault && !one.certain && one.role !== undefined && sameRole(one.role, role));
    problems.push(...others.map((one) => one.fault!));
    if (others.length === 0) problems.push({ code: 'APPROVAL_MISSING', message: 'no signed approval in this role', subject: role, expected: namesOf(expectation.people, role) || 'an approval by a person whom the policy lists for this role', found: 'none' });
  }
  return { problems, found };
}

/** Judges counter-signatures: files that lie beside the bundle, about its tag manifest. Each one given must count. Never throws. */
export function checkCountersignatures(files: readonly NamedBytes[], expectation: Omit<ApprovalExpectation, 'roles'>, tagManifestSha256: string, release: SignedRelease & { readonly verdict: string }): { readonly problems: readonly ApprovalRefusal[]; readonly found: readonly FoundApproval[] } {
  const judged = files.map((file) => judgeFile(file, 'countersignature', expectation, tagManifestSha256, release));
  return { problems: judged.flatMap((one) => (one.fault ? [one.fault] : [])), found: inOrder(judged) };
}

interface Judged {
  readonly role?: string;
  readonly found?: FoundApproval;
  readonly fault?: ApprovalRefusal;
  /** Wrong whoever was expected: altered, malformed, about something else. */
  readonly certain?: boolean;
}

function judgeFile<K extends PersonalKind>({ path, bytes }: NamedBytes, kind: K, expectation: Omit<ApprovalExpectation, 'roles'>, subject: string, release: SignedRelease & { readonly verdict?: string }): Judged {
  const invalid = (message: string, more: { expected?: string; found?: string } = {}): ApprovalRefusal => ({ code: 'APPROVAL_INVALID', message, subject: path, ...more });
  const read = readSignedFile(bytes, kind);
  if ('faults' in read) {
    const [{ message, expected, found }] = read.faults as [typeof read.faults[number]];
    return { certain: true, fault: invalid(message, { ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) }) };
  }
  const { predicate, sha256 } = read.signed;
  const { role } = predicate;
  if (sha256 !== subject) return { role, certain: true, fault: invalid(kind === 'approval' ? 'signed for another candidate' : 'signed for another bundle', { expected: subject, found: sha256 }) };
  const other = differences(read.signed, release)[0];
  if (other) return { role, certain: true, fault: invalid(`signed for another ${other.what}`, { expected: other.expected, found: other.found }) };
  const judgement: PersonalJudgement = judgeSignature(read.signed, expectation.people, expectation.trustedRoot);
  if (judgement.state !== 'valid' || judgement.signer === null) {
    const { message, expected, found } = judgement.problems[0]!;
    return { role, certain: judgement.state === 'invalid', fault: invalid(message, { ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) }) };
  }
  const { name, userId, meaning, at } = predicate;
  // A right signature of the right person under "rejected" is a no.
  if (refuses(meaning)) return { role, certain: true, fault: invalid('the person refuses the release', { expected: 'a meaning that lets the release go on', found: meaning }) };
  return { role, found: { file: path, name, ...(userId === undefined ? {} : { userId }), role, meaning, at, signer: judgement.signer, times: judgement.times } };
}

function differences(signed: SignedFile<PersonalKind>, release: SignedRelease & { readonly verdict?: string }): readonly { what: string; expected: string; found: string }[] {
  const { predicate } = signed;
  const show = (profile: NonNullable<SignedRelease['profile']>): string => `${profile.id}@${profile.version} ${profile.digest}`;
  const pairs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['product', release.product, predicate.product], ['version', release.version, predicate.version], ['commit', release.commit, predicate.commit],
    ['profile', release.profile && show(release.profile), 'profile' in predicate ? show(predicate.profile) : undefined],
    ['verdict', release.verdict, 'verdict' in predicate ? predicate.verdict : undefined],
  ];
  return pairs.filter(([, expected, found]) => expected !== found).map(([what, expected, found]) => ({ what, expected: expected ?? 'none', found: found ?? 'none' }));
}

function isSignatureBundle(bytes: Uint8Array): boolean {
  return predicateTypeIn(new TextDecoder().decode(bytes)) !== undefined;
}

/** Earliest first, by the clocks of the signers. */
function inOrder(judged: readonly Judged[]): readonly FoundApproval[] {
  return judged.flatMap((one) => (one.found ? [one.found] : [])).sort((a, b) => (instantOf(a.at) ?? 0) - (instantOf(b.at) ?? 0));
}

function namesOf(people: readonly ListedPerson[], role: string): string {
  return people.filter((one) => one.roles.some((own) => sameRole(own, role))).map(({ name }) => name).join(', ');
}
