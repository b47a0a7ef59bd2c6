import type { Table } from './table.ts';

/** How many releases an answer is about. */
export interface Asked {
  /** Releases that were searched: published, with facts. */
  readonly releases: number;
}

/** A question with its query. Arguments are parameters and never part of the SQL. */
export interface Question {
  readonly usage: string;
  readonly help: string;
  readonly arguments: readonly [least: number, most: number];
  /** `$1` … are the arguments; one that was left out is null. */
  readonly sql: string;
  /** The answer in one sentence. */
  sentence(table: Table, given: readonly string[], asked: Asked): string;
  /** Asked when nothing was found: names that are there and alike, with their versions. */
  readonly alike?: string;
  /** Asked with both arguments: versions that begin with the one that was asked for (`3.6.1-2`), and were not counted. */
  readonly near?: string;
}

const ORDER = 'ORDER BY product, date, version';
/** What is listed without a version may be that version. */
const VERSION = (column: string) => `($2 IS NULL OR ${column} IS NULL OR bare(${column}) = bare($2))`;
/** A package URL with its version means this version, one without it every version; what stands behind `?` or `#` need not be given. */
const NAMED = 'plain(name) = plain($1) OR (package($1) = lower($1) AND package(purl) = lower($1)) OR lower($1) IN (lower(purl), unqualified(purl), lower(soup_id))';

export const QUESTIONS: Readonly<Record<string, Question>> = {
  releases: {
    usage: 'releases [PRODUCT]', help: 'every published release with verdict and status', arguments: [0, 1],
    sql: `SELECT product, version, release_status, verdict, date, published_at, retain_until, status_reason, superseded_by, commit_id, sha256 FROM releases WHERE $1 IS NULL OR product = lower($1) ${ORDER}`,
    sentence: (table) => `${count(table, 'release')} ${table.rows.length === 1 ? 'is' : 'are'} published${withdrawn(table)}`,
  },
  shipped: {
    usage: 'shipped NAME|PURL|SOUP-ID [VERSION]', help: 'which releases shipped a component, by SBOM or SOUP list', arguments: [1, 2],
    sql: `SELECT product, version, release_status, name, component_version, purl, soup_id, listed_in FROM (
  SELECT product, version, release_status, release_date AS date, name, component_version, purl, soup_id, 'SBOM' AS listed_in FROM components
  UNION ALL SELECT product, version, release_status, release_date, name, component_version, purl, id, 'SOUP list' FROM soup
) WHERE (${NAMED}) AND ${VERSION('component_version')} ${ORDER}, name, component_version, listed_in`,
    sentence: (table, given, asked) => `${some(table, asked, stated(given))} shipped ${given.join(' ')}${withdrawn(table, stated(given))}${versionless(table, given)}`,
    alike: `SELECT DISTINCT name, component_version FROM (SELECT name, component_version, purl FROM components UNION ALL SELECT name, component_version, purl FROM soup)
WHERE contains(plain(name), plain($1)) OR contains(lower(purl), lower($1)) ORDER BY ALL LIMIT 20`,
    near: `SELECT DISTINCT name, component_version FROM (SELECT name, component_version, purl, soup_id FROM components UNION ALL SELECT name, component_version, purl, id FROM soup)
WHERE (${NAMED}) AND starts_with(bare(component_version), bare($2)) AND regexp_matches(substr(bare(component_version), length(bare($2)) + 1, 1), '[^0-9]') ORDER BY ALL LIMIT 20`,
  },
  anomaly: {
    usage: 'anomaly ID', help: 'in which releases an anomaly is open or closed', arguments: [1, 1],
    sql: `SELECT product, version, release_status, id, status, severity, acceptability, name, safety_impact, reason FROM anomalies WHERE lower(id) = lower($1) ORDER BY product, release_date, version`,
    sentence: (table, [id], asked) => `${id} is open in ${some(table, asked, (row) => row.status === 'open')}${withdrawn(table, (row) => row.status === 'open')}${others(table, ['closed'])}; ${unnamed(table, asked)}`,
  },
  cve: {
    usage: 'cve ID', help: 'what the releases say of a vulnerability, by component', arguments: [1, 1],
    sql: `SELECT product, version, release_status, id, status, component, component_version, severity, known_exploited, reason FROM vulnerabilities WHERE lower(id) = lower($1) ORDER BY product, release_date, version, component, component_version`,
    sentence: (table, [id], asked) => `${id} is open in ${some(table, asked, isOpen)} (affected, or nobody has said otherwise)${withdrawn(table, isOpen)}${others(table, ['under_investigation', 'fixed', 'not_affected'])}; ${unnamed(table, asked)}: they were published before it was known, or do not have it`,
  },
  requirement: {
    usage: 'requirement ID', help: 'a requirement, risk control or hazard and its verification', arguments: [1, 1],
    sql: `SELECT product, version, release_status, kind, id, status, name, file, line FROM facts WHERE kind IN ('requirement', 'risk-control', 'hazardous-situation', 'hazard') AND lower(id) = lower($1) ORDER BY product, release_date, version, kind`,
    sentence: (table, [id], asked) => `${id} is verified in ${some(table, asked, (row) => row.status === 'verified')}${others(table, ['not-verified', 'no-verification'])}; ${unnamed(table, asked)}`,
  },
  test: {
    usage: 'test ID|NAME', help: 'results of a planned test, or of a test case by its name', arguments: [1, 1],
    sql: `SELECT product, version, release_status, kind, id, status, level, environment, name, file, line FROM facts
WHERE (kind = 'test' AND lower(id) = lower($1)) OR (kind = 'test-case' AND name = $1) ORDER BY product, release_date, version, kind, file, line`,
    sentence: (table, [id], asked) => `${id} passed in ${some(table, asked, (row) => row.status === 'passed')}${others(table, ['passed-after-rerun', 'failed', 'errored', 'skipped', 'not-run'])}; ${unnamed(table, asked)}`,
  },
  waivers: {
    usage: 'waivers [ID|CHECK|SUBJECT]', help: 'waivers with check, subject and end', arguments: [0, 1],
    sql: `SELECT product, version, release_status, id, check_id, subject, status, expires, approver, reason FROM waivers WHERE $1 IS NULL OR lower($1) IN (lower(id), lower(check_id), lower(subject)) ORDER BY product, release_date, version, id, subject`,
    sentence: (table, given, asked) => `${some(table, asked)} ${releasesOf(table) === 1 ? 'has' : 'have'} waivers${given.length > 0 ? ` for ${given[0]}` : ''}${withdrawn(table)}`,
  },
  artifact: {
    usage: 'artifact SHA-256|NAME', help: 'which release a released file belongs to', arguments: [1, 1],
    sql: `SELECT product, version, release_status, name, sha256 FROM artifacts WHERE sha256 = lower(regexp_replace($1, '^sha256:', '')) OR sha256 = lower($1) OR name = $1 ORDER BY product, release_date, version, name`,
    sentence: (table, [name], asked) => `${some(table, asked)} released ${name}${withdrawn(table)}`,
  },
};

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (table: Table): readonly Row[] => table.rows.map((row) => Object.fromEntries(row.map((value, i) => [table.columns[i]!.name, value])));
const nameOf = (row: Row): string => `${String(row.product)}\0${String(row.version)}`;
const releasesOf = (table: Table, when: (row: Row) => boolean = () => true): number => new Set(rowsOf(table).filter(when).map(nameOf)).size;
/** Rows that state the version that was asked for. */
const stated = (given: readonly string[]) => (row: Row): boolean => given.length < 2 || row.component_version !== null;
const isOpen = (row: Row): boolean => row.status === 'affected' || row.status === 'none';

