import { evaluate, type Evaluation } from '../pipeline/evaluate.ts';
import type { FileTree } from '../pipeline/ports.ts';
import { EVALUATION_SECONDS, inTime } from './in-time.ts';

/** The evaluation of a release, within a time: see inTime. */
export function evaluateInTime({ tree, loaded, release, profile }: Pick<Evaluation, 'loaded' | 'release' | 'profile'> & { readonly tree: FileTree }): Evaluation {
  return inTime(loaded, EVALUATION_SECONDS, () => evaluate(tree, loaded, release, profile));
}
