import { runInNewContext } from 'node:vm';
import type { TextExpectation } from '../trust-policy.ts';

const LONGEST_PATTERN = 1000;
/** A pattern that takes longer on a text of at most 2048 characters is one that never ends, also on a busy machine. */
const MATCH_MILLISECONDS = 1000;
/** Names that nobody has (RFC 2606: there is no host below `invalid`). A pattern for somebody in particular matches none of them. */
const ANYBODY = ['https://anybody.invalid', 'https://anybody.invalid/any/project//any.yml@refs/heads/any', 'anybody@anybody.invalid', 'anybody'];

/**
 * Compares exactly, or by a pattern that must match the whole text. A pattern that is not one, or does not end in time, matches nothing:
 * it fails with an Error whose message says so.
 */
export function meets(expected: TextExpectation, text: string): boolean {
  if ('exact' in expected) return expected.exact === text;
  const fault = formFault(expected.pattern);
  if (fault) throw new Error(fault);
  return matches(expected.pattern, text);
}

function matches(pattern: string, text: string): boolean {
  try {
    return runInNewContext('new RegExp(pattern, "u").test(text)', { pattern: `^(?:${pattern})$`, text }, { timeout: MATCH_MILLISECONDS }) === true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new Error('the pattern does not end in time', { cause });
    throw cause;
  }
}

/**
 * What is wrong with a pattern for identities or issuers that somebody wrote down, or null. It must be a regular expression of its own before it is
 * anchored, end in time, and be for somebody in particular: an identity is required, and `.+` requires none.
 */
export function patternFault(pattern: string): string | null {
  const fault = formFault(pattern);
  if (fault !== null) return fault;
  try {
    const found = ANYBODY.find((name) => matches(pattern, name));
    return found === undefined ? null : `the pattern matches ${found}: it would match nearly anybody`;
  } catch (cause) {
    return (cause as Error).message;
  }
}

function formFault(pattern: string): string | null {
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
