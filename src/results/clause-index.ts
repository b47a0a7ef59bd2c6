import { CHECKS } from '../checks/index.ts';
import { CLAUSES, type Clause } from '../model/clauses.ts';
import type { EvidenceFile } from '../model/evidence.ts';
import type { EvidenceKind, SafetyClass } from '../model/kinds.ts';
import { byCodeUnit } from '../model/order.ts';
import type { Row } from '../model/row.ts';

/** Never a statement about conformity: it says what evidence there is and what the checks found in it. */
export const CLAUSE_STATUSES = ['evidence found', 'findings open', 'waived', 'not evaluated', 'needs human judgement', 'shown by verification', 'not required for this class'] as const;
export type ClauseStatus = (typeof CLAUSE_STATUSES)[number];

export interface ClauseEntry {
  readonly clause: string;
  readonly title: string;
  readonly mode: Clause['mode'];
  readonly status: ClauseStatus;
  /** `CHK-601 pass`, one per row, in the order of the rows. */
  readonly checks: readonly { readonly check: string; readonly verdict: string; readonly subjects: readonly string[] }[];
  /** Evidence files that those rows name, and those of the kinds that their checks are about. */
  readonly files: readonly string[];
}

/** clause → checks → evidence, for every clause of the table. */
export function clauseIndex(rows: readonly Row[], files: readonly EvidenceFile[], safetyClass: SafetyClass): readonly ClauseEntry[] {
  const known = new Set(files.map((file) => file.path));
  return CLAUSES.map((clause) => {
    const own = rows.filter((row) => clause.checks.includes(row.check));
    const evaluated = own.filter((row) => row.verdict !== 'not-applicable');
    const kinds = new Set(evaluated.flatMap((row) => NEEDS.get(row.check) ?? []));
    const read = new Set([
      ...evaluated.flatMap((row) => [...row.read.map((value) => value.file), ...row.subjects]).filter((file) => known.has(file)),
      ...files.filter((file) => kinds.has(file.declared.kind)).map((file) => file.path),
    ]);
    return {
      clause: clause.id, title: clause.title, mode: clause.mode,
      status: clause.classes.includes(safetyClass) ? statusOf(clause, own) : 'not required for this class',
      checks: own.map((row) => ({ check: row.check, verdict: row.verdict === 'fail' && row.severity === 'warning' ? 'warning' : row.verdict, subjects: row.subjects })),
      files: [...read].sort(byCodeUnit),
    };
  });
}

/** Rows that passed name few values: what a check is about says where to look. */
const NEEDS: ReadonlyMap<string, readonly EvidenceKind[]> = new Map(CHECKS.map((check) => [check.id, check.needs]));

function statusOf(clause: Clause, rows: readonly Row[]): ClauseStatus {
  if (rows.some((row) => row.verdict === 'fail' && row.severity === 'error')) return 'findings open';
  if (rows.some((row) => row.verdict === 'not-evaluated')) return 'not evaluated';
  if (rows.some((row) => row.verdict === 'waived')) return 'waived';
  if (rows.some((row) => row.verdict === 'pass' || row.verdict === 'fail')) return 'evidence found';
  return clause.mode === 'machine' && clause.checks.length === 0 ? 'shown by verification' : 'needs human judgement';
}
