/*
 * The table `facts` of the catalogue (docs/catalogue.md): one long table, one row for each fact of a release, the same columns for every
 * kind. Columns are only added, never renamed or given another meaning; what is added starts a new SCHEMA_VERSION. product and version of
 * the release are the partition, in the object's key and not in the file: a column that stands in both places is refused by some engines
 * and shadowed by others.
 */
export const SCHEMA_VERSION = 1;

export type ColumnType = 'string' | 'int32' | 'boolean' | 'timestamp';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** True for the columns that every row has. */
  readonly required?: true;
  /** For docs/catalogue.md. */
  readonly means: string;
}

/** In the order of the file. */
export const COLUMNS = [
  { name: 'schema_version', type: 'int32', required: true, means: 'version of this table, 1' },
  { name: 'kind', type: 'string', required: true, means: 'what the row is, see below' },
  { name: 'id', type: 'string', means: 'id of the item as the evidence writes it; of a link its beginning; of a vulnerability its CVE or other id' },
  { name: 'name', type: 'string', means: 'title or name' },
  { name: 'status', type: 'string', means: 'what it came to, in the words of its kind' },
  { name: 'severity', type: 'string', means: 'as written in the evidence; of a finding error or warning' },
  { name: 'subject', type: 'string', means: 'what the fact is about: the end of a link, the component of a vulnerability, the subject of a waiver or finding, the class of a test case, the release that takes the place of a superseded one' },
  { name: 'component_version', type: 'string', means: 'version of the component, never of the release' },
  { name: 'purl', type: 'string', means: 'package URL of the component' },
  { name: 'supplier', type: 'string', means: 'supplier of a component, manufacturer of a SOUP item or product' },
  { name: 'licence', type: 'string', means: 'licences as written, separated by a comma' },
  { name: 'soup_id', type: 'string', means: 'SOUP entry that answers for the component; several are separated by a comma' },
  { name: 'own', type: 'boolean', means: "the component is the manufacturer's own by the project file" },
  { name: 'known_exploited', type: 'boolean', means: 'the vulnerability is in the KEV snapshot of the release' },
  { name: 'level', type: 'string', means: 'test level: unit, integration, system, manual; several are separated by a comma' },
  { name: 'environment', type: 'string', means: 'hardware and software that the run record names' },
  { name: 'cases', type: 'int32', means: 'number of test cases' },
  { name: 'check_id', type: 'string', means: 'check that a waiver or finding belongs to' },
  { name: 'acceptability', type: 'string', means: 'of an anomaly: acceptable, unacceptable' },
  { name: 'safety_impact', type: 'string', means: 'impact on safety and effectiveness, in words' },
  { name: 'reason', type: 'string', means: 'why: of a waiver, a residual anomaly, a VEX statement, a finding, a withdrawal' },
  { name: 'person', type: 'string', means: 'who answers for it: approver of a waiver, an anomaly or a change; who withdrew' },
  { name: 'expires', type: 'string', means: 'end of a waiver as written: a date, or "release X"' },
  { name: 'occurred_at', type: 'timestamp', means: 'date of the release, end of the test run, when an anomaly was found, a waiver made, a status changed' },
  { name: 'valid_until', type: 'timestamp', means: 'retention of the release; the day of `expires`' },
  { name: 'commit_id', type: 'string', means: 'commit of the release' },
  { name: 'sha256', type: 'string', means: 'of the bundle (release, status) or of the released file (artifact)' },
  { name: 'tag_manifest_sha256', type: 'string', means: 'bundles with the same one have the same content' },
  { name: 'profile', type: 'string', means: 'id and version of the profile' },
  { name: 'safety_class', type: 'string', means: 'software safety class: A, B, C' },
  { name: 'tool', type: 'string', means: 'program and version that made the bundle' },
  { name: 'checks_catalogue', type: 'string', means: 'version of the checks that gave the verdict' },
  { name: 'file', type: 'string', means: 'evidence file in which it was read, relative to the project file' },
  { name: 'line', type: 'int32', means: 'line in the file, from 1' },
  { name: 'pointer', type: 'string', means: 'JSON pointer in the file (RFC 6901)' },
] as const satisfies readonly Column[];

export type ColumnName = (typeof COLUMNS)[number]['name'];

/**
 * The kinds of rows, in the order of the file, and what their `status` says. Each has a view that names its columns for what they mean here:
 * `subject AS component`.
 */
