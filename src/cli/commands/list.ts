import { EvidenceError } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import { listReleases } from '../../store/list.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { showProblem } from '../output/failure.ts';
import { renderListing } from '../output/releases.ts';
import { paint, plainJson, safe } from '../output/text.ts';
import { sourceStore, type SourceOptions } from '../store-options.ts';

interface ListOptions extends SourceOptions { readonly product?: string; readonly locks?: boolean; readonly json?: boolean }

/** `list`: what is published. What is damaged is named on standard error and exits 5; what lies over a published object is named, too. */
export async function list(io: Io, options: ListOptions): Promise<number> {
  const { product } = options;
  if (product !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(product)) {
    throw new EvidenceError('USAGE', 'usage', `${product} is no product id`, { hint: 'the lower-case id, as list prints it: meridian-sp-20' });
  }
  const { store, there } = await sourceStore(io, options);
  const listing = await listReleases(store, { ...(product === undefined ? {} : { product }), ...(options.locks ? { locks: true } : {}) });
  const { releases, problems } = listing;
  for (const problem of problems) io.err(`${showProblem(problem)}\n`);
  if (!there) io.err(`${safe(options.from)}: there is no such folder; nothing was ever published to it, or the name is wrong\n`);
  if (options.json) io.out(plainJson(jsonText({ releases, problems })));
  else if (releases.length === 0) io.out(`nothing is published here${product === undefined ? '' : ` of ${product}`}\n`);
  else io.out(renderListing(listing, store, paint(io.outIsTerminal)));
  return problems.some(({ code }) => code !== 'STORE_HIDDEN') ? EXIT.publishing : EXIT.done;
}
