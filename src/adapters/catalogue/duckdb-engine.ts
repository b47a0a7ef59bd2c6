import type { PublishedRelease } from '../../catalogue/gather.ts';
import { COLUMNS, type ColumnType } from '../../catalogue/schema.ts';
import type { Cell, FactFile, QueryEngine, Table } from '../../catalogue/table.ts';
import { kindViews } from '../../catalogue/views.ts';
import { EvidenceError } from '../../model/problem.ts';
import { type Connection, type DuckDb, INSTALL, type Prepared, type Reader } from './duckdb-module.ts';

/** What a query may take: a stranger's SQL runs here. */
export interface QueryLimits {
  /** As DuckDB writes sizes: `1GB`. */
  readonly memory: string;
  readonly seconds: number;
}

const SQL_TYPE: Readonly<Record<ColumnType, string>> = { string: 'VARCHAR', int32: 'INTEGER', boolean: 'BOOLEAN', timestamp: 'TIMESTAMPTZ' };
const RELEASE_COLUMNS = ['product', 'version', 'release_status', 'published_at', 'retain_until', 'verdict', 'bundle_key', 'bundle_sha256'] as const;
const STATUS_COLUMNS = ['product', 'version', 'status', 'reason', 'person', 'stated_at', 'superseded_by', 'bundle_sha256', 'record_sha256'] as const;

/**
 * A database in memory over the files of facts, with the views of docs/catalogue.md. Once the files are named nothing else can be opened: no other
 * file, no network, no extension; settings are locked, and only a single SELECT is run.
 */
