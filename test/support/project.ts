import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BIN = join(ROOT, 'bin', 'release-evidence.js');

/** What one command line did. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Largest file that the program may write, in KiB: what a full disk looks like to it. */
  readonly largestFileKiB?: number;
  /** Limit of the JavaScript heap. */
  readonly heapMiB?: number;
  /** Run as the account `nobody`: root may read everything. */
  readonly asNobody?: boolean;
}

/** The program through its real command line, in a process of its own. Variables of the CI around it are not passed on. */
export function release(args: readonly string[], options: RunOptions = {}): Ran {
  const command = [process.execPath, ...(options.heapMiB === undefined ? [] : [`--max-old-space-size=${options.heapMiB}`]), BIN, ...args];
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(' ');
  // SIGXFSZ would kill the program; with it ignored the write fails with an error, as on a full disk.
  const wrapped = options.largestFileKiB === undefined ? command : ['bash', '-c', `trap '' XFSZ; ulimit -f ${options.largestFileKiB}; exec ${quoted}`];
  const result = spawnSync(wrapped[0]!, wrapped.slice(1), {
    cwd: options.cwd ?? ROOT, encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26,
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), NO_COLOR: '1', ...options.env },
    ...(options.asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  if (result.error) throw result.error;
  return { exit: result.status ?? -1, out: result.stdout, err: result.stderr };
}

const NOBODY = 65534;

/** A release in a folder of its own, gone after the test file. */
export interface TestProject {
  readonly folder: string;
  /** Writes a file (text, bytes), or removes it (null). */
  set(path: string, content: string | Uint8Array | null): void;
  get(path: string): string;
  path(...parts: string[]): string;
  /** All paths below the folder, sorted. */
  files(): readonly string[];
  run(...args: string[]): Ran;
  runWith(options: RunOptions, ...args: string[]): Ran;
}

type Changes = Readonly<Record<string, string | Uint8Array | null>>;

/**
 * A small release of safety class A that is READY as it stands: one requirement, one system test, everything that the profile asks for.
 * `changes` replaces files (or takes them away: null) after the approvals were given, so that the approvals no longer fit (CHK-803);
 * with `after` the changed release is what was approved.
 */
export function project(changes: Changes = {}, approve: 'before' | 'after' = 'before'): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'release-evidence-e2e-'));
  folders.push(folder);
  const made: TestProject = {
    folder,
    path: (...parts) => join(folder, ...parts),
    set(path, content) {
      const absolute = join(folder, path);
      if (content === null) { rmSync(absolute, { recursive: true, force: true }); return; }
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, content);
    },
    get: (path) => readFileSync(join(folder, path), 'utf8'),
    files: () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')).sort(),
    run: (...args) => release(args, { cwd: folder }),
    runWith: (options, ...args) => release(args, { cwd: folder, ...options }),
  };
  for (const [path, content] of Object.entries(files())) made.set(path, content);
  const change = () => { for (const [path, content] of Object.entries(changes)) made.set(path, content); };
  if (approve === 'after' && Object.keys(changes).length > 0) {
    change();
    giveApprovals(made);
  } else {
    made.set('approvals.yaml', approvalsOfTheBase ??= approvalsFor(made));
    change();
  }
  return made;
}

/** Approves what is there: two people, each naming the candidate digest that `check` prints. */
export function giveApprovals(made: TestProject): void {
  made.set('approvals.yaml', approvalsFor(made));
}

/** Approvals of the release without any change, made once for all projects of a test file. */
let approvalsOfTheBase: string | undefined;

