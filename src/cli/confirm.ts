import { EvidenceError } from '../model/problem.ts';
import type { Project } from '../project/schema.ts';
import { consentText, revelations, type PublicationPlan } from '../sealing/public-instances.ts';
import type { Io } from './io.ts';
import { safe } from './output/text.ts';

/**
 * Asks before a public log is used, unless `--yes` or `sealing.publicLog: accepted` of the project file has answered. What will be shown is
 * said in every case but the last, and before anything is sent. Fails with CONSENT_NEEDED (exit 2) without a yes.
 */
export async function needConsent(io: Io, plan: PublicationPlan, { yes, sealing }: { readonly yes?: boolean | undefined; readonly sealing: Pick<Project['sealing'], 'publicLog'> }): Promise<void> {
  if (sealing.publicLog === 'accepted') return;
  const shown = revelations(plan);
  if (shown === undefined) return;
  const text = consentText(shown);
  if (yes) {
    io.err(`${safe(text)}\n(accepted with --yes)\n`);
    return;
  }
  if (io.ask) {
    io.err(`${safe(text)}\n`);
    if (isYes(await io.ask('Record it there? Type yes to go on: '))) return;
    throw new EvidenceError('CONSENT_NEEDED', 'usage', 'nothing was sent: there was no yes to a public record', { hint: HINT });
  }
  throw new EvidenceError('CONSENT_NEEDED', 'usage', text, { hint: HINT });
}

const HINT = '--yes for this run; sealing.publicLog: accepted in the project file for all; sealing.privateHosts there when the host is your own; or a private Sigstore instance';

/** The whole word: what cannot be taken back is not done by a slip of one key. */
export function isYes(answer: string): boolean {
  return answer.trim().toLowerCase() === 'yes';
}
