import { showLocation } from '../../model/location.ts';
import type { Row } from '../../model/row.ts';
import type { Block, FindingBlock, Mark } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { markOf } from '../marks.ts';
import { openPoints } from '../open-points.ts';
import { allowedCredentials } from './allowed-credentials.ts';
import { enumerate, plural, sentence } from '../words.ts';

const GROUPS: readonly (readonly [mark: Mark, id: string, title: string])[] = [
  ['FAIL', 'failed', 'Failed'], ['WAIVED', 'waived', 'Waived'], ['NOT EVALUATED', 'not-evaluated', 'Not evaluated'], ['WARNING', 'warnings', 'Warnings'],
];

/** Findings first: failed, waived, not evaluated, warnings, each with the values read and their places; then every other result. */
export function findings(context: ViewContext): readonly Block[] {
  const open = openPoints(context);
  const { blast } = context.input.graph;
  const first = firsts(open);
  const rest = context.input.results.rows.filter((row) => !open.includes(row));
  const shown = new Set(open.map((row) => row.check));
  const alone = new Set([...firsts(rest)].filter((row) => !shown.has(row.check)));
  return [
    ...(blast.length === 0 ? [] : [
      { kind: 'heading', id: 'consequences', text: 'What the tests that did not pass leave open' } as const,
      { kind: 'list', items: blast.map((b) => b.sentence) } as const,
    ]),
    ...GROUPS.flatMap(([mark, id, title]): Block[] => {
      const rows = open.filter((row) => markOf(row) === mark);
      return [{ kind: 'heading', id, text: `${title}: ${rows.length}` }, ...rows.map((row) => finding(context, row, first.has(row)))];
    }),
    ...allowedCredentials(context),
    { kind: 'heading', id: 'other-results', text: `Passed and not applicable: ${rest.length}` },
    { kind: 'table', id: 'result-table', caption: 'Results without an open point', empty: 'None.', searchable: true,
      columns: [{ label: 'Check', width: 14, style: 'id' }, { label: 'Result', width: 20 }, { label: 'Subjects', width: 44 }, { label: 'Finding', width: 62 }, { label: 'Clause', width: 18 }],
      rows: rest.map((row) => ({ ...(alone.has(row) ? { anchor: row.check } : {}), cells: [row.check, { text: '', mark: markOf(row) }, subjects(row), row.message, row.clause] })) },
  ];
}

/** The first row of each check: the place to which its id links. */
function firsts(rows: readonly Row[]): ReadonlySet<Row> {
  const byCheck = new Map<string, Row>();
  for (const row of rows) if (!byCheck.has(row.check)) byCheck.set(row.check, row);
  return new Set(byCheck.values());
}

const subjects = (row: Row): string => (row.subjects.length > 6 ? `${row.subjects.length} subjects: ${enumerate(row.subjects, 4)}` : row.subjects.join(', '));

function finding(context: ViewContext, row: Row, first: boolean): FindingBlock {
  return {
    kind: 'finding', ...(first ? { anchor: row.check } : {}), check: row.check, title: context.input.checkTitles?.[row.check] ?? '', mark: markOf(row), subjects: enumerate(row.subjects, 40), clause: row.clause, message: sentence(row.message, row.subjects),
    readings: row.read.map((reading) => ({ ...(reading.value === null ? {} : { value: String(reading.value) }), place: showLocation(reading) })),
    fix: row.fix,
    notes: [...(row.derivedFrom === undefined ? [] : [`Follows from ${row.derivedFrom}.`]), ...waiver(context, row)],
  };
}

function waiver(context: ViewContext, row: Row): readonly string[] {
  const all = context.input.evidence.contents.waivers.flatMap((read) => read.content.waivers);
  const found = row.waiver === undefined ? [] : all.filter((one) => one.id === row.waiver);
  return found.flatMap((w) => [
    `Waiver ${w.id}: ${w.reason ?? 'no reason given'}`,
    ...(w.riskAssessment === undefined ? [] : [`Risk: ${w.riskAssessment}`]),
    ...(w.compensatingMeasure === undefined ? [] : [`Compensating measure: ${w.compensatingMeasure}`]),
    `Requested by ${w.author ?? 'nobody named'}, approved by ${w.approver ?? 'nobody named'}, created ${w.created ?? 'at no date named'}, expires ${w.expires ?? 'at no date named'}; record ${w.record ?? 'not named'}; read at ${showLocation(w)}. In force for ${plural(w.subjects.length, 'subject')}.`,
  ]);
}