function approvalsFor(made: TestProject): string {
  const checked = made.run('check', '--json');
  const { candidateDigest } = JSON.parse(checked.out || '{}') as { candidateDigest?: string };
  if (candidateDigest === undefined) throw new Error(`nothing can be approved: ${checked.out}${checked.err}`);
  const one = (role: string, name: string, at: string) => `  - { role: ${role}, name: ${name}, userId: ${name.toLowerCase().replace(' ', '.')}, meaning: approved for release, at: '${at}', candidateDigest: ${candidateDigest} }\n`;
  return `schema: release-evidence/approvals/v1\napprovals:\n${one('development', 'Ada Byron', '2026-03-03T10:00:00Z')}${one('quality', 'Emmy Noether', '2026-03-03T11:00:00Z')}`;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const COMMIT = '4f'.repeat(20);
export const FIRMWARE = 'firmware of the pump, version 1.0.0\n';

/** The report that the others are variations of: two cases, one test. */
export const JUNIT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="system" tests="2" failures="0" errors="0" skipped="0">
  <testcase classname="pump" name="delivers the set rate" time="0.2">
    <properties><property name="testspec" value="TST-001"/></properties>
  </testcase>
  <testcase classname="pump" name="stops on request" time="0.1">
    <properties><property name="testspec" value="TST-001"/></properties>
  </testcase>
</testsuite>
`;

const ANOMALIES = `schema: release-evidence/anomalies/v1
product: pump
version: 1.0.0
query: 'project = PUMP and status = open'
extractedAt: '2026-03-02T12:00:00Z'
items:
  - id: ANOM-001
    title: The clock loses a second a day
    description: after 24 h of operation the shown time is late by one second
    status: open
    foundInVersion: 1.0.0
    foundDate: '2026-03-01'
    discovery: long run on the bench
    affectedItems: []
    affectedRequirements: []
    affectedRiskControls: []
    rootCause: tolerance of the crystal
    severity: negligible
    probability: frequent
    riskLevelBefore: low
    riskLevelAfter: low
    riskEvaluationRef: RMF-001 section 4
    acceptability: acceptable
    impactSafetyEffectiveness: no therapy depends on the clock
    impactUse: the time is shown in the log only
    securityAssessment: { exploitable: 'no', reason: no interface }
    rationaleForRelease: within the labelled accuracy
    workaround: set the clock every month
    labelingRef: IFU 4.2
    fixPlan: none planned, within the labelled accuracy
    evaluatedBy: Grace Hopper
    approvedBy: Emmy Noether
    date: '2026-03-02'
`;

function files(): Record<string, string> {
  const list = (name: string, lines: string) => `schema: release-evidence/${name}/v1\n${lines}`;
  return {
    'release-evidence.yaml': PROJECT,
    'dist/pump.bin': FIRMWARE,
    'requirements.csv': 'id,title,source,criterion,state,verified\nSRS-001,The pump delivers the set rate,SYS-001,within 5 % of the set rate,approved,TST-001\n',
    'tests.csv': 'id,title,level,verifies\nTST-001,Rate and stop,system,SRS-001\n',
    'trace.csv': 'from,to,result\nSRS-001,TST-001,pass\n',
    'reports/system.xml': JUNIT,
    'reports/system.run.json': `${JSON.stringify({
      schema: 'release-evidence/test-run/v1', id: 'RUN-1', level: 'system', version: '1.0.0', commit: COMMIT,
      binarySha256: [createHash('sha256').update(FIRMWARE).digest('hex')],
      start: '2026-03-02T09:00:00Z', end: '2026-03-02T10:00:00Z', hardware: 'bench 2, board revision C', software: 'firmware 1.0.0, default settings',
      tools: [{ name: 'bench', version: '3.1.0' }], executor: 'bench runner', responsible: 'Grace Hopper', procedure: 'TP-001@2',
    }, null, 2)}\n`,
    'sbom.cdx.json': `${JSON.stringify({
      bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
      metadata: {
        timestamp: '2026-03-02T08:30:00Z', authors: [{ name: 'build' }], tools: { components: [{ type: 'application', name: 'sbom-tool', version: '1.0.0' }] },
        component: { 'type': 'firmware', 'bom-ref': 'pump', 'name': 'pump', 'version': '1.0.0', 'supplier': { name: 'Pump Works' } },
      },
      components: [
        { 'type': 'library', 'bom-ref': 'tick', 'name': 'tick-rtos', 'version': '4.2.1', 'purl': 'pkg:generic/tick-rtos@4.2.1', 'supplier': { name: 'Tick' } },
        { 'type': 'library', 'bom-ref': 'tock', 'name': 'tick-timers', 'version': '4.2.1', 'purl': 'pkg:generic/tick-timers@4.2.1', 'supplier': { name: 'Tick' } },
      ],
      dependencies: [{ ref: 'pump', dependsOn: ['tick'] }, { ref: 'tick', dependsOn: ['tock'] }, { ref: 'tock', dependsOn: [] }],
      vulnerabilities: [{
        id: 'CVE-2026-0001', ratings: [{ severity: 'high' }], affects: [{ ref: 'tock' }],
        analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'the timer pool is not used' },
      }],
    }, null, 2)}\n`,
    'soup.yaml': list('soup', `product: pump
version: 1.0.0
items:
  - id: SOUP-001
    title: Tick RTOS
    manufacturer: Tick
    version: 4.2.1
    purl: pkg:generic/tick-rtos@4.2.1
    covers: ['pkg:generic/tick-timers@*']
    purpose: scheduling
    supportLevel: active
    endOfSupport: '2030-01-01'
