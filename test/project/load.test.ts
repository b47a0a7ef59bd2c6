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
const brief = (text: string) => problems(text).map(({ line, message }) => `${line}: ${message}`);

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
      expect.stringMatching(/^2: column 3: product\.id: .*slug/),
      expect.stringMatching(/^8: column 7: evidence\.tests\.0\.level: /),
      '9: column 1: unknown key extra',
    ]);
  });

  it.each([
    ['empty', '', /empty/],
    ['not YAML', 'a: [1\n', /./],
    ['duplicate keys', `${HEAD}profile: iec62304-a\nevidence: {}\n`, /unique|[Dd]uplicate/],
    ['a list', '- a\n', /object|record/],
    ['a short commit', `${HEAD}release: { commit: abc }\nevidence: {}\n`, /40 lower-case hex/],
    ['a date without offset', `${HEAD}release: { date: "2026-11-20T08:00:00" }\nevidence: {}\n`, /offset/],
    ['evidence outside by ..', `${HEAD}evidence: { sbom: ../x.json }\n`, /inside the project folder/],
    ['evidence outside by an absolute path', `${HEAD}evidence: { sbom: /etc/passwd }\n`, /inside the project folder/],
    ['an unknown evidence kind', `${HEAD}evidence: { sbomm: x.json }\n`, /unknown key evidence\.sbomm/],
  ])('refuses %s', (_, text, message) => {
    const found = problems(text);
    expect(found.map((problem) => problem.message).join('\n')).toMatch(message);
    expect(found.every((problem) => problem.line !== undefined && problem.file === 'p.yaml')).toBe(true);
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
  it('is valid without a repository and without reports', () => {
    expect(loadProject('p.yaml', starterProject({ productName: '§', safetyClass: undefined, repository: undefined, found: [] })).project.product.id).toBe('product');
  });
});
