import { describe, expect, it } from 'vitest';
import { afterSpoiling } from '../support/spoiled-release.ts';
import type { Spoil } from '../support/spoiled-release.ts';

/**
 * Ways to a READY that the release does not deserve, found by attacking the good release: each is a slip, bad luck or a trick
 * of somebody who wants the release out. The evidence is approved again after each, so that no digest gives it away.
 */
const UNIT = 'reports/unit.test-run.json';
const PROJECT = 'release-evidence.yaml';

type Attack = readonly [name: string, spoil: (files: Spoil) => void, expected: RegExp];

/** The watchdog is hardly covered; a second report says something about it, or about something else. */
const SECOND_REPORT = (info: string) => (f: Spoil) => {
  f.swap('reports/coverage.xml', /filename="src\/safety\/watchdog\.c"[^]*?<\/class>/u, /filename="src\/safety\/watchdog\.c"[^]*?<\/class>/u.exec(f.read('reports/coverage.xml'))![0].replaceAll(/hits="\d+"/gu, 'hits="0"'));
  f.write('reports/more.info', info);
  f.swap(PROJECT, 'coverage: reports/coverage.xml', 'coverage: [reports/coverage.xml, reports/more.info]');
};
const LCOV = (path: string, lines: number) => `SF:${path}\n${Array.from({ length: lines }, (_, i) => `DA:${i + 1},7`).join('\n')}\nend_of_record\n`;

