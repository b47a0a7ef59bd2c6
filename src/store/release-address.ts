import { EvidenceError } from '../model/problem.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { RELEASES, type ReleaseName, recordKey } from './keys.ts';
import { parseLocation, type StoreLocation } from './location.ts';

/** One published release: the last line of `publish`, to be given to `verify` and `fetch`. */
export interface ReleaseAddress {
  readonly location: StoreLocation;
  readonly name: ReleaseName;
  /** Of the release record; absent for a directory, or when the first version is meant. */
  readonly versionId?: string;
}

const RECORD = /^(?:(.*)\/)?releases\/([^/]+)\/([^/]+)\.json$/;

/** The permanent address of a release: of the version of its record, which never changes. */
export function releaseAddress(store: Pick<EvidenceStore, 'kind' | 'address'>, name: ReleaseName, versionId: string): string {
  return `${store.address}/${recordKey(name)}${store.kind === 's3' ? `?versionId=${encodeURIComponent(versionId)}` : ''}`;
}

/** Null when `text` names no release record (it may still be a store, or a file). Fails with USAGE (exit 2) for one that is written wrongly. */
export function parseReleaseAddress(text: string, option: string): ReleaseAddress | null {
  const [, address = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(text) ?? [];
  const s3 = /^s3:\/\//i.test(address);
  const [, folder, product, version] = RECORD.exec(s3 ? address : address.replaceAll('\\', '/')) ?? [];
  const noBucket = s3 && !/^s3:\/\/[^/]/i.test(folder ?? ''); // a bucket may be called releases
  if (product === undefined || version === undefined || noBucket) {
    if (s3 && query !== undefined) throw wrong(text, option);
    return null;
  }
  const name = { product, version };
  try {
    if (!`${RELEASES}${product}/${version}.json`.endsWith(recordKey(name))) throw wrong(text, option);
  } catch {
    throw wrong(text, option);
  }
  const location = parseLocation(folder === undefined ? '.' : folder === '' ? '/' : folder, option);
  if (query === undefined) return { location, name };
  const [, id] = s3 ? /^versionId=([A-Za-z0-9._~%+-]{1,1024})$/.exec(query) ?? [] : [];
  if (id === undefined) throw wrong(text, option);
  try {
    return { location, name, versionId: decodeURIComponent(id) };
  } catch {
    throw wrong(text, option);
  }
}

function wrong(text: string, option: string): EvidenceError {
  return new EvidenceError('USAGE', 'usage', `${text} is no address of a release`, { hint: `${option} s3://BUCKET/PREFIX/releases/PRODUCT/VERSION.json?versionId=ID, as publish printed it` });
}
