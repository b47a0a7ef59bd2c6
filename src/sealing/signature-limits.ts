/** Log entries, and timestamps, of one statement: each costs a signature check. */
export const MOST_WITNESSES = 16;
/** Hashes of a proof: a log of 2^64 entries has no more. */
const MOST_MEMBERS = 64;
/** Characters. A certificate has about two thousand, a timestamp with its chain ten thousand. */
const LONGEST_PIECE = 64 * 1024;

/** What is more than any signature has: in words, with the limit and what was found. */
export interface Excess {
  readonly message: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * The first thing in the verification material of a Sigstore bundle (parsed JSON, of any form) that is larger than a real one could be; null
 * when nothing is. To be asked before a library takes the material apart: no digest covers it, anybody can put anything there, and a certificate of a
 * megabyte keeps it busy for seconds, in a gigabyte of memory.
 */
export function excessOf(material: unknown): Excess | null {
  if (!isObject(material)) return null;
  const stamps = isObject(material.timestampVerificationData) ? material.timestampVerificationData.rfc3161Timestamps : undefined;
  const most = Math.max(...[material.tlogEntries, stamps].map((list) => (Array.isArray(list) ? list.length : 0)));
  if (most > MOST_WITNESSES) return { message: 'more witnesses than the limit', expected: `at most ${MOST_WITNESSES} log entries and timestamps each`, found: String(most) };
  return within(material, 8);
}

function within(value: unknown, depth: number): Excess | null {
  if (typeof value === 'string') return value.length > LONGEST_PIECE ? { message: 'a certificate, timestamp or log entry larger than any real one', expected: `at most ${LONGEST_PIECE} characters each`, found: `${value.length} characters` } : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth === 0) return { message: 'verification material that is nested deeper than any real one', expected: 'at most 8 levels', found: 'more' };
  const members = Object.values(value);
  if (members.length > MOST_MEMBERS) return { message: 'a list in the verification material that is longer than any real one', expected: `at most ${MOST_MEMBERS} members`, found: `${members.length} members` };
  for (const member of members) {
    const excess = within(member, depth - 1);
    if (excess) return excess;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