const blocked: readonly Attack[] = [
  // coverage
  ['a second report that counts other lines of a file', SECOND_REPORT(LCOV('src/safety/watchdog.c', 500)), /^CHK-401 SI-SAFE/u],
  ['a second report of many lines of generated files', (f) => {
    f.write('reports/coverage.xml', f.read('reports/coverage.xml').replaceAll(/filename="src\/(?:drive|service|platform)\/[^]*?<\/class>/gu, (c) => c.replaceAll(/hits="\d+"/gu, 'hits="0"')));
    f.write('reports/more.info', LCOV('build/gen/tables.c', 9000));
    f.swap(PROJECT, 'coverage: reports/coverage.xml', 'coverage: [reports/coverage.xml, reports/more.info]');
  }, /^CHK-401 coverage\.line/u],
  ['a report of other files only', (f) => f.write('reports/coverage.xml', LCOV('lib/other.c', 100)), /^CHK-401 (?:SI-SAFE|coverage\.line)/u],
  ['a second file of an item in a report without branches', SECOND_REPORT(LCOV('src/safety/more.c', 500)), /^CHK-401 SI-SAFE/u],
  // results
  ['a failed inspection that the matrix does not deny', (f) => { f.swap('inspections.yaml', 'verdict: pass', 'verdict: fail'); f.swap('trace/matrix.csv', /INS-001,SRS-052,[^,\n]*,\w+/u, 'INS-001,SRS-052,verifies,fail'); }, /^CHK-303 INS-001/u],
  ['a failure element in upper case', (f) => f.swap('reports/system.xml', '<properties><property name="testspec" value="TST-202" /></properties>', '<properties><property name="testspec" value="TST-202" /></properties><Failure message="2.31 s"/>'), /^CHK-301 TST-202/u],
  ['a failure element with a prefix', (f) => f.swap('reports/system.xml', '<properties><property name="testspec" value="TST-202" /></properties>', '<properties><property name="testspec" value="TST-202" /></properties><j:failure xmlns:j="urn:j" message="2.31 s"/>'), /^CHK-301 TST-202/u],
  ['an outcome attribute', (f) => f.swap('reports/system.xml', '<testcase classname="tests.system.test_alarm_latency"', '<testcase outcome="Failed" classname="tests.system.test_alarm_latency"'), /^CHK-301 TST-202/u],
  ['success="False"', (f) => f.swap('reports/system.xml', '<testcase classname="tests.system.test_alarm_latency"', '<testcase success="False" classname="tests.system.test_alarm_latency"'), /^CHK-301 TST-202/u],
  ['a failed case that names its second test in a second property', (f) => f.swap('reports/unit.xml', '<property name="testspec" value="TST-101"/>\n      </properties>', '<property name="testspec" value="TST-101"/>\n<property name="testspec" value="TST-102"/>\n      </properties><failure message="x"/>'), /^CHK-301 TST-102/u],
  ['a skipped case whose id has a zero-width space', (f) => f.swap('reports/system.xml', '<property name="testspec" value="TST-202" /></properties>', '<property name="testspec" value="TST-202\u200b" /></properties><skipped message="bench"/>'), /^CHK-203 /u],
  ['a skipped case whose id has a blank for the hyphen', (f) => f.swap('reports/system.xml', '<property name="testspec" value="TST-202" /></properties>', '<property name="testspec" value="TST 202" /></properties><skipped message="bench"/>'), /^CHK-203 /u],
  ['a report from before the commit beside a fresh run record', (f) => f.write('reports/system.xml', f.read('reports/system.xml').replaceAll(/timestamp="2026-11-1\d/gu, 'timestamp="2026-06-12')), /^CHK-107 reports\/system\.xml/u],
  ['a coverage report from before the commit', (f) => f.swap('reports/coverage.xml', /timestamp="\d+"/u, 'timestamp="1781000000"'), /^CHK-107 reports\/coverage\.xml/u],
  ['a run that began before the commit, without zone', (f) => f.json(UNIT, (v) => { v.start = '2026-11-10T10:00:00'; }), /^CHK-107 /u],
  ['a run with a leap second as start', (f) => f.json(UNIT, (v) => { v.start = '2016-12-31T23:59:60Z'; }), /^CHK-107 /u],
  ['a tested binary that is equivalent because: TBD', (f) => { f.json('reports/system.test-run.json', (v) => { v.binarySha256 = ['0'.repeat(64)]; }); f.swap(PROJECT, '  previous:', '  equivalence: TBD\n  previous:'); }, /^CHK-304 /u],
  ['a second limit on the same log', (f) => f.swap(PROJECT, '      tests: TST-201\n', '      tests: TST-201\n    - files: reports/alarm-latency.csv\n      columns: {value: latency_s}\n      unit: s\n      limit: 1.0\n      requirements: SRS-042\n'), /^CHK-313 SRS-042/u],
  ['a limit in another unit than the column', (f) => f.swap(PROJECT, 'unit: s\n      limit: 2.0', 'unit: ms\n      limit: 2000'), /^CHK-313 SRS-041/u],
  ['a report that is declared for two levels', (f) => f.swap(PROJECT, '  coverage: reports', '    - {files: reports/unit.xml, level: manual, run: reports/unit.test-run.json}\n  coverage: reports'), /^CHK-102 reports\/unit\.xml/u],
  ['a second map of the matrix, whose results nobody read', (f) => {
    f.swap(PROJECT, /( {2}trace:\n) {4}files: trace\/matrix\.csv\n {4}columns: .*\n/u, '  trace:\n    - {files: trace/matrix.csv, columns: {from: From, to: To, type: Link}}\n    - {files: trace/matrix.csv, columns: {from: From, to: To, type: Link, result: Result}}\n');
    f.swap('reports/system.xml', '<property name="testspec" value="TST-301" /></properties>', '<property name="testspec" value="TST-301" /></properties><failure message="late"/>');
  }, /^CHK-301 TST-301/u],
  ['a file of an optional kind in which there is nothing', (f) => { f.write('inspections.yaml', 'schema: release-evidence/inspections/v1\ninspections: []\n'); }, /^CHK-302 INS-001/u],
  ['a suite that calls itself failed', (f) => f.swap('reports/system.xml', '<testsuite name="pytest"', '<testsuite result="Failure" name="pytest"'), /^CHK-303 reports\/system\.xml/u],
  ['system tests of the second released file only', (f) => f.json('reports/system.test-run.json', (v) => { v.binarySha256 = [v.binarySha256[1]]; }), /^CHK-304 sp20-controller/u],
  // trace
  ['evidence of effectiveness that does not exist', (f) => f.swap('requirements/risk-controls.csv', 'TST-306', 'TST-999'), /^CHK-217 RC-002/u],
  ['a risk control whose only requirement is rejected', (f) => { f.swap('requirements/requirements.csv', /(SRS-061,.*,)approved,/u, f.read('requirements/requirements.csv').match(/(SRS-061,.*,)approved,/u)![1] + 'rejected,'); }, /^CHK-206 RC-017/u],
  ['a risk control called hardware that a requirement implements', (f) => { f.swap('requirements/risk-controls.csv', /(RC-012,.*),yes,/u, f.read('requirements/risk-controls.csv').match(/(RC-012,.*),yes,/u)![1] + ',no,'); f.swap('reports/system.xml', '<property name="testspec" value="TST-202" /></properties>', '<property name="testspec" value="TST-202" /></properties><failure message="x"/>'); }, /^CHK-207 RC-012/u],
  ['a matrix without any verification', (f) => f.write('trace/matrix.csv', f.read('trace/matrix.csv').split('\n').filter((l) => !/TST-|INS-/u.test(l)).join('\n')), /^CHK-213 /u],
  // anomalies
  ['the tracker export is the residual list itself', (f) => f.swap(PROJECT, /  tracker:\n(    .*\n)+/u, '  tracker: anomalies.yaml\n'), /^CHK-601 /u],
  ['an anomaly closed in the tracker for a later version and on no list', (f) => f.swap('tracker.csv', 'ANOM-021,', 'ANOM-022,Drive stalls at 0.1 mL/h,closed,2.5.0\r\nANOM-021,'), /^CHK-604 ANOM-022/u],
  ['an anomaly fixed before it was found', (f) => { f.swap('anomalies.yaml', 'foundInVersion: 2.3.0', 'foundInVersion: 2.4.0-rc1'); f.swap('anomalies.yaml', 'fixedIn: 2.4.0', 'fixedIn: 2.3.0'); }, /^CHK-604 ANOM-021/u],
  ['an empty list whose statement is TBD', (f) => { f.write('anomalies.yaml', 'schema: release-evidence/anomalies/v1\nproduct: meridian-sp-20\nversion: 2.4.0\nquery: project = SP20\nextractedAt: 2026-11-18T16:10:00Z\nstatement: TBD\ncomplete: true\nitems: []\n'); f.write('tracker.csv', 'Key,Summary,Status,Fix version\nANOM-001,Old,closed,1.0.0\n'); }, /^CHK-611 anomalies\.yaml/u],
  ['an empty list that was extracted "yesterday"', (f) => { f.write('anomalies.yaml', 'schema: release-evidence/anomalies/v1\nproduct: meridian-sp-20\nversion: 2.4.0\nquery: project = SP20\nextractedAt: yesterday\nstatement: none known\ncomplete: true\nitems: []\n'); f.write('tracker.csv', 'Key,Summary,Status,Fix version\nANOM-001,Old,closed,1.0.0\n'); }, /^CHK-611 anomalies\.yaml/u],
  ['the anomaly list of a sibling product with the same version', (f) => f.swap('anomalies.yaml', 'product: meridian-sp-20', 'product: meridian-sp-10'), /^CHK-104 anomalies\.yaml/u],
  ['the SOUP list of a sibling product', (f) => f.swap('soup.yaml', 'product: meridian-sp-20', 'product: meridian-sp-10'), /^CHK-104 soup\.yaml/u],
  // SOUP, SBOM, vulnerabilities
  ['a third-party component that an own pattern swallows', (f) => { f.swap(PROJECT, 'own: ["pkg:generic/meridian/*"]', 'own: ["pkg:generic/meridian/*", "pkg:generic/sealcollective/*"]'); f.swap('soup.yaml', / {2}- id: SOUP-004[^]*?(?= {2}- id: SOUP-005)/u, ''); }, /^CHK-501 sealtls/u],
  ['a high score without a word, beside a low word', (f) => { f.json('sbom/sp20.cdx.json', (v) => { v.vulnerabilities.push({ id: 'CVE-2026-990500', ratings: [{ score: 9.8, method: 'CVSSv31' }, { severity: 'low' }], affects: [{ ref: 'pkg:generic/sealcollective/sealtls@3.6.2' }] }); }); }, /^CHK-512 CVE-2026-990500/u],
  ['a VEX statement on the previous version of the product', (f) => { f.json('vex/sp20.openvex.json', (v) => { v.statements[0].products[0]['@id'] = 'pkg:generic/meridian/meridian-sp-20@2.3.1'; v.statements[0].products[0].identifiers.purl = 'pkg:generic/meridian/meridian-sp-20@2.3.1'; }); f.json('sbom/sp20.cdx.json', (v) => { delete v.vulnerabilities[0].analysis; }); }, /^CHK-51[23] CVE-2026-990417/u],
  ['a VEX statement of after the release that replaces an open one', (f) => {
    f.json('sbom/sp20.cdx.json', (v) => { delete v.vulnerabilities[0].analysis; });
    f.json('vex/sp20.openvex.json', (v) => { const { justification: _, ...open } = v.statements[0]; v.statements.push({ ...open, status: 'affected', action_statement: 'update' }); v.statements[0].timestamp = '2099-01-01T00:00:00Z'; });
    f.json('vex/kev.json', (v) => { v.vulnerabilities[0].cveID = 'CVE-2026-990417'; });
  }, /^CHK-511 CVE-2026-990417/u],
  ['a result of kind pass and level error', (f) => f.json('reports/analysis.sarif', (v) => { v.runs[0].results.push({ ruleId: 'bugprone-x', kind: 'pass', level: 'error', message: { text: 'null dereference' } }); }), /^CHK-40[56] |^CHK-102 reports\/analysis/u],
  ['an analysis that ended before the commit', (f) => f.json('reports/analysis.sarif', (v) => { v.runs[0].invocations[0].endTimeUtc = '2026-01-01T00:10:00Z'; }), /^CHK-107 reports\/analysis\.sarif/u],
  ['an analysis whose process a signal ended', (f) => f.json('reports/analysis.sarif', (v) => { v.runs[0].invocations[0].exitSignalName = 'SIGSEGV'; }), /^CHK-405 /u],
  ['an analysis with more results elsewhere', (f) => f.json('reports/analysis.sarif', (v) => { v.runs[0].externalPropertyFileReferences = { results: [{ location: { uri: 'r.sarif' } }] }; }), /^CHK-405 /u],
  ...['exploitable', 'resolved'].map((state): Attack => [`a critical vulnerability that is ${state}, without a word`, (f) => f.json('sbom/sp20.cdx.json', (v) => { v.vulnerabilities.push({ id: 'CVE-2026-990999', ratings: [{ severity: 'critical' }], analysis: { state }, affects: [{ ref: 'pkg:generic/sealcollective/sealtls@3.6.2' }] }); }), /^CHK-513 CVE-2026-990999/u]),
  ...(['open', 'review'] as const).map((kind): Attack => [`a result of kind ${kind}`, (f) => f.json('reports/analysis.sarif', (v) => { v.runs[0].results.push({ ruleId: 'bugprone-x', kind, message: { text: 'division by zero' } }); }), /^CHK-406 bugprone-x division by zero: not-evaluated error/u]),
  ['a failure of level none', (f) => f.json('reports/analysis.sarif', (v) => { v.runs[0].results.push({ ruleId: 'bugprone-x', level: 'none', message: { text: 'division by zero' } }); }), /^CHK-406 bugprone-x/u],
  // configuration and change
  ['a build record of another build', (f) => f.json('build.json', (v) => { v.outputs[0].sha256 = 'a'.repeat(64); }), /^CHK-703 build\.json/u],
  ['a build record of no output', (f) => f.json('build.json', (v) => { v.outputs = []; }), /^CHK-703 sp20-controller/u],
  ['a build record of an output under another name', (f) => f.json('build.json', (v) => { v.outputs[0] = { name: 'other.bin', sha256: 'a'.repeat(64) }; }), /^CHK-703 sp20-controller/u],
  ['a build of no commit', (f) => f.json('build.json', (v) => { delete v.commit; }), /^CHK-703 build\.json/u],
  ['a build of no time', (f) => f.json('build.json', (v) => { delete v.start; }), /^CHK-107 build\.json: not-evaluated/u],
  ['an item that is narrowed to its best file', (f) => f.swap(PROJECT, '"src/safety/**"', 'src/safety/watchdog.c'), /^CHK-402 files of no software item/u],
  ['a tested binary that is equivalent because: same', (f) => { f.json('reports/system.test-run.json', (v) => { v.binarySha256 = ['0'.repeat(64)]; }); f.swap(PROJECT, '  previous:', '  equivalence: same\n  previous:'); }, /^CHK-304 /u],
  ['a build of another repository', (f) => f.json('build.json', (v) => { v.repository = 'https://git.meridian.example/fork/controller.git'; }), /^CHK-703 build\.json/u],
  ['commits that do not reach the release commit', (f) => f.json('vcs.json', (v) => { v.commits.shift(); }), /^CHK-705 /u],
  ['a first release by silence', (f) => { f.swap(PROJECT, /  previous: .*\n/u, ''); f.json('vcs.json', (v) => { delete v.previous; delete v.commits; }); f.write('changes.yaml', 'schema: release-evidence/changes/v1\nchanges: []\n'); }, /^CHK-705 /u],
  ['a change without author', (f) => { f.swap('changes.yaml', '    author: P. Varga\n', ''); f.json('vcs.json', (v) => { for (const c of v.commits) delete c.author; }); }, /^CHK-705 /u],
  ['a plan in two versions', (f) => f.write('documents.yaml', `${f.read('documents.yaml')}  - {id: SDP-001, kind: plan, version: "8", status: approved, approvedAt: 2026-11-01T08:00:00Z}\n`), /^CHK-811 SDP-001/u],
  ['hazards without a risk file', (f) => f.swap('documents.yaml', / {2}- id: RMF-001[^]*?(?= {2}- id: SAD)/u, ''), /^CHK-811 risk-file/u],
  // approvals, waivers, retention
  ['a waiver whose record is TBD', (f) => f.swap('waivers.yaml', 'record: DEV-2026-044', 'record: TBD'), /^CHK-805 WVR-004/u],
  ['a waiver that holds for ever', (f) => f.swap('waivers.yaml', 'expires: 2027-02-28', 'expires: 9999-12-31'), /^CHK-805 WVR-004/u],
  ['a waiver that holds through a release that never comes', (f) => { f.swap('waivers.yaml', 'expires: 2027-02-28', 'expires: release 99.0.0'); f.swap('waivers.yaml', 'created: 2026-11-18', 'created: 2025-11-18'); }, /^CHK-805 WVR-004/u],
  ['a release date before the approvals', (f) => f.swap(PROJECT, 'date: 2026-11-20T08:00:00Z', 'date: 2026-11-18T20:00:00Z'), /^CHK-803 /u],
  ['an approval that says: rejected', (f) => f.swap('approvals.yaml', '"Approval: released for production and distribution"', '"Rejected: not released for production"'), /^CHK-801 quality/u],
  ...['Cannot approve: open points', 'Release denied', 'No-go', 'Review: not ready for release', 'On hold until TST-201 is repeated', 'Review: the anomalies are not acceptable', 'Nicht freigegeben'].map((meaning): Attack => (
    [`an approval that says: ${meaning}`, (f) => f.swap('approvals.yaml', '"Approval: released for production and distribution"', `"${meaning}"`), /^CHK-801 quality/u])),
  ['a waiver for an earlier release', (f) => f.swap('waivers.yaml', 'targetRelease: 2.4.0', 'targetRelease: 2.3.1'), /^CHK-805 WVR-004/u],
  ['a waiver of which the approvers could not know', (f) => f.swap('waivers.yaml', 'created: 2026-11-18', 'created: 2026-11-20'), /^CHK-803 /u],
  ['a waiver approved by its author under an address', (f) => f.swap('waivers.yaml', 'approver: R. Duarte', 'approver: J. Lindqvist <jli@meridian.example>'), /^CHK-805 WVR-004/u],
  ['a waiver approved by its author, written the other way round', (f) => f.swap('waivers.yaml', 'approver: R. Duarte', 'approver: "LINDQVIST, J"'), /^CHK-805 WVR-004/u],
  ['one person in two roles, with an accent and a zero-width space', (f) => f.swap('approvals.yaml', /name: R\. Duarte\n    userId: rduarte/u, 'name: "A. Okáfor\u200b"'), /^CHK-802 quality/u],
  ['a European device kept for less than ten years', (f) => { f.swap('retention.yaml', 'retainUntil: 2041-11-20', 'retainUntil: 2029-11-21'); f.swap('retention.yaml', 'deviceLifetimeYears: 10', 'deviceLifetimeYears: 3'); f.swap(PROJECT, 'lifetimeYears: 10', 'lifetimeYears: 3'); f.swap('profile.yaml', 'minYears: 15', 'minYears: 2'); }, /^CHK-807 retention\.yaml/u],
];

const NO_SOUP = (f: Spoil, statement: string) => {
  f.write('soup.yaml', `schema: release-evidence/soup/v1\nproduct: meridian-sp-20\nversion: 2.4.0\n${statement}items: []\n`);
  f.json('sbom/sp20.cdx.json', (v) => {
    v.components = v.components.filter((c: { purl: string }) => c.purl.startsWith('pkg:generic/meridian/'));
    v.dependencies = [{ ref: v.metadata.component['bom-ref'], dependsOn: [v.components[0]['bom-ref']] }, { ref: v.components[0]['bom-ref'], dependsOn: [v.components[1]['bom-ref']] }];
    v.vulnerabilities = [];
  });
};

describe('a product without SOUP', () => {
  const SOUP = ['CHK-501', 'CHK-502', 'CHK-503', 'CHK-504', 'CHK-505', 'CHK-506', 'CHK-510'];
  const verdicts = (statement: string) => {
    const { rows } = afterSpoiling((f) => NO_SOUP(f, statement)).results;
    return SOUP.map((id) => [...new Set(rows.filter((r) => r.check === id).map((r) => r.verdict))].join());
  };
  it('is out of scope of the SOUP checks when its list says so', () => expect(verdicts('statement: no SOUP is used\n')).toEqual(SOUP.map(() => 'not-applicable')));
  it.each(['', 'statement: TBD\n', 'statement: see the wiki\n'])('is not evaluated when the list is merely empty (%j)', (statement) => expect(verdicts(statement)).toEqual(SOUP.map(() => 'not-evaluated')));
  it('is contradicted by a component of somebody else', () => {
    expect(afterSpoiling((f) => f.write('soup.yaml', 'schema: release-evidence/soup/v1\nstatement: no SOUP used\nitems: []\n')).blocking).toContainEqual(expect.stringMatching(/^CHK-501 sealtls/u));
  });
});

it('what a reader found wrong in a file that it could read is a warning of CHK-102', () => {
  const { rows, blocking } = afterSpoiling((f) => f.swap('reports/coverage.xml', 'lines-valid="2326"', 'lines-valid="2400"'));
  expect(rows).toContain('CHK-102 reports/coverage.xml: fail warning');
  expect(blocking).toEqual([]);
});

describe('what may be right, and is shown', () => {
  it.each([
    ['an inspection from before the commit', (f: Spoil) => f.swap('inspections.yaml', 'when: 2026-11-18T09:40:00Z', 'when: 2025-01-18T09:40:00Z'), 'CHK-107 INS-001: fail warning'],
    ['an anomaly closed in the tracker without a fixed version', (f: Spoil) => f.swap('tracker.csv', 'ANOM-021,', 'ANOM-022,Drive stalls,closed,\r\nANOM-021,'), 'CHK-604 ANOM-022: fail warning'],
  ] as const)('%s', (_, spoil, row) => {
    const { rows, blocking } = afterSpoiling(spoil);
    expect(rows).toContain(row);
    expect(blocking).toEqual([]);
  });
});

describe('a release that is not ready', () => {
  it.each(blocked)('%s', (_, spoil, expected) => {
    expect(afterSpoiling(spoil).blocking).toContainEqual(expect.stringMatching(expected));
  });
});

it('the copy without any defect is ready: what is found above is the defect, not the copying', () => {
  expect(afterSpoiling(() => undefined)).toMatchObject({ blocking: [], results: { verdict: 'READY WITH WAIVERS' } });
});
