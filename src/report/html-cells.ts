import type { Anchors } from './anchors.ts';
import type { CellLike, Column, ReportView, Table, TableRow } from './blocks.ts';
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
  const mark = cell.mark === undefined ? '' : `<b class="m ${cell.mark === 'N/A' ? 'na' : cell.mark.toLowerCase().replace(' ', '-')}">${cell.mark}</b>${cell.text === '' ? '' : ' '}`;
  // Paths and digests are shown, never linked: the page leads nowhere outside itself.
  const text = cell.style === 'mono' ? escaped(printable(cell.text)) : linked(cell.text, anchors);
  const tag = cell.style === 'mono' ? 'code' : cell.style === 'strong' ? 'strong' : undefined;
  if (tag) return `${mark}<${tag}>${text}</${tag}>`;
  return cell.style === undefined || text === '' ? mark + text : `${mark}<span class="${cell.style}">${text}</span>`;
}

function attributes(column: Column): string {
  const classes = [column.align, column.style].filter((name) => name !== undefined).join(' ');
  return classes === '' ? '' : ` class="${classes}"`;
}

export function rowsHtml(rows: readonly TableRow[], table: Table, anchors: Anchors): string {
  const classes = table.columns.map(attributes);
  const mono = table.columns.map((column) => column.style === 'mono');
  let out = '';
  for (const row of rows) {
    const id = anchors.claim(row.anchor);
    out += `<tr${id === undefined ? '' : ` id="${id}"`}${row.alarm === true ? ' class="alarm"' : ''}>`;
    row.cells.forEach((cell, i) => {
      // The row's own id would only link to itself.
      const own = row.anchor !== undefined && (typeof cell === 'string' ? cell : cell.text) === row.anchor;
      const text = own ? `<strong>${escaped(printable(row.anchor ?? ''))}</strong>` : mono[i] === true && typeof cell === 'string' ? escaped(printable(cell)) : cellHtml(cell, anchors);
      out += `<td${classes[i] ?? ''}>${text}</td>`;
    });
    out += '</tr>\n';
  }
  return out;
}

const share = (column: Column, columns: readonly Column[]): number => Math.round((100 * column.width) / columns.reduce((sum, one) => sum + one.width, 0));

/** Widths as classes, because the policy allows no style attribute. */
export function widthClass(column: Column, columns: readonly Column[]): string {
  return `w${share(column, columns)}`;
}

export function widthRules(view: ReportView): string {
  const tables = [view.pageOne.openPoints.table, ...[...view.pageOne.blocks, ...view.sections.flatMap((section) => section.blocks)].filter((block) => block.kind === 'table')];
  const used = new Set(tables.flatMap((table) => table.columns.map((column) => share(column, table.columns))));
  return `${[...used].sort((a, b) => a - b).map((w) => `.w${w}{width:${w}%}`).join('')}\n`;
}
