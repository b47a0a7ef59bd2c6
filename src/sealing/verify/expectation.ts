import { runInNewContext } from 'node:vm';
import type { TextExpectation } from '../trust-policy.ts';

const LONGEST_PATTERN = 1000;
/** A pattern that takes longer on a text of at most 2048 characters is one that never ends, also on a busy machine. */
const MATCH_MILLISECONDS = 1000;

/**
 * Compares exactly, or by a pattern that must match the whole text. A pattern that is not one, or does not end in time, matches nothing:
 * it fails with an Error whose message says so.
 */
export function meets(expected: TextExpectation, text: string): boolean {
  if ('exact' in expected) return expected.exact === text;
  const fault = patternFault(expected.pattern);
  if (fault) throw new Error(fault);
  try {
    return runInNewContext('new RegExp(pattern, "u").test(text)', { pattern: `^(?:${expected.pattern})$`, text }, { timeout: MATCH_MILLISECONDS }) === true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Error('the pattern does not end in time', { cause });
    throw cause;
  }
}

/** What is wrong with a pattern for identities, or null. It must be a regular expression of its own before it is anchored. */
export function patternFault(pattern: string): string | null {
  if (pattern === '') return 'the pattern is empty';
  if (pattern.length > LONGEST_PATTERN) return `the pattern is longer than ${LONGEST_PATTERN} characters`;
  try {
    void new RegExp(pattern, 'u'); // by itself: `a)|(?:b` would only be one after it is anchored
    return new RegExp(`^(?:${pattern})$`, 'u').test('') ? 'the pattern matches an empty text: it would match nearly anybody' : null;
  } catch {
    return 'the pattern is not a regular expression of ECMAScript with the flag u';
  }
}

/** For people: the text, or the pattern marked as one. */
export function showExpectation(expected: TextExpectation): string {
  return 'exact' in expected ? expected.exact : `/${expected.pattern}/`;
}