export const KINDS = {
  'release': { rows: 'one for each release', status: 'READY, READY WITH WAIVERS', view: 'release_facts', columns: ['name', 'status AS verdict', 'id AS tag', 'commit_id', 'occurred_at AS date', 'valid_until AS retain_until', 'sha256', 'tag_manifest_sha256', 'supplier AS manufacturer', 'safety_class', 'profile', 'tool', 'checks_catalogue', 'cases'] },
  'artifact': { rows: 'one for each released file', status: '', view: 'artifacts', columns: ['name', 'sha256', 'file'] },
  'requirement': { rows: 'one for each requirement (SRS)', status: 'verified, not-verified, no-verification', view: 'requirements', columns: ['id', 'name', 'status', 'file', 'line', 'pointer'] },
  'risk-control': { rows: 'one for each risk control (RC)', status: 'verified, not-verified, no-verification', view: 'risk_controls', columns: ['id', 'name', 'status', 'file', 'line', 'pointer'] },
  'hazardous-situation': { rows: 'one for each hazardous situation (HS)', status: 'verified, not-verified, no-verification', view: 'hazardous_situations', columns: ['id', 'name', 'status', 'file', 'line', 'pointer'] },
  'hazard': { rows: 'one for each hazard (HAZ)', status: 'verified, not-verified, no-verification', view: 'hazards', columns: ['id', 'name', 'status', 'file', 'line', 'pointer'] },
  'design': { rows: 'one for each design element (SDS)', status: '', view: 'design_elements', columns: ['id', 'name', 'file', 'line', 'pointer'] },
  'link': { rows: 'one for each link of the trace', status: '', view: 'links', columns: ['id AS from_id', 'name AS type', 'subject AS to_id', 'file', 'line', 'pointer'] },
  'test': { rows: 'one for each planned verification (TST, INS) and each id that a case names without one', status: 'passed, passed-after-rerun, failed, errored, skipped, not-run', view: 'tests', columns: ['id', 'name', 'status', 'level', 'cases', 'environment', 'file', 'line', 'pointer'] },
  'test-case': { rows: 'one for each test case element and id that it is bound to; without id when it is bound to nothing', status: 'passed, passed-after-rerun, failed, errored, skipped', view: 'test_cases', columns: ['id', 'name', 'subject AS class', 'status', 'level', 'environment', 'occurred_at', 'file', 'line'] },
  'component': { rows: 'one for each component of each SBOM', status: '', view: 'components', columns: ['name', 'component_version', 'purl', 'supplier', 'licence', 'soup_id', 'own', 'id AS ref', 'file', 'pointer'] },
  'soup': { rows: 'one for each entry of the SOUP list', status: 'evaluated, not-evaluated: its anomaly list', view: 'soup', columns: ['id', 'name', 'component_version', 'purl', 'supplier', 'licence', 'status', 'reason', 'person', 'occurred_at', 'file', 'line'] },
  'vulnerability': { rows: 'one for each vulnerability, each of its names and each affected component; without component when it is said of the whole product', status: 'affected, none (no statement), under_investigation, fixed, not_affected', view: 'vulnerabilities', columns: ['id', 'name AS primary_id', 'status', 'severity', 'known_exploited', 'subject AS component', 'component_version', 'purl', 'reason', 'file', 'line', 'pointer'] },
  'anomaly': { rows: 'one for each entry of the anomaly list', status: 'open, closed', view: 'anomalies', columns: ['id', 'name', 'status', 'severity', 'acceptability', 'safety_impact', 'subject AS touches', 'reason', 'person', 'occurred_at', 'file', 'line', 'pointer'] },
  'change': { rows: 'one for each change request', status: '', view: 'changes', columns: ['id', 'name', 'safety_impact', 'person', 'occurred_at', 'file', 'line', 'pointer'] },
  'waiver': { rows: 'one for each waiver and subject', status: 'applied, not-applied', view: 'waivers', columns: ['id', 'check_id', 'subject', 'status', 'reason', 'person AS approver', 'expires', 'valid_until', 'occurred_at', 'file', 'line', 'pointer'] },
  'finding': { rows: 'one for each row of the checks that is no pass, and subject', status: 'fail, waived, warning, not-evaluated', view: 'findings', columns: ['check_id', 'subject', 'status', 'severity', 'id AS waiver', 'reason', 'file', 'line', 'pointer'] },
  'status': { rows: 'one for each change of status after the publication, in an object of its own', status: 'withdrawn, superseded', view: 'status_changes', columns: ['status', 'reason', 'person', 'occurred_at', 'subject AS superseded_by', 'sha256 AS bundle_sha256', 'id AS record_sha256'] },
} as const satisfies Readonly<Record<string, Kind>>;

interface Kind {
  readonly rows: string;
  readonly status: string;
  readonly view: string;
  /** `column` or `column AS name`. */
  readonly columns: readonly string[];
}

export type FactKind = keyof typeof KINDS;

type ValueOf<T extends ColumnType> = T extends 'string' ? string : T extends 'boolean' ? boolean : number;
type Typed = (typeof COLUMNS)[number];
/** One row. Absent = null. Timestamps are milliseconds since 1970 (UTC). */
export type Fact = { readonly kind: FactKind } & { readonly [K in Exclude<ColumnName, 'kind' | 'schema_version'>]?: ValueOf<Extract<Typed, { name: K }>['type']> | undefined };
