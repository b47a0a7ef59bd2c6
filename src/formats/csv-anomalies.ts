import type { Anomaly, AnomalyList } from '../model/lists.ts';
import type { Problem } from '../model/problem.ts';
import type { Format } from './format.ts';
import { splitIds } from './csv-kinds.ts';
import { readDeclaredCsv } from './csv-table.ts';
import type { CsvRow } from './csv.ts';
import { ANOMALY_LISTS, countStatus } from './lists/anomalies.ts';

/** Status words of trackers that can only mean one thing; every other word is refused, never guessed. */
const STATUS = new Map<string, Anomaly['status']>([['open', 'open'], ['opened', 'open'], ['reopened', 'open'], ['closed', 'closed']]);

/** Residual anomaly list or tracker export as a table. */
export const csvAnomalies: Format = {
  id: 'csv-anomalies', title: 'CSV with a column map: anomalies and tracker export', contentKind: 'anomalies', kinds: ['anomalies', 'tracker'],
  reads: 'The columns that the project file maps; status open, opened, reopened or closed.',
  ignores: 'Columns that are not mapped.',
  looksLike: () => false,
  read(source, { declared }) {
    const table = readDeclaredCsv(source, declared);
    if (table.problems) return { status: 'refused', problems: table.problems };
    const problems: Problem[] = [];
    const items = table.rows.map((row) => toAnomaly(row, source.name, problems));
    if (problems.length > 0) return { status: 'refused', problems };
    const content: AnomalyList = { file: source.name, line: 1, complete: true, items };
    const facts = { items: items.length, byStatus: countStatus(items) };
    if (items.length > 0) return { status: 'read', content, facts, problems: [] };
    return { status: 'no-data', content, facts, problems: [{ code: 'NO_DATA', message: 'the table has a header and no row', file: source.name, line: 1 }] };
  },
};

function toAnomaly({ line, cells }: CsvRow, file: string, problems: Problem[]): Anomaly {
  const word = (cells['status'] ?? '').trim();
  const status = STATUS.get(word.toLowerCase());
  const acceptability = (cells['acceptability'] ?? '').trim().toLowerCase();
  if (status === undefined) {
    problems.push({ code: 'BAD_VALUE', message: 'the status is not a word that is understood', file, line, expected: [...STATUS.keys()].join(', '), found: word.slice(0, 80), hint: 'export open and closed' });
  }
  if (!['', 'acceptable', 'unacceptable'].includes(acceptability)) {
    problems.push({ code: 'BAD_VALUE', message: 'the acceptability is not a word that is understood', file, line, expected: 'acceptable, unacceptable', found: acceptability.slice(0, 80) });
  }
  const lists: readonly string[] = ANOMALY_LISTS;
  const texts = Object.entries(cells).filter(([field, cell]) => !['id', 'status', 'acceptability', ...lists].includes(field) && cell.trim() !== '');
  const ids = lists.filter((field) => field in cells).map((field) => [field, splitIds(cells[field] ?? '')]);
  return {
    file, line, id: (cells['id'] ?? '').trim(), status: status ?? 'open',
    ...(acceptability === 'acceptable' || acceptability === 'unacceptable' ? { acceptability } : {}),
    ...Object.fromEntries(texts.map(([field, cell]) => [field, cell.trim()])), ...Object.fromEntries(ids),
  };
}
