import type { Thresholds } from '../trust-policy.ts';

/**
 * What is asked for when the policy does not say: one of each of a certificate, which is worth nothing without a time, and nothing of a key.
 * A certificate is never asked for less than one time. Throws a TypeError for what is no count.
 */
export function thresholdsFor(kind: 'key' | 'certificate', given: Partial<Thresholds> = {}): Thresholds {
  const usual = kind === 'certificate' ? 1 : 0;
  const count = (value: number | undefined): number => {
    if (value === undefined) return usual;
    if (!Number.isInteger(value) || value < 0) throw new TypeError('a threshold is not a whole number');
    return value;
  };
  return {
    log: count(given.log),
    certificateTransparency: kind === 'key' ? 0 : count(given.certificateTransparency),
    timestamps: Math.max(count(given.timestamps), usual),
  };
}

/** One line of what is asked for and found: `log entries: at least 1, found 2`; none when nothing is asked for, as usual, and nothing found. */
export function criterion(what: string, atLeast: number, found?: number, usual = 0): readonly string[] {
  if (atLeast === 0) return found || usual > 0 ? [`${what}: none asked for${found ? `, found ${found}` : ''}`] : [];
  return [`${what}: at least ${atLeast}${found === undefined ? '' : `, found ${found}`}`];
}
