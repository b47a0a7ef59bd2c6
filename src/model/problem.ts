import type { Location } from './location.ts';
import type { PROBLEM_CODES } from './problem-codes.ts';

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Trouble with one input: data, collected and shown all at once. `code` is from the closed list of problem-codes.ts. */
export interface Problem extends Location {
  readonly code: ProblemCode;
  /** What is wrong, one sentence, lower case, no full stop. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** What a run could not do; caught once, in the command line, which turns `exit` into the exit code. */
export class EvidenceError extends Error {
  readonly code: ProblemCode;
  readonly exit: FailureExit;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(code: ProblemCode, exit: FailureExit, message: string, more: { hint?: string; cause?: unknown; problems?: readonly Problem[] } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'EvidenceError';
    this.code = code;
    this.exit = exit;
    this.hint = more.hint;
    this.problems = more.problems ?? [];
  }
}

/** Which exit code a problem ends in (docs/cli.md): usage 2, input 3, sealing 4, publishing 5, refused 6, incomplete 7. */
export type FailureExit = 'usage' | 'input' | 'sealing' | 'publishing' | 'refused' | 'incomplete';
