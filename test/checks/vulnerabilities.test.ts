import { describe, expect, test } from 'vitest';
import { graveVulnerabilitiesAreAssessed, knownExploitedAreClosed, vexIsJustified, vulnerabilityDataIsFresh } from '../../src/checks/vulnerabilities.ts';
import type { Sbom, SbomComponent, Vulnerability } from '../../src/model/sbom.ts';
import type { VexStatement } from '../../src/model/vulnerability.ts';
import { findings, given, profile, said } from '../support/evidence.ts';

const tls: SbomComponent = { ref: 'tls', name: 'sealtls', version: '3.6.2', purl: 'pkg:generic/sealtls@3.6.2', licenses: [], hashes: [], file: 'sbom.json', line: 10 };
const rtos: SbomComponent = { ref: 'rtos', name: 'opentick', version: '4.2.1', purl: 'pkg:generic/opentick@4.2.1', licenses: [], hashes: [], file: 'sbom.json', line: 20 };
const root: SbomComponent = { ref: 'root', name: 'demo', version: '2.4.0', purl: 'pkg:generic/demo@2.4.0', licenses: [], hashes: [], file: 'sbom.json', line: 3 };

function hole(id: string, over: Partial<Vulnerability> = {}): Vulnerability {
  return { id, severity: 'medium', affects: ['tls'], file: 'sbom.json', line: 50, ...over };
}
function sbom(vulnerabilities: Vulnerability[], over: Partial<Sbom> = {}) {
  return given('sbom', 'sbom.json', { specVersion: '1.6', tools: [], timestamp: '2026-11-16T10:05:00Z', root, components: [tls, rtos], dependencies: [], incomplete: [], vulnerabilities, ...over });
}
function vex(...statements: (Partial<VexStatement> & { vulnerability: string; status: VexStatement['status'] })[]) {
  return given('vex', 'vex.json', { statements: statements.map((s, i) => ({ aliases: [], products: ['pkg:generic/sealtls@3.6.2'], file: 'vex.json', line: 5 + i, ...s })) });
}
const kev = (...ids: string[]) => given('kev', 'kev.json', { catalogVersion: '2026.11.18', dateReleased: '2026-11-18T00:00:00Z', entries: ids.map((cveId, i) => ({ cveId, file: 'kev.json', line: 9 + i })) });

describe('CHK-511: no known exploited vulnerability is open', () => {
  test('listed and without VEX: fails with the entry of both files and the absence', () => {
    const list = findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1')]);
    expect(said(list)).toEqual(['fail CVE-2026-1']);
    expect(list[0]!.read).toEqual([
      { file: 'kev.json', line: 9, value: 'CVE-2026-1' }, { file: 'sbom.json', line: 50, value: 'CVE-2026-1 in the SBOM' }, { file: 'release-evidence.yaml', value: null },
    ]);
  });

  test.each([['not_affected', 'pass'], ['fixed', 'pass'], ['affected', 'fail'], ['under_investigation', 'fail']] as const)('VEX %s: %s', (status, verdict) => {
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status })]))).toEqual([`${verdict} CVE-2026-1`]);
  });

  test('a statement about another component or version does not count', () => {
    const other = (products: string[]) => said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'not_affected', products })]));
    expect(other(['pkg:generic/opentick@4.2.1'])).toEqual(['fail CVE-2026-1']);
    expect(other(['pkg:generic/sealtls@3.6.1'])).toEqual(['fail CVE-2026-1']);
    expect(other(['pkg:generic/sealtls'])).toEqual(['pass CVE-2026-1']);
    expect(other(['pkg:generic/demo@2.4.0'])).toEqual(['pass CVE-2026-1']);
  });

  test('each affected component needs its own answer', () => {
    const both = sbom([hole('CVE-2026-1', { affects: ['tls', 'rtos'] })]);
    expect(said(findings(knownExploitedAreClosed, [both, kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'not_affected' })]))).toEqual(['fail CVE-2026-1']);
    expect(said(findings(knownExploitedAreClosed, [both, kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'not_affected', products: ['pkg:generic/sealtls', 'pkg:generic/opentick'] })]))).toEqual(['pass CVE-2026-1']);
  });

  test('the later statement wins, whatever its place; without times the worst does', () => {
    const early = { vulnerability: 'CVE-2026-1', status: 'not_affected', timestamp: '2026-11-01T00:00:00Z' } as const;
    const late = { vulnerability: 'CVE-2026-1', status: 'affected', timestamp: '2026-11-10T00:00:00Z' } as const;
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1'), vex(late, early)]))).toEqual(['fail CVE-2026-1']);
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1'), vex({ ...late, timestamp: '2026-10-01T00:00:00Z' }, early)]))).toEqual(['pass CVE-2026-1']);
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'affected' }, { vulnerability: 'CVE-2026-1', status: 'fixed' })]))).toEqual(['fail CVE-2026-1']);
  });

  test('analysis inside the SBOM counts, and a contradiction with VEX is open', () => {
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1', { state: 'resolved' })]), kev('CVE-2026-1')]))).toEqual(['pass CVE-2026-1']);
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1', { state: 'in_triage' })]), kev('CVE-2026-1')]))).toEqual(['fail CVE-2026-1']);
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1', { state: 'exploitable' })]), kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'fixed' })]))).toEqual(['fail CVE-2026-1']);
  });

  test('an alias in VEX leads from a GHSA id to the catalogue; without one an open GHSA is not evaluated', () => {
    const files = [sbom([hole('GHSA-aaaa')]), kev('CVE-2026-1')];
    expect(said(findings(knownExploitedAreClosed, files))).toEqual(['not-evaluated GHSA-aaaa']);
    expect(said(findings(knownExploitedAreClosed, [...files, vex({ vulnerability: 'CVE-2026-1', aliases: ['GHSA-aaaa'], status: 'affected' })]))).toEqual(['fail GHSA-aaaa']);
  });

  test('ids are compared without case', () => {
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('cve-2026-1 ')]), kev('CVE-2026-1')]))).toEqual(['fail cve-2026-1']);
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), kev('CVE-2026-1'), vex({ vulnerability: 'cve-2026-1', status: 'fixed' })]))).toEqual(['pass CVE-2026-1']);
  });

  test('what the SBOM names as affected and does not list is not closed by a statement about another part', () => {
    const files = (affects: string[]) => said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1', { affects })]), kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'not_affected' })]));
    expect(files(['gone'])).toEqual(['fail CVE-2026-1']);
    expect(files(['tls', 'gone'])).toEqual(['fail CVE-2026-1']);
    expect(files(['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#tls'])).toEqual(['pass CVE-2026-1']);
    expect(files([])).toEqual(['pass CVE-2026-1']);
    expect(files(['root'])).toEqual(['fail CVE-2026-1']);
  });

  test('no vulnerability anywhere, or a catalogue that is not whole, is not evaluated', () => {
    expect(said(findings(knownExploitedAreClosed, [sbom([]), kev('CVE-2026-1')]))).toEqual(['not-evaluated']);
    const partial = given('kev', 'kev.json', { catalogVersion: '1', dateReleased: '2026-11-18', declaredCount: 3, entries: [] });
    expect(said(findings(knownExploitedAreClosed, [sbom([hole('CVE-2026-1')]), partial]))).toEqual(['not-evaluated kev.json', 'pass CVE-2026-1']);
  });

  test('listed and only known to VEX as affected: fails', () => {
    expect(said(findings(knownExploitedAreClosed, [sbom([]), kev('CVE-2026-1'), vex({ vulnerability: 'CVE-2026-1', status: 'affected' })]))).toEqual(['fail CVE-2026-1']);
  });
});

