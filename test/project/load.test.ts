import { describe, expect, it } from 'vitest';
import { EvidenceError, type Problem } from '../../src/model/problem.ts';
import { declarations } from '../../src/project/declarations.ts';
import { loadProject } from '../../src/project/load.ts';
import { starterProject } from '../../src/project/starter.ts';

const HEAD = 'product: { id: pump, name: Pump }\nprofile: iec62304-c\n';

function problems(text: string): readonly Problem[] {
  try {
    loadProject('p.yaml', text);
  } catch (error) {
    expect(error).toBeInstanceOf(EvidenceError);
    expect(error).toMatchObject({ code: 'PROJECT_INVALID', exit: 'usage' });
    return (error as EvidenceError).problems;
  }
  throw new Error('was accepted');
}
const brief = (text: string) => problems(text).map(({ line, message, expected, found, hint }) => [`${line}: ${message}`, expected && `expected ${expected}`, found && `found ${found}`, hint].filter(Boolean).join('; '));

describe('project file', () => {
  it('is read with its defaults', () => {
    const { project } = loadProject('p.yaml', `${HEAD}evidence: { sbom: sbom.json }\n`);
    expect(project.evidence.sbom).toEqual([{ files: ['sbom.json'] }]);
    expect(project.product.markets).toEqual([]);
    expect(project.binding.suiteProperties).toBe(false);
  });

  it('knows the line of every value', () => {
    const { lineOf } = loadProject('p.yaml', `${HEAD}evidence:\n  sbom:\n    - a.json\n    - b.json\n  tests:\n    - files: u.xml\n      level: unit\n`);
    expect(lineOf(['evidence', 'sbom', 1])).toBe(6);
    expect(lineOf(['evidence', 'tests', 0, 'level'])).toBe(9);
    expect(lineOf(['evidence', 'tests', 0, 'run'])).toBe(8);
    expect(lineOf(['evidence', 'vex', 0])).toBe(3);
  });

  it('reports every error at once, each with line and column', () => {
    expect(brief('product:\n  id: Bad Id\n  name: X\nprofile: iec62304-c\nevidence:\n  tests:\n    - files: u.xml\n      level: unti\nextra: 1\n')).toEqual([
      '2: column 3: product.id has another form; expected a lower-case slug such as meridian-sp-20; found Bad Id',
      '8: column 7: evidence.tests.0.level is not one of the known values; expected unit, integration, system, manual; found unti; did you mean unit?',
      '9: column 1: unknown key extra',
    ]);
  });

  it.each([
    ['empty', '', /empty/],
    ['not YAML', 'a: [1\n', /./],
    ['duplicate keys', `${HEAD}profile: iec62304-a\nevidence: {}\n`, /unique|[Dd]uplicate/],
    ['a list', '- a\n', /expected keys with values; found a list/],
    ['a short commit', `${HEAD}release: { commit: abc }\nevidence: {}\n`, /40 lower-case hex/],
    ['a date without offset', `${HEAD}release: { date: "2026-11-20T08:00:00" }\nevidence: {}\n`, /offset/],
    ['evidence outside by ..', `${HEAD}evidence: { sbom: ../x.json }\n`, /inside the project folder/],
    ['evidence outside by an absolute path', `${HEAD}evidence: { sbom: /etc/passwd }\n`, /inside the project folder/],
    ['an unknown evidence kind', `${HEAD}evidence: { sbomm: x.json }\n`, /unknown key evidence\.sbomm/],
  ])('refuses %s', (_, text, message) => {
    const found = problems(text);
    expect(brief(text).join('\n')).toMatch(message);
    expect(found.every((problem) => problem.line !== undefined && problem.file === 'p.yaml')).toBe(true);
  });

  it.each([
    ['a version that YAML reads as a number', `${HEAD}release: { version: 2.4 }\nevidence: {}\n`, ['3: column 12: release.version is of another type; expected text; found 2.4; put it in quotes ("…"), or YAML reads a number']],
    ['a missing key', 'profile: iec62304-c\nevidence: {}\n', ['1: column 1: product is missing; expected keys with values']],
    ['every unknown key, each with the one that is meant', `${HEAD}relaese: {}\nevidence: { sbomm: x.json, tets: [], wxyz: a }\n`, [
      '3: column 1: unknown key relaese; did you mean release?', '4: column 13: unknown key evidence.sbomm; did you mean sbom?',
      '4: column 28: unknown key evidence.tets; did you mean tests?', '4: column 38: unknown key evidence.wxyz',
    ]],
    ['a key of a list element', `${HEAD}evidence: { tests: [{ files: u.xml, levle: unit, level: unit }] }\n`, ['3: column 37: unknown key evidence.tests.0.levle; did you mean level?']],
  ])('says what is meant: %s', (_, text, expected) => {
    expect([...brief(text)].sort()).toEqual([...expected].sort());
  });

  it('shows the first syntax errors and counts the others', () => {
    const found = brief(`product:\n\tid: pump\n  name: Pump\n  description: x\n  udi: y\nprofile: a\nevidence: {}\n`);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^2: column 1: Tabs/);
    expect(found[2]).toMatch(/more errors below it are left out/);
  });

  it('refuses an alias bomb', () => {
    const bomb = `${HEAD}a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\nevidence: {}\n`;
    expect(() => loadProject('p.yaml', bomb)).toThrow();
  });

  it('does not let __proto__ through', () => {
    expect(brief(`${HEAD}__proto__: { polluted: yes }\nevidence: {}\n`).join()).toMatch(/__proto__/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('declarations', () => {
  it('make a sidecar a kind of its own, once', () => {
    const { project } = loadProject('p.yaml', `${HEAD}evidence:\n  tests:\n    - { files: [u.xml, v.xml], level: unit, run: r.json }\n    - { files: w.xml, level: unit, run: r.json }\n`);
    expect(declarations(project).map(({ declared, patterns }) => [declared.kind, declared.index, patterns])).toEqual([
      ['tests', 0, ['u.xml', 'v.xml']], ['tests', 1, ['w.xml']], ['test-runs', 0, ['r.json']],
    ]);
  });
});

describe('the project file that init writes', () => {
  it.each([undefined, 'A', 'C'] as const)('is valid (class %s)', (safetyClass) => {
    const text = starterProject({ productName: 'Große Pumpe "X"', safetyClass, repository: '.', found: [
      { path: 'reports/system tests.xml', kind: 'tests' }, { path: 'sbom.json', kind: 'sbom' }, { path: 'b.json', kind: 'sbom' },
    ] });
    const { project } = loadProject('p.yaml', text);
    expect(project.evidence.tests?.[0]).toMatchObject({ files: ['reports/system tests.xml'], level: 'system' });
    expect(project.evidence.sbom).toEqual([{ files: ['sbom.json', 'b.json'] }]);
  });
  it('names the kinds that were not found, each as a line that is valid without its comment sign', () => {
    const text = starterProject({ productName: 'Pump', safetyClass: 'B', repository: '.', found: [{ path: 'sbom.json', kind: 'sbom' }], refused: ['broken.xml'] });
    expect(text).toContain('"broken.xml" cannot be read');
    expect(text).not.toMatch(/# sbom: /);
    const { project } = loadProject('p.yaml', text.replace(/^ {2}# ([a-z-]+: [^"].*\.(?:csv|xml|sarif|json|yaml))/gm, '  $1'));
    expect(Object.keys(project.evidence)).toHaveLength(22);
  });
  it('is valid without a repository and without reports', () => {
    expect(loadProject('p.yaml', starterProject({ productName: '§', safetyClass: undefined, repository: undefined, found: [] })).project.product.id).toBe('product');
  });
});
