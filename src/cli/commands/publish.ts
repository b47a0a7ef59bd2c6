import { basename, resolve } from 'node:path';
import { examineBundle } from '../../bundle/examine-bundle.ts';
import { PAYLOAD } from '../../bundle/layout.ts';
import type { BundleInput } from '../../bundle/verify-bundle.ts';
import { EvidenceError } from '../../model/problem.ts';
import type { Source } from '../../model/source.ts';
import { catalogueOfBundle } from '../../pipeline/catalogue.ts';
import type { BundleEvaluation } from '../../pipeline/evaluate-bundle.ts';
import { refuseCredentials } from '../../pipeline/refuse-credentials.ts';
import { retainUntilOf } from '../../pipeline/retain-until.ts';
import { jsonText } from '../../results/documents.ts';
import { publishBundle, type PublishRequest } from '../../store/publish.ts';
import { withBundle } from '../bundle-input.ts';
import { EXIT } from '../exit-codes.ts';
import { hashedArchive } from '../hashed-archive.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { describePublication, publishTools, showPublication } from '../publish-bundle.ts';
import { publisherMeans } from '../receipt-sealer.ts';
import type { SealOptions } from '../seal-options.ts';
import { type DestinationOptions, destination } from '../store-options.ts';
import { openFile, treeOfSources } from '../wire.ts';
import { openWorkspace } from '../workspace.ts';

interface PublishOptions extends DestinationOptions, SealOptions { readonly project?: string; readonly json?: boolean; readonly quiet?: boolean }

/** `publish BUNDLE`: only a whole, sealed bundle that is not NOT READY; the same content again is no error. */
export async function publish(io: Io, bundle: string, options: PublishOptions): Promise<number> {
  const progress = progressOn(io, options.quiet ?? options.json);
  const workspace = options.to === undefined || options.project !== undefined ? await openWorkspace(io, options.project) : undefined;
  const { store, wish, directoryDeclared } = await destination(io, options, workspace?.loaded.project, workspace?.folder);
  const means = await publisherMeans(io, options, workspace?.loaded.project, workspace?.folder ?? io.cwd, progress);
  const publication = await withBundle(io.cwd, bundle, 'publishing', async (input) => {
    progress.step(`examining ${bundle}`);
    const request = { ...await requestOf(io, bundle, input), lock: wish, directoryDeclared };
    return publishBundle(store, request, publishTools(io, options, wish, request.bundle.size, progress, means));
  });
  io.out(options.json ? jsonText(describePublication(publication)) : showPublication(publication));
  return EXIT.done;
}

/** What the bundle is, by its own content: whole, sealed, and with evidence that can be read. Fails with NOT_PUBLISHABLE (exit 5). */
async function requestOf(io: Io, bundle: string, input: BundleInput): Promise<Omit<PublishRequest, 'lock'>> {
  if (input.kind === 'folder') throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${bundle} is a folder`, { hint: 'publish the bundle file itself' });
  const hashed = hashedArchive(input.file);
  const { problems, inventory, release, checks, tagManifestSha256 } = await examineBundle({ ...input, file: hashed.file });
  if (problems.length > 0 || !inventory || !release || !checks || !tagManifestSha256) {
    throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${bundle} is not a whole, sealed bundle`, {
      problems: problems.map((problem) => ({ code: 'NOT_PUBLISHABLE', file: problem.subject ?? basename(bundle), message: `${problem.code}: ${problem.message}`, ...(problem.expected ? { expected: problem.expected } : {}), ...(problem.found ? { found: problem.found } : {}) })),
      hint: 'release-evidence bundle makes one; verify says what is wrong with this one',
    });
  }
  const content = { open: (path: string) => inventory.open(path) };
  const makeTree = await treeOfSources();
  const request = {
    product: release.product.id, version: release.version, verdict: checks.verdict, sha256: hashed.digest(), tagManifestSha256,
    // The store refuses every byte that is not of this digest.
    bundle: openFile(resolve(io.cwd, bundle), basename(bundle)), retainUntil: retainUntilOf(content),
  };
  const judge = ({ document, evaluation }: BundleEvaluation): void => {
    const scanned = new Set(evaluation.evidence.scans.map(({ path }) => path));
    const known = new Set(document.files.filter(({ path }) => scanned.has(path)).map(({ bundlePath }) => bundlePath));
    refuseCredentials(evaluation, [...inventory.files.keys()].filter((path) => path.startsWith(PAYLOAD) && !known.has(path)).map((path) => named(inventory.open(path), path)));
  };
  return { ...request, catalogue: (published) => readable(bundle, () => catalogueOfBundle(content, makeTree, published, judge)) };
}

const named = (source: Source, name: string): Source => ({ ...source, name, chunks: () => source.chunks() });

/** What cannot be read now will not be readable in the store. */
function readable<T>(bundle: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof EvidenceError) || cause.exit === 'publishing') throw cause;
    throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', `${bundle} contradicts itself: ${cause.message}`, { cause, problems: cause.problems, hint: 'release-evidence verify says what is wrong with it' });
  }
}
