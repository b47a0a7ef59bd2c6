import type { Block, ReportView } from './blocks.ts';

/** What may stand in an `id` attribute and in a fragment without being escaped. */
const SAFE = /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/;

/** One piece of a text: plain, or a mention of something that has a place of its own in the report. */
export interface Piece { readonly text: string; readonly to?: string }

/** Places of a report: each id is given away once, so that an id defined twice cannot lead to two places. */
export class Anchors {
  readonly #places = new Set<string>();
  readonly #mentioned = new Set<string>();
  readonly #given = new Set<string>();

  /** Registers a place; false when it cannot be one or is taken. Texts link to it only when `mentioned`: "files" in a sentence is a word. */
  add(id: string, mentioned = false): boolean {
    if (!SAFE.test(id) || this.#places.has(id)) return false;
    this.#places.add(id);
    if (mentioned) this.#mentioned.add(id);
    return true;
  }

  has(id: string): boolean {
    return this.#places.has(id);
  }

  /** The id for the first that asks, undefined for all others. */
  claim(id: string | undefined): string | undefined {
    if (id === undefined || !this.#places.has(id) || this.#given.has(id)) return undefined;
    this.#given.add(id);
    return id;
  }

  /** Splits a text at the mentions of known ids. A word is taken whole: `SRS-0412` does not mention `SRS-041`. */
  link(text: string): readonly Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (const match of text.matchAll(/[A-Za-z][A-Za-z0-9_.:-]*[A-Za-z0-9]/g)) {
      if (!this.#mentioned.has(match[0])) continue;
      if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
      pieces.push({ text: match[0], to: match[0] });
      from = match.index + match[0].length;
    }
    if (from === 0) return [{ text }];
    if (from < text.length) pieces.push({ text: text.slice(from) });
    return pieces;
  }
}

/** All places of a report in reading order: sections and headings first, so that no id in evidence can take the name of a section. */
export function placesOf(view: ReportView, includes: (block: Block) => boolean = () => true): Anchors {
  const anchors = new Anchors();
  for (const id of ['page-1', 'verdict', 'contents', view.pageOne.openPoints.table.id, ...view.sections.map((section) => section.id)]) anchors.add(id);
  for (const block of view.pageOne.blocks) if ('id' in block) anchors.add(block.id);
  const blocks = view.sections.flatMap((section) => section.blocks).filter(includes);
  for (const block of blocks) if (block.kind === 'table' || block.kind === 'figure' || block.kind === 'heading') anchors.add(block.id);
  for (const block of blocks) {
    if (block.kind === 'finding' && block.anchor !== undefined) anchors.add(block.anchor, true);
    if (block.kind === 'table') for (const row of block.rows) if (row.anchor !== undefined) anchors.add(row.anchor, true);
  }
  return anchors;
}
