import type { ApprovalPredicate, CountersignaturePredicate } from '../../model/approval-statement.ts';
import { showVerdict, type Row } from '../../model/row.ts';
import type { Evaluation } from '../../pipeline/evaluate.ts';
import { openRoles } from '../../pipeline/approval.ts';
import { type PersonalSigner, showSigner } from '../../sealing/approval-signature.ts';
import type { Io } from '../io.ts';
import { renderRow } from './rows.ts';
import { plural, safe, table, type Paint } from './text.ts';

/** What is about to be signed, in words, before the person says yes (11.50, 11.70). */
export function renderRequest(evaluation: Evaluation, { name, userId, role, meaning }: ApprovalPredicate, signer: PersonalSigner, file: string, paint: Paint): string {
  const { release, profile, results } = evaluation;
  const { counts } = results;
  const open = openRoles(evaluation);
  return `${[
    paint.bold(`${safe(release.product.name)} ${safe(release.version)}`),
    table([
      ['verdict now', `${showVerdict(results)}: ${counts.pass} passed, ${counts.fail} failed, ${counts.waived} waived, ${plural(counts.warning, 'warning')}, ${counts['not-evaluated']} not evaluated`],
      ['', `nothing but approvals is missing; roles without one: ${open.join(', ')}`],
      ...results.rows.filter((row) => row.verdict === 'waived').map((row) => ['waived', `${row.check} ${safe(row.subjects.join(', '))} (${safe(row.waiver ?? '')})`]),
      ['commit', release.commit], ['profile', `${safe(profile.id)} ${safe(profile.version)}`],
      ['candidate', `${paint.bold(results.candidateDigest)}`],
      ['', 'SHA-256 over all evidence but approvals and waivers, the released artifacts and the profile; waivers are those named above'],
    ], '  '),
    '',
    `You, ${paint.bold(safe(name))}${userId === undefined ? '' : ` (${safe(userId)})`}, sign this candidate as ${paint.bold(safe(role))} with the meaning`,
    `  "${safe(meaning)}"`,
    `by ${safe(showSigner(signer))}.`,
    `The signature is yours, not that of a pipeline. It goes to ${safe(file)} with name, role, meaning and time; any change of evidence, artifacts or profile makes it lapse.`,
  ].join('\n')}\n`;
}

/** The same for a bundle that is sealed already. */
export function renderCountersignRequest({ product, version, commit, verdict, name, userId, role, meaning }: CountersignaturePredicate, tagManifest: string, signer: PersonalSigner, file: string, paint: Paint): string {
  return `${[
    paint.bold(`${safe(product)} ${safe(version)}`),
    table([['sealed verdict', verdict], ['commit', commit], ['tag manifest', paint.bold(tagManifest)], ['', 'SHA-256 of tagmanifest-sha256.txt, which covers every file of the bundle but its signatures']], '  '),
    '  whole in itself; whether the right signer sealed it is for release-evidence verify to say',
    '',
    `You, ${paint.bold(safe(name))}${userId === undefined ? '' : ` (${safe(userId)})`}, sign this bundle as ${paint.bold(safe(role))} with the meaning`,
    `  "${safe(meaning)}"`,
    `by ${safe(showSigner(signer))}. The signature goes to ${safe(file)}; the bundle is not changed.`,
  ].join('\n')}\n`;
}

/** Yes is given by the word; anything else is no. */
export async function confirmed(io: Io): Promise<boolean> {
  if (io.ask === undefined) {
    io.err('release-evidence: nobody is at the terminal to say yes; --yes says it\n');
    return false;
  }
  return (await io.ask('Sign? Type yes: ')).trim().toLowerCase() === 'yes';
}

export function renderSigned(after: Evaluation, { name, role, at }: ApprovalPredicate, signer: PersonalSigner, file: string, paint: Paint): string {
  const open = openRoles(after);
  return `${[
    `${paint.good('✓ signed')}  ${safe(name)} approves ${after.results.candidateDigest} as ${safe(role)}, ${at}, by ${safe(showSigner(signer))}`,
    `  ${safe(file)}`,
    open.length === 0 ? `  every required role has approved: ${showVerdict(after.results)}` : `  still to approve: ${open.join(', ')}`,
  ].join('\n')}\n`;
}

export function renderRefusal(evaluation: Evaluation, role: string, reasons: readonly string[], rows: readonly Row[], paint: Paint): string {
  const { release, results } = evaluation;
  return `${[
    `${paint.bad('✗ not signed')}  ${safe(release.product.name)} ${safe(release.version)}, candidate ${results.candidateDigest}: it cannot be approved as ${safe(role)} now`,
    ...reasons.map((reason) => `  ${safe(reason)}`),
    ...(rows.length === 0 ? [] : ['', ...rows.slice(0, MOST).flatMap((row) => [...renderRow(row, paint), ''])]),
    ...(rows.length > MOST ? [`… and ${rows.length - MOST} more; release-evidence check shows all`] : []),
  ].join('\n').trimEnd()}\n`;
}

const MOST = 10;
