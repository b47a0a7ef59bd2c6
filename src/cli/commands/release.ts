import { basename, join } from 'node:path';
import { EvidenceError } from '../../model/problem.ts';
import { mayGoOn } from '../../model/row.ts';
import { catalogueOf } from '../../pipeline/catalogue.ts';
import { refuseCredentials } from '../../pipeline/refuse-credentials.ts';
import { retainUntil } from '../../pipeline/retain-until.ts';
import { jsonText } from '../../results/documents.ts';
import { fetchBundle, findRelease } from '../../store/list.ts';
import { lookAhead } from '../../store/publication.ts';
import { publishBundle, recordBlocked, type Publication, type PublishRequest } from '../../store/publish.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { bundleToDisk, type BundleOnDisk, type BundleOptions } from '../make-bundle.ts';
import { progressOn } from '../output/progress.ts';
import { renderRows } from '../output/rows.ts';
import { paint } from '../output/text.ts';
import { describePublication, lockQuestion, publishTools, showPublication } from '../publish-bundle.ts';
import { type Destination, type DestinationOptions, destination } from '../store-options.ts';
import { openFile, tempFolder, writeFileWhole } from '../wire.ts';
import { openWorkspace } from '../workspace.ts';
import { describe, line } from './bundle.ts';

interface ReleaseOptions extends BundleOptions, DestinationOptions { readonly recordBlocked?: boolean }

/** `release`: the pipeline's final stage. NOT READY publishes nothing and exits 1. */
export async function release(io: Io, options: ReleaseOptions): Promise<number> {
  const progress = progressOn(io, options.quiet ?? options.json);
  const workspace = await openWorkspace(io, options.project);
  const to = await destination(io, options, workspace.loaded.project, workspace.folder);
  const { store, wish } = to;
  if ((options.signer ?? workspace.loaded.project.sealing.signer) === 'none') {
    throw new EvidenceError('USAGE', 'usage', 'a release is always sealed', { hint: 'release-evidence bundle --signer none makes an unsealed bundle' });
  }
  const confirm = lockQuestion(io, options, wish);
  const scratch = options.out === undefined ? tempFolder() : undefined;
  const cleanUp = () => scratch?.remove();
  process.once('exit', cleanUp);
  try {
    const made = await bundleToDisk(io, scratch ? { ...options, out: join(scratch.path, '/') } : options, progress, workspace, async (tagManifest, to) => {
      const name = { product: workspace.release.product.id, version: workspace.release.version };
      if ((await findRelease(store, name))?.tagManifestSha256 !== tagManifest) return false;
      progress.step('published already with the same content: looking at its seal');
      await writeFileWhole(to, { replace: true }, async (sink) => fetchBundle(store, name, (block) => sink.append(block)));
      return true;
    }, async (evaluation) => {
      const { results, evidence } = evaluation;
      // Before anything is sealed and perhaps entered in a log: can the store take it, and does somebody agree to the lock?
      if (!mayGoOn(results.verdict, options.strict) && !options.recordBlocked) return;
      refuseCredentials(evaluation);
      if (await findRelease(store, { product: workspace.release.product.id, version: workspace.release.version }) !== null) return;
      const { lock, preflight } = await lookAhead(store, { lock: wish, retainUntil: retainUntil(evidence) });
      if (lock !== null) await confirm(lock, preflight.serverTime);
    });
    const { results } = made.evaluation;
    const ready = mayGoOn(results.verdict, options.strict);
    progress.step(ready ? 'publishing' : options.recordBlocked ? 'NOT READY: recording the bundle as blocked' : 'NOT READY: nothing is published');
    const request = requestOf(made, to);
    const tools = publishTools(io, options, wish, made.size, progress, made.means, confirm);
    const receipt = ready ? await publishBundle(store, request, tools) : options.recordBlocked ? await recordBlocked(store, request, tools) : undefined;
    if (receipt && receipt.record.bundle.sha256 !== made.sha256) {
      // The same content was published before: the first seal stays, here too.
      await writeFileWhole(made.path, { replace: true }, async (sink) => fetchBundle(store, { product: request.product, version: request.version }, (block) => sink.append(block)));
    }
    print(io, options, made, receipt, scratch !== undefined);
    return ready ? EXIT.done : EXIT.notReady;
  } finally {
    process.off('exit', cleanUp);
    scratch?.remove();
  }
}

function requestOf(made: BundleOnDisk, { wish, directoryDeclared }: Destination): PublishRequest {
  const { release: identity, results, evidence } = made.evaluation;
  return {
    product: identity.product.id, version: identity.version, verdict: results.verdict, bundle: openFile(made.path, basename(made.path)),
    sha256: made.sha256, tagManifestSha256: made.tagManifestSha256, retainUntil: retainUntil(evidence), lock: wish, directoryDeclared,
    catalogue: (published) => catalogueOf(made.evaluation, published),
  };
}

function print(io: Io, options: ReleaseOptions, made: BundleOnDisk, receipt: Publication | undefined, scratch: boolean): void {
  const { results } = made.evaluation;
  if (options.json) {
    io.out(jsonText({ ...(scratch ? {} : { bundle: describe(io, made) }), verdict: results.verdict, counts: results.counts, candidateDigest: results.candidateDigest, receipt: receipt ? describePublication(receipt) : null }));
    return;
  }
  io.out(`${renderRows(results, paint(io.outIsTerminal), false)}${scratch ? '' : line(io, made)}${receipt ? showPublication(receipt) : ''}`);
}
