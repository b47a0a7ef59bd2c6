import { type JudgedArtifact, type Refusal, STEPS, type StepResult, type Verification } from '../../bundle/verification.ts';
import { showVerdict } from '../../model/row.ts';
import { TOOL, VERSION } from '../../model/version.ts';
import type { FoundApproval } from '../../sealing/approval-policy.ts';
import { showSigner } from '../../sealing/approval-signature.ts';
import { SEAL_FOLDER } from '../../sealing/seal-files.ts';
import { causesOf } from './refusal-causes.ts';
import { inline, type Paint } from './text.ts';

/** What each step asks, in words. */
const QUESTION: Readonly<Record<StepResult['step'], string>> = {
  'archive': 'one archive, nothing before, after or between its parts', 'bag': 'a bag of the known format', 'tag-manifest': 'tag files unchanged',
  'manifest': 'evidence, results and report unchanged, none missing, none added', 'seal': 'one seal in its one form', 'signature': 'made by an expected signer',
  'statement': 'the seal speaks of this content', 'artifacts': 'the given artifacts are subjects of the seal', 'expected': 'the expected product, version and commit',
  'time': 'time of the seal', 'readiness': 'the sealed verdict lets the release go on', 're-derivation': 'the raw evidence gives the same rows and verdict again',
  'approvals': 'approved by the persons who were asked for', 'store': 'its store holds this very bundle, locked as recorded', 'status': 'the release was not withdrawn since',
};

/** One line a step, every problem below its step, the answer last. An answer that is filed names the program that gave it. */
export function renderVerification(verification: Verification, skipped: boolean, paint: Paint): string {
  const lines: string[] = [];
  for (const step of verification.steps) {
    const mark = step.asked === false ? paint.dim('– not asked') : step.outcome === 'ok' ? paint.good('✓ ok      ') : step.outcome === 'refused' ? paint.bad('✗ REFUSED ') : paint.warn('○ could not');
    lines.push(`${mark} ${QUESTION[step.step]}${step.note ? paint.dim(`: ${inline(step.note)}`) : ''}`);
    for (const { problem, subjects } of grouped(step.problems).slice(0, MOST)) {
      lines.push(`    ${paint.bold(problem.code)} ${subjects.length > 0 ? `${inline(subjects.join(', '))}: ` : ''}${inline(problem.message)}`);
      if (problem.expected !== undefined) lines.push(paint.dim(`      expected ${inline(problem.expected)}`));
      if (problem.found !== undefined) lines.push(paint.dim(`      found    ${inline(problem.found)}`));
    }
    if (grouped(step.problems).length > MOST) lines.push(`    … and ${grouped(step.problems).length - MOST} more; all are in --json`);
  }
  const silent = STEPS.filter((name) => !verification.steps.some((step) => step.step === name));
  for (const name of silent) lines.push(`${paint.dim('– not done')} ${QUESTION[name]}: what comes before it does not hold`);
  const { release, artifacts, criteria } = verification;
  if (criteria.length > 0) lines.push('', 'asked:', ...criteria.map((one) => `  ${inline(one)}`));
  else lines.push('');
  for (const one of artifacts) lines.push(artifactLine(one, verification.sealedBy !== null, paint));
  if (release) lines.push('', `${inline(release.product)} ${inline(release.version)}, commit ${inline(release.commit)}: ${showVerdict(release)}`);
  if (verification.tagManifestSha256 !== null) lines.push(`content ${verification.tagManifestSha256} (SHA-256 of tagmanifest-sha256.txt), looked at by ${TOOL} ${VERSION}`);
  lines.push(...sealLines(verification), ...personLines(verification));
  if (verification.verdict === 'verified' && artifacts.length === 0) lines.push('no released artifact was compared: nothing here says that a file of yours is of this release (--artifact)');
  const limits = [
    ...(skipped ? ['seal and digests only; the verdict was not derived again'] : []),
    ...(release?.verdict === 'NOT READY' ? ['integrity only; the sealed verdict is NOT READY'] : []),
    ...verification.steps.flatMap(({ step, note, asked }) => (step === 'status' && asked === false && /: withdrawn|withdrawn: /.test(note ?? '') ? [`status ${inline(note!)}`] : [])),
  ];
  const answer = {
    verified: paint.good(['VERIFIED', ...limits].join(': ')), refused: paint.bad(`REFUSED: ${why(verification, 'refused')}`),
    incomplete: paint.warn(['COULD NOT BE COMPLETED', why(verification, 'could-not')].filter((part) => part !== '').join(': ')),
  }[verification.verdict];
  return `${lines.join('\n')}\n${answer}\n`;
}

const MOST = 50;

function why({ steps }: Verification, outcome: StepResult['outcome']): string {
  return causesOf(steps.filter((step) => step.outcome === outcome).flatMap((step) => step.problems.map((problem) => problem.code))).join('; ');
}

