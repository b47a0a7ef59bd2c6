import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../src/model/evidence.ts';
import type { TraceTable } from '../../src/model/items.ts';
import type { Lockfile } from '../../src/model/lists.ts';
import type { Sbom } from '../../src/model/sbom.ts';
import { memorySource } from '../../src/model/source.ts';
import type { Vex } from '../../src/model/vulnerability.ts';
import { inspectSource } from '../../src/formats/inspect.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/formats/${name}`, import.meta.url));
const vex: Declaration = { kind: 'vex', index: 0 };
const content = <T>(bytes: Uint8Array, declared?: Declaration): T => {
  const answer = inspectSource(memorySource('x.json', bytes), declared);
  if (answer.content === undefined) throw new Error(JSON.stringify(answer.problems));
  return answer.content as T;
};
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('[SRS-016] CycloneDX', () => {
  it('lists the components of all levels with their places, and the product apart', () => {
    const { root, components, incomplete, vulnerabilities } = content<Sbom>(fixture('cyclonedx-json/own-nested.json'));
    expect(root).toMatchObject({ name: 'pump', version: '2.4.0', pointer: '/metadata/component' });
    expect(components.map(({ name, pointer }) => [name, pointer])).toEqual([
      ['rtos', '/components/0'], ['kernel', '/components/0/components/0'], ['port', '/components/0/components/0/components/0'], ['tls', '/components/1']]);
    expect(incomplete).toEqual([{ file: 'x.json', pointer: '/compositions/0/aggregate', aggregate: 'incomplete' }]);
    expect(vulnerabilities[0]).toMatchObject({ id: 'CVE-2026-0001', severity: 'high', affects: ['rtos'], state: 'not_affected' });
  });

  it('a blank version is no version', () => {
    expect(content<Sbom>(fixture('cyclonedx-json/own-nested.json')).components[3]).not.toHaveProperty('version');
  });

  it('declared as vex, a bill of materials gives its analyses, with references resolved to package URLs', () => {
    const { statements } = content<Vex>(fixture('cyclonedx-json/own-nested.json'), vex);
    expect(statements).toEqual([{ file: 'x.json', pointer: '/vulnerabilities/0', vulnerability: 'CVE-2026-0001', aliases: ['CVE-2026-0001'], products: ['pkg:generic/rtos@4.2.1'],
      status: 'not_affected', justification: 'code_not_reachable', timestamp: '2026-11-16T10:02:00Z' }]);
  });

  it('a vulnerability without analysis is under investigation, never settled', () => {
    expect(content<Vex>(fixture('cyclonedx-vex/own-undecided.json')).statements.map(({ status }) => status)).toEqual(['under_investigation', 'fixed', 'affected', 'not_affected']);
  });

  it('is refused as another kind than the declared one', () => {
    expect(inspectSource(memorySource('x.json', fixture('cyclonedx-vex/own-undecided.json')), { kind: 'sbom', index: 0 })).toMatchObject({ status: 'refused', problems: [{ code: 'KIND_MISMATCH' }] });
  });

  it('tells null for an absent value, a malformed licence and a doubled reference, and reads on', () => {
    const part = { type: 'library', name: 'a', version: null, 'bom-ref': 'r', licenses: [{ license: {} }] };
    const answer = inspectSource(memorySource('x.json', json({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [part, { ...part, licenses: [] }] })));
    expect(answer.status).toBe('read');
    expect(answer.facts).toMatchObject({ components: 2, withoutVersion: 2 });
    expect(answer.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['SCHEMA', '/components/0/version'], ['SCHEMA', '/components/0/licenses/0/license'], ['SCHEMA', '/components/1/version'], ['CONTRADICTION', '/components/1']]);
  });
});

