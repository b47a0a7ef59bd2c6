import { EvidenceError } from '../model/problem.ts';
import type { ObjectLock, StoredVersion } from './evidence-store.ts';

/** What is asked of a store with Object Lock, before the bundle's own date is known. */
export interface LockWish {
  readonly mode: ObjectLock['mode'];
  readonly legalHold: boolean;
  /** RFC 3339 or a day. Later than the bundle asks for, never earlier. */
  readonly retainUntil: string | undefined;
  /** COMPLIANCE for longer than this many days needs a yes. */
  readonly confirmBeyondDays: number;
}

/** The later of the two days, in whole seconds, rounded up. Fails with NOT_PUBLISHABLE when there is none. IEC 62304 5.8.7. */
export function lockFor({ mode, legalHold, retainUntil }: LockWish, bundleUntil: string | null): ObjectLock {
  const times = [bundleUntil, retainUntil].flatMap((text) => (text === null || text === undefined ? [] : [Date.parse(text)]));
  if (times.length === 0 || times.some(Number.isNaN)) {
    throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', 'nothing says until when this release must be kept', {
      hint: 'a retention record in the evidence (CHK-807), or --retain-until DATE: an object lock has an end, and the bundle states it',
    });
  }
  return { mode, retainUntil: wholeSecond(Math.max(...times)), legalHold };
}

/** A lock that ends before it begins keeps nothing. Fails with NOT_PUBLISHABLE. */
export function refuseEnded(lock: ObjectLock, serverTime: string): void {
  if (Date.parse(lock.retainUntil) > Date.parse(serverTime)) return;
  throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `the retention of this release ended at ${lock.retainUntil}, before it is published`, {
    hint: `by the clock of the store it is ${serverTime}; state a later day with --retain-until, or correct the retention record`,
  });
}

/** Days from `serverTime` until the lock ends, rounded up. */
export function lockDays(lock: Pick<ObjectLock, 'retainUntil'>, serverTime: string): number {
  return Math.ceil((Date.parse(lock.retainUntil) - Date.parse(serverTime)) / 86_400_000);
}

/** In which way a lock is less than what was asked for; null when it is not. */
export function shortfall(found: ObjectLock | null, asked: ObjectLock): string | null {
  if (found === null) return 'it is not locked';
  if (asked.mode === 'COMPLIANCE' && found.mode !== 'COMPLIANCE') return `its mode is ${found.mode}`;
  if (!(Date.parse(found.retainUntil) >= Date.parse(asked.retainUntil))) return `it is kept until ${found.retainUntil} only`;
  return asked.legalHold && !found.legalHold ? 'it has no legal hold' : null;
}

/** Fails with LOCK_SHORTFALL when a version has less than what was asked for. */
export function refuseShort(stored: StoredVersion, asked: ObjectLock | null): void {
  if (asked === null) return;
  const fault = shortfall(stored.lock, asked);
  if (fault !== null) throw lockShort(stored.key, fault, asked, stored.lock);
}

export function lockShort(key: string, fault: string, asked: ObjectLock, found: ObjectLock | null): EvidenceError {
  return new EvidenceError('LOCK_SHORTFALL', 'publishing', `${key} was stored, and ${fault}: the store did not keep the lock that was asked for`, {
    hint: 'nothing is published; release-evidence store doctor shows what this store does not do',
    problems: [{ file: key, code: 'LOCK_SHORTFALL', message: fault, expected: showLock(asked), found: showLock(found) }],
  });
}

/** `COMPLIANCE until 2041-11-20T00:00:00Z, legal hold`. */
export function showLock(lock: ObjectLock | null): string {
  return lock === null ? 'no lock' : `${lock.mode} until ${lock.retainUntil}${lock.legalHold ? ', legal hold' : ''}`;
}

const wholeSecond = (time: number): string => `${new Date(Math.ceil(time / 1000) * 1000).toISOString().slice(0, 19)}Z`;
