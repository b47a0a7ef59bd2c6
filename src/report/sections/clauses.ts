import { byCodeUnit } from '../../model/order.ts';
import { clauseIndex } from '../../results/clause-index.ts';
import type { ClauseEntry, ClauseStatus } from '../../results/clause-index.ts';
import type { Block, Cell, Mark, TableRow } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { count, enumerate } from '../words.ts';

/** A person decides what a machine cannot: those states carry a mark of their own and never count as passed. */
const MARK: Readonly<Record<ClauseStatus, Mark>> = {
  'evidence found': 'PASS', 'findings open': 'FAIL', 'waived': 'WAIVED', 'not evaluated': 'NOT EVALUATED',
  'needs human judgement': 'JUDGEMENT', 'shown by verification': 'JUDGEMENT', 'not required for this class': 'N/A',
};

/** Clause → evidence → checks → state, from the same index as `clauses.json`. */
export function clauses(context: ViewContext): readonly Block[] {
  const { results, evidence, profile } = context.input;
  const { standard } = profile;
  const entries = clauseIndex(results.rows, evidence.files, profile.safetyClass);
  return [
    { kind: 'text', text: `For each clause of ${standard.id}:${standard.edition}: the evidence found, the checks that ran over it and what they said. JUDGEMENT marks what only a person can decide. A passed check says that evidence is there and consistent, not that it is adequate.` },
    { kind: 'table', id: 'clause-table', caption: 'Clauses, evidence, checks and state', empty: '', searchable: true,
      columns: [{ label: 'Clause', width: 13, style: 'id' }, { label: 'What it asks for', width: 44 }, { label: 'Evidence read', width: 48, style: 'mono' }, { label: 'Checks', width: 28 }, { label: 'State', width: 36 }],
      rows: entries.map((entry): TableRow => ({ anchor: `clause-${entry.clause}`, keep: true, alarm: entry.status === 'findings open', cells: [
        { text: entry.clause, style: 'strong' }, entry.title, entry.files.length > 0 ? enumerate(entry.files, 3) : '–',
        [...new Set(entry.checks.map((one) => one.check))].sort(byCodeUnit).join(', ') || '–', state(entry),
      ] })) },
  ];
}

function state(entry: ClauseEntry): Cell {
  const mark = MARK[entry.status];
  if (mark === 'N/A') return { mark, text: 'not required in this class' };
  if (entry.status === 'shown by verification') return { mark, text: 'shown by verifying the sealed bundle' };
  const said = new Map<string, number>();
  for (const { verdict } of entry.checks) said.set(verdict, (said.get(verdict) ?? 0) + 1);
  const words = [...said].sort(([a], [b]) => byCodeUnit(a, b)).map(([verdict, n]) => `${count(n)} ${verdict}`).join(', ');
  if (words === '') return { mark, text: 'no check looks at it' };
  return { mark, text: `${entry.status}: ${words}${entry.mode === 'machine' ? '' : '; adequacy: judgement'}` };
}
