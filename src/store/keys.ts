import { EvidenceError } from '../model/problem.ts';

/*
 * Every key of a store (docs/bundle-format.md §10). One folder for each purpose: a list of releases reads the records and nothing else, and a
 * rule of a bucket policy or of a catalogue names one prefix.
 *
 *   releases/‹product›/‹version›.json                    the release record: its presence is the publication
 *   bundles/‹product›/‹version›/‹sha256›/…               the bundle and its receipt
 *   status/‹product›/‹version›/‹sha256›.sigstore.json    withdrawn, superseded
 *   blocked/…                                            bundles that are NOT READY, with records of their own
 *   catalogue/…                                          facts of published releases, for queries
 *   _doctor/…                                            throw-away objects of `store doctor`, never evidence
 */
export const RELEASES = 'releases/';
export const BUNDLES = 'bundles/';
export const STATUS = 'status/';
export const BLOCKED = 'blocked/';
export const CATALOGUE = 'catalogue/';
export const DOCTOR = '_doctor/';

export interface ReleaseName {
  readonly product: string;
  readonly version: string;
}

/** The release record: written when all that it names is there. */
export const recordKey = (name: ReleaseName): string => `${RELEASES}${path(name)}.json`;
/** The digest is in the key: a bundle that was put and never recorded stands in nobody's way. */
export const bundleKey = (name: ReleaseName, sha256: string): string => `${bundleFolder(name, sha256)}${name.product}-${name.version}.evidence.zip`;
/** The receipt: an in-toto statement, or a Sigstore bundle over it. */
export const receiptKey = (name: ReleaseName, sha256: string, sealed: boolean): string => `${bundleFolder(name, sha256)}receipt.${sealed ? 'sigstore.' : ''}json`;
/** Changes of status of one release; each is named by its own digest, so that nobody's stands in the way of another. */
export const statusFolder = (name: ReleaseName): string => `${STATUS}${path(name)}/`;
export const statusKey = (name: ReleaseName, sha256: string): string => `${statusFolder(name)}${sha256}.sigstore.json`;
/** A version may be blocked more than once: the digest of the bundle is in the key of its record. */
export const blockedRecordKey = (name: ReleaseName, sha256: string): string => `${BLOCKED}${RELEASES}${path(name)}/${sha256}.json`;
export const blockedBundleKey = (name: ReleaseName, sha256: string): string => `${BLOCKED}${bundleKey(name, sha256)}`;
/** Hive partition of one release. */
export const catalogueFolder = (name: ReleaseName): string => `${CATALOGUE}facts/product=${name.product}/version=${path(name).split('/')[1]!}/`;
/** Hive partitions: one object for each release, named by its digest. */
export const catalogueKey = (name: ReleaseName, sha256: string): string => `${CATALOGUE}facts/product=${name.product}/version=${path(name).split('/')[1]!}/${sha256}.parquet`;

/** Whether a key has the form of a release record's; what stands there may still be none. */
export const isRecord = (key: string): boolean => key.startsWith(RELEASES) && key.endsWith('.json');
export const isBlockedRecord = (key: string): boolean => key.startsWith(`${BLOCKED}${RELEASES}`) && key.endsWith('.json');

/** In the same partition, told apart by its name: a status is true whatever the release record says of its facts. */
export const catalogueStatusKey = (name: ReleaseName, sha256: string): string => `${CATALOGUE}facts/product=${name.product}/version=${path(name).split('/')[1]!}/status-${sha256}.parquet`;

const bundleFolder = (name: ReleaseName, sha256: string): string => `${BUNDLES}${path(name)}/${sha256}/`;

/** `product/version`. Fails with STORE_UNUSABLE for names that could lead elsewhere. */
function path({ product, version }: ReleaseName): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(product)) throw unusable('product', product);
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(version) || version.endsWith('.')) throw unusable('version', version);
  return `${product}/${version}`;
}

function unusable(what: string, value: string): EvidenceError {
  return new EvidenceError('STORE_UNUSABLE', 'publishing', `the ${what} ${JSON.stringify(value)} cannot be a key in a store`, { hint: 'letters, digits, dot, plus and hyphen' });
}
