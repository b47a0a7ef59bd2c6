import type { Anchors } from './anchors.ts';
import { byCodeUnit } from '../model/order.ts';
import type { CellLike, Column, Mark, ReportView, Table, TableRow } from './blocks.ts';
import { printable } from './printable.ts';

/** Cells are written here and not by a template: a report has a hundred thousand of them (docs/decisions). Everything is escaped in `escaped`. */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => (/[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char) : text);

/** The text, safe, with every mention of a known id as a link to its place. */
export function linked(text: string, anchors: Anchors): string {
  let out = '';
  for (const piece of anchors.link(printable(text))) out += piece.to === undefined ? escaped(piece.text) : `<a href="#${piece.to}"${piece.text.length > 24 ? ' class="long"' : ''}>${piece.text}</a>`;
  return out;
}

export function cellHtml(cell: CellLike, anchors: Anchors): string {
  if (typeof cell === 'string') return linked(cell, anchors);
  const mark = cell.mark === undefined ? '' : `${markHtml(cell.mark)}${cell.text === '' ? '' : ' '}`;
  // Paths and digests are shown, never linked: the page leads nowhere outside itself.
  const text = cell.style === 'mono' ? escaped(printable(cell.text)) : linked(cell.text, anchors);
  const tag = cell.style === 'mono' ? 'code' : cell.style === 'strong' ? 'strong' : undefined;
  if (tag) return `${mark}<${tag}>${text}</${tag}>`;
  return cell.style === undefined || text === '' ? mark + text : `${mark}<span class="${cell.style}">${text}</span>`;
}

/** A plain `b` is a pass: there are thousands of them, and the style sheet draws its tick. */
function markHtml(mark: Mark): string {
  return mark === 'PASS' ? '<b>PASS</b>' : `<b class="${mark === 'N/A' ? 'na' : mark.toLowerCase().replace(' ', '-')}">${mark}</b>`;
}

/** Rows without the end tags that HTML lets one leave out, alignment by column rules: a third less to store for 25 years. */
export function rowsHtml(rows: readonly TableRow[], table: Table, anchors: Anchors): string {
  const mono = table.columns.map((column) => column.style === 'mono');
  let out = '';
  for (const row of rows) {
    const id = anchors.claim(row.anchor);
    out += `<tr${id === undefined ? '' : ` id="${id}"`}${row.alarm === true ? ' class="alarm"' : ''}>`;
    row.cells.forEach((cell, i) => {
      // The row's own id would only link to itself.
      const own = row.anchor !== undefined && (typeof cell === 'string' ? cell : cell.text) === row.anchor;
      out += `<td>${own ? escaped(printable(row.anchor ?? '')) : mono[i] === true && typeof cell === 'string' ? escaped(printable(cell)) : cellHtml(cell, anchors)}`;
    });
    out += '\n';
  }
  return out;
}

const RULES = {
  r: 'text-align:right;font-variant-numeric:tabular-nums', m: 'font-family:"RE Mono","RE Sans",ui-monospace,monospace;font-size:.8em', i: 'overflow-wrap:normal;word-break:keep-all',
} as const;

/** Classes of a table: which of its columns are numbers (`r3`), places or digests (`m5`), ids (`i1`). */
export function columnClasses(columns: readonly Column[]): string {
  return columns.flatMap((column, i) => [...(column.align === 'right' ? [`r${i + 1}`] : []), ...(column.style === 'mono' ? [`m${i + 1}`] : column.style === 'id' ? [`i${i + 1}`] : [])]).join(' ');
}

const share = (column: Column, columns: readonly Column[]): number => Math.round((100 * column.width) / columns.reduce((sum, one) => sum + one.width, 0));

/** Widths as classes, because the policy allows no style attribute. */
export function widthClass(column: Column, columns: readonly Column[]): string {
  return `w${share(column, columns)}`;
}

/** The rules of all classes above that this report uses. */
export function columnRules(view: ReportView): string {
  const tables = [view.pageOne.openPoints.table, ...[...view.pageOne.blocks, ...view.sections.flatMap((section) => section.blocks)].filter((block) => block.kind === 'table')];
  const widths = new Set(tables.flatMap((table) => table.columns.map((column) => share(column, table.columns))));
  const classes = new Set(tables.flatMap((table) => columnClasses(table.columns).split(' ').filter((name) => name !== '')));
  const rule = (name: string): string => `.${name} td:nth-child(${name.slice(1)}){${RULES[name.charAt(0) as keyof typeof RULES]}}`;
  return `${[...widths].sort((a, b) => a - b).map((w) => `.w${w}{width:${w}%}`).join('')}${[...classes].sort(byCodeUnit).map(rule).join('')}\n`;
}
