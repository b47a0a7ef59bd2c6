import { SIGNATURE_FILES, TRUSTED_ROOT } from '../sealing/seal-files.ts';

/** Every path of a bundle (docs/bundle-format.md §3). Paths are relative to the top folder. */
export const BAGIT = 'bagit.txt';
export const BAG_INFO = 'bag-info.txt';
export const README = 'README.txt';
export const MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';
export const PAYLOAD = 'data/';
export const EVIDENCE = 'data/evidence/';
export const RELEASE_JSON = 'data/release.json';
export const CHECKS_JSON = 'data/results/checks.json';
export const PROFILE_JSON = 'data/profile/effective-profile.json';

/** Files that every bundle has beside its payload and its seal. */
export const TAG_FILES: readonly string[] = [BAGIT, BAG_INFO, README, MANIFEST, TAG_MANIFEST];

export const profilePath = (name: string): string => `data/profile/${name}`;
export const resultsPath = (name: string): string => `data/results/${name}`;
export const reportPath = (name: string): string => `data/report/${name}`;

/** The bag's folder, and the only one at the top of the archive. */
export const topFolder = (product: string, version: string): string => `${product}-${version}`;
export const bundleFileName = (product: string, version: string): string => `${product}-${version}.evidence.zip`;

/** What no tag manifest lists: itself and the signature files. */
export const UNLISTED: ReadonlySet<string> = new Set([TAG_MANIFEST, ...SIGNATURE_FILES]);

/** Order of the entries in the archive (§6.1); payload files stand between README.txt and the manifest. */
export function archiveOrder(payload: readonly string[], seal: readonly string[]): readonly string[] {
  const signatures = SIGNATURE_FILES.filter((path) => seal.includes(path));
  return [BAGIT, BAG_INFO, README, ...payload, MANIFEST, ...(seal.includes(TRUSTED_ROOT) ? [TRUSTED_ROOT] : []), TAG_MANIFEST, ...signatures];
}
