import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { findPublished, type FoundRelease, releaseName } from '../store/fetch.ts';
import type { ReleaseName } from '../store/keys.ts';
import { parseReleaseAddress, type ReleaseAddress } from '../store/release-address.ts';
import type { Io } from './io.ts';
import { sourceStore } from './store-options.ts';
import { openStore } from './wire.ts';

/** How a published release is named on the command line: its address, or `[PRODUCT] VERSION` with the store. */
export interface ReleaseWords {
  readonly words: readonly string[];
  readonly store: string | undefined;
  /** `--from` or `--to`: what names the store. */
  readonly option: '--from' | '--to';
  readonly endpoint?: string | undefined;
}

/** The store and the name in it. Fails with USAGE, NOT_FOUND, and what the store says. */
export async function namedRelease(io: Io, { words, store: given, option, endpoint }: ReleaseWords): Promise<{ store: EvidenceStore; name: ReleaseName; versionId?: string }> {
  const [first = '', second] = words;
  const address = second === undefined ? parseReleaseAddress(first, 'name') : null;
  if (address !== null) {
    if (given !== undefined) throw new EvidenceError('USAGE', 'usage', `${option} and the address of a release`, { hint: 'the address names the store: leave one of them out' });
    return { store: await storeOfAddress(io, address, endpoint), name: address.name, ...(address.versionId === undefined ? {} : { versionId: address.versionId }) };
  }
  if (given === undefined) throw new EvidenceError('USAGE', 'usage', 'no store was named', { hint: `${option} s3://BUCKET/PREFIX or ${option} DIRECTORY; or the address of the release, as publish printed it` });
  const { store, there } = await sourceStore(io, { from: given, ...(endpoint === undefined ? {} : { endpoint }) });
  if (!there) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${given}: there is no such folder`, { hint: 'name the folder that release or publish wrote to with --to' });
  return { store, name: await releaseName(store, first, second) };
}

/** The release with its record pinned. An address that names a later version of the record than the first is refused with STORE_UNUSABLE. */
export async function publishedRelease(io: Io, named: ReleaseWords): Promise<{ store: EvidenceStore; found: FoundRelease }> {
  const { store, name, versionId } = await namedRelease(io, named);
  const found = await findPublished(store, name);
  if (versionId !== undefined && versionId !== found.recordVersionId) {
    throw new EvidenceError('STORE_UNUSABLE', 'publishing', 'the address names another version of the release record than the first, which alone counts', {
      problems: [{ file: found.recordKey, code: 'STORE_UNUSABLE', message: 'another version', expected: found.recordVersionId, found: versionId }],
      hint: 'ask whoever gave you this address where it comes from',
    });
  }
  return { store, found };
}

async function storeOfAddress(io: Io, { location }: ReleaseAddress, endpoint: string | undefined): Promise<EvidenceStore> {
  if (location.kind === 'directory') {
    if (endpoint !== undefined) throw new EvidenceError('USAGE', 'usage', '--endpoint is for s3:// only', { hint: 'leave it out: a directory is reached by its path' });
    return openStore(io, location);
  }
  return openStore(io, { ...location, ...(endpoint === undefined ? {} : { endpoint }) });
}
