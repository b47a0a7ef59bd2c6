import { CHECKS_JSON } from '../bundle/layout.ts';
import type { PublishedAs } from '../catalogue/input.ts';
import { catalogueObject, type CatalogueObject } from '../catalogue/object.ts';
import type { CheckResults } from '../model/row.ts';
import { type BundleContent, type BundleEvaluation, evaluateBundle, type MakeTree, textOf } from './evaluate-bundle.ts';
import type { Evaluation } from './evaluate.ts';

/** The catalogue's object of a release that was just evaluated. */
export function catalogueOf(evaluation: Evaluation, published: PublishedAs): CatalogueObject {
  const { loaded, release, profile, evidence, graph, results } = evaluation;
  return catalogueObject({ project: loaded.project, projectFile: loaded.file, projectText: loaded.text, release, profile, evidence, graph, results, published });
}

/**
 * The same from a bundle alone, with the same bytes: the evidence is read again, verdict and findings are the sealed ones. The bundle must have been
 * examined before; `judge` looks at the evaluation first. Fails with NOT_WELL_FORMED (exit 6) when it contradicts itself.
 */
export function catalogueOfBundle(content: BundleContent, makeTree: MakeTree, published: PublishedAs, judge?: (bundle: BundleEvaluation) => void): CatalogueObject {
  const bundle = evaluateBundle(content, makeTree);
  judge?.(bundle);
  return catalogueOf({ ...bundle.evaluation, results: JSON.parse(textOf(content.open(CHECKS_JSON))) as CheckResults }, published);
}
