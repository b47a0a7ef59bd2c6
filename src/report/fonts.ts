/** Metrics of one shipped font, as written by scripts/build-fonts.mjs (dist/fonts/fonts.json). */
export interface FontMetrics {
  readonly id: 'sans-regular' | 'sans-semibold' | 'mono-regular';
  readonly family: string;
  readonly style: string;
  readonly weight: number;
  readonly unitsPerEm: number;
  /** Inclusive ranges of code points that the font can draw. */
  readonly coverage: readonly (readonly [number, number])[];
  /** Advance widths in font units, in the order of the covered code points. */
  readonly widths: readonly number[];
}

/** The shipped fonts with their bytes: TTF for the PDF, WOFF2 for the page. */
export interface ReportFont {
  readonly metrics: FontMetrics;
  readonly ttf: Uint8Array;
  readonly woff2: Uint8Array;
}

export interface FontSet {
  readonly regular: ReportFont;
  readonly semibold: ReportFont;
  readonly mono: ReportFont;
}

const tables = new WeakMap<FontMetrics, ReadonlyMap<number, number>>();

function widthTable(font: FontMetrics): ReadonlyMap<number, number> {
  const known = tables.get(font);
  if (known) return known;
  const table = new Map<number, number>();
  let i = 0;
  for (const [first, last] of font.coverage) {
    for (let code = first; code <= last; code += 1) table.set(code, font.widths[i++] ?? font.unitsPerEm);
  }
  tables.set(font, table);
  return table;
}

/** Width of a line of text at a font size, in the size's unit. A character outside the font counts as one em: never too little. */
export function textWidth(font: FontMetrics, text: string, size: number): number {
  const table = widthTable(font);
  let sum = 0;
  for (const char of text) sum += table.get(char.codePointAt(0) ?? 0) ?? font.unitsPerEm;
  return (sum * size) / font.unitsPerEm;
}

/** True when every shipped text face can draw the code point: what the PDF can show in running text. */
export function covers(fonts: FontSet): (code: number) => boolean {
  const regular = widthTable(fonts.regular.metrics);
  const semibold = widthTable(fonts.semibold.metrics);
  return (code) => regular.has(code) && semibold.has(code);
}
