import { showLocation } from '../../model/location.ts';
import { showVerdict, type CheckResults, type Row } from '../../model/row.ts';
import { plural, safe, type Paint } from './text.ts';

const MARK: Readonly<Record<string, string>> = { fail: '✗ FAIL', warning: '▲ WARNING', waived: '◆ WAIVED', 'not-evaluated': '○ NOT EVALUATED', pass: '✓ PASS', 'not-applicable': '– N/A' };
const ORDER = ['fail', 'not-evaluated', 'waived', 'warning', 'pass', 'not-applicable'];

/** `warning` is a fail that does not block. */
function shownAs(row: Row): string {
  return row.verdict === 'fail' && row.severity !== 'error' ? 'warning' : row.verdict;
}

/**
 * The verdict in one line, then the findings, worst first and causes before what follows from them, then the verdict with its numbers.
 * Of more than MOST_ROWS rows of one check the first FEW are shown and the others named; `all` shows every row, the passed ones too.
 */
export function renderRows(results: CheckResults, paint: Paint, all: boolean): string {
  const wanted = results.rows.filter((row) => all || !['pass', 'not-applicable'].includes(shownAs(row)));
  const rank = (row: Row) => 2 * ORDER.indexOf(shownAs(row)) + (row.derivedFrom === undefined ? 0 : 1);
  const sorted = [...wanted].sort((a, b) => rank(a) - rank(b));
  const lines = [`${renderSummary(results, paint)}${wanted.length > 0 ? '\n' : ''}`];
  for (const group of groups(sorted)) {
    const shown = all || group.length <= MOST_ROWS ? group : group.slice(0, FEW);
    for (const row of shown) lines.push(...renderRow(row, paint), '');
    if (shown.length < group.length) lines.push(...renderRest(group.slice(shown.length), paint), '');
  }
  if (wanted.length > 0) lines.push(renderVerdict(results, paint));
  else lines.push(renderNumbers(results));
  return `${lines.join('\n')}\n`;
}

/** Neighbours of one check, verdict and standing (cause or consequence). */
function groups(rows: readonly Row[]): readonly (readonly Row[])[] {
  const out = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${shownAs(row)} ${row.check} ${row.derivedFrom === undefined}`;
    const group = out.get(key);
    if (group) group.push(row);
    else out.set(key, [row]);
  }
  return [...out.values()];
}

/** What somebody who reads one line has to know. */
function renderSummary(results: CheckResults, paint: Paint): string {
  const { counts, rows } = results;
  const failed = rows.filter((row) => shownAs(row) === 'fail');
  const derived = failed.filter((row) => row.derivedFrom !== undefined).length;
  const parts = [
    counts.fail > 0 && `${plural(counts.fail, 'finding')} block${counts.fail === 1 ? 's' : ''}${derived > 0 ? `, ${derived} of them follow${derived === 1 ? 's' : ''} from others` : ''}`,
    counts['not-evaluated'] > 0 && `${counts['not-evaluated']} not evaluated`,
    counts.waived > 0 && `${counts.waived} waived`,
    counts.warning > 0 && plural(counts.warning, 'warning'),
  ].filter((part) => part !== false);
  return `${renderTitle(results, paint)}${parts.length > 0 ? `: ${parts.join(', ')}` : ': no finding'}`;
}

export function renderRow(row: Row, paint: Paint): string[] {
  const as = shownAs(row);
  const lines = [`${colourOf(as, paint)(MARK[as]!)}  ${paint.bold(row.check)}  ${safe(subjectsOf(row))}  ${paint.dim(`clause ${row.clause}`)}`, `    ${clipped(row.message)}`];
  for (const value of row.read.slice(0, MOST_READINGS)) lines.push(paint.dim(`    ${safe(showLocation(value))}: ${value.value === null ? 'absent' : clipped(String(value.value))}`));
  if (row.read.length > MOST_READINGS) lines.push(paint.dim(`    … and ${row.read.length - MOST_READINGS} more; all are in --json`));
  if (row.derivedFrom) lines.push(paint.dim(`    follows from ${clipped(row.derivedFrom)}`));
  if (row.fix && as !== 'pass' && as !== 'not-applicable') lines.push(`    → ${clipped(row.fix)}`);
  return lines;
}

function renderRest(rest: readonly Row[], paint: Paint): string[] {
  const { check } = rest[0]!;
  const as = shownAs(rest[0]!);
  const named = rest.slice(0, MOST_NAMED).map((row) => safe(subjectsOf(row))).join('; ');
  return [`${colourOf(as, paint)(MARK[as]!)}  ${paint.bold(check)}  and ${rest.length} more: ${named}${rest.length > MOST_NAMED ? '; …' : ''}`, paint.dim('    each with its values: check --all, or check --json')];
}

function colourOf(as: string, paint: Paint): (text: string) => string {
  return as === 'fail' ? paint.bad : as === 'pass' ? paint.good : as === 'not-applicable' ? paint.dim : paint.warn;
}

function subjectsOf({ subjects }: Row): string {
  return subjects.length <= MOST_NAMED ? subjects.join(', ') : `${subjects.slice(0, MOST_NAMED).join(', ')} and ${subjects.length - MOST_NAMED} more`;
}

/** A value of a megabyte would push everything else off the screen; `--json` has it whole. */
function clipped(text: string): string {
  return safe(text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '')} … (${text.length} characters; all are in --json)`);
}

const MOST_ROWS = 10;
const FEW = 5;
const MOST_NAMED = 12;
const MOST_READINGS = 8;
const MOST_CHARACTERS = 2000;

function renderTitle(results: CheckResults, paint: Paint): string {
  const colour = results.verdict === 'READY' ? paint.good : results.verdict === 'NOT READY' ? paint.bad : paint.warn;
  return `${colour(showVerdict(results))}  ${safe(results.product)} ${safe(results.version)}`;
}

function renderNumbers({ counts, rows, profile, candidateDigest }: CheckResults): string {
  const numbers = `${plural(rows.length, 'row')}: ${counts.pass} passed, ${counts.fail} failed, ${counts.waived} waived, ${plural(counts.warning, 'warning')}, ${counts['not-evaluated']} not evaluated, ${counts['not-applicable']} not applicable`;
  return `${numbers}\nprofile ${safe(profile.id)} ${safe(profile.version)} · candidate digest sha256:${candidateDigest}`;
}

function renderVerdict(results: CheckResults, paint: Paint): string {
  return `${renderTitle(results, paint)}\n${renderNumbers(results)}`;
}
