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
 * The first thing in a Sigstore bundle (parsed JSON, of any form) that is larger than a real one could be; null when nothing is. To be asked before a
 * library takes the bundle apart: no digest covers it, anybody can put anything there. A certificate of a megabyte keeps the library busy for seconds, in a
 * gigabyte of memory; and for `{"length":1000000000}` in the place of base64 it makes a buffer of that size.
 */
export function excessOf(bundle: unknown): Excess | null {
  if (!isObject(bundle)) return null;
  const material = isObject(bundle.verificationMaterial) ? bundle.verificationMaterial : {};
  const stamps = isObject(material.timestampVerificationData) ? material.timestampVerificationData.rfc3161Timestamps : undefined;
  const most = Math.max(...[material.tlogEntries, stamps].map((list) => (Array.isArray(list) ? list.length : 0)));
  if (most > MOST_WITNESSES) return { message: 'more witnesses than the limit', expected: `at most ${MOST_WITNESSES} log entries and timestamps each`, found: String(most) };
  const { dsseEnvelope, ...rest } = bundle;
  return within(dsseEnvelope, 8, Infinity) ?? within(rest, 8, LONGEST_PIECE); // the statement may be long: it names every artifact
}

function within(value: unknown, depth: number, longest: number): Excess | null {
  if (typeof value === 'string') return value.length > longest ? { message: 'a certificate, timestamp or log entry larger than any real one', expected: `at most ${longest} characters each`, found: `${value.length} characters` } : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth === 0) return { message: 'nested deeper than any real one', expected: 'at most 8 levels', found: 'more' };
  const members = Object.values(value);
  if (members.length > MOST_MEMBERS) return { message: 'a list longer than any real one', expected: `at most ${MOST_MEMBERS} members`, found: `${members.length} members` };
  if (!Array.isArray(value) && 'length' in value) return { message: 'a length in the place of bytes', expected: 'bytes in base64', found: 'an object with a length' };
  for (const member of members) {
    const excess = within(member, depth - 1, longest);
    if (excess) return excess;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
