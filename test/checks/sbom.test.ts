import { describe, expect, test } from 'vitest';
import { sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned } from '../../src/checks/sbom.ts';
import type { Sbom, SbomComponent } from '../../src/model/sbom.ts';
import { findings, given, said } from '../support/evidence.ts';

const part = (name: string, line: number, over: Partial<SbomComponent> = {}): SbomComponent => ({ ref: name, name, version: '1.0', supplier: 'Acme', purl: `pkg:generic/${name}@1.0`, licenses: [], hashes: [], file: 'sbom.json', line, ...over });
const edge = (ref: string, ...dependsOn: string[]) => ({ ref, dependsOn, file: 'sbom.json', line: 90 });
function sbom(over: Partial<Sbom> = {}) {
  return given('sbom', 'sbom.json', {
    specVersion: '1.6', tools: ['generator 1.0'], timestamp: '2026-11-16T10:05:00Z', root: part('demo', 3, { version: '2.4.0' }), components: [part('a', 10), part('b', 20)],
    dependencies: [edge('demo', 'a'), edge('a', 'b')], incomplete: [], vulnerabilities: [], ...over,
  });
}
const without = (name: keyof SbomComponent) => {
  const { [name]: _, ...rest } = part('c', 30);
  return rest as SbomComponent;
};

describe('CHK-507: minimum elements', () => {
  test('all there', () => expect(said(findings(sbomHasMinimumElements, [sbom()]))).toEqual(['pass sbom.json a@1.0 b@1.0']));
  test('top level only: no component has a dependency', () => {
    const list = findings(sbomHasMinimumElements, [sbom({ dependencies: [edge('demo', 'a', 'b'), edge('a')] })]);
    expect(said(list)).toEqual(['fail sbom.json', 'pass a@1.0 b@1.0']);
    expect(list[0]!.read).toEqual([{ file: 'sbom.json', line: 90, value: 'demo: 2 dependencies' }]);
  });
  test('no relationships, no author, no time: one row with all three', () => {
    const { timestamp: _, ...content } = sbom({ dependencies: [], tools: [] }).content!;
    const list = findings(sbomHasMinimumElements, [given('sbom', 'sbom.json', content)]);
    expect(said(list)).toEqual(['fail sbom.json', 'pass a@1.0 b@1.0']);
    expect(list[0]!.read).toHaveLength(1);
    expect(list[0]!.message.split('; ')).toHaveLength(3);
  });
  test.each([['supplier', 'supplier'], ['purl', 'package URL or CPE']] as const)('a component without %s', (name, word) => {
    const list = findings(sbomHasMinimumElements, [sbom({ components: [without(name)], dependencies: [edge('c', 'x')] })]);
    expect(said(list)).toEqual(['fail c@1.0', 'pass sbom.json']);
    expect(list[0]).toMatchObject({ message: `c@1.0 has no ${word}`, read: [{ file: 'sbom.json', line: 30, value: null }] });
  });
  test('an SBOM without components shows nothing', () => expect(said(findings(sbomHasMinimumElements, [sbom({ components: [] })]))).toEqual(['not-evaluated sbom.json']));
  test('a CPE is an identifier; an SBOM that calls itself incomplete only warns', () => {
    expect(said(findings(sbomHasMinimumElements, [sbom({ components: [{ ...without('purl'), cpe: 'cpe:2.3:a:acme:c:1.0' }] })]))).toEqual(['pass sbom.json c@1.0']);
    const list = findings(sbomHasMinimumElements, [sbom({ incomplete: [{ aggregate: 'incomplete', file: 'sbom.json', line: 99 }] })]);
    expect(list[0]).toMatchObject({ verdict: 'fail', severity: 'warning', subjects: ['sbom.json'] });
  });
});

describe('CHK-508: of this release', () => {
  const build = (start: string) => given('build', 'build.yaml', { start, tools: [], lockfiles: [], outputs: [], at: { start: { file: 'build.yaml', line: 4 } }, file: 'build.yaml' });
  test('product, version and time agree', () => expect(said(findings(sbomIsOfThisRelease, [sbom(), build('2026-11-16T10:02:00Z')]))).toEqual(['pass sbom.json']));
  test('another version', () => {
    const list = findings(sbomIsOfThisRelease, [sbom({ root: part('demo', 3, { version: '2.3.1' }) })]);
    expect(said(list)).toEqual(['fail sbom.json']);
    expect(list[0]!.read).toEqual([{ file: 'sbom.json', line: 3, value: '2.3.1' }, { file: 'release-evidence.yaml', value: 'release.version: 2.4.0' }]);
  });
  test('another product, no root', () => {
    expect(said(findings(sbomIsOfThisRelease, [sbom({ root: part('pump', 3, { version: '2.4.0' }) })]))).toEqual(['fail sbom.json']);
    const { root: _, ...content } = sbom().content!;
    expect(said(findings(sbomIsOfThisRelease, [given('sbom', 'sbom.json', content)]))).toEqual(['fail sbom.json']);
  });
  test.each(['Demo', 'firmware', 'firmware.bin'])('the root may be called %s', (name) => {
    expect(said(findings(sbomIsOfThisRelease, [sbom({ root: part(name, 3, { version: 'v2.4.0' }) })]))).toEqual(['pass sbom.json']);
  });
  test('older than the build: both times', () => {
    const list = findings(sbomIsOfThisRelease, [sbom(), build('2026-11-16T10:06:00Z')]);
    expect(said(list)).toEqual(['fail sbom.json']);
    expect(list[0]!.read).toEqual([{ file: 'sbom.json', value: 'timestamp: 2026-11-16T10:05:00Z' }, { file: 'build.yaml', line: 4, value: '2026-11-16T10:06:00Z' }]);
  });
  test('a time that cannot be understood is not evaluated', () => expect(said(findings(sbomIsOfThisRelease, [sbom({ timestamp: 'yesterday' })]))).toEqual(['not-evaluated sbom.json']));
});

describe('CHK-509: pinned', () => {
  test.each(['latest', 'main', '^1.2.0', '1.x', 'dev-main'])('%s floats', (version) => {
    const list = findings(versionsArePinned, [sbom({ components: [part('c', 30, { version })] })]);
    expect(said(list)).toEqual([`fail c@${version}`]);
    expect(list[0]!.read).toEqual([{ file: 'sbom.json', line: 30, value: version }]);
  });
  test('no version, and a floating package of the lockfile', () => {
    const lock = given('lockfiles', 'lock.json', { packageManager: 'npm', packages: [{ name: 'd', version: '1.0', purl: 'pkg:npm/d@1.0', floating: true, file: 'lock.json', line: 7 }] });
    expect(said(findings(versionsArePinned, [sbom({ components: [without('version'), part('a', 10)] }), lock]))).toEqual(['fail c', 'fail d@1.0', 'pass a@1.0']);
  });
});
