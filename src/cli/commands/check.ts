import { EvidenceError } from '../../model/problem.ts';
import { checksDocument } from '../../results/documents.ts';
import { evaluateInTime } from '../evaluate-in-time.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { renderRows } from '../output/rows.ts';
import { paint } from '../output/text.ts';
import { openWorkspace } from '../workspace.ts';
import { mayGoOn } from '../../model/row.ts';

export interface CheckOptions {
  readonly project?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
  readonly all?: boolean;
}

/** `check [release]`: the verdict with every reason, without a bundle. */
export async function check(io: Io, what: string | undefined, options: CheckOptions): Promise<number> {
  if (what !== undefined && what !== 'release') {
    throw new EvidenceError('USAGE', 'usage', `check ${what}: not a gate of this version`, { hint: 'release-evidence check release' });
  }
  const workspace = await openWorkspace(io, options.project);
  const progress = progressOn(io, options.quiet ?? options.json);
  progress.step(`evaluating ${workspace.release.product.name} ${workspace.release.version} under profile ${workspace.profile.id}`);
  const { results } = evaluateInTime(workspace);
  io.out(options.json ? checksDocument(results) : renderRows(results, paint(io.outIsTerminal), options.all ?? false));
  return mayGoOn(results.verdict, options.strict) ? EXIT.done : EXIT.notReady;
}