describe('[SRS-016] OpenVEX', () => {
  it('names products and their subcomponents, aliases, and the time that a statement inherits', () => {
    const { statements } = content<Vex>(fixture('openvex/own-0.2.0.json'));
    expect(statements[0]).toMatchObject({ vulnerability: 'CVE-2026-0001', aliases: ['CVE-2026-0001', 'GHSA-x'], products: ['pkg:generic/pump@2.4.0', 'pkg:generic/tls@3.6.2'], timestamp: '2026-11-18T10:00:00Z' });
    expect(statements[1]).toMatchObject({ status: 'fixed', timestamp: '2026-11-19T10:00:00Z' });
    expect(content<Vex>(fixture('openvex/own-0.0.1.json')).statements[0]).toMatchObject({ vulnerability: 'CVE-2026-0001', products: ['pkg:generic/pump@2.4.0', 'pkg:generic/tls@3.6.2'] });
  });

  it('tells not_affected without a reason, and leaves the verdict to the checks', () => {
    const answer = inspectSource(memorySource('x.json', json({ '@context': 'https://openvex.dev/ns/v0.2.0', author: 'a', statements: [{ vulnerability: { name: 'CVE-1' }, products: ['p'], status: 'not_affected' }] })));
    expect(answer).toMatchObject({ status: 'read', problems: [{ code: 'SCHEMA', pointer: '/statements/0' }] });
  });
});

describe('[SRS-017] needs.json', () => {
  const needs = (needs: object, more: object = {}, version: unknown = '1.0') => json({ current_version: version, versions: { '1.0': { needs, ...more }, '0.9': { needs: { OLD: { id: 'OLD', type: 'req' } } } } });

  it('reads the current version only, links of configured types and parts, no derived links', () => {
    const { items } = content<TraceTable>(fixture('needs-json/sphinx-needs-parts.json'));
    expect(items.map(({ id, links }) => [id, links.map(({ type, target }) => `${type} ${target}`)])).toEqual([
      ['SRS-001', []], ['SRS-041', ['links SRS-001']], ['TST-101', ['verifies SRS-001', 'verifies SRS-001.1', 'verifies SRS-999']]]);
    expect(content<TraceTable>(needs({ A: { id: 'A', type: 'req' } })).items.map(({ id }) => id)).toEqual(['A']);
  });

  it('finds link types by their derived twin in files without a schema', () => {
    const { items } = content<TraceTable>(needs({ A: { id: 'A', type: 'req', links: [], tests: ['T', 'GONE'], tests_back: [], tags: ['T'] }, T: { id: 'T', type: 'test', links_back: [], tests_back: ['A'] } }));
    expect(items[0]?.links.map(({ type, target, pointer }) => [type, target, pointer])).toEqual([['tests', 'T', '/versions/1.0/needs/A/tests/0'], ['tests', 'GONE', '/versions/1.0/needs/A/tests/1']]);
    expect(items[1]?.links).toEqual([]);
  });

  it('takes a number for the name of the current version', () => {
    expect(content<TraceTable>(Buffer.from('{"current_version": 1.0, "versions": {"1.0": {"needs": {"A": {"id": "A", "type": "req"}}}}}')).items).toHaveLength(1);
  });

  it('counts again instead of believing needs_amount', () => {
    expect(inspectSource(memorySource('x.json', needs({ A: { id: 'A', type: 'req' } }, { needs_amount: 7 })))).toMatchObject({ status: 'read', facts: { items: 1 }, problems: [{ code: 'COUNTERS_DISAGREE', expected: '1', found: '7' }] });
  });
});

describe('package-lock.json', () => {
  const lock = (packages: object) => json({ name: 'a', lockfileVersion: 3, packages });

  it('names packages by their folder or alias, leaves out the project, its workspaces and links, and marks what is not pinned', () => {
    const { packages } = content<Lockfile>(lock({ '': { version: '1.0.0' }, 'packages/own': { version: '1.0.0' }, 'node_modules/own': { link: true, resolved: 'packages/own' },
      'node_modules/@scope/b': { version: '2.0.0-rc.1+x' }, 'node_modules/x/node_modules/c': { name: 'real', version: '3.0.0' }, 'node_modules/d': { version: 'git+ssh://host/d' } }));
    expect(packages.map(({ name, version, purl, floating }) => [name, version, purl, floating ?? false])).toEqual([
      ['@scope/b', '2.0.0-rc.1+x', 'pkg:npm/%40scope/b@2.0.0-rc.1%2Bx', false], ['real', '3.0.0', 'pkg:npm/real@3.0.0', false], ['d', 'git+ssh://host/d', 'pkg:npm/d@git%2Bssh%3A%2F%2Fhost%2Fd', true]]);
    expect(packages[0]?.pointer).toBe('/packages/node_modules~1@scope~1b');
  });
});