export async function openDuckDb(duckdb: DuckDb, files: readonly FactFile[], releases: readonly PublishedRelease[], limits: QueryLimits): Promise<QueryEngine> {
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    memory_limit: limits.memory, temp_directory: '', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('CREATE SCHEMA internal'); // SHOW TABLES is for people: it lists what docs/catalogue.md explains
  await fill(connection, 'published_releases', RELEASE_COLUMNS, releases.map(({ record, status }) => [
    record.product, record.version, status, record.publishedAt, record.retainUntil, record.verdict, record.bundle.key, record.bundle.sha256]));
  await fill(connection, 'stated_status', STATUS_COLUMNS, releases.flatMap(({ record, changes }) => changes.map((one) => [
    record.product, record.version, one.status, one.reason, one.person, one.at, one.supersededBy ?? null, one.bundleSha256, one.recordSha256])));
  await fill(connection, 'fact_files', ['path', 'product', 'version'], files.map(({ path, product, version }) => [path, product, version]));
  try {
    for (const statement of definitions(files.map(({ path }) => path))) await connection.run(statement);
  } catch (cause) {
    throw new EvidenceError('QUERY_ENGINE', 'usage', `DuckDB cannot read the facts: ${firstLines(cause)}`, { cause, hint: `this program was tested with ${INSTALL}` });
  }
  return {
    name: `DuckDB ${duckdb.version().replace(/^v/, '')}`,
    run: async (sql, parameters, most) => ask(duckdb, connection, sql, parameters, most, limits),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function fill(connection: Connection, table: string, columns: readonly string[], rows: readonly (readonly (string | null)[])[]): Promise<void> {
  await connection.run(`CREATE TABLE internal.${table} (${columns.map((name) => `${name} VARCHAR`).join(', ')})`);
  const appender = await connection.createAppender(table, 'internal');
  for (const row of rows) {
    for (const value of row) if (value === null) appender.appendNull(); else appender.appendVarchar(value);
    appender.endRow();
  }
  appender.closeSync();
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A path is a pattern to DuckDB; in brackets a sign means itself. */
const noPattern = (path: string): string => path.replace(/[[*?]/g, '[$&]');

function definitions(paths: readonly string[]): readonly string[] {
  const names = COLUMNS.map(({ name }) => name);
  const stored = paths.length === 0
    ? `SELECT ${COLUMNS.map(({ name, type }) => `NULL::${SQL_TYPE[type]} AS ${name}`).join(', ')}, NULL::VARCHAR AS filename WHERE false`
    : `SELECT ${names.join(', ')}, filename FROM read_parquet([${paths.map((path) => literal(noPattern(path))).join(', ')}], filename = true, hive_partitioning = false)`;
  const ofStatus: Readonly<Record<string, string>> = { schema_version: '1::INTEGER', kind: "'status'", status: 's.status', reason: 's.reason', person: 's.person', occurred_at: 's.stated_at::TIMESTAMPTZ', subject: 's.superseded_by', sha256: 's.bundle_sha256', id: 's.record_sha256' };
  const also = ['release_status', 'release_date'];
  return [
    // The path of a file names its partition, but the folders above it may look like partitions too: product and version come from the release record.
    `CREATE VIEW internal.stored_facts AS SELECT f.product, f.version, t.* EXCLUDE (filename) FROM (${stored}) t JOIN internal.fact_files f ON f.path = t.filename`,
    `CREATE VIEW internal.all_facts AS SELECT product, version, ${names.join(', ')} FROM internal.stored_facts
     UNION ALL SELECT s.product, s.version, ${COLUMNS.map(({ name, type }) => `${ofStatus[name] ?? `NULL::${SQL_TYPE[type]}`} AS ${name}`).join(', ')} FROM internal.stated_status s`,
    ...(paths.length === 0 ? [] : [`SET allowed_paths = [${[...new Set([...paths, ...paths.map(noPattern)])].map(literal).join(', ')}]`]),
    // Read once: the date of a release stands beside each of its facts, to put them in order.
    "CREATE TABLE internal.release_dates AS SELECT product, version, occurred_at AS release_date FROM internal.stored_facts WHERE kind = 'release'",
    `CREATE VIEW facts AS SELECT a.*, p.release_status, d.release_date FROM internal.all_facts a JOIN internal.published_releases p ON p.product = a.product AND p.version = a.version
     LEFT JOIN internal.release_dates d ON d.product = a.product AND d.version = a.version`,
    ...kindViews(also).map(([view, sql]) => `CREATE VIEW ${view} AS ${sql}`),
    `CREATE VIEW releases AS SELECT p.product, p.version, p.release_status, p.verdict, r.date, p.published_at::TIMESTAMPTZ AS published_at, p.retain_until::TIMESTAMPTZ AS retain_until,
       (SELECT string_agg(s.reason, '; ' ORDER BY s.stated_at) FROM internal.stated_status s WHERE s.product = p.product AND s.version = p.version AND s.status = p.release_status) AS status_reason,
       (SELECT max(s.superseded_by) FROM internal.stated_status s WHERE s.product = p.product AND s.version = p.version) AS superseded_by,
       r.commit_id, p.bundle_sha256 AS sha256, p.bundle_key, r.tag, r.name, r.manufacturer, r.safety_class, r.profile, r.tool, r.checks_catalogue, r.cases, r.product IS NOT NULL AS has_facts
     FROM internal.published_releases p LEFT JOIN release_facts r ON r.product = p.product AND r.version = p.version`,
    "CREATE MACRO plain(x) AS trim(regexp_replace(lower(x), '[^\\p{L}\\p{N}]+', '-', 'g'), '-')",
    "CREATE MACRO unqualified(x) AS regexp_replace(lower(x), '[?#].*$', '')",
    "CREATE MACRO package(x) AS regexp_replace(unqualified(x), '@[^/@]*$', '')",
    "CREATE MACRO bare(x) AS regexp_replace(lower(trim(x)), '^v([0-9])', '\\1')",
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}

async function ask(duckdb: DuckDb, connection: Connection, sql: string, parameters: readonly (string | null)[], most: number, limits: QueryLimits): Promise<Table> {
  let late = false;
  const clock = setTimeout(() => { late = true; connection.interrupt(); }, limits.seconds * 1000);
  try {
    const prepared = await single(duckdb, connection, sql);
    prepared.bind(parameters.slice(0, prepared.parameterCount));
    const reader = await prepared.streamAndReadUntil(most + 1);
    return tableOf(reader, most);
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause;
    if (late) throw invalid(`the query took longer than ${limits.seconds} s`, 'ask for less: one product, one kind of facts; or give it more time with --timeout', cause);
    throw invalid(firstLines(cause), 'release-evidence query --sql "SHOW TABLES" names the views; docs/catalogue.md explains them', cause);
  } finally {
    clearTimeout(clock);
  }
}

/** One SELECT and nothing else: all that could change something is refused before it runs. */
async function single(duckdb: DuckDb, connection: Connection, sql: string): Promise<Prepared> {
  if (sql.trim() === '' || sql.includes('\0')) throw invalid(sql.trim() === '' ? 'the query is empty' : 'the query holds a NUL character', '--sql "SELECT product, version, verdict FROM releases"');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw invalid(`${statements.count} statements; expected one`, 'ask them one after the other');
  const prepared = await statements.prepare(0);
  if (prepared.statementType !== duckdb.StatementType.SELECT) throw invalid('only SELECT is allowed: a query changes nothing', '--sql "SELECT …"');
  return prepared;
}

function tableOf(reader: Reader, most: number): Table {
  const names = reader.deduplicatedColumnNames();
  const types = reader.columnTypes().map(String);
  const rows = reader.getRows();
  return { columns: names.map((name, i) => ({ name, type: types[i]! })), rows: rows.slice(0, most).map((row) => row.map((value, i) => cell(value, types[i]!))), truncated: rows.length > most };
}

function cell(value: unknown, type: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  const { micros } = value as { micros?: bigint };
  if (typeof micros === 'bigint' && type.startsWith('TIMESTAMP')) return timeOf(micros, String(value));
  return String(value);
}

/** RFC 3339; whole seconds without a fraction. Beyond what a date can hold it stays as the engine writes it. */
function timeOf(micros: bigint, written: string): string {
  const date = new Date(Number(micros / 1000n));
  return Number.isNaN(date.getTime()) ? written : date.toISOString().replace('.000Z', 'Z');
}

function firstLines(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/^Failed to extract statements: /, '').split('\n').filter((line) => line.trim() !== '').slice(0, 3).join('\n').slice(0, 500);
}

function invalid(message: string, hint: string, cause?: unknown): EvidenceError {
  return new EvidenceError('QUERY_INVALID', 'usage', message, { hint, ...(cause === undefined ? {} : { cause }) });
}
