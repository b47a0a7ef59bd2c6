import { describe, expect, test } from 'vitest';
import { everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree } from '../../src/checks/soup-sbom.ts';
import type { Lockfile, SoupItem } from '../../src/model/lists.ts';
import type { Sbom, SbomComponent } from '../../src/model/sbom.ts';
import { findings, given, said } from '../support/evidence.ts';

function component(name: string, version: string | undefined, line: number, over: Partial<SbomComponent> = {}): SbomComponent {
  return { name, ...(version === undefined ? {} : { version, purl: `pkg:generic/${name}@${version}` }), licenses: [], hashes: [], file: 'sbom.json', line, ...over };
}
function sbom(...components: SbomComponent[]) {
  const content: Sbom = { specVersion: '1.6', tools: [], components, dependencies: [], incomplete: [], vulnerabilities: [] };
  return given('sbom', 'sbom.json', content);
}
function entry(id: string, name: string, version: string | undefined, line: number, over: Partial<SoupItem> = {}): SoupItem {
  return { id, title: name, ...(version === undefined ? {} : { version }), purl: `pkg:generic/${name}`, usedBy: [], covers: [], file: 'soup.yaml', line, ...over };
}
const soup = (...items: SoupItem[]) => given('soup', 'soup.yaml', { items });
const lock = (name: string, version: string) => {
  const content: Lockfile = { packageManager: 'conan', packages: [{ name, version, purl: `pkg:generic/${name}@${version}`, file: 'conan.lock', line: 4 }] };
  return given('lockfiles', 'conan.lock', content);
};

describe('[SRS-048] CHK-501: every shipped component is on the SOUP list', () => {
  test('passes when each component is covered once, by package, by name or by a pattern', () => {
    const files = [
      sbom(component('sealtls', '3.6.2', 10), component('PicoFS', '2.9.3', 20, { purl: undefined as never }), component('opentick-core', '4.2.1', 30), component('alarm', '2.4.0', 40)),
      soup(entry('SOUP-001', 'sealtls', '3.6.2', 3), entry('SOUP-002', 'Pico FS', '2.9.3', 9, { purl: undefined as never, id: 'picofs' }), entry('SOUP-003', 'OpenTick RTOS', '4.2.1', 15, { covers: ['pkg:generic/opentick-*'] })),
    ];
    const list = findings(everyComponentIsListed, files, { project: { product: { id: 'demo', name: 'Demo', own: ['pkg:generic/alarm'] } } });
    expect(said(list)).toEqual(['pass sealtls@3.6.2 PicoFS@2.9.3 opentick-core@4.2.1']);
    expect(list[0]!.read).toContainEqual({ file: 'sbom.json', line: 10, value: 'pkg:generic/sealtls@3.6.2' });
  });

  test('a component in the SBOM only fails, with its line and the list that was searched', () => {
    const list = findings(everyComponentIsListed, [sbom(component('sealtls', '3.6.2', 10), component('zipcore', '1.3.0', 20)), soup(entry('SOUP-001', 'sealtls', '3.6.2', 3))]);
    expect(said(list)).toEqual(['fail zipcore@1.3.0', 'pass sealtls@3.6.2']);
    expect(list[0]).toMatchObject({
      message: 'zipcore@1.3.0 is shipped and no entry of the SOUP list covers it',
      read: [{ file: 'sbom.json', line: 20, value: 'pkg:generic/zipcore@1.3.0' }, { file: 'soup.yaml', value: null }],
    });
  });

  test('two entries for one component fail: exactly one must answer for it', () => {
    const list = findings(everyComponentIsListed, [sbom(component('opentick-fs', '4.2.1', 10)), soup(entry('SOUP-001', 'opentick', '4.2.1', 3, { covers: ['pkg:generic/opentick-*'] }), entry('SOUP-002', 'opentick-fs', '4.2.1', 8))]);
    expect(said(list)).toEqual(['fail opentick-fs@4.2.1']);
    expect(list[0]!.message).toContain('SOUP-002, SOUP-001');
  });

  test('an own pattern excludes only what it names, and a component without package URL is never own', () => {
    const files = [sbom(component('alarm', '1', 10), component('alarm', undefined, 20)), soup(entry('SOUP-001', 'x', '1', 3))];
    expect(said(findings(everyComponentIsListed, files, { project: { product: { id: 'demo', name: 'Demo', own: ['pkg:generic/*'] } } }))).toEqual(['fail alarm']);
  });

  test('the same name in another ecosystem is another package', () => {
    const files = [sbom(component('crypto', '1.0.0', 10, { purl: 'pkg:npm/crypto@1.0.0' })), soup(entry('SOUP-001', 'crypto', '1.0.0', 3, { purl: 'pkg:pypi/crypto' }))];
    expect(said(findings(everyComponentIsListed, files))).toEqual(['fail crypto@1.0.0']);
    expect(said(findings(everySoupItemIsShipped, files))).toEqual(['fail SOUP-001']);
  });

  test('one package in two versions with an entry each is covered once each', () => {
    const files = [sbom(component('lib', '1.0', 10), component('lib', '2.0', 20)), soup(entry('SOUP-001', 'lib', '1.0', 3), entry('SOUP-002', 'lib', '2.0', 8))];
    expect(said(findings(everyComponentIsListed, files))).toEqual(['pass lib@1.0 lib@2.0']);
    expect(said(findings(soupVersionsAgree, files))).toEqual(['pass SOUP-001 SOUP-002']);
  });

  test('an SBOM without components gives no subject: the runner makes it not evaluated', () => {
    expect(findings(everyComponentIsListed, [sbom(), soup(entry('SOUP-001', 'x', '1', 3))])).toEqual([]);
  });
});