`),
    'anomalies.yaml': ANOMALIES,
    'tracker.yaml': list('anomalies', `product: pump\nversion: 1.0.0\nquery: 'project = PUMP and status = open'\nextractedAt: '2026-03-02T12:30:00Z'\nitems:\n  - { id: ANOM-001, title: The clock loses a second a day, status: open }\n`),
    'changes.yaml': list('changes', `changes:
  - { id: CR-001, type: feature, description: first version, requestedBy: Mary Shelley, author: Alan Turing, approvedBy: Mary Shelley, mergedBy: Mary Shelley,
      approvedAt: '2026-03-01T09:00:00Z', affects: [SRS-001], safetyImpact: none, regressionScope: all tests, verifiedBy: [TST-001], commits: [${COMMIT}] }
`),
    'config-items.yaml': list('config-items', `items:
  - { name: pump.bin, kind: binary, version: 1.0.0, sha256: ${createHash('sha256').update(FIRMWARE).digest('hex')}, safetyClass: A }
  - { name: sources, kind: source, version: ${COMMIT}, reference: 'git v1.0.0', safetyClass: A }
  - { name: Tick RTOS, kind: soup, version: 4.2.1, reference: SOUP-001, safetyClass: A }
`),
    'documents.yaml': list('documents', `documents:
  - { id: SDP-001, kind: plan, title: Development plan, version: '3', status: approved, approvedAt: '2026-01-10', safetyClass: A }
  - { id: RMF-001, kind: risk-file, title: Risk management file, version: '5', status: approved, approvedAt: '2026-02-20', safetyClass: A }
`),
    'retention.yaml': list('retention', "retainUntil: '2041-03-04'\ndeviceLifetimeYears: 10\nregions: [EU]\nextendable: true\n"),
    'vcs.yaml': list('vcs', `commit: ${COMMIT}
committedAt: '2026-03-02T08:00:00Z'
clean: true
tag: { name: v1.0.0, object: ${'5a'.repeat(20)}, target: ${COMMIT}, signed: true }
commits:
  - { id: ${COMMIT}, author: Alan Turing, committer: Mary Shelley, committedAt: '2026-03-02T08:00:00Z', subject: 'CR-001 first version', files: [src/pump.c] }
`),
    'approvals.yaml': list('approvals', 'approvals: []\n'),
  };
}

export const PROJECT = `product:
  id: pump
  name: Pump
  safetyClass: A
  lifetimeYears: 10
release:
  version: 1.0.0
  commit: ${COMMIT}
  tag: v1.0.0
  date: 2026-03-04T08:00:00Z
profile: iec62304-a
artifacts:
  - dist/pump.bin
evidence:
  requirements:
    files: requirements.csv
    columns: { id: id, title: title, source: source, criterion: criterion, state: state, verifiedBy: verified }
  test-cases:
    files: tests.csv
    columns: { id: id, title: title, level: level, verifies: verifies }
  trace:
    files: trace.csv
    columns: { from: from, to: to, result: result }
  tests:
    - files: reports/*.xml
      level: system
      run: reports/system.run.json
  sbom: sbom.cdx.json
  soup: soup.yaml
  anomalies: anomalies.yaml
  tracker: tracker.yaml
  changes: changes.yaml
  config-items: config-items.yaml
  documents: documents.yaml
  retention: retention.yaml
  vcs: vcs.yaml
  approvals: approvals.yaml
`;

/** The rows of `check --json`, as far as the tests look at them. */
export interface CheckJson {
  readonly verdict: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly rows: readonly {
    readonly check: string; readonly verdict: string; readonly severity: string; readonly subjects: readonly string[]; readonly message: string;
    readonly read: readonly { readonly file: string; readonly line?: number; readonly pointer?: string; readonly value: unknown }[]; readonly fix: string;
  }[];
}

export function checkJson(made: TestProject): CheckJson & { readonly exit: number } {
  const ran = made.run('check', '--json');
  return { ...(JSON.parse(ran.out) as CheckJson), exit: ran.exit };
}

/** Blocking and warning rows as `CHK-102 reports/system.xml`. */
export function trouble(result: CheckJson): readonly string[] {
  return result.rows.filter((row) => !['pass', 'not-applicable'].includes(row.verdict)).map((row) => `${row.verdict === 'fail' && row.severity === 'warning' ? 'warning ' : ''}${row.check} ${row.subjects.join(' ')}`.trim());
}

