import { Anchors, placesOf } from './anchors.ts';
import type { Block, CellLike, Figure, Mark, ReportView, Table, TableRow } from './blocks.ts';
import { covers } from './fonts.ts';
import type { FontSet } from './fonts.ts';
import { breakable, printable } from './printable.ts';
import { count, plural, shorten } from './words.ts';

/** Rows of one table, and of all tables together, that the PDF lists; the page has them all. */
const TABLE_ROWS = 150;
const ALL_ROWS = 1500;
const FINDINGS = 300;
/** Longer tables have no links inside on paper: each costs 40 kB while the document is laid out, and the page has them all. */
const LINKED_ROWS = 60;

/** Paths and digests break at their signs already in short words: their columns are narrow. */
const PLACE = 8;

/** A text as the template gets it: pieces between which a line may break, each perhaps a link. All values are strings. */
type Run = { readonly t: readonly string[]; readonly to?: string };
interface PdfCell { readonly runs: readonly Run[]; readonly style?: string; readonly mark?: Mark }

/** What `/data.json` holds: the view, shortened to what belongs on paper, as plain strings. */
export interface PdfData {
  readonly data: Readonly<Record<string, unknown>>;
  /** Figures by file name. */
  readonly figures: ReadonlyMap<string, string>;
}

export function pdfData(whole: ReportView, fonts: FontSet): PdfData {
  const view = shortened(whole);
  const anchors = placesOf(view);
  const covered = covers(fonts);
  const given = new Anchors();
  const figures = new Map<string, string>();
  const plain = (text: string): string => printable(text, covered);
  const runs = (text: string): readonly Run[] => anchors.link(plain(text)).map(({ text: t, to }) => (to === undefined ? { t: breakable(t) } : { t: breakable(t), to }));
  const unlinked = (text: string): readonly Run[] => [{ t: breakable(plain(text)) }];
  const place = (text: string): readonly Run[] => [{ t: breakable(plain(text), PLACE) }];
  const cell = (value: CellLike, own?: string, links = true): PdfCell => {
    const { text, style, mark } = typeof value === 'string' ? { text: value, style: undefined, mark: undefined } : value;
    return { runs: style === 'mono' ? place(text) : text === own || !links ? unlinked(text) : runs(text), ...(style === undefined ? {} : { style }), ...(mark === undefined ? {} : { mark }) };
  };
  // A label may stand once only, and only where a link can lead.
  const claim = (id: string | undefined): Record<string, string> => (id !== undefined && anchors.has(id) && given.add(id) ? { label: id } : {});
  const table = (block: Table): unknown => ({
    kind: 'table', ...claim(block.id), caption: plain(block.caption), empty: plain(block.empty),
    columns: block.columns.map((column) => ({ label: plain(column.label), width: String(column.width), align: column.align ?? 'left', style: column.style ?? 'text' })),
    rows: block.rows.map((row) => ({ ...claim(row.anchor), alarm: row.alarm === true ? 'yes' : 'no', cells: row.cells.map((one, i) => lean(block.columns[i]?.style === 'mono' && typeof one === 'string' ? { runs: place(one) } : cell(one, row.anchor, block.rows.length <= LINKED_ROWS))) })),
  });
  const figure = (block: Figure): unknown => {
    figures.set(`/figures/${block.id}.svg`, block.svg);
    return { kind: 'figure', ...claim(block.id), path: `/figures/${block.id}.svg`, caption: runs(block.caption), alt: plain(block.alt) };
  };
  const block = (one: Block): unknown => {
    switch (one.kind) {
      case 'table': return table(one);
      case 'figure': return figure(one);
      case 'heading': return { kind: one.kind, ...claim(one.id), text: breakable(plain(one.text)) };
      case 'text': return { kind: one.kind, tone: one.tone ?? 'plain', runs: runs(one.text) };
      case 'list': return { kind: one.kind, items: one.items.map(runs) };
      case 'commands': return { kind: one.kind, lines: one.lines.map((line) => breakable(plain(line), PLACE)) };
      case 'facts': return { kind: one.kind, wide: one.wide === true ? 'yes' : 'no', rows: one.rows.map(([label, value]) => ({ label: plain(label), value: cell(value) })) };
      case 'finding': return { kind: one.kind, ...claim(one.anchor), check: unlinked(one.check), title: plain(one.title), mark: one.mark, subjects: runs(one.subjects), clause: plain(one.clause), message: runs(one.message),
        readings: one.readings.map((reading) => ({ value: reading.value === undefined ? [] : breakable(plain(reading.value), PLACE), place: breakable(plain(reading.place), PLACE) })), fix: runs(one.fix), notes: one.notes.map(runs) };
    }
  };
  const first = view.pageOne;
  return {
    figures,
    data: {
      name: shorten(plain(view.name), 36), fullName: plain(view.name), digest: view.evidenceSetDigest, tool: plain(view.tool), date: dateParts(view.date),
      pageOne: {
        kicker: plain(first.kicker), standard: plain(first.standard), title: breakable(plain(first.title)), subtitle: breakable(plain(first.subtitle)), verdict: first.verdict, tone: first.tone, why: runs(first.why), counts: plain(first.counts),
        disclaimer: plain(first.disclaimer), strip: first.strip.map((one) => ({ value: plain(one.value), label: plain(one.label), note: runs(one.note), tone: one.tone ?? 'plain' })),
        points: { heading: plain(first.openPoints.heading), table: table(first.openPoints.table) }, blocks: first.blocks.map(block),
      },
      sections: view.sections.map((section) => ({ number: String(section.number), ...claim(section.id), title: plain(section.title), blocks: section.blocks.map(block) })),
    },
  };
}

