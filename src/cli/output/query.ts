import type { Cell, Table } from '../../catalogue/table.ts';
import { inline, table } from './text.ts';

const WIDEST = 60;
/** Digests and commits are longer than that, and are what people copy. */
const WHOLE = /^[0-9a-f]{40,64}$/;

/** Rows for people: one line each, long texts cut; `--json` and `--csv` have them whole. */
export function renderTable({ columns, rows }: Table): string {
  if (columns.length === 0 || rows.length === 0) return '';
  return `${table([columns.map(({ name }) => inline(name).toUpperCase()), ...rows.map((row) => row.map(show))])}\n`;
}

function show(value: Cell): string {
  if (value === null) return '–';
  const text = inline(String(value));
  return text.length <= WIDEST || WHOLE.test(text) ? text : `${text.slice(0, WIDEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
