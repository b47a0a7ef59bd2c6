import type { Outcome } from '../../model/tests.ts';

/** What the children and attributes of one testcase element say, before one outcome is drawn from them. */
export interface Said {
  failures: number;
  errors: number;
  skips: number;
  /** flakyFailure, flakyError: attempts that failed before one passed. */
  flaky: number;
  /** rerunFailure, rerunError: further attempts that failed too. */
  reruns: number;
  /** Words of `status` and `result`. */
  status: string | undefined;
  result: string | undefined;
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  passed: ['', 'run', 'completed', 'complete', 'completedsuccessfully', 'done', 'executed', 'finished', 'passed', 'pass', 'success', 'successful', 'succeeded', 'ok', 'fixed', 'true', 'xpass', 'xpassed'],
  skipped: ['skipped', 'skip', 'disabled', 'notrun', 'notrunnable', 'notexecuted', 'notstarted', 'ignored', 'ignore', 'suppressed', 'pending', 'todo', 'untested', 'inconclusive', 'blocked', 'excluded', 'deselected', 'xfail', 'xfailed', 'filtered'],
  failed: ['fail', 'failed', 'failure', 'false', 'regression'],
  errored: ['error', 'errored', 'broken', 'timeout', 'timedout', 'aborted', 'crashed', 'crash', 'interrupted', 'cancelled', 'canceled'],
};
const OUTCOME_OF = new Map<string, Outcome>(Object.entries(WORDS).flatMap(([outcome, words]) => words.map((word) => [word, outcome as Outcome] as const)));

/** Outcome of a status word; undefined for a word that is not known (a status is never guessed). */
export function outcomeOfWord(word: string): Outcome | undefined {
  return OUTCOME_OF.get(word) ?? OUTCOME_OF.get(word.toLowerCase().replace(/[\s_-]/g, ''));
}

export interface Decision {
  readonly outcome: Outcome;
  /** A word that is not known; the case counts as errored, so that it can never pass. */
  readonly unknownWord?: string;
  /** The word that says otherwise than the children. */
  readonly contradiction?: string;
}

const PASSED: Decision = { outcome: 'passed' };

/**
 * One outcome for one element, the worst that anything in it claims: errored > failed > skipped > passed after rerun > passed.
 * A reader that looks at the children only would take a disabled test of GoogleTest or CTest for a passed one.
 */
export function decide(said: Said): Decision {
  const { failures, errors, skips, flaky, reruns, status, result } = said;
  if (failures + errors + skips + flaky + reruns === 0 && status === undefined && result === undefined) return PASSED;
  const child: Outcome = errors > 0 ? 'errored' : failures > 0 ? 'failed' : skips > 0 ? 'skipped' : reruns > 0 ? 'failed' : flaky > 0 ? 'passed-after-rerun' : 'passed';
  let outcome = child;
  let unknownWord: string | undefined;
  let contradiction: string | undefined;
  for (const word of [status, result]) {
    if (word === undefined) continue;
    const claimed = outcomeOfWord(word);
    if (claimed === undefined) unknownWord = word;
    else if (rank(claimed) > rank(child)) {
      // A status that tells of a skip needs no child (GoogleTest, CTest); one that tells of a failure does.
      if (claimed !== 'skipped') contradiction = word;
      if (rank(claimed) > rank(outcome)) outcome = claimed;
    } else if (/^(pass|passed|success|ok)$/i.test(word) && rank(child) > rank('skipped')) contradiction = word;
  }
  if (reruns > 0 && failures + errors === 0) contradiction ??= 'a failed rerun without the first failure';
  if (unknownWord !== undefined && rank(outcome) < rank('failed')) outcome = 'errored';
  return { outcome, ...(unknownWord !== undefined && { unknownWord }), ...(contradiction !== undefined && { contradiction }) };
}

const RANK: Readonly<Record<Outcome, number>> = { 'passed': 0, 'passed-after-rerun': 1, 'skipped': 2, 'failed': 3, 'errored': 4 };
const rank = (outcome: Outcome): number => RANK[outcome];
