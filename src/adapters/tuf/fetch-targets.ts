import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Updater } from 'tuf-js';
import { EvidenceError } from '../../model/problem.ts';
import { tufFailure } from './failure.ts';
import { openMetadataCache } from './metadata-cache.ts';
import { PUBLIC_MIRROR, mirrorAddress } from './mirror-address.ts';
import { FETCH_LIMITS, MirrorFetcher, NoFetcher, type FetchLimits } from './mirror-fetcher.ts';

export interface TufRequest {
  /** Address of the repository; the public-good instance when absent. */
  readonly mirror?: string;
  /** Bytes of the first root, handed over by another way; needed for every repository but the public-good one. */
  readonly root?: Uint8Array;
  /** Folder of the user in which metadata is kept between runs. */
  readonly cache: string;
  /** Names of files to fetch; each must be there. */
  readonly targets: readonly string[];
  /** Use the metadata of the last run while it is valid; no request is made. */
  readonly offline?: boolean;
  /** Hears the name of each file that is asked for. */
  readonly asked?: (name: string) => void;
  readonly limits?: Partial<FetchLimits>;
}

/** One role of the repository as it was believed in this run. */
export interface TufRole {
  readonly role: 'root' | 'timestamp' | 'snapshot' | 'targets';
  readonly version: number;
  /** RFC 3339. */
  readonly expires: string;
}

export interface TufAnswer {
  readonly mirror: string;
  readonly roles: readonly TufRole[];
  /** False when nothing was remembered of this repository: an old state of it could not be told from the newest. */
  readonly seenBefore: boolean;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Fetches files from a TUF repository (The Update Framework, specification 1.0, §5) and verifies them up to the first root. Fails with
 * TUF_ROOT_INVALID (2), TUF_UNREACHABLE, TUF_EXPIRED, TUF_TARGET_MISSING, TUF_CACHE (7), TUF_UNSIGNED, TUF_ROLLBACK, TUF_ALTERED (6), USAGE.
 */
export async function fetchTargets(request: TufRequest): Promise<TufAnswer> {
  const mirror = mirrorAddress(request.mirror ?? PUBLIC_MIRROR);
  const firstRoot = request.root ?? await shippedRoot(mirror);
  const cache = openMetadataCache(request.cache, mirror, firstRoot);
  const cleanUp = (): void => cache.remove();
  process.once('exit', cleanUp); // an interrupted run ends without coming back here
  const limits = { ...FETCH_LIMITS, ...request.limits };
  const fetcher = request.offline ? new NoFetcher() : new MirrorFetcher(mirror, cache.work, limits, request.asked ?? (() => {}));
  try {
    const updater = startFrom(cache.work, cache.known, mirror, fetcher, request.offline === true);
    const files = new Map<string, Uint8Array>();
    try {
      await updater.refresh();
      for (const name of request.targets) files.set(name, await download(updater, name, limits, fetcher));
    } catch (error) {
      throw tufFailure(error, { network: fetcher.failure, offline: request.offline === true, ownRoot: request.root !== undefined });
    } finally {
      cache.keep(); // whatever was accepted before something failed was verified, and protects the next run
    }
    return { mirror, roles: rolesIn(cache.work), seenBefore: cache.known, files };
  } finally {
    fetcher.close();
    process.off('exit', cleanUp);
    cache.remove();
  }
}

/** The first root of the public-good instance, as the package @sigstore/tuf ships it. */
export async function shippedRoot(mirror: string): Promise<Uint8Array> {
  // As an import, so that the build joins the file with the program.
  const seeds: Record<string, { readonly 'root.json': string } | undefined> = (await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } })).default;
  const seed = Object.hasOwn(seeds, mirror) ? seeds[mirror] : undefined;
  if (!seed) throw new EvidenceError('USAGE', 'usage', 'no root is shipped for this repository', { hint: 'take root.json from its operator by another way than from the mirror itself, and name it: --root ROOT.json' });
  return Buffer.from(seed['root.json'], 'base64');
}

function startFrom(work: string, known: boolean, mirror: string, fetcher: MirrorFetcher | NoFetcher, offline: boolean): Updater {
  try {
    return new Updater({
      metadataDir: work, metadataBaseUrl: mirror, targetDir: join(work, 'targets'), targetBaseUrl: `${mirror}/targets`, forceCache: offline,
      fetcher, config: { maxRootRotations: 256, maxDelegations: 8 },
    });
  } catch (cause) {
    if (known) {
      throw new EvidenceError('TUF_CACHE', 'incomplete', 'what was remembered of the trust repository is damaged', { cause, hint: 'name another folder with --cache DIR, or remove the one in the cache folder of the user; an older state of the repository cannot be told from the newest in that run' });
    }
    throw new EvidenceError('TUF_ROOT_INVALID', 'usage', 'the root of the trust repository cannot be used', {
      cause, hint: 'a TUF root.json is expected, signed by as many of its own keys as it asks for; a Sigstore trusted_root.json is another file',
    });
  }
}

async function download(updater: Updater, name: string, limits: FetchLimits, fetcher: MirrorFetcher | NoFetcher): Promise<Uint8Array> {
  const missing = (message: string): EvidenceError => new EvidenceError('TUF_TARGET_MISSING', 'incomplete', message, { hint: 'ask the operator of the instance; an older one serves no signing configuration' });
  const target = await updater.getTargetInfo(name);
  if (!target) throw missing(`the trust repository lists no ${name}`);
  if (Object.keys(target.hashes).length === 0) throw new EvidenceError('TUF_ALTERED', 'refused', `the signed metadata gives no digest of ${name}`, { hint: 'nothing would bind the file to the signature; ask the operator of the repository' });
  if (target.length > limits.largestBytes) throw new EvidenceError('TUF_ALTERED', 'refused', `${name} is larger than ${limits.largestBytes} bytes`, { hint: 'a trusted root has about 12 thousand' });
  try {
    return readFileSync(await updater.findCachedTarget(target) ?? await updater.downloadTarget(target));
  } catch (cause) {
    if (/answered (?:403|404)$/.test(fetcher.failure ?? '')) throw missing(`the trust repository lists ${name}, but does not have it`);
    throw cause;
  }
}

function rolesIn(work: string): readonly TufRole[] {
  return (['root', 'timestamp', 'snapshot', 'targets'] as const).map((role) => {
    const { signed } = JSON.parse(readFileSync(join(work, `${role}.json`), 'utf8')) as { signed: { version: number; expires: string } };
    return { role, version: signed.version, expires: signed.expires };
  });
}
