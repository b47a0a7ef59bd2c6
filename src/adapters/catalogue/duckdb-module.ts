import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { EvidenceError } from '../../model/problem.ts';

/** What is used of @duckdb/node-api, which is no dependency: 70 MB for one command. */
export interface DuckDb {
  version(): string;
  readonly StatementType: Readonly<Record<string, number | string>>;
  readonly DuckDBInstance: { create(path: string, options: Readonly<Record<string, string>>): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
}
export interface Connection {
  run(sql: string, values?: readonly unknown[]): Promise<unknown>;
  extractStatements(sql: string): Promise<{ readonly count: number; prepare(index: number): Promise<Prepared> }>;
  createAppender(table: string, schema: string): Promise<Appender>;
  interrupt(): void;
  closeSync(): void;
}
export interface Prepared {
  readonly statementType: number;
  readonly parameterCount: number;
  bind(values: readonly unknown[]): void;
  streamAndReadUntil(rows: number): Promise<Reader>;
}
export interface Reader {
  readonly done: boolean;
  deduplicatedColumnNames(): readonly string[];
  columnTypes(): readonly { toString(): string }[];
  getRows(): readonly (readonly unknown[])[];
}
export interface Appender {
  appendVarchar(value: string): void;
  appendNull(): void;
  endRow(): void;
  closeSync(): void;
}

const PACKAGE = '@duckdb/node-api';
/** Tested; another one is used with a warning. */
const TESTED = '1.5.6';
export const INSTALL = `npm install ${PACKAGE}@${TESTED}-r.1`;
export const FOLDER_VARIABLE = 'RELEASE_EVIDENCE_DUCKDB';

/**
 * The module from the folder that the variable names, from where this program is installed, or from the current folder. Fails with QUERY_ENGINE (exit 2)
 * that names the command which installs it.
 */
export async function loadDuckDb(cwd: string, named: string | undefined): Promise<{ readonly duckdb: DuckDb; readonly warning?: string }> {
  const folders = named === undefined ? [dirname(fileURLToPath(import.meta.url)), cwd] : [resolve(cwd, named)];
  const path = folders.map(entryOf).find((found) => found !== undefined);
  if (path === undefined) {
    throw new EvidenceError('QUERY_ENGINE', 'usage', named === undefined ? 'queries are answered by DuckDB, which is not installed' : `DuckDB is not installed in the folder that ${FOLDER_VARIABLE} names`, {
      hint: `${INSTALL}   run in this folder, or in any other one that ${FOLDER_VARIABLE} then names`,
    });
  }
  let duckdb: DuckDb;
  try {
    duckdb = await import(pathToFileURL(path).href) as DuckDb;
    duckdb.version();
  } catch (cause) {
    throw new EvidenceError('QUERY_ENGINE', 'usage', 'DuckDB is installed and cannot be loaded: not for this platform, or incomplete', { cause, hint: `install it again: ${INSTALL}` });
  }
  const found = duckdb.version().replace(/^v/, '');
  return found === TESTED ? { duckdb } : { duckdb, warning: `DuckDB ${found} was not tested with this program, ${TESTED} was: ${INSTALL}` };
}

function entryOf(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'from-here.js')).resolve(PACKAGE);
  } catch {
    return undefined; // it is looked for in the next one
  }
}