/** A cell that is only words goes as a string: the engine keeps every call for a cell in memory, and there are thousands. */
function lean(cell: PdfCell): PdfCell | string {
  const [only, ...more] = cell.runs;
  return more.length === 0 && only !== undefined && only.to === undefined && only.t.length === 1 && cell.style === undefined && cell.mark === undefined ? (only.t[0] ?? '') : cell;
}

/** The document's date, in UTC: part of the bytes, so it comes from the release record and not from a clock. */
function dateParts(date: string): readonly string[] {
  return /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(new Date(date).toISOString())?.slice(1) ?? [];
}

/** Leaves out what is too long for paper and says so, in words and numbers. */
function shortened(view: ReportView): ReportView {
  let budget = ALL_ROWS;
  const shorten = (block: Table): readonly Block[] => {
    if (block.where === 'page-only') return [{ kind: 'text', tone: 'quiet', text: `${plural(block.rows.length, 'row')}: all in report.html under #${block.id}.` }];
    const rows = pick(block.rows, Math.min(TABLE_ROWS, Math.max(20, budget)));
    budget -= rows.length;
    if (rows.length === block.rows.length) return [block];
    return [{ ...block, rows }, { kind: 'text', tone: 'quiet', text: `${count(rows.length)} of ${plural(block.rows.length, 'row')} here, those with an open point or a risk control first chosen; all in report.html under #${block.id}.` }];
  };
  const sections = view.sections.map((section) => {
    let findings = 0;
    const blocks = section.blocks.flatMap((block): readonly Block[] => {
      if (block.kind === 'table') return shorten(block);
      if (block.kind === 'finding') return (findings += 1) <= FINDINGS ? [block] : [];
      return [block];
    });
    return { ...section, blocks: findings > FINDINGS ? [...blocks, { kind: 'text', tone: 'alarm', text: `${count(FINDINGS)} of ${count(findings)} findings are described here; all in report.html under #findings.` } as const] : blocks };
  });
  return { ...view, sections };
}

/** At most so many rows in their order; those that must be kept come before the others. */
function pick(rows: readonly TableRow[], most: number): readonly TableRow[] {
  if (rows.length <= most) return rows;
  const chosen = new Set([...rows.filter((row) => row.keep), ...rows.filter((row) => !row.keep)].slice(0, most));
  return rows.filter((row) => chosen.has(row));
}