/** The three statements of a seal are refused for one reason: it is said once, with the files. */
function grouped(problems: readonly Refusal[]): readonly { readonly problem: Refusal; readonly subjects: string[] }[] {
  const groups = new Map<string, { problem: Refusal; subjects: string[] }>();
  for (const [i, problem] of problems.entries()) {
    const { subject, ...rest } = problem;
    const key = subject?.startsWith(SEAL_FOLDER) ? JSON.stringify(rest) : String(i);
    const group = groups.get(key);
    if (group) group.subjects.push(subject!);
    else groups.set(key, { problem, subjects: subject === undefined ? [] : [subject] });
  }
  return [...groups.values()];
}

function artifactLine({ name, sha256, seen, subject }: JudgedArtifact, signed: boolean, paint: Paint): string {
  if (subject === null) return `${paint.bad('✗')} artifact ${inline(name)}: not one of this release, sha256 ${sha256}`;
  if (!signed) return `– artifact ${inline(name)}: named by a seal whose signature was not verified, sha256 ${sha256}`;
  return `${paint.good('✓')} artifact ${inline(name)}: ${inline(subject)}, sha256 ${sha256}${seen ? '' : paint.warn(' (only this digest was compared: the bytes were not seen)')}`;
}

/** Persons are shown apart from the seal, with all that 21 CFR 11.50 asks for. */
function personLines({ approvals, countersignatures, steps }: Verification): readonly string[] {
  const lines = (title: string, found: readonly FoundApproval[]): readonly string[] => (found.length === 0 ? [] : [title, ...found.map(({ name, userId, role, meaning, at, signer, times }) =>
    `  ${inline(name)}${userId === undefined ? '' : ` (${inline(userId)})`} as ${inline(role)}, ${inline(at)}${times[0] ? `, says ${inline(times[0].source)}` : ' by the own clock'}: "${inline(meaning)}", by ${inline(showSigner(signer))}`)]);
  return [
    ...lines('approvals by persons (not the seal), before the release:', approvals), ...lines('counter-signatures by persons, over the sealed bundle:', countersignatures),
    ...(approvals.length + countersignatures.length === 0 ? [unjudged(steps.find(({ step }) => step === 'approvals'))] : []),
  ];
}

function unjudged(step: StepResult | undefined): string {
  if (step === undefined) return 'approvals by persons were not judged: what comes before them does not hold';
  return step.asked === false ? 'approvals by persons were not judged by a list of yours (--policy): they are in the report' : 'no signature by a person of your list is there';
}

const OTHER_ROOT = '  if yours is older than the seal it cannot know the authorities of then: get the present one from its operator or by trust update, and see trust show --against; never take the one in the bundle';

function authorityUnknown(steps: readonly StepResult[]): boolean {
  const codes = new Set<string>(['CERTIFICATE_UNTRUSTED', 'LOG_INVALID', 'LOG_RETIRED', 'TIMESTAMP_INVALID', 'SCT_MISSING']);
  return steps.some((step) => step.problems.some(({ code }) => codes.has(code)));
}

/** Where and from what a certificate says that its holder ran. */
const RUN: readonly (readonly [name: string, words: string])[] = [
  ['sourceRepository', 'project'], ['sourceRef', 'ref'], ['sourceDigest', 'commit'], ['buildConfig', 'pipeline file'], ['runInvocation', 'run'], ['runnerEnvironment', 'runner'],
];

/** Who sealed, when, and by whose word. */
function sealLines({ sealedBy, sealedAt, trustedRoot, steps }: Verification): readonly string[] {
  const root = trustedRoot && `trusted root ${trustedRoot.sha256}: ${trustedRoot.same ? 'the bundle holds the same' : trustedRoot.inBundle === null ? 'the bundle holds none' : `the bundle holds another one, ${trustedRoot.inBundle}, which was not used`}`;
  if (!sealedBy) return ['the signature was not verified', ...(root ? [root] : []), ...(authorityUnknown(steps) && trustedRoot?.same === false ? [OTHER_ROOT] : [])];
  const who = sealedBy.kind === 'key' ? `with key ${inline(sealedBy.key ?? '')}` : `by ${inline(sealedBy.identity ?? '')}, issuer ${inline(sealedBy.issuer ?? '')}`;
  return [
    `sealed ${who} (a seal of a workload, not an approval by a person)`,
    ...RUN.flatMap(([name, words]) => (sealedBy.certificate?.[name] === undefined ? [] : [`  ${words}: ${inline(sealedBy.certificate[name])}`])),
    ...(sealedAt ? [`sealed at ${inline(sealedAt.time)}, says ${inline(sealedAt.source)}; validity was judged as of then`, ...(sealedAt.others ?? []).map(({ time, source }) => `  and ${inline(time)}, says ${inline(source)}`)] : ['no trusted time was verified: nothing shows when it was sealed']),
    ...(root ? [root] : []),
  ];
}
