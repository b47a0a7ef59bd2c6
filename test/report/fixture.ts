import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeFileTree } from '../../src/adapters/node-file-tree.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { identify } from '../../src/pipeline/identify.ts';
import { layOut } from '../../src/pipeline/payload.ts';
import { profileOf } from '../../src/pipeline/profile-of.ts';
import { loadProject } from '../../src/project/load.ts';
import type { ReportInput } from '../../src/report/input.ts';

const TOOL = { name: 'release-evidence', version: '0.1.0' };

/** A fixture release, collected, read and checked as the command line does it. */
export function fixtureInput(name: string): ReportInput {
  const folder = fileURLToPath(new URL(`../../fixtures/releases/${name}/`, import.meta.url));
  const tree = nodeFileTree(folder);
  const loaded = loadProject('release-evidence.yaml', readFileSync(`${folder}release-evidence.yaml`, 'utf8'));
  const release = identify({ project: loaded.project, clock: { now: () => new Date('2026-11-20T08:00:00Z') } }, tree);
  const evaluation = evaluate(tree, loaded, release, profileOf(tree, loaded.project));
  const set = layOut(tree, evaluation, TOOL);
  const { results, profile, evidence, graph } = evaluation;
  return { results, release, profile, evidence, graph, project: loaded.project, files: set.map, evidenceSetDigest: set.digest, tool: TOOL, checkTitles: Object.fromEntries(CHECKS.map((check) => [check.id, check.title])) };
}
