import { join } from 'node:path';
import type { BundleInput } from '../bundle/verify-bundle.ts';
import { refusedByStore, type Verification } from '../bundle/verification.ts';
import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { type FoundRelease, openBundle } from '../store/fetch.ts';
import { withBundle } from './bundle-input.ts';
import type { Io } from './io.ts';
import { transferOn } from './output/transfer.ts';
import { publishedRelease } from './release-source.ts';
import { resumableFiles, tempFolder } from './wire.ts';

/** A release as its store has it. */
export interface Published {
  readonly store: EvidenceStore;
  readonly found: FoundRelease;
}

/**
 * Fetches the bundle of a published release into a folder of its own, hands it to `use`, and removes it. What the store cannot give leaves the verification
 * open (exit 7); an object that is not what its record says is refused, and nothing of it is looked at.
 */
export async function withPublished(io: Io, address: string, options: { readonly endpoint?: string; readonly quiet?: boolean; readonly json?: boolean }, use: (input: BundleInput, published: Published) => Promise<Verification>): Promise<Verification> {
  const { fetchFile } = await resumableFiles();
  const folder = tempFolder();
  const cleanUp = (): void => folder.remove();
  process.once('exit', cleanUp);
  try {
    const published = await open(() => publishedRelease(io, { words: [address], store: undefined, option: '--from', endpoint: options.endpoint }));
    const { store, found: { record } } = published;
    const file = join(folder.path, 'bundle');
    const moving = transferOn(io, options.quiet ?? options.json, record.bundle.size);
    const problem = await open(() => fetchFile(file, { ...record.bundle, store: store.address }, (from) => openBundle(store, record, from), moving.at).then(() => null, otherContent)).finally(moving.end);
    if (problem !== null) return refusedByStore({ code: 'STORE_MISMATCH', message: 'the store holds another object than the release record names', subject: record.bundle.key, expected: record.bundle.sha256, found: 'other content' });
    return await withBundle(io.cwd, file, 'incomplete', (input) => use(input, published));
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
  }
}

/** What was fetched whole and is something else: a finding, no failure. */
function otherContent(error: unknown): EvidenceError {
  if (error instanceof EvidenceError && error.name === 'OtherContent') return error;
  throw error;
}

/** Whatever a store cannot do leaves open what was asked. */
async function open<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof EvidenceError) || (error.exit !== 'publishing' && error.code !== 'DISK')) throw error;
    throw new EvidenceError(error.code, 'incomplete', error.message, { cause: error, problems: error.problems, hint: error.code === 'DISK' ? 'free space, let TMPDIR name another folder, or fetch the bundle first and verify the file' : error.hint ?? 'release-evidence list shows what the store has' });
  }
}
