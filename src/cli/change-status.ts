import { join } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { loadProject } from '../project/load.ts';
import type { Project } from '../project/schema.ts';
import { jsonText } from '../results/documents.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { changeStatus, type ChangedStatus } from '../store/change-status.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { findPublished, type FoundRelease, releaseName } from '../store/fetch.ts';
import { parseReleaseAddress, releaseAddress } from '../store/release-address.ts';
import { statusFault, type StatusPredicate } from '../store/status-statement.ts';
import { isYes } from './confirm.ts';
import { EXIT } from './exit-codes.ts';
import { timeNow, type Io } from './io.ts';
import { locateProject, readUtf8 } from './locate.ts';
import { tellingWhatStays } from './log-record.ts';
import { showProblem } from './output/failure.ts';
import { progressOn } from './output/progress.ts';
import { describeChange, renderChange, renderStatusRequest } from './output/status-change.ts';
import { paint, plainJson } from './output/text.ts';
import { publishedRelease } from './release-source.ts';
import type { SealOptions } from './seal-options.ts';
import { statusSealer, statusSigner } from './status-signer.ts';
import { destination } from './store-options.ts';

/** Options of `withdraw` and `supersede`. */
export interface ChangeOptions extends SealOptions {
  readonly to?: string;
  readonly endpoint?: string;
  readonly project?: string;
  readonly reason: string;
  readonly name: string;
  readonly userId?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The part of the change that the command decides. */
export type Decision = { readonly status: 'withdrawn' } | { readonly status: 'superseded'; readonly supersededBy: { readonly version: string; readonly bundle: { readonly sha256: string } } };

/**
 * Signs a change of status of a published release and puts it into the store, after a yes. Exit 0: recorded, or recorded before by the same signer.
 * Fails with USAGE without a signer, CONFIRMATION_NEEDED without a yes, and as changeStatus does.
 */
export async function recordChange(io: Io, words: readonly string[], options: ChangeOptions, decide: (store: EvidenceStore, found: FoundRelease) => Promise<Decision>): Promise<number> {
  const progress = progressOn(io, options.quiet ?? options.json);
  const { project, folder } = projectOf(io, words, options);
  const { store, found } = await publishedIn(io, words, options, project, folder);
  for (const problem of found.problems) io.err(`${showProblem(problem)}\n`);
  const predicate = await statedBy(io, options, store, found, decide);
  const means = await statusSigner(io, options, project, folder, progress);
  await agreed(io, predicate, store, means, options);
  const changed = await tellingWhatStays(means, () => changeStatus(store, found, predicate, statusSealer(means)));
  await putStatusFacts(store, changed);
  const address = releaseAddress(store, found.record, found.recordVersionId);
  io.out(options.json ? plainJson(jsonText(describeChange(changed, address))) : renderChange(changed, address, paint(io.outIsTerminal)));
  return EXIT.done;
}

/** For queries of other programs. Derived data: a run that fails here has recorded the change, and the next run completes it. */
async function putStatusFacts(store: EvidenceStore, { file, stored, key }: ChangedStatus): Promise<void> {
  const { predicate } = file;
  const { CATALOGUE_MEDIA_TYPE, statusObject } = await import('../catalogue/object.ts');
  const { key: at, source, sha256 } = statusObject(predicate, {
    status: predicate.status, reason: predicate.reason, person: predicate.by.name, at: predicate.at, bundleSha256: predicate.bundle.sha256, recordSha256: file.sha256,
    ...(predicate.status === 'superseded' ? { supersededBy: predicate.supersededBy.version } : {}),
  });
  try {
    await store.putNew({ key: at, content: source, sha256, mediaType: CATALOGUE_MEDIA_TYPE, lock: stored.lock });
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    throw new EvidenceError(error.code, error.exit, `${key} is recorded and counts; its entry in the catalogue is not there: ${error.message}`, { cause: error, problems: error.problems, hint: 'run it again: the change is not signed again, and the catalogue is completed' });
  }
}

/** The project file says where the store is and who signs, when the command line does not; it is not looked for when it need not be. */
function projectOf(io: Io, words: readonly string[], { project, to }: ChangeOptions): { project: Project | undefined; folder: string } {
  if (project === undefined && (to !== undefined || isAddress(words))) return { project: undefined, folder: io.cwd };
  const { folder, file } = locateProject(io.cwd, project);
  return { project: loadProject(file, readUtf8(join(folder, file), file)).project, folder };
}

async function publishedIn(io: Io, words: readonly string[], options: ChangeOptions, project: Project | undefined, folder: string): Promise<{ store: EvidenceStore; found: FoundRelease }> {
  const { to, endpoint } = options;
  if (isAddress(words)) return publishedRelease(io, { words, store: to, option: '--to', endpoint });
  const { store } = await destination(io, { ...(to === undefined ? {} : { to }), ...(endpoint === undefined ? {} : { endpoint }) }, project, folder);
  return { store, found: await findPublished(store, await releaseName(store, words[0]!, words[1])) };
}

function isAddress(words: readonly string[]): boolean {
  return words.length === 1 && parseReleaseAddress(words[0]!, 'name') !== null;
}

async function statedBy(io: Io, { reason, name, userId }: ChangeOptions, store: EvidenceStore, found: FoundRelease, decide: (store: EvidenceStore, found: FoundRelease) => Promise<Decision>): Promise<StatusPredicate> {
  const { product, version, bundle, tagManifestSha256 } = found.record;
  const predicate: StatusPredicate = {
    format: '1', product, version, bundle: { sha256: bundle.sha256 }, tagManifest: { sha256: tagManifestSha256 }, reason, by: { name, ...(userId === undefined ? {} : { userId }) }, at: timeNow(io),
    ...await decide(store, found),
  };
  const fault = statusFault(predicate);
  if (fault !== null) throw new EvidenceError('USAGE', 'usage', `what would be signed is not valid: ${fault}`, { hint: 'give reason and name as plain text on one line' });
  return predicate;
}

/** What nobody can take back is not done without the word. Fails with CONFIRMATION_NEEDED (exit 2). */
async function agreed(io: Io, predicate: StatusPredicate, store: EvidenceStore, means: SealingMeans, { yes, json }: ChangeOptions): Promise<void> {
  const signer = means.publicKey ? `key ${means.publicKey.fingerprint}` : means.expected?.identity ?? `the ${means.kind} signer`;
  if (!json || io.ask) io.err(renderStatusRequest(predicate, store.address, signer, paint(io.errIsTerminal)));
  if (yes || (io.ask && isYes(await io.ask('Sign and record it? Type yes to go on: ')))) return;
  throw new EvidenceError('CONFIRMATION_NEEDED', 'usage', 'nothing was signed: there was no yes to this change of status', { hint: '--yes gives it; what is recorded cannot be taken back' });
}
