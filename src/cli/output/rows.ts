import { showLocation } from '../../model/location.ts';
import { showVerdict, type CheckResults, type Row } from '../../model/row.ts';
import { safe, type Paint } from './text.ts';

const MARK: Readonly<Record<string, string>> = { fail: '✗ FAIL', warning: '▲ WARNING', waived: '◆ WAIVED', 'not-evaluated': '○ NOT EVALUATED', pass: '✓ PASS', 'not-applicable': '– N/A' };
const ORDER = ['fail', 'not-evaluated', 'waived', 'warning', 'pass', 'not-applicable'];

/** `warning` is a fail that does not block. */
export function shownAs(row: Row): string {
  return row.verdict === 'fail' && row.severity !== 'error' ? 'warning' : row.verdict;
}

/** Findings first, worst first; passed and not applicable ones only when asked for. Values in full with file and line. */
export function renderRows(results: CheckResults, paint: Paint, all: boolean): string {
  const lines: string[] = [];
  const wanted = results.rows.filter((row) => all || !['pass', 'not-applicable'].includes(shownAs(row)));
  const sorted = [...wanted].sort((a, b) => ORDER.indexOf(shownAs(a)) - ORDER.indexOf(shownAs(b)));
  for (const row of sorted) lines.push(...renderRow(row, paint), '');
  lines.push(renderVerdict(results, paint));
  return `${lines.join('\n')}\n`;
}

function renderRow(row: Row, paint: Paint): string[] {
  const as = shownAs(row);
  const colour = as === 'fail' ? paint.bad : as === 'pass' ? paint.good : as === 'not-applicable' ? paint.dim : paint.warn;
  const lines = [`${colour(MARK[as]!)}  ${paint.bold(row.check)}  ${safe(row.subjects.join(', '))}  ${paint.dim(`clause ${row.clause}`)}`, `    ${safe(row.message)}`];
  for (const value of row.read.slice(0, MOST_READINGS)) lines.push(paint.dim(`    ${safe(showLocation(value))}: ${value.value === null ? 'absent' : safe(String(value.value))}`));
  if (row.read.length > MOST_READINGS) lines.push(paint.dim(`    … and ${row.read.length - MOST_READINGS} more; all are in --json`));
  if (row.derivedFrom) lines.push(paint.dim(`    follows from ${safe(row.derivedFrom)}`));
  if (row.fix && as !== 'pass' && as !== 'not-applicable') lines.push(`    → ${safe(row.fix)}`);
  return lines;
}

const MOST_READINGS = 8;

export function renderVerdict(results: CheckResults, paint: Paint): string {
  const { counts } = results;
  const colour = results.verdict === 'READY' ? paint.good : results.verdict === 'NOT READY' ? paint.bad : paint.warn;
  const total = results.rows.length;
  const numbers = `${total} rows: ${counts.pass} passed, ${counts.fail} failed, ${counts.waived} waived, ${counts.warning} warning${counts.warning === 1 ? '' : 's'}, ${counts['not-evaluated']} not evaluated, ${counts['not-applicable']} not applicable`;
  return `${colour(showVerdict(results))}  ${safe(results.product)} ${safe(results.version)}\n${numbers}\nprofile ${safe(results.profile.id)} ${safe(results.profile.version)} · candidate digest sha256:${results.candidateDigest}`;
}
