import { EvidenceError } from '../model/problem.ts';

/** Between `release.date` and the trusted time of a seal: more than the profile allows is refused by every verifier. */
export interface SealDate {
  /** `release.date`, RFC 3339. */
  readonly date: string;
  readonly withinDays: number;
}

const DAY = 86_400_000;

/** Fails with SIGNING_FAILED (exit 4) when `time` is too far from the date. `what` begins the sentence and is told how far apart they are. */
export function refuseFar(time: Date, { date, withinDays }: SealDate, what: (days: number) => string, hint: string): void {
  const apart = Math.abs(time.getTime() - Date.parse(date)) / DAY;
  // Written so that a time that is none is refused.
  if (apart <= withinDays) return;
  throw new EvidenceError('SIGNING_FAILED', 'sealing', `${what(Math.round(apart))}: a seal with a trusted time must be within ${withinDays}, and would be refused`, { hint });
}
