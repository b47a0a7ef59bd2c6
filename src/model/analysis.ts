import type { Location } from './location.ts';

export const LEVELS = ['none', 'note', 'warning', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export interface Suppression {
  readonly kind: string;
  /** Absent in the file = `accepted` (SARIF 2.1.0 §3.35.3). */
  readonly status: 'accepted' | 'underReview' | 'rejected';
  readonly justification?: string;
}

export interface AnalysisResult extends Location {
  readonly ruleId: string;
  /** Effective level: result, rule configuration, override, default (SARIF §3.27.10). */
  readonly level: Level;
  /**
   * The tool did not decide whether this is a problem: kind `open` (it could not) or `review` (a person has to), SARIF §3.27.9; or `fail`
   * with level none, a problem of which it does not say how severe it is. With the level that it has if it is one.
   */
  readonly undecided?: { readonly kind: 'open' | 'review' | 'fail'; readonly level: Exclude<Level, 'none'> };
  readonly message: string;
  /** The analysed file and line, as written. */
  readonly target?: { readonly path: string; readonly line?: number };
  readonly suppressions: readonly Suppression[];
  /** Suppressed only when there is a suppression and every one is accepted. */
  readonly suppressed: boolean;
  readonly baseline?: string;
}

export interface AnalysisRun extends Location {
  readonly tool: string;
  readonly toolVersion?: string;
  readonly results: readonly AnalysisResult[];
  /** `results` was absent: the run did not look. */
  readonly resultsAbsent: boolean;
  /** Executed without a sign that files were not analysed. */
  readonly complete: boolean;
  /** Why it is not complete: executionSuccessful false, error notifications, no invocation … with place and value. */
  readonly incompleteBecause: readonly (Location & { readonly reason: string; readonly value: string | boolean | null })[];
  readonly hasInvocation: boolean;
  /** Files that the run says it analysed; undefined when the format does not say. */
  readonly filesAnalysed?: number;
  /** Times at which its invocations ended, as written. */
  readonly ended?: readonly (Location & { readonly time: string })[];
  readonly revision?: Location & { readonly id: string };
}

export interface AnalysisReport {
  readonly runs: readonly AnalysisRun[];
}
