import { CsvError, parse } from 'csv-parse/sync';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import { codePoint } from './json-scan.ts';
import { decodeText } from './json.ts';

/** Largest CSV file that is read, in bytes. */
const MAX_CSV_BYTES = 32 * 1024 * 1024;
/** Most records, and the longest one, in characters. */
const MAX_CSV_RECORDS = 1_000_000;
const MAX_RECORD = 1 << 20;
/** Most separators in the file: a line of commas alone would otherwise become millions of empty cells. */
const MAX_SEPARATORS = 8_000_000;

/** One record below the header: the cells of the mapped fields, and the 1-based line on which it begins. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export type CsvTable = { readonly rows: readonly CsvRow[]; readonly problems?: undefined } | { readonly problems: readonly Problem[] };

/**
 * Reads a table with a header line (RFC 4180) through an explicit map field → header. Every row has as many cells as the header;
 * columns that are not mapped are not looked at. Cells stay text, whatever they begin with.
 */
export function readCsv(source: Source, columns: Readonly<Record<string, string>>, separator = ','): CsvTable {
  const refuse = (code: ProblemCode, message: string, more: Partial<Problem> = {}): CsvTable => ({ problems: [{ code, message, file: source.name, ...more }] });
  if (source.size > MAX_CSV_BYTES) return refuse('TOO_LARGE', 'the CSV file is too large to be read', { expected: `at most ${MAX_CSV_BYTES} bytes`, found: `${source.size} bytes` });
  const decoded = decodeText(source);
  if ('problems' in decoded) return decoded;
  const { text } = decoded;
  if (text.trim() === '') return refuse('EMPTY', 'the file is empty');
  if (countOf(text, separator) > MAX_SEPARATORS) return refuse('TOO_LARGE', 'the table has too many cells to be read', { expected: `at most ${MAX_SEPARATORS} separators` });
  // eslint-disable-next-line no-control-regex -- these are what is refused
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control) return refuse('BAD_CHARACTER', 'a control character stands in the table', { line: lineAt(text, control.index), found: codePoint(control[0].charCodeAt(0)) });

  let records: readonly { readonly line: number; readonly cells: readonly string[] }[];
  try {
    records = splitRecords(text, separator);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    if (cause.code === 'CSV_MAX_RECORD_SIZE') return refuse('TOO_LARGE', 'a record of the table is too long to be read', { expected: `at most ${MAX_RECORD} characters` });
    const open = cause.code === 'CSV_QUOTE_NOT_CLOSED';
    // Its `bytes` is the end of the last good record: where the broken one begins.
    const done = typeof cause['bytes'] === 'number' ? cause['bytes'] : 0;
    const line = { line: 1 + lineEnds(Buffer.from(text), 0, done) };
    return open
      ? refuse('TRUNCATED', 'a quoted cell is not closed before the file ends', line)
      : refuse('NOT_WELL_FORMED', 'quotes do not enclose the whole cell', { ...line, hint: 'double the quotes inside a quoted cell (RFC 4180)' });
  }
  if (records.length > MAX_CSV_RECORDS) return refuse('TOO_LARGE', 'the table has too many records to be read', { expected: `at most ${MAX_CSV_RECORDS} records` });
  const header = records[0];
  const rest = records.slice(1);
  if (!header) return refuse('EMPTY', 'the file is empty');
  const names = header.cells.map((cell) => cell.trim());
  const problems = [...headerProblems(names, columns, source.name, header.line)];
  for (const { line, cells } of rest) {
    if (cells.length !== names.length && problems.length < 100) {
      problems.push({ code: 'ROW_SHAPE', message: 'the row has another number of cells than the header', file: source.name, line,
        expected: `${names.length} cells`, found: `${cells.length} cells`, hint: 'check the separator, and quote cells that contain it' });
    }
  }
  if (problems.length > 0) return { problems };
  const mapped = Object.entries(columns).map(([field, column]) => [field, names.indexOf(column.trim())] as const);
  return { rows: rest.map(({ line, cells }) => ({ line, cells: Object.fromEntries(mapped.map(([field, i]) => [field, cells[i] ?? ''])) })) };
}

/** Records with the line on which each begins; lines that are wholly blank are no records. Lines are counted here: the parser takes CR LF inside quotes for two. */
function splitRecords(text: string, separator: string): { line: number; cells: readonly string[] }[] {
  const bytes = Buffer.from(text);
  const rows: { line: number; cells: readonly string[] }[] = [];
  let line = 1;
  let at = 0;
  const found = parse(bytes, { delimiter: separator, relax_column_count: true, info: true, max_record_size: MAX_RECORD, to: MAX_CSV_RECORDS + 1 }) as unknown as { record: string[]; info: { bytes: number } }[];
  for (const { record, info } of found) {
    if (record.length > 1 || record[0] !== '') rows.push({ line, cells: record });
    line += lineEnds(bytes, at, info.bytes);
    at = info.bytes;
  }
  return rows;
}

/** LF, CR LF and a lone CR each end one line. */
function lineEnds(bytes: Uint8Array, from: number, to: number): number {
  let ends = 0;
  for (let i = from; i < to; i += 1) {
    const c = bytes[i];
    if (c === 0x0a || (c === 0x0d && bytes[i + 1] !== 0x0a)) ends += 1;
  }
  return ends;
}

function* headerProblems(names: readonly string[], columns: Readonly<Record<string, string>>, file: string, line: number): Generator<Problem> {
  for (const [field, column] of Object.entries(columns)) {
    const times = names.filter((name) => name === column.trim()).length;
    if (times === 0) {
      yield { code: 'UNMAPPED_COLUMN', message: `the column that is mapped to ${field} is not in the header`, file, line,
        expected: column, found: names.join(', ').slice(0, 400), hint: 'correct `columns` in the project file; it maps each field to the header of its column' };
    } else if (times > 1) {
      yield { code: 'UNMAPPED_COLUMN', message: `the column that is mapped to ${field} is in the header ${times} times`, file, line, expected: `${column} once`, found: names.join(', ').slice(0, 400) };
    }
  }
}

function countOf(text: string, character: string): number {
  let n = 0;
  for (let i = text.indexOf(character); i !== -1; i = text.indexOf(character, i + 1)) n += 1;
  return n;
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < index; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}
