import type { Reading } from './location.ts';

/** `pass` and `waived` are never the same; `not-evaluated` is never a pass (design §2). */
export const VERDICTS = ['fail', 'waived', 'not-evaluated', 'pass', 'not-applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];
export type Severity = 'error' | 'warning' | 'off';

/** One row of the check result: one check and one subject (or several that passed together). */
export interface Row {
  readonly check: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly subjects: readonly string[];
  /** One sentence for people; the values are in `read`. */
  readonly message: string;
  /** Never empty when the verdict is `fail`. */
  readonly read: readonly Reading[];
  readonly clause: string;
  readonly fix: string;
  /** For a row that follows from another: the check and subject it follows from, `CHK-204 SRS-033`. */
  readonly derivedFrom?: string;
  /** For a waived row: the waiver's id. */
  readonly waiver?: string;
}

export interface RowCounts {
  readonly pass: number;
  readonly fail: number;
  readonly waived: number;
  readonly warning: number;
  readonly 'not-applicable': number;
  readonly 'not-evaluated': number;
}

export type ReleaseVerdict = 'READY' | 'READY WITH WAIVERS' | 'NOT READY';

/** `check --json` and `data/results/checks.json` (docs/schemas/checks.schema.json). */
export interface CheckResults {
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalogue: string;
  readonly product: string;
  readonly version: string;
  readonly commit: string;
  readonly candidateDigest: string;
  readonly profile: { readonly id: string; readonly version: string; readonly digest: string };
  readonly verdict: ReleaseVerdict;
  readonly counts: RowCounts;
  readonly rows: readonly Row[];
}

/** A row that only warns is counted under `warning` and does not block. */
export function countRows(rows: readonly Row[]): RowCounts {
  const counts = { pass: 0, fail: 0, waived: 0, warning: 0, 'not-applicable': 0, 'not-evaluated': 0 };
  for (const row of rows) counts[row.verdict === 'fail' && row.severity === 'warning' ? 'warning' : row.verdict] += 1;
  return counts;
}

/** Words of the verdict for people: `READY WITH 2 WAIVERS`. */
export function showVerdict(results: Pick<CheckResults, 'verdict' | 'counts'>): string {
  const n = results.counts.waived;
  return results.verdict === 'READY WITH WAIVERS' ? `READY WITH ${n} WAIVER${n === 1 ? '' : 'S'}` : results.verdict;
}

/** Whether a verdict lets a release go on. When strict, a waiver does not. */
export function mayGoOn(verdict: ReleaseVerdict, strict = false): boolean {
  return verdict === 'READY' || (verdict === 'READY WITH WAIVERS' && !strict);
}
