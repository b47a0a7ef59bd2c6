import { describe, expect, it } from 'vitest';
import { checkJson, COMMIT, JUNIT, project } from '../support/project.ts';

/** A change to the release, and the row that it must give: check, file, line and what the reading says. */
interface Bad {
  readonly name: string;
  readonly changes: Readonly<Record<string, string | Uint8Array | null>>;
  readonly check: string;
  readonly file: string;
  readonly line?: number;
  readonly pointer?: string;
  readonly says: string;
}

const REPORT = 'reports/system.xml';
const SBOM = 'sbom.cdx.json';
const run = (changes: Readonly<Record<string, unknown>>) => `${JSON.stringify({
  schema: 'release-evidence/test-run/v1', level: 'system', version: '1.0.0', commit: COMMIT, start: '2026-03-02T09:00:00Z', end: '2026-03-02T10:00:00Z',
  hardware: 'bench 2', software: 'default settings', tools: [{ name: 'bench', version: '3.1.0' }], executor: 'runner', responsible: 'Grace Hopper', procedure: 'TP-001@2', ...changes,
}, null, 2)}\n`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const bom = (lines: string) => `{\n"bomFormat": "CycloneDX",\n"specVersion": "1.6",\n"version": 1,\n${lines}\n}\n`;

const BAD: readonly Bad[] = [
  { name: '[SRS-003] a missing report', changes: { [REPORT]: null }, check: 'CHK-101', file: 'release-evidence.yaml', line: 25, says: 'reports/*.xml' },
  { name: '[SRS-019] an empty report', changes: { [REPORT]: '' }, check: 'CHK-101', file: REPORT, says: '0 bytes' },
  { name: '[SRS-019] a report of blanks', changes: { [REPORT]: ' \n\n' }, check: 'CHK-101', file: REPORT, says: 'size: 3 bytes' },
  { name: '[SRS-019] a report that was cut off', changes: { [REPORT]: JUNIT.slice(0, 300) }, check: 'CHK-102', file: REPORT, line: 6, says: 'TRUNCATED' },
  { name: '[SRS-019] a report that was cut off within a character', changes: { [REPORT]: Buffer.from(JUNIT.replace('set rate', 'set ra\u{20ac}')).subarray(0, 166) }, check: 'CHK-102', file: REPORT, says: 'TRUNCATED' },
  { name: '[SRS-019] an SBOM that was cut off', changes: { [SBOM]: '{"bomFormat":"CycloneDX",\n"specVersion":"1.6",\n"components":[{"type":' }, check: 'CHK-102', file: SBOM, line: 3, says: 'TRUNCATED' },
  { name: '[SRS-019] Latin-1 bytes in a report that says UTF-8', changes: { [REPORT]: latin1(JUNIT.replace('set rate', 'set r\u{e4}te')) }, check: 'CHK-102', file: REPORT, line: 3, says: 'BAD_ENCODING' },
  { name: '[SRS-019] Latin-1 bytes in a list', changes: { 'soup.yaml': latin1('schema: release-evidence/soup/v1\nitems:\n  - id: S\u{e4}\n') }, check: 'CHK-102', file: 'soup.yaml', says: 'BAD_ENCODING' },
  { name: '[SRS-019] mismatched tags', changes: { [REPORT]: JUNIT.replace('</testcase>\n</testsuite>', '</testcas>\n</testsuite>') }, check: 'CHK-102', file: REPORT, line: 8, says: 'NOT_WELL_FORMED' },
  { name: '[SRS-020] declared entities', changes: { [REPORT]: JUNIT.replace('?>\n', '?>\n<!DOCTYPE t [\n<!ENTITY a SYSTEM "file:///etc/passwd">]>\n').replace('set rate', '&a;') }, check: 'CHK-102', file: REPORT, line: 3, says: 'ENTITY_DECLARED' },
  { name: '[SRS-020] elements nested without end', changes: { [REPORT]: `<testsuites>\n${'<testsuite name="a">'.repeat(3000)}${'</testsuite>'.repeat(3000)}</testsuites>` }, check: 'CHK-102', file: REPORT, line: 2, says: 'TOO_DEEP' },
  { name: '[SRS-020] arrays nested without end', changes: { [SBOM]: bom(`"components": ${'['.repeat(100_000)}${']'.repeat(100_000)}`) }, check: 'CHK-102', file: SBOM, line: 5, says: 'TOO_DEEP' },
  { name: '[SRS-020] a number above 2^53', changes: { [SBOM]: bom('"components": []').replace('"version": 1,', '"version": 9007199254740993,') }, check: 'CHK-102', file: SBOM, pointer: '/version', says: '9007199254740993' },
  { name: '[SRS-020] the same key twice', changes: { [SBOM]: bom('"specVersion": "1.5",\n"components": []') }, check: 'CHK-102', file: SBOM, line: 5, says: 'DUPLICATE_KEY' },
  { name: '[SRS-020] the same key twice in YAML', changes: { 'soup.yaml': 'schema: release-evidence/soup/v1\nitems:\n  - id: S1\n    title: x\n    title: y\n' }, check: 'CHK-102', file: 'soup.yaml', line: 5, says: 'DUPLICATE_KEY' },
  { name: '[SRS-020] a control character that XML forbids', changes: { [REPORT]: JUNIT.replace('stops on request', 'stops \u{1b}[31mnow') }, check: 'CHK-102', file: REPORT, line: 6, says: 'BAD_CHARACTER' },
  { name: '[SRS-018] an unknown key in a list', changes: { 'soup.yaml': 'schema: release-evidence/soup/v1\nitems:\n  - id: S1\n    titel: x\n' }, check: 'CHK-102', file: 'soup.yaml', line: 4, says: 'SCHEMA' },
  { name: '[SRS-017] a mapped column that is not there', changes: { 'requirements.csv': 'id,title,source,criterion,state\nSRS-001,x,y,z,approved\n' }, check: 'CHK-102', file: 'requirements.csv', line: 1, says: 'UNMAPPED_COLUMN' },
  { name: '[SRS-017] a row with too few cells', changes: { 'requirements.csv': 'id,title,source,criterion,state,verified\nSRS-001,x,y\n' }, check: 'CHK-102', file: 'requirements.csv', line: 2, says: 'ROW_SHAPE' },
  { name: '[SRS-010] a report where an SBOM is declared', changes: { [SBOM]: JUNIT }, check: 'CHK-102', file: SBOM, says: 'KIND_MISMATCH' },
  { name: '[SRS-010] an unknown document beside a good report', changes: { 'reports/other.xml': '<inventory><item/></inventory>\n' }, check: 'CHK-102', file: 'reports/other.xml', says: 'UNKNOWN_FORMAT' },
  { name: '[SRS-010] bytes of nothing known beside a good report', changes: { 'reports/other.xml': Buffer.from([0, 1, 2, 250, 251, 252]) }, check: 'CHK-102', file: 'reports/other.xml', says: 'UNKNOWN_FORMAT' },
  { name: '[SRS-004] the same report twice', changes: { 'reports/copy.xml': JUNIT }, check: 'CHK-102', file: REPORT, says: 'DUPLICATE_FILE' },
  { name: '[SRS-004] a folder where a file is named', changes: { 'soup.yaml': null, 'soup.yaml/keep.txt': 'x' }, check: 'CHK-102', file: 'soup.yaml', says: 'NOT_A_FILE' },
  { name: '[SRS-022] a suite without a test', changes: { [REPORT]: '<testsuite name="a" tests="0"/>\n' }, check: 'CHK-307', file: REPORT, says: 'cases: 0' },
  { name: '[SRS-022] a table of requirements without a row', changes: { 'requirements.csv': 'id,title,source,criterion,state,verified\n' }, check: 'CHK-101', file: 'requirements.csv', says: 'rows: 0' },
  { name: '[SRS-022] tests of requirements that an empty table does not define', changes: { 'requirements.csv': 'id,title,source,criterion,state,verified\n' }, check: 'CHK-203', file: 'tests.csv', line: 2, says: 'SRS-001' },
  { name: '[SRS-043] results of another commit', changes: { 'reports/system.run.json': run({ commit: '5a'.repeat(20) }) }, check: 'CHK-105', file: 'reports/system.run.json', pointer: '/commit', says: '5a5a5a' },
  { name: '[SRS-043] results of another version', changes: { 'reports/system.run.json': run({ version: '0.9.0' }) }, check: 'CHK-104', file: 'reports/system.run.json', pointer: '/version', says: '0.9.0' },
  { name: '[SRS-043] results that are older than the commit', changes: { 'reports/system.run.json': run({ start: '2026-02-02T09:00:00Z', end: '2026-02-02T10:00:00Z' }) }, check: 'CHK-107', file: 'reports/system.run.json', pointer: '/start', says: '2026-02-02' },
  { name: '[SRS-011] counters that disagree with the elements', changes: { [REPORT]: JUNIT.replace('tests="2"', 'tests="3"') }, check: 'CHK-308', file: REPORT, line: 2, says: '3' },
  { name: '[SRS-047] evidence that changed after the approval', changes: { 'requirements.csv': 'id,title,source,criterion,state,verified\nSRS-001,The pump delivers the rate,SYS-001,within 9 % of the set rate,approved,TST-001\n' }, check: 'CHK-803', file: 'approvals.yaml', says: '' },
];