describe('CHK-512: critical and high are assessed', () => {
  test.each([['critical', 'fail'], ['High', 'fail'], ['unknown', 'fail'], [undefined, 'fail'], ['medium', 'pass'], ['low', 'pass']] as const)('severity %s without assessment: %s', (severity, verdict) => {
    const one = hole('CVE-2026-1');
    const { severity: _, ...rest } = one;
    expect(said(findings(graveVulnerabilitiesAreAssessed, [sbom([severity === undefined ? rest : { ...one, severity }])]))).toEqual([`${verdict} CVE-2026-1`]);
  });

  test('under investigation fails at any severity; what is in the KEV catalogue is left to CHK-511', () => {
    expect(said(findings(graveVulnerabilitiesAreAssessed, [sbom([hole('CVE-2026-1', { severity: 'low', state: 'in_triage' })])]))).toEqual(['fail CVE-2026-1']);
    expect(said(findings(graveVulnerabilitiesAreAssessed, [sbom([hole('CVE-2026-1', { severity: 'critical' })]), kev('CVE-2026-1')]))).toEqual(['pass CVE-2026-1']);
  });

  test('assessed as affected is an assessment', () => {
    expect(said(findings(graveVulnerabilitiesAreAssessed, [sbom([hole('CVE-2026-1', { severity: 'high' })]), vex({ vulnerability: 'CVE-2026-1', status: 'affected' })]))).toEqual(['pass CVE-2026-1']);
  });
});

describe('CHK-513: VEX is justified and about what is shipped', () => {
  test('not_affected needs a justification or an impact statement', () => {
    expect(said(findings(vexIsJustified, [sbom([]), vex({ vulnerability: 'CVE-1', status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' }, { vulnerability: 'CVE-2', status: 'not_affected' })])))
      .toEqual(['fail CVE-2', 'pass CVE-1']);
    expect(said(findings(vexIsJustified, [sbom([hole('CVE-3', { state: 'not_affected' })]), vex({ vulnerability: 'CVE-1', status: 'fixed' })]))).toEqual(['fail CVE-3', 'pass CVE-1']);
  });

  test('a statement about a version that is not shipped fails, with the searched SBOM', () => {
    const list = findings(vexIsJustified, [sbom([]), vex({ vulnerability: 'CVE-1', status: 'fixed', products: ['pkg:generic/sealtls@3.6.1'] })]);
    expect(said(list)).toEqual(['fail CVE-1']);
    expect(list[0]!.read).toEqual([{ file: 'vex.json', line: 5, value: 'pkg:generic/sealtls@3.6.1' }, { file: 'sbom.json', value: null }]);
  });
});

describe('CHK-514: vulnerability data is recent', () => {
  const limit = (max: number) => ({ profile: profile({ thresholds: { 'vuln.dataMaxAgeDays': { max, source: 'CSP-001 §5' } } }) });
  test('within and beyond the limit', () => {
    const files = [sbom([hole('CVE-1')]), kev('CVE-1')];
    expect(said(findings(vulnerabilityDataIsFresh, files, limit(7)))).toEqual(['pass kev.json sbom.json']);
    const list = findings(vulnerabilityDataIsFresh, files, limit(3));
    expect(said(list)).toEqual(['fail sbom.json', 'pass kev.json']);
    expect(list[0]!.message).toContain('4 days before the release, allowed are 3 (CSP-001 §5)');
  });
  test('without a limit nothing is shown', () => {
    expect(said(findings(vulnerabilityDataIsFresh, [kev('CVE-1')]))).toEqual(['not-evaluated kev.json']);
  });
});
