import type { Location } from './location.ts';

/** Worst wins: errored > failed > skipped > passed-after-rerun > passed (docs/formats.md). */
export const OUTCOMES = ['passed', 'passed-after-rerun', 'skipped', 'failed', 'errored'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One testcase element; repeats of a name are separate cases. */
export interface TestCase {
  readonly suite: string;
  readonly classname: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** First 4 KiB of the message of the element that decided the outcome. */
  readonly message?: string;
  /** Seconds, when the file gives a time that can be understood. */
  readonly seconds?: number;
  /** Properties and tags as written, in order, value = attribute or element text. Suite properties are not repeated here. */
  readonly properties: readonly (readonly [name: string, value: string])[];
  /** Attempts that failed before the last one (flakyFailure, rerunFailure …). */
  readonly failedAttempts?: number;
  readonly line: number;
}

/** One testsuite element, nested ones too: what it declares and what was counted directly and below it. */
export interface TestSuite {
  readonly name: string;
  readonly line: number;
  readonly timestamp?: string;
  readonly declared: { readonly tests?: number; readonly failures?: number; readonly errors?: number; readonly skipped?: number };
  readonly counted: TestCounts;
  /** The suite has no testcase, directly or below, although it is a leaf. */
  readonly empty: boolean;
  readonly properties: readonly (readonly [name: string, value: string])[];
}

/** Counts of testcase elements; the five outcomes add up to `cases`. */
export interface TestCounts {
  readonly cases: number;
  readonly passed: number;
  readonly passedAfterRerun: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
}

/** `failure` or `error` directly below a suite: the suite itself broke. */
export interface SuiteProblem extends Location {
  readonly suite: string;
  readonly message: string;
}

export interface TestReport {
  readonly dialect?: string;
  readonly suites: readonly TestSuite[];
  /** Cases in file order; with very large files only those that `ReadOptions.keepCase` asked for. */
  readonly cases: readonly TestCase[];
  /** Cases that were counted and not kept (all of them passed and are bound to nothing). */
  readonly casesElided: number;
  readonly counts: TestCounts;
  readonly suiteProblems: readonly SuiteProblem[];
  /** Counters of suites or of the root that disagree with the elements below them. */
  readonly disagreements: readonly CounterDisagreement[];
}

export interface CounterDisagreement extends Location {
  readonly suite: string;
  readonly counter: 'tests' | 'failures' | 'errors' | 'skipped';
  readonly declared: number;
  readonly counted: number;
}

export const NO_COUNTS: TestCounts = { cases: 0, passed: 0, passedAfterRerun: 0, failed: 0, errored: 0, skipped: 0 };

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return {
    cases: a.cases + b.cases, passed: a.passed + b.passed, passedAfterRerun: a.passedAfterRerun + b.passedAfterRerun,
    failed: a.failed + b.failed, errored: a.errored + b.errored, skipped: a.skipped + b.skipped,
  };
}

/** The worse of two outcomes, in the order of OUTCOMES. */
export function worse(a: Outcome, b: Outcome): Outcome {
  return OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b;
}
