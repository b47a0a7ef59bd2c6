import type { FontSet } from '../fonts.ts';
import { textWidth } from '../fonts.ts';

/** Colours of the report: AA contrast on white, no green, never the only code. */
export const INK = '#1b2430';
export const GREY = '#5a6675';
export const BLUE = '#005b8f';
export const RED = '#b3261e';
const OCHRE = '#8a5a00';
export const VIOLET = '#6a4c93';
export const LINE = '#c3cad3';
export const PALE = '#f2f4f7';
export const BAR = '#8fb4cf';

/** All figures are drawn this wide and shown at the width of the text. */
export const WIDTH = 700;

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Room for the text; longer text is cut and the cut is shown. */
  readonly room: number;
  /** Degrees, around the text's own point. */
  readonly turn?: number;
}

/** One decimal: the same bytes everywhere, and short. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);

/** A number stays with its unit, a sign with its number. */
const joined = (text: string): string => text.replace(/([≤≥<>±=]) (?=\d)/g, '$1\u00a0').replace(/(\d) (?=(?:%|s|ms|µs|min|h|mL|mL\/h|µL|kPa|mm|V|mV|A|Hz|kHz|MHz|°C|dB|kB|MB)(?![\p{L}\d]))/gu, '$1\u00a0');

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Draws text that is measured with the very font that is embedded: nothing runs out of its box. */
export class Pen {
  readonly #fonts: FontSet;
  readonly #drawable: (text: string) => string;
  readonly #parts: string[] = [];

  constructor(fonts: FontSet, drawable: (text: string) => string) {
    this.#fonts = fonts;
    this.#drawable = drawable;
  }

  width(text: string, size: number, bold = false): number {
    return textWidth((bold ? this.#fonts.semibold : this.#fonts.regular).metrics, text, size);
  }

  /** The longest beginning that fits, with an ellipsis when something is left out. */
  fit(text: string, room: number, size: number, bold = false): string {
    if (this.width(text, size, bold) <= room) return text;
    const letters = [...text];
    while (letters.length > 0 && this.width(`${letters.join('').trimEnd()}…`, size, bold) > room) letters.pop();
    return `${letters.join('').trimEnd()}…`;
  }

  /** Lines of at most `room`; words longer than a line are cut into it. */
  wrap(raw: string, room: number, size: number, most: number, bold = false): readonly string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of joined(this.#drawable(raw)).split(' ').flatMap((w) => this.#pieces(w, room, size, bold))) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (this.width(longer, size, bold) <= room) line = longer;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
    if (lines.length <= most) return lines;
    return [...lines.slice(0, most - 1), this.fit(lines.slice(most - 1).join(' '), room, size, bold)];
  }

  #pieces(word: string, room: number, size: number, bold: boolean): readonly string[] {
    if (this.width(word, size, bold) <= room) return [word];
    const pieces: string[] = [];
    let piece = '';
    for (const letter of word) {
      if (piece !== '' && this.width(piece + letter, size, bold) > room) {
        pieces.push(piece);
        piece = '';
      }
      piece += letter;
    }
    return [...pieces, piece];
  }

  text(x: number, y: number, raw: string, style: TextStyle): this {
    const { size = 10.5, bold = false, fill = INK, anchor = 'start', room, turn } = style;
    const shown = this.fit(this.#drawable(raw), room, size, bold);
    if (shown === '') return this;
    return this.raw(`<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}"${bold ? ' font-weight="600"' : ''} fill="${fill}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`
      + `${turn === undefined ? '' : ` transform="rotate(${turn} ${n(x)} ${n(y)})"`} data-room="${n(room)}">${escapeXml(shown)}</text>`);
  }

  rect(x: number, y: number, w: number, h: number, more: { fill?: string; stroke?: string; width?: number; round?: number; dash?: string } = {}): this {
    const { fill = 'none', stroke, width = 1, round, dash } = more;
    return this.raw(`<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"${round === undefined ? '' : ` rx="${n(round)}"`} fill="${fill}"`
      + `${stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${n(width)}"`}${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`);
  }

  line(x1: number, y1: number, x2: number, y2: number, stroke = LINE, width = 1, dash?: string): this {
    return this.raw(`<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${stroke}" stroke-width="${n(width)}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`);
  }

  path(d: string, stroke: string, width = 1, fill = 'none'): this {
    return this.raw(`<path d="${d}"${fill === 'none' ? '' : ` fill="${fill}"`} stroke="${stroke}" stroke-width="${n(width)}"/>`);
  }

  /** The shape of a mark, 10 units wide, centred on a point: readable without colour. */
  mark(x: number, y: number, mark: string): this {
    switch (mark) {
      case 'PASS': return this.path(`M${n(x - 5)} ${n(y)} l3.5 4 l6.5 -8`, BLUE, 2);
      case 'FAIL': return this.rect(x - 5.5, y - 5.5, 11, 11, { fill: RED, round: 1 }).path(`M${n(x - 2.5)} ${n(y - 2.5)} l5 5 m0 -5 l-5 5`, '#ffffff', 1.6);
      case 'WAIVED': return this.path(`M${n(x)} ${n(y - 5.5)} l5.5 5.5 l-5.5 5.5 l-5.5 -5.5 z`, OCHRE, 1.6);
      case 'WARNING': return this.path(`M${n(x)} ${n(y - 5)} l5.5 10 h-11 z`, OCHRE, 1.6);
      case 'NOT EVALUATED': return this.raw(`<circle cx="${n(x)}" cy="${n(y)}" r="5" stroke="${VIOLET}" stroke-width="1.5" stroke-dasharray="2.4 2"/>`);
      default: return this.raw(`<circle cx="${n(x)}" cy="${n(y)}" r="1" fill="${GREY}"/>`);
    }
  }

  raw(part: string): this {
    this.#parts.push(part);
    return this;
  }

  /** The figure with its title and description for screen readers; ids are unique in the page because figure ids are. */
  svg(id: string, height: number, title: string, description: string): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${n(height)}" width="${WIDTH}" height="${n(height)}" font-family="RE Sans" fill="none" stroke-linecap="round" stroke-linejoin="round" role="img" aria-labelledby="${id}-t ${id}-d">`
      + `<title id="${id}-t">${escapeXml(this.#drawable(title))}</title><desc id="${id}-d">${escapeXml(this.#drawable(description))}</desc>${this.#parts.join('')}</svg>`;
  }
}

export const MARK_COLOUR: Readonly<Record<string, string>> = { PASS: BLUE, FAIL: RED, WAIVED: OCHRE, WARNING: OCHRE, 'NOT EVALUATED': VIOLET };
