import { listReleases } from '../../store/list.ts';
import { jsonText } from '../../results/documents.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { showProblem } from '../output/failure.ts';
import { bytes, safe, table } from '../output/text.ts';
import { sourceStore } from '../publish-bundle.ts';

/** `list`: what is published; damaged records are named on standard error and exit 5. */
export async function list(io: Io, options: { readonly from: string; readonly json?: boolean }): Promise<number> {
  const { store, there } = await sourceStore(io, options.from);
  const { releases, problems } = await listReleases(store);
  for (const problem of problems) io.err(`${showProblem(problem)}\n`);
  if (!there) io.err(`${safe(options.from)}: there is no such folder; nothing was ever published to it, or the name is wrong\n`);
  if (options.json) io.out(jsonText({ releases }));
  else if (releases.length === 0) io.out('nothing is published here\n');
  else {
    io.out(`${table([
      ['PRODUCT', 'VERSION', 'VERDICT', 'STATUS', 'PUBLISHED', 'RETAIN UNTIL', 'SIZE', 'SHA-256'],
      ...releases.map((one) => [safe(one.product), safe(one.version), one.verdict, one.status, one.publishedAt, one.retainUntil ?? '–', bytes(one.size), one.sha256]),
    ])}\nprotection against change: ${store.immutability}\n`);
  }
  return problems.length > 0 ? EXIT.publishing : EXIT.done;
}
