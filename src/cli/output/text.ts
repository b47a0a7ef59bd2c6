/** Control characters from evidence must not reach a terminal as commands: they are shown as `\u{1b}`. Line feeds are kept. */
export function safe(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => (c === '\t' ? ' ' : `\\u{${c.codePointAt(0)!.toString(16)}}`));
}

/** The same on one line, for an answer that people trust line by line: text of a file adds no line to it, and nothing in it is invisible. */
export function inline(text: string): string {
  return text.replace(UNSEEN, (c) => (c === '\t' ? ' ' : `\\u{${c.codePointAt(0)!.toString(16)}}`));
}

/** JSON for standard output, which may be a terminal: JSON itself lets pass C1 controls and what turns the direction of text. The same value for whoever reads it. */
export function plainJson(json: string): string {
  return json.replace(UNSEEN, (c) => (c === '\n' ? c : [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')));
}

/** Control and format characters, line and paragraph separators, halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

/** The same colours as the report: blue, red, ochre; a word says the same where there is no colour. */
export function paint(terminal: boolean): Paint {
  const wrap = (code: string) => (text: string) => (terminal ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: wrap('1'), dim: wrap('2'), good: wrap('34'), bad: wrap('1;31'), warn: wrap('33') };
}

/** `1 warning`, `2 warnings`. */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

export function bytes(n: number): string {
  if (n < 1024) return `${n} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = n;
  let unit = -1;
  do { value /= 1024; unit += 1; } while (value >= 1024 && unit < units.length - 1);
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Columns separated by two blanks; the last one is not padded. */
export function table(rows: readonly (readonly string[])[], indent = ''): string {
  const width = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  return rows.map((row) => `${indent}${row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(width[i]! - [...cell].length))).join('  ')}`.trimEnd()).join('\n');
}

/** The same table with lines below each row, for what is too wide for a column: most terminals have 100 columns or fewer. */
export function tableWithLines(head: readonly string[], rows: readonly { readonly cells: readonly string[]; readonly below: readonly string[] }[]): string {
  const [first = '', ...lines] = table([head, ...rows.map(({ cells }) => cells)]).split('\n');
  return [first, ...rows.flatMap(({ below }, i) => [lines[i]!, ...below.map((line) => `    ${line}`)])].join('\n');
}

/** A key of a store for people: SHA-256 digests in it by their beginning; `--json` has it whole. */
export function shortKey(key: string): string {
  return inline(key).replace(/(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])/g, '$1…');
}

/** The day of an RFC 3339 time in UTC, for a column; `--json` has it whole. */
export function day(time: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(time) ? time.slice(0, 10) : inline(time);
}
