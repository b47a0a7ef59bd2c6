import { CHECKS } from '../checks/index.ts';
import { runChecks } from '../checks/runner.ts';
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
import { collect } from './collect.ts';
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
}

/**
 * files → facts → trace graph → checks → verdict. The same function for `check`, `bundle` and the re-derivation inside `verify`:
 * it sees the tree, the project file and the release identity, and nothing else.
 */
export function evaluate(tree: FileTree, loaded: LoadedProject, release: ReleaseIdentity, profile: EffectiveProfile): Evaluation {
  const collected = collect(tree, loaded);
  const ids = idScheme(loaded.project.ids);
  const evidence = readEvidence(tree, collected, keepsDetail(caseFilter(loaded.project.binding, ids)), new Set(loaded.project.credentials.allow.map(({ sha256 }) => sha256)));
  const graph = buildGraph(evidence, loaded.project, ids, loaded.file);
  const results = runChecks(CHECKS, { project: loaded.project, projectFile: loaded.file, projectText: loaded.text, projectLine: (path) => loaded.lineOf(path), release, profile, evidence, graph });
  return { loaded, release, profile, evidence, graph, results };
}

/** How many passed test cases that are bound to nothing are kept for the report; beyond it they are only counted. */
const DETAILED_CASES = 200_000;

function keepsDetail(speaks: (testCase: TestCase) => boolean): (testCase: TestCase) => boolean {
  let kept = 0;
  return (testCase) => speaks(testCase) || ++kept <= DETAILED_CASES;
}
