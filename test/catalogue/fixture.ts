import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mappedFileTree } from '../../src/adapters/mapped-file-tree.ts';
import { nodeFileTree } from '../../src/adapters/node-file-tree.ts';
import type { CatalogueInput, PublishedAs } from '../../src/catalogue/input.ts';
import { catalogueOf, catalogueOfBundle } from '../../src/pipeline/catalogue.ts';
import { evaluate, type Evaluation } from '../../src/pipeline/evaluate.ts';
import { identify } from '../../src/pipeline/identify.ts';
import { layOut } from '../../src/pipeline/payload.ts';
import { profileOf } from '../../src/pipeline/profile-of.ts';
import type { FileTree } from '../../src/pipeline/ports.ts';
import { loadProject } from '../../src/project/load.ts';

const TOOL = { name: 'release-evidence', version: '0.1.0', sha256: '0'.repeat(64) };

export const PUBLISHED: PublishedAs = { bundleSha256: 'b'.repeat(64), tagManifestSha256: 'c'.repeat(64), retainUntil: '2041-11-20T00:00:00Z' };

/** A fixture release, evaluated as the command line does it. */
export function evaluated(name: string): { tree: FileTree; evaluation: Evaluation } {
  const folder = fileURLToPath(new URL(`../../fixtures/releases/${name}/`, import.meta.url));
  const tree = nodeFileTree(folder);
  const loaded = loadProject('release-evidence.yaml', readFileSync(`${folder}release-evidence.yaml`, 'utf8'));
  const release = identify({ project: loaded.project, clock: { now: () => new Date('2026-11-20T08:00:00Z') } }, tree);
  return { tree, evaluation: evaluate(tree, loaded, release, profileOf(tree, loaded.project)) };
}

export const objectOf = (name: string, published: PublishedAs = PUBLISHED) => catalogueOf(evaluated(name).evaluation, published);

/** The same from what a bundle of it would hold. */
export function objectOfBundle(name: string, published: PublishedAs = PUBLISHED) {
  const { tree, evaluation } = evaluated(name);
  const files = new Map(layOut(tree, evaluation, TOOL).files.map((file) => [file.path, file.content]));
  return catalogueOfBundle({ open: (path) => files.get(path)! }, mappedFileTree, published);
}

/** What the facts of the demo release are made from. */
export function demoInput(): CatalogueInput {
  const { loaded, release, profile, evidence, graph, results } = evaluated('meridian-2.4.0').evaluation;
  return { project: loaded.project, projectFile: loaded.file, projectText: loaded.text, release, profile, evidence, graph, results, published: PUBLISHED };
}
