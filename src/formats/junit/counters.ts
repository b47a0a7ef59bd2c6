import type { CounterDisagreement, TestCounts, TestSuite } from '../../model/tests.ts';
import type { XmlAttributes } from '../xml.ts';

export type Declared = TestSuite['declared'];
type Counter = CounterDisagreement['counter'];

/** What lies below a suite or the root, beside the outcomes: what some dialects put into their counters instead. */
export interface Tally {
  cases: number; passed: number; passedAfterRerun: number; failed: number; errored: number; skipped: number;
  /** Elements, as several may stand in one testcase. */
  failureElements: number;
  errorElements: number;
  skippedElements: number;
  /** Attempts that failed beside the one that counts. */
  attempts: number;
  /** failure or error directly below a suite. */
  suiteErrors: number;
  /** Errors in the tear-down of the case before them, as pytest writes them: a second element of the same name. */
  tearDownErrors: number;
  /** Suites directly in a suite, and those of them with a failed or errored case. */
  suites: number;
  failedSuites: number;
}

export const newTally = (): Tally => ({
  cases: 0, passed: 0, passedAfterRerun: 0, failed: 0, errored: 0, skipped: 0,
  failureElements: 0, errorElements: 0, skippedElements: 0, attempts: 0, suiteErrors: 0, tearDownErrors: 0, suites: 0, failedSuites: 0,
});

export function addTally(to: Tally, more: Tally): void {
  for (const key of Object.keys(to) as (keyof Tally)[]) to[key] += more[key];
}

export const countsOf = ({ cases, passed, passedAfterRerun, failed, errored, skipped }: Tally): TestCounts => ({ cases, passed, passedAfterRerun, failed, errored, skipped });

/** Names of the counters in the dialects; `skipped` is the sum of those present, as disabled tests are counted apart in some. */
const NAMES: Readonly<Record<Counter, readonly string[]>> = {
  tests: ['tests'], failures: ['failures'], errors: ['errors'], skipped: ['skipped', 'skip', 'skips', 'disabled', 'ignored', 'notrun'],
};

/** Counters of a suite or root element. `bad` hears of one that is no whole number. */
export function readDeclared(attributes: XmlAttributes, bad: (name: string, value: string) => void): Declared {
  const declared: { -readonly [K in Counter]?: number } = {};
  for (const counter of Object.keys(NAMES) as Counter[]) {
    for (const name of NAMES[counter]) {
      const value = attributes[name];
      if (value === undefined || value.trim() === '') continue;
      if (/^\d{1,15}$/.test(value.trim())) declared[counter] = (declared[counter] ?? 0) + Number(value);
      else bad(name, value);
    }
  }
  return declared;
}

/** The counters that no documented way of counting explains. `direct` holds what lies in the suite itself, without nested suites. */
export function disagreements(declared: Declared, attributes: XmlAttributes, below: Tally, direct: Tally, dialect: string | undefined): { counter: Counter; declared: number; counted: number }[] {
  const found: { counter: Counter; declared: number; counted: number }[] = [];
  const counted: Record<Counter, number> = { tests: below.cases, failures: below.failed, errors: below.errored, skipped: below.skipped };
  for (const counter of Object.keys(NAMES) as Counter[]) {
    const claim = declared[counter];
    if (claim === undefined || claim === counted[counter]) continue;
    // Some writers count only what is directly in the suite, others repeat the totals of nested ones.
    const explained = [below, direct].some((tally) => tally.cases > 0 && explains(counter, claim, tally, declared, dialect));
    if (!explained && !(counter === 'skipped' && skippedAlone(attributes, below))) found.push({ counter, declared: claim, counted: counted[counter] });
  }
  return found;
}

/**
 * `skipped` that includes the disabled ones, beside a `disabled` counter of its own (CppUTest, some GoogleTest forks); or `disabled` with no
 * counter of skipped ones beside it, as GoogleTest writes its root: a test that calls GTEST_SKIP() is skipped and not disabled.
 */
function skippedAlone(attributes: XmlAttributes, below: Tally): boolean {
  const onlyDisabled = attributes['disabled'] !== undefined && NAMES.skipped.every((name) => name === 'disabled' || attributes[name] === undefined);
  if (onlyDisabled && Number(attributes['disabled']) <= below.skipped) return true;
  return ['skipped', 'disabled'].some((name) => attributes[name] !== undefined && Number(attributes[name]) === below.skipped);
}

function explains(counter: Counter, claim: number, tally: Tally, declared: Declared, dialect: string | undefined): boolean {
  switch (counter) {
    case 'tests':
      return claim === tally.cases
        || (tally.attempts > 0 && claim === tally.cases + tally.attempts) // Surefire, nextest: runs, not tests
        || (dialect === 'pytest' && claim === tally.cases - tally.tearDownErrors) // one test, two elements
        || (dialect === 'node-test' && claim === tally.cases + tally.suites) // a nested suite is one test of its parent
        || (dialect === 'jest-junit' && claim < tally.cases && claim >= tally.cases - tally.skipped); // todo tests are not in `tests`
    case 'failures':
      return claim === tally.failed || claim === tally.failureElements || (tally.attempts > 0 && claim === tally.failed + tally.attempts)
        || (dialect === 'node-test' && claim === tally.failed + tally.failedSuites)
        || (dialect === 'mocha-xunit' && claim === 0 && declared.errors === tally.failed); // mocha calls every failure an error
    case 'errors':
      return claim === tally.errored || claim === tally.errorElements || claim === tally.errored + tally.suiteErrors
        || (dialect === 'mocha-xunit' && claim === tally.failed && tally.errored === 0);
    case 'skipped':
      return claim === tally.skipped || claim === tally.skippedElements;
  }
}
