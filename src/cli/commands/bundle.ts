import { relative } from 'node:path';
import { mayGoOn } from '../../model/row.ts';
import { jsonText } from '../../results/documents.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { bundleToDisk, type BundleOnDisk, type BundleOptions } from '../make-bundle.ts';
import { progressOn } from '../output/progress.ts';
import { renderRows } from '../output/rows.ts';
import { bytes, paint } from '../output/text.ts';

/** `bundle`: one file. A NOT READY release is bundled and sealed as well, and exits 1. */
export async function bundle(io: Io, options: BundleOptions): Promise<number> {
  const made = await bundleToDisk(io, options, progressOn(io, options.quiet ?? options.json));
  const { results } = made.evaluation;
  if (options.json) io.out(jsonText({ bundle: describe(io, made), verdict: results.verdict, counts: results.counts, candidateDigest: results.candidateDigest }));
  else io.out(`${renderRows(results, paint(io.outIsTerminal), false)}${line(io, made)}`);
  return mayGoOn(results.verdict, options.strict) ? EXIT.done : EXIT.notReady;
}

export function describe(io: Io, made: BundleOnDisk): object {
  return { file: relative(io.cwd, made.path), size: made.size, sha256: made.sha256, tagManifestSha256: made.tagManifestSha256, sealed: made.sealed, kept: made.kept };
}

export function line(io: Io, made: BundleOnDisk): string {
  return `bundle ${relative(io.cwd, made.path)}  ${bytes(made.size)}  sha256 ${made.sha256}${made.sealed ? '' : '  NOT SEALED'}\n`;
}