describe('evidence that cannot stand', () => {
  it.each(BAD)('$name', ({ changes, check, file, line, pointer, says }) => {
    const made = project(changes);
    const before = made.files();
    const result = checkJson(made);
    expect(result.exit).toBe(1);
    expect(result.verdict).toBe('NOT READY');
    const rows = result.rows.filter((row) => row.check === check && row.verdict === 'fail' && row.severity === 'error');
    const readings = rows.flatMap((row) => row.read);
    expect(readings).toContainEqual(expect.objectContaining({ file, value: expect.stringContaining(says), ...(line ? { line } : {}), ...(pointer ? { pointer } : {}) }));
    for (const row of rows) expect(row.fix, 'says what to do').not.toBe('');
    expect(made.files(), 'leaves nothing behind').toEqual(before);
  });

  it('[SRS-041] is named with file and line in the text for people, on standard output', () => {
    const ran = project({ [REPORT]: JUNIT.slice(0, 300) }).run('check');
    expect(ran.exit).toBe(1);
    expect(ran.out).toMatch(/FAIL {2}CHK-102 {2}reports\/system\.xml/);
    expect(ran.out).toContain('reports/system.xml:6: TRUNCATED');
    expect(ran.out).toContain('NOT READY');
  });

  it('[SRS-020] __proto__ as a key reaches nothing', () => {
    const made = project({ [SBOM]: bom('"__proto__": { "components": [] },\n"components": [{ "type": "library", "name": "__proto__", "version": "1" }]') });
    const result = checkJson(made);
    expect(result.exit).toBe(1);
    expect(result.rows.find((row) => row.check === 'CHK-501' && row.verdict === 'fail')?.subjects).toEqual(['__proto__@1']);
  });

  it('[SRS-020] is refused within 2 s and 256 MB, however hostile', () => {
    const started = performance.now();
    const ran = project({
      [REPORT]: `<testsuite name="a">${'<x>'.repeat(200_000)}`, [SBOM]: bom(`"components": ${'['.repeat(2_000_000)}`),
      'soup.yaml': `schema: release-evidence/soup/v1\nitems: ${'['.repeat(100_000)}\n`,
    }).runWith({ heapMiB: 200 }, 'check', '--json');
    expect(ran.exit).toBe(1);
    expect(performance.now() - started).toBeLessThan(10_000); // several processes beside it; the bound itself is measured in test/bench
  });
});
