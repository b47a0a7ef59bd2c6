import { STEPS, type StepResult, type Verification } from '../../bundle/verification.ts';
import { showVerdict } from '../../model/row.ts';
import { safe, type Paint } from './text.ts';

/** What each step asks, in words. */
const QUESTION: Readonly<Record<StepResult['step'], string>> = {
  'archive': 'one archive, nothing before, after or between its parts', 'bag': 'a bag of the known format', 'tag-manifest': 'tag files unchanged',
  'manifest': 'evidence, results and report unchanged, none missing, none added', 'seal': 'one seal in its one form', 'signature': 'made with the expected key',
  'statement': 'the seal speaks of this content', 'artifacts': 'the given artifacts are subjects of the seal', 'expected': 'the expected product and version',
  'time': 'time of the seal', 'readiness': 'the sealed verdict lets the release go on', 're-derivation': 'the raw evidence gives the same rows and verdict again',
};

/** One line a step, every problem below its step, the answer last. */
export function renderVerification(verification: Verification, skipped: boolean, paint: Paint): string {
  const lines: string[] = [];
  for (const step of verification.steps) {
    const mark = step.outcome === 'ok' ? paint.good('✓ ok      ') : step.outcome === 'refused' ? paint.bad('✗ REFUSED ') : paint.warn('○ could not');
    lines.push(`${mark} ${QUESTION[step.step]}${step.note ? paint.dim(`: ${safe(step.note)}`) : ''}`);
    for (const problem of step.problems.slice(0, MOST)) {
      lines.push(`    ${paint.bold(problem.code)} ${problem.subject ? `${safe(problem.subject)}: ` : ''}${safe(problem.message)}`);
      if (problem.expected !== undefined) lines.push(paint.dim(`      expected ${safe(problem.expected)}`));
      if (problem.found !== undefined) lines.push(paint.dim(`      found    ${safe(problem.found)}`));
    }
    if (step.problems.length > MOST) lines.push(`    … and ${step.problems.length - MOST} more; all are in --json`);
  }
  const silent = STEPS.filter((name) => !verification.steps.some((step) => step.step === name));
  for (const name of silent) lines.push(`${paint.dim('– not done')} ${QUESTION[name]}: what comes before it does not hold`);
  const { release, sealedBy } = verification;
  if (release) lines.push('', `${safe(release.product)} ${safe(release.version)}, commit ${safe(release.commit)}: ${showVerdict(release)}`);
  lines.push(sealedBy ? `sealed with key ${safe(sealedBy.key ?? sealedBy.identity ?? '')} (a seal of a workload; approvals by persons are in the report)` : 'the signature was not verified');
  const limits = [
    ...(skipped ? ['seal and digests only; the verdict was not derived again'] : []),
    ...(release?.verdict === 'NOT READY' ? ['integrity only; the sealed verdict is NOT READY'] : []),
  ];
  const answer = { verified: paint.good(['VERIFIED', ...limits].join(': ')), refused: paint.bad('REFUSED'), incomplete: paint.warn('COULD NOT BE COMPLETED') }[verification.verdict];
  return `${lines.join('\n')}\n${answer}\n`;
}

const MOST = 50;
