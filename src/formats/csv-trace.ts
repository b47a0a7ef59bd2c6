import type { Item, TraceTable } from '../model/items.ts';
import type { Format } from './format.ts';
import { CSV_KINDS, splitIds } from './csv-kinds.ts';
import type { CsvKind } from './csv-kinds.ts';
import type { CsvRow } from './csv.ts';
import { csvKind, readDeclaredCsv } from './csv-table.ts';
import { traceFacts } from './trace-facts.ts';

/** Requirements, risk controls, hazards, design elements, test cases, and trace matrices as tables. */
export const csvTrace: Format = {
  id: 'csv-trace', title: 'CSV with a column map: items and trace matrix', contentKind: 'trace',
  kinds: ['requirements', 'risk-controls', 'hazards', 'design', 'test-cases', 'trace'],
  reads: 'The columns that the project file maps; cells of links hold one or more ids.',
  ignores: 'Columns that are not mapped.',
  looksLike: () => false,
  read(source, { declared }) {
    const table = readDeclaredCsv(source, declared);
    if (table.problems) return { status: 'refused', problems: table.problems };
    const name = csvKind(declared);
    const content: TraceTable = name === 'trace'
      ? { items: [], rows: table.rows.map((row) => matrixRow(row, source.name)) }
      : { items: table.rows.map((row) => toItem(row, name ? CSV_KINDS[name] : undefined, source.name)), rows: [] };
    const facts = traceFacts(content);
    if (table.rows.length > 0) return { status: 'read', content, facts, problems: [] };
    return { status: 'no-data', content, facts, problems: [{ code: 'NO_DATA', message: 'the table has a header and no row', file: source.name }] };
  },
};

function toItem({ line, cells }: CsvRow, kind: CsvKind | undefined, file: string): Item {
  const links = kind?.links ?? [];
  const fields = Object.entries(cells).filter(([field, cell]) => field !== 'id' && field !== 'title' && !links.includes(field) && cell.trim() !== '');
  return {
    file, line, id: (cells['id'] ?? '').trim(), title: (cells['title'] ?? '').trim(),
    fields: Object.fromEntries(fields.map(([field, cell]) => [field, cell.trim()])),
    links: links.flatMap((type) => splitIds(cells[type] ?? '').map((target) => ({ file, line, type, target }))),
  };
}

function matrixRow({ line, cells }: CsvRow, file: string): TraceTable['rows'][number] {
  const text = (field: string) => (cells[field]?.trim() ? { [field]: cells[field].trim() } : {});
  return { file, line, from: (cells['from'] ?? '').trim(), to: (cells['to'] ?? '').trim(), ...text('type'), ...text('result') };
}
