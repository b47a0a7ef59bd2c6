import { CHECKS } from '../checks/index.ts';
import { runChecks } from '../checks/runner.ts';
import { HIDDEN, type Hide, hiding } from '../credentials/hide.ts';
import { isRandom } from '../credentials/value.ts';
import type { EvidenceSet } from '../model/evidence.ts';
import type { TraceGraph } from '../model/graph.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import type { CheckResults } from '../model/row.ts';
import type { TestCase } from '../model/tests.ts';
import { idScheme } from '../profile/id-scheme.ts';
import type { LoadedProject } from '../project/load.ts';
import { caseFilter } from '../trace/binding.ts';
import { buildGraph } from '../trace/graph.ts';
import { collect, type Collected } from './collect.ts';
import type { FileTree } from './ports.ts';
import { readEvidence } from './read.ts';

/** Everything that follows from the evidence of one release. */
export interface Evaluation {
  readonly loaded: LoadedProject;
  readonly release: ReleaseIdentity;
  readonly profile: EffectiveProfile;
  readonly evidence: EvidenceSet;
  readonly graph: TraceGraph;
  readonly results: CheckResults;
  /** Takes what was found to look like a credential out of what is shown; results, what was read and graph went through it. */
  readonly hide: Hide;
  /** Whether what looks like a credential, wherever it is met, was found in a file that somebody allowed. */
  isAllowed(secret: string): boolean;
}

/**
 * files → facts → trace graph → checks → verdict. The same function for `check`, `bundle` and the re-derivation inside `verify`:
 * it sees the tree, the project file and the release identity, and nothing else.
 */
export function evaluate(tree: FileTree, loaded: LoadedProject, release: ReleaseIdentity, profile: EffectiveProfile): Evaluation {
  const collected = collect(tree, loaded);
  const ids = idScheme(loaded.project.ids);
  const allowed = new Set(loaded.project.credentials.allow.map(({ sha256 }) => sha256));
  const evidence = readEvidence(tree, collected, keepsDetail(caseFilter(loaded.project.binding, ids)), allowed);
  const graph = buildGraph(evidence, loaded.project, ids, loaded.file);
  const results = runChecks(CHECKS, { project: loaded.project, projectFile: loaded.file, projectText: loaded.text, projectLine: (path) => loaded.lineOf(path), release, profile, evidence, graph });
  const hide = hideFound(collected, allowed, release);
  const without = hiding([...collected.scans.values()].flatMap(({ scan, secrets }) => (allowed.has(scan.sha256) ? secrets : [])));
  return {
    loaded, release, profile, hide, isAllowed: (secret) => without(secret) === HIDDEN, graph: hide(graph), results: { ...results, rows: hide(results.rows) },
    evidence: { ...evidence, contents: hide(evidence.contents), files: evidence.files.map((file) => ({ ...file, facts: hide(file.facts), problems: hide(file.problems) })) },
  };
}

/** Members of rows, facts and pages that a program decides by; what is named by them was never read from evidence. */
const DECIDES: ReadonlySet<string> = new Set([
  'check', 'verdict', 'severity', 'clause', 'code', 'kind', 'type', 'status', 'state', 'outcome', 'format', 'level', 'mark', 'style', 'align', 'where', 'anchor', 'id', 'sha256',
]);

/**
 * Of a file that blocks the release: all that was found. Of one that somebody allowed, only what looks as if a machine had made it and is nothing
 * that names the release: the word of a person who is wrong is no reason to print a secret twice, and none to blank a word that is everywhere.
 */
function hideFound({ scans }: Collected, allowed: ReadonlySet<string>, { version, commit, tag, product }: ReleaseIdentity): Hide {
  const known = new Set<string | undefined>([version, commit, tag, product.id, product.name]);
  const secrets = [...scans.values()].flatMap(({ scan, secrets: found }) => (allowed.has(scan.sha256) ? found.filter((one) => !known.has(one) && !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u.test(one) && (one.includes('PRIVATE KEY') || isRandom(one))) : found));
  return hiding(secrets, DECIDES);
}

/** How many passed test cases that are bound to nothing are kept for the report; beyond it they are only counted. */
const DETAILED_CASES = 200_000;

function keepsDetail(speaks: (testCase: TestCase) => boolean): (testCase: TestCase) => boolean {
  let kept = 0;
  return (testCase) => speaks(testCase) || ++kept <= DETAILED_CASES;
}
