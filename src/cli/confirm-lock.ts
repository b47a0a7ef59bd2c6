import { EvidenceError } from '../model/problem.ts';
import type { ObjectLock } from '../store/evidence-store.ts';
import { lockDays } from '../store/lock.ts';
import type { Io } from './io.ts';
import { isYes } from './confirm.ts';

/**
 * Asks before objects are locked so that nobody can remove them for longer than `beyondDays`, unless `--yes` has answered. GOVERNANCE can be
 * bypassed and is not asked for. Fails with CONFIRMATION_NEEDED (exit 2) without a yes; nothing was sent then.
 */
export async function needLock(io: Io, lock: ObjectLock, serverTime: string, { yes, beyondDays, hint = HINT }: { readonly yes?: boolean | undefined; readonly beyondDays: number; readonly hint?: string }): Promise<void> {
  const days = lockDays(lock, serverTime);
  if (lock.mode !== 'COMPLIANCE' || days <= beyondDays) return;
  const text = `this release will be locked in COMPLIANCE mode until ${lock.retainUntil} (${days} days): until then nobody can remove it or shorten the lock, not even the root user of the account, and its storage is paid for`;
  if (yes) {
    io.err(`${text}\n(accepted with --yes)\n`);
    return;
  }
  if (io.ask) {
    io.err(`${text}\n`);
    if (isYes(await io.ask('Lock it? Type yes to go on: '))) return;
    throw new EvidenceError('CONFIRMATION_NEEDED', 'usage', 'nothing was sent: there was no yes to this lock', { hint });
  }
  throw new EvidenceError('CONFIRMATION_NEEDED', 'usage', text, { hint });
}

const HINT = '--yes for this run; store.lock.confirmBeyondDays in the project file is the number of days that need none; --lock governance to try it out';