describe('CHK-502: every SOUP item is in the SBOM', () => {
  test('a version that differs is no absence', () => {
    expect(said(findings(everySoupItemIsShipped, [sbom(component('sealtls', '3.6.2', 10)), soup(entry('SOUP-001', 'sealtls', '3.6.1', 3))]))).toEqual(['pass SOUP-001']);
  });

  test('an entry that nothing matches fails', () => {
    const list = findings(everySoupItemIsShipped, [sbom(component('sealtls', '3.6.2', 10)), soup(entry('SOUP-009', 'gone', '1', 7))]);
    expect(said(list)).toEqual(['fail SOUP-009']);
    expect(list[0]!.read).toEqual([{ file: 'soup.yaml', line: 7, value: 'pkg:generic/gone' }, { file: 'sbom.json', value: null }]);
  });
});

describe('[SRS-048] CHK-503: versions agree', () => {
  test('list and SBOM differ: both values with their lines', () => {
    const list = findings(soupVersionsAgree, [sbom(component('sealtls', '3.6.2', 10)), soup(entry('SOUP-004', 'sealtls', '3.6.1', 3))]);
    expect(said(list)).toEqual(['fail SOUP-004']);
    expect(list[0]).toMatchObject({
      message: 'sealtls (SOUP-004): the SOUP list says 3.6.1, the SBOM ships 3.6.2',
      read: [{ file: 'soup.yaml', line: 3, value: '3.6.1' }, { file: 'sbom.json', line: 10, value: '3.6.2' }],
    });
  });

  test('the lockfile is a third source', () => {
    const files = [sbom(component('sealtls', '3.6.2', 10)), soup(entry('SOUP-004', 'sealtls', 'v3.6.2', 3))];
    expect(said(findings(soupVersionsAgree, [...files, lock('sealtls', '3.6.2')]))).toEqual(['pass SOUP-004']);
    const list = findings(soupVersionsAgree, [...files, lock('sealtls', '3.6.0')]);
    expect(said(list)).toEqual(['fail SOUP-004']);
    expect(list[0]!.read).toContainEqual({ file: 'conan.lock', line: 4, value: '3.6.0' });
  });

  test('SBOM and lockfile are compared for grouped components too', () => {
    const files = [sbom(component('opentick-fs', '4.2.1', 10)), soup(entry('SOUP-001', 'opentick', '4.2.1', 3, { covers: ['pkg:generic/opentick-*'] })), lock('opentick-fs', '4.2.0')];
    expect(said(findings(soupVersionsAgree, files))).toEqual(['fail opentick-fs@4.2.1', 'pass SOUP-001']);
  });

  test('an entry that is shipped through its parts only must share a version with one of them', () => {
    const grouped = (version: string) => [sbom(component('opentick-fs', '4.1.0', 10), component('opentick-ipc', version, 20)), soup(entry('SOUP-001', 'opentick', '4.2.1', 3, { covers: ['pkg:generic/opentick-*'] }))];
    expect(said(findings(soupVersionsAgree, grouped('4.2.1')))).toEqual(['pass SOUP-001']);
    const list = findings(soupVersionsAgree, grouped('4.2.0'));
    expect(said(list)).toEqual(['fail SOUP-001']);
    expect(list[0]!.read).toEqual([{ file: 'soup.yaml', line: 3, value: '4.2.1' }, { file: 'sbom.json', line: 10, value: '4.1.0' }, { file: 'sbom.json', line: 20, value: '4.2.0' }]);
  });

  test('a version inside the package URL must not contradict', () => {
    const files = [sbom(component('sealtls', '3.6.2', 10, { purl: 'pkg:generic/sealtls@3.6.1' })), soup(entry('SOUP-004', 'sealtls', '3.6.2', 3))];
    expect(said(findings(soupVersionsAgree, files))).toEqual(['fail SOUP-004']);
  });

  test('an epoch that the package URL leaves out is no contradiction', () => {
    const files = [sbom(component('curl', '1:7.50.3-1', 10, { purl: 'pkg:rpm/fedora/curl@7.50.3-1?epoch=1' })), soup(entry('SOUP-004', 'curl', '1:7.50.3-1', 3, { purl: 'pkg:rpm/fedora/curl' }))];
    expect(said(findings(soupVersionsAgree, files))).toEqual(['pass SOUP-004']);
  });

  test('a missing version is not evaluated, never passed', () => {
    const list = findings(soupVersionsAgree, [sbom(component('sealtls', '3.6.2', 10)), soup(entry('SOUP-004', 'sealtls', undefined, 3))]);
    expect(said(list)).toEqual(['not-evaluated SOUP-004']);
    expect(list[0]!.read[0]).toEqual({ file: 'soup.yaml', line: 3, value: null });
  });

  test('a third shipped version of a listed package fails', () => {
    const files = [sbom(component('lib', '1.0', 10), component('lib', '3.0', 20)), soup(entry('SOUP-001', 'lib', '1.0', 3))];
    expect(said(findings(soupVersionsAgree, files))).toEqual(['fail SOUP-001']);
  });
});
