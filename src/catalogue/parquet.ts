import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { COLUMNS, SCHEMA_VERSION, type ColumnType, type Fact } from './schema.ts';

/** One row group holds a release; a reader skips it by its statistics. */
const ROWS_IN_GROUP = 100_000;
/** Characters of one text: a description of a megabyte belongs into the bundle, not into a table. */
const LONGEST_TEXT = 4096;
/** Old and new annotation, as the format asks for: readers differ in which one they look at. */
const TYPES: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  int32: { type: 'INT32' },
  boolean: { type: 'BOOLEAN' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } },
};
const SCHEMA: SchemaElement[] = [
  { name: 'facts', num_children: COLUMNS.length },
  ...COLUMNS.map(({ name, type, ...more }): SchemaElement => ({ name, ...TYPES[type], repetition_type: 'required' in more ? 'REQUIRED' : 'OPTIONAL' })),
];

/** What the file says of itself, beside its rows: a copy in another place still tells which release it is of. */
export interface FileLabel { readonly product: string; readonly version: string }

/** The rows as one Parquet file (snappy). The same rows give the same bytes on every machine. */
export function writeFacts(rows: readonly Fact[], label: FileLabel): Uint8Array {
  const nothing = rows.map(() => null); // most kinds leave most columns empty: one array stands for all of these
  const columnData = COLUMNS.map(({ name, type }) => {
    if (name === 'schema_version') return { name, data: rows.map(() => SCHEMA_VERSION) };
    return { name, data: rows.some((row) => row[name] !== undefined) ? rows.map((row) => cell(row[name], type)) : nothing };
  });
  return new Uint8Array(parquetWriteBuffer({
    columnData, schema: SCHEMA, rowGroupSize: ROWS_IN_GROUP, statisticsTruncateLength: 64,
    createdBy: `release-evidence catalogue ${SCHEMA_VERSION}`, // of the schema, not of the program: a new version of it must not change the bytes
    kvMetadata: [{ key: LABEL.schema, value: String(SCHEMA_VERSION) }, { key: LABEL.product, value: label.product }, { key: LABEL.version, value: label.version }],
  }));
}

export const LABEL = { schema: 'release-evidence.schema', product: 'release-evidence.product', version: 'release-evidence.version' } as const;

function cell(value: string | number | boolean | undefined, type: ColumnType): unknown {
  if (value === undefined) return null;
  if (type === 'timestamp') return new Date(value as number);
  return typeof value === 'string' ? clipped(value) : value;
}

/** Never in the middle of a character: half of a pair has no UTF-8. */
function clipped(text: string): string {
  return text.length <= LONGEST_TEXT ? text.toWellFormed() : `${text.slice(0, LONGEST_TEXT - 1).replace(/[\ud800-\udbff]$/, '')}…`.toWellFormed();
}
