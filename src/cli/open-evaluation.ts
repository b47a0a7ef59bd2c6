import { examineBundle } from '../bundle/examine-bundle.ts';
import { EvidenceError } from '../model/problem.ts';
import type { Evaluation } from '../pipeline/evaluate.ts';
import { evaluateBundle } from '../pipeline/evaluate-bundle.ts';
import { evaluateInTime } from './evaluate-in-time.ts';
import { EVALUATION_SECONDS } from './in-time.ts';
import type { Io } from './io.ts';
import { withBundle } from './bundle-input.ts';
import { treeOfSources, withinTime } from './wire.ts';
import { openWorkspace } from './workspace.ts';

/**
 * The evaluation of the project, or that of a bundle from its raw evidence. A bundle must be whole in itself; that it comes from
 * the right signer is `verify`'s to say.
 */
export async function openEvaluation(io: Io, options: { readonly project?: string; readonly bundle?: string }): Promise<Evaluation> {
  if (options.bundle === undefined) {
    return evaluateInTime(await openWorkspace(io, options.project));
  }
  return withBundle(io.cwd, options.bundle, 'input', async (input) => {
    const { inventory, problems } = await examineBundle(input);
    const altered = problems.filter((problem) => problem.code !== 'NOT_SEALED');
    if (!inventory || altered.length > 0) {
      throw new EvidenceError('NOT_WELL_FORMED', 'refused', `${options.bundle} is not whole: ${altered[0]?.message ?? 'it cannot be unpacked'}`, { hint: 'release-evidence verify lists all that is wrong' });
    }
    const makeTree = await treeOfSources();
    return withinTime(EVALUATION_SECONDS, () => evaluateBundle({ open: (path) => inventory.open(path) }, makeTree).evaluation);
  });
}
