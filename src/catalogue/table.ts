/** One value of an answer. Times are RFC 3339 in UTC, dates YYYY-MM-DD, whole numbers beyond 2^53 text. */
export type Cell = string | number | boolean | null;

/** The answer to a query. */
export interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** There were more rows than were asked for. */
  readonly truncated: boolean;
}

/** What answers queries over the facts: a database on this machine. */
export interface QueryEngine {
  /** What it is, with its version. */
  readonly name: string;
  /** One SELECT with its parameters `$1`, `$2` …; at most `most` rows. Fails with QUERY_INVALID (exit 2). */
  run(sql: string, parameters: readonly (string | null)[], most: number): Promise<Table>;
  close(): void;
}

/** One file of facts on this machine, with the release that it is of. */
export interface FactFile {
  readonly path: string;
  readonly product: string;
  readonly version: string;
}

/** Text of a comma-separated table (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvOf({ columns, rows }: Table): string {
  const cell = (value: Cell): string => {
    if (value === null) return '';
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
