import type { Row } from '../model/row.ts';
import type { PageOne, Table } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { MARK_ORDER, markOf } from './marks.ts';
import { count, enumerate, sentence, shorten } from './words.ts';

/** Points on page 1; section 3 has all. */
const MOST_POINTS = 5;

/** The open points that a reader must see first, and how many there are. */
export function openPointBlock(context: ViewContext): PageOne['openPoints'] {
  const points = openPoints(context);
  return {
    heading: points.length > MOST_POINTS ? `Open points: the ${MOST_POINTS} most severe of ${count(points.length)}; all of them in section 3` : `Open points: ${count(points.length)}`,
    table: pointTable(context, mostSevere(points)),
  };
}

/** Everything that is not passed and not declared inapplicable, worst first. */
export function openPoints(context: ViewContext): readonly Row[] {
  const { results, profile } = context.input;
  const rank = (row: Row): number => 1000 * MARK_ORDER.indexOf(markOf(row)) + (row.derivedFrom === undefined ? 0 : 400)
    + 100 * consequence(context, row) + (profile.nonWaivable.includes(row.check) ? 0 : 10);
  return results.rows.filter((row) => row.verdict !== 'pass' && row.verdict !== 'not-applicable')
    .map((row, i) => ({ row, i, rank: rank(row) })).sort((a, b) => a.rank - b.rank || a.i - b.i).map(({ row }) => row);
}

/** 0: leaves a risk control unverified; 1: touches one; 2: nothing that the trace knows of. */
function consequence(context: ViewContext, row: Row): 0 | 1 | 2 {
  const { graph } = context.input;
  const controls = row.subjects.flatMap((id) => (graph.nodes.get(id)?.type === 'RC' ? [id] : [...context.to(id, 'implements'), ...context.to(id, 'verifies').flatMap((target) => (graph.nodes.get(target)?.type === 'RC' ? [target] : context.to(target, 'implements')))]));
  const blamed = new Set(controls.flatMap((id) => graph.verification.get(id)?.openBy ?? []));
  if (row.subjects.some((id) => blamed.has(id) || (controls.includes(id) && graph.verification.get(id)?.state !== 'verified'))) return 0;
  return controls.length > 0 ? 1 : 2;
}

/** The first of each subject, then the others: five lines about one test would hide four other troubles. */
function mostSevere(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  const first = rows.filter((row) => {
    const isNew = row.subjects.length === 0 || row.subjects.some((id) => !seen.has(id));
    for (const id of row.subjects) seen.add(id);
    return isNew;
  });
  return [...first, ...rows.filter((row) => !first.includes(row))].slice(0, MOST_POINTS);
}

function pointTable(context: ViewContext, rows: readonly Row[]): Table {
  return {
    kind: 'table', id: 'open-points', caption: 'Open points', empty: 'None: every check that applies passed.',
    columns: [{ label: 'Verdict', width: 18 }, { label: 'Check', width: 12, style: 'id' }, { label: 'Subject', width: 18 }, { label: 'Finding', width: 82 }, { label: 'Clause', width: 14 }],
    rows: rows.map((row) => ({ cells: [{ text: '', mark: markOf(row) }, row.check, shorten(enumerate(row.subjects, 2), 40), shorten(`${sentence(row.message, row.subjects)}${leaves(context, row)}`, 260), row.clause] })),
  };
}

/** The chain of a failed test or an unverified requirement, upwards: which risk controls and hazards it leaves open. */
function leaves(context: ViewContext, row: Row): string {
  const { graph } = context.input;
  if (markOf(row) !== 'FAIL' || consequence(context, row) !== 0) return '';
  const blast = graph.blast.filter((one) => row.subjects.includes(one.test));
  const controls = [...new Set([...blast.flatMap((one) => one.riskControls), ...row.subjects.flatMap((id) => context.to(id, 'implements'))])].filter((id) => graph.verification.get(id)?.state !== 'verified');
  const hazards = [...new Set(controls.flatMap((id) => context.to(id, 'controls').flatMap((situation) => context.to(situation, 'leads-to'))))];
  if (controls.length === 0) return '';
  return `: leaves ${enumerate(controls)} unverified${hazards.length === 0 ? '' : ` (${enumerate(hazards)})`}`;
}
