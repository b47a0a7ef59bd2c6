import type { EvidenceKind, SafetyClass } from '../model/kinds.ts';

/** What `init` knows when it writes the first project file. */
export interface StarterFacts {
  readonly productName: string;
  readonly safetyClass: SafetyClass | undefined;
  /** Relative path from the project file to the root of the repository, when there is one. */
  readonly repository: string | undefined;
  /** Recognised, but they cannot be read. */
  readonly refused?: readonly string[];
  readonly found: readonly { readonly path: string; readonly kind: EvidenceKind }[];
}

/** A project file that is valid as it is: `check` then says what is missing. Comments say what to fill in. */
export function starterProject(facts: StarterFacts): string {
  const quoted = (text: string) => JSON.stringify(text);
  const slug = facts.productName.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'product';
  const of = (kind: EvidenceKind) => facts.found.filter((file) => file.kind === kind).map((file) => file.path);
  const lines = [
    '# yaml-language-server: $schema=node_modules/release-evidence/docs/schemas/project.schema.json',
    '# What this release is and where its evidence lies. `release-evidence check` says what is missing.',
    'product:',
    `  id: ${slug}`,
    `  name: ${quoted(facts.productName)}`,
    facts.safetyClass ? `  safetyClass: ${facts.safetyClass}` : '  # safetyClass: B        # IEC 62304 4.3; without it the release is evaluated as class C',
    '  # lifetimeYears: 10',
    '',
    ...(facts.repository === undefined
      ? ['release: {}   # instead of {}:','  # version: "1.0.0"       # needed: there is no git repository here that could say it', '  # commit: 40 hex digits   # needed, for the same reason']
      : ['release:', `  repository: ${quoted(facts.repository)}   # git (and the CI variables) then give commit and tag`, '  # version: 1.0.0        # when absent, taken from the tag v1.0.0']),
    '  # previous: {version: 0.9.0, tag: v0.9.0}   # or first: true; from it the commits of this release are counted',
    '  # date: 2026-01-31T12:00:00Z   # the only time that checks use; the clock when absent',
    '',
    `profile: iec62304-${(facts.safetyClass ?? 'C').toLowerCase()}`,
    '',
    '# artifacts:              # the released files: subjects of the seal, the main one first',
    '#   - dist/firmware.bin',
    '',
    'evidence:',
  ];
  const tests = of('tests');
  const sidecars = of('test-runs');
  if (tests.length > 0) {
    lines.push('  tests:');
    for (const path of tests) {
      const run = sidecars.find((sidecar) => sidecar.startsWith(path.replace(/\.xml$/, '')));
      lines.push(`    - files: ${quoted(path)}`, `      level: ${levelOf(path)}    # unit, integration, system or manual`, ...(run ? [`      run: ${quoted(run)}`] : ['      # run: who, when, version, configuration, tools, procedure (docs/schemas/test-run.schema.json)']));
    }
  }
  for (const kind of [...new Set(facts.found.map((file) => file.kind))].sort()) {
    if (kind === 'tests' || kind === 'test-runs') continue;
    const paths = of(kind);
    lines.push(paths.length === 1 ? `  ${kind}: ${quoted(paths[0]!)}` : `  ${kind}:\n${paths.map((path) => `    - ${quoted(path)}`).join('\n')}`);
  }
  if (facts.found.length === 0) lines.push('  tests: []');
  for (const path of facts.refused ?? []) lines.push(`  # ${quoted(path)} cannot be read (release-evidence inspect says why): repair the step that writes it, then name it here`);
  lines.push('  # not found here; the profile asks for most of them:');
  for (const [kind, example] of EXAMPLES) if (of(kind).length === 0) lines.push(`  # ${kind}: ${example}`);
  return `${lines.join('\n')}\n`;
}

function levelOf(path: string): string {
  return ['unit', 'integration', 'system', 'manual'].find((level) => path.toLowerCase().includes(level)) ?? 'unit';
}

/** One line for each kind that `init` did not find. Ours are described by docs/schemas/KIND.schema.json; tables need their columns named. */
const EXAMPLES: readonly (readonly [kind: EvidenceKind, example: string])[] = [
  ['requirements', '{files: requirements.csv, columns: {id: ID, title: Title, verifiedBy: Tests}}   # or needs.json'],
  ['risk-controls', '{files: risk-controls.csv, columns: {id: ID, title: Measure, requirements: Requirements}}'],
  ['hazards', '{files: hazards.csv, columns: {id: ID, title: Hazard}}'],
  ['design', '{files: design.csv, columns: {id: ID, title: Element, requirements: Realises}}'],
  ['test-cases', '{files: test-cases.csv, columns: {id: ID, title: Test, verifies: Verifies}}'],
  ['trace', '{files: matrix.csv, columns: {from: From, to: To, result: Result}}'],
  ['coverage', 'coverage.xml           # Cobertura, JaCoCo or LCOV'],
  ['analysis', 'analysis.sarif'],
  ['sbom', 'sbom.cdx.json             # CycloneDX'],
  ['vex', 'vex.openvex.json           # OpenVEX'],
  ['soup', 'soup.yaml                 # IEC 62304 8.1.2: software of unknown provenance'],
  ['anomalies', 'anomalies.yaml       # 5.8.2: residual anomalies; "none known" is a statement too'],
  ['tracker', '{files: tracker.csv, columns: {id: Key, title: Summary, status: Status}}'],
  ['changes', 'changes.yaml           # 8.2: change requests and their commits'],
  ['inspections', 'inspections.yaml   # verification by a person'],
  ['config-items', 'config-items.yaml # 8.1.3'],
  ['documents', 'documents.yaml       # plans, procedures, risk file'],
  ['checklist', 'checklist.yaml       # 5.8.6'],
  ['retention', 'retention.yaml       # 5.8.7'],
  ['build', 'build.json               # 5.8.5'],
  ['approvals', 'approvals.yaml       # by named persons, of the candidate digest that check prints'],
  ['waivers', 'waivers.yaml           # recorded deviations with a risk assessment'],
];
