import { EvidenceError } from '../model/problem.ts';

/** Every key of a store (docs/bundle-format.md §10). A product is a slug, so nothing collides with `_blocked/`. */
const RECORD = 'release-record.json';
const BLOCKED = '_blocked/';

export interface ReleaseName {
  readonly product: string;
  readonly version: string;
}

/** The release record: written last, its presence is the publication. */
export const recordKey = (name: ReleaseName): string => `${folder(name)}${RECORD}`;
/** The digest is in the key: a bundle that was put and never recorded stands in nobody's way. */
export const bundleKey = (name: ReleaseName, sha256: string): string => `${folder(name)}${sha256}/${name.product}-${name.version}.evidence.zip`;
/** Blocked bundles: each has a record of its own beside it. */
export const blockedBundleKey = (name: ReleaseName, sha256: string): string => `${BLOCKED}${bundleKey(name, sha256)}`;
export const blockedRecordKey = (name: ReleaseName, sha256: string): string => `${BLOCKED}${folder(name)}${sha256}/${RECORD}`;

export const isRecord = (key: string): boolean => key.endsWith(`/${RECORD}`);
export const isBlocked = (key: string): boolean => key.startsWith(BLOCKED);

/** `product/version/`. Fails with STORE_UNUSABLE for names that could lead elsewhere. */
function folder({ product, version }: ReleaseName): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(product)) throw unusable('product', product);
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(version) || version.endsWith('.')) throw unusable('version', version);
  return `${product}/${version}/`;
}

function unusable(what: string, value: string): EvidenceError {
  return new EvidenceError('STORE_UNUSABLE', 'publishing', `the ${what} ${JSON.stringify(value)} cannot be a key in a store`, { hint: 'letters, digits, dot, plus and hyphen' });
}