const some = (table: Table, asked: Asked, when?: (row: Row) => boolean): string => `${releasesOf(table, when)} of ${asked.releases} release${asked.releases === 1 ? '' : 's'}`;
const count = (table: Table, noun: string): string => `${table.rows.length} ${noun}${table.rows.length === 1 ? '' : 's'}`;
function unnamed(table: Table, asked: Asked): string {
  const n = asked.releases - releasesOf(table);
  return `${n} ${n === 1 ? 'does' : 'do'} not name it`;
}

function versionless(table: Table, given: readonly string[]): string {
  const n = releasesOf(table, (row) => !stated(given)(row));
  return n === 0 ? '' : `; ${n} list${n === 1 ? 's' : ''} it without a version, which may be this one`;
}

function others(table: Table, statuses: readonly string[]): string {
  return statuses.map((status) => [status, releasesOf(table, (row) => row.status === status)] as const).filter(([, n]) => n > 0).map(([status, n]) => `, ${status} in ${n}`).join('');
}

/** A release that was withdrawn is never counted without a word. */
function withdrawn(table: Table, when: (row: Row) => boolean = () => true): string {
  const n = (status: string) => releasesOf(table, (row) => when(row) && row.release_status === status);
  const words = ['withdrawn', 'superseded', 'unknown'].map((status) => [status, n(status)] as const).filter(([, many]) => many > 0).map(([status, many]) => `${many} ${status === 'unknown' ? 'of unknown status' : status}`);
  return words.length === 0 ? '' : ` (of these ${words.join(', ')})`;
}
