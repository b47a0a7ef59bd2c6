import { BLOCKED, BUNDLES, CATALOGUE, DOCTOR, isBlockedRecord, isRecord, receiptKey, type ReleaseName, RELEASES, STATUS } from './keys.ts';
import type { ListedObject } from './evidence-store.ts';
import type { ReleaseRecord } from './record.ts';

/** One object that belongs to a release, as it should be. */
export interface NamedObject {
  readonly what: 'record' | 'bundle' | 'receipt' | 'catalogue' | 'status';
  readonly key: string;
  /** '' is the first version. */
  readonly versionId: string;
  /** Lower-case hex; null for the record, and for a receipt that was sealed later: nothing names them by digest. */
  readonly sha256: string | null;
  readonly size: number | null;
}

/** Keys of a store by what they are for. */
export interface Shelves {
  readonly published: readonly ListedObject[];
  readonly blocked: readonly ListedObject[];
  /** Bundles, receipts, facts, statuses: each must belong to a record. */
  readonly belonging: readonly ListedObject[];
  /** Left by `store doctor`. */
  readonly throwAway: readonly ListedObject[];
  /** Of no form that this program writes. */
  readonly foreign: readonly ListedObject[];
}

/** Every key once. A release filter keeps the keys of that product and version. */
export function shelve(objects: readonly ListedObject[], { product, version }: { readonly product?: string | undefined; readonly version?: string | undefined } = {}): Shelves {
  const shelves = { published: [] as ListedObject[], blocked: [] as ListedObject[], belonging: [] as ListedObject[], throwAway: [] as ListedObject[], foreign: [] as ListedObject[] };
  for (const object of objects) {
    const { key } = object;
    const name = nameIn(key);
    if (name === null) {
      if (product === undefined && version === undefined) shelves[key.startsWith(DOCTOR) ? 'throwAway' : 'foreign'].push(object);
      continue;
    }
    if ((product !== undefined && name.product !== product) || (version !== undefined && name.version !== version)) continue;
    shelves[isRecord(key) ? 'published' : isBlockedRecord(key) ? 'blocked' : 'belonging'].push(object);
  }
  return shelves;
}

/** Which release a key speaks of; null when it has no form of ours. Whether there is such a release is another question. */
function nameIn(key: string): ReleaseName | null {
  for (const form of FORMS) {
    const [, product, version] = form.exec(key) ?? [];
    if (product !== undefined && version !== undefined) return { product, version };
  }
  return null;
}

const NAME = '([a-z0-9-]+)/([A-Za-z0-9._+-]+)';
const SHA = '[0-9a-f]{64}';
const FORMS = [
  `${RELEASES}${NAME}\\.json`, `${BUNDLES}${NAME}/${SHA}/[A-Za-z0-9._+-]+`, `${STATUS}${NAME}/${SHA}\\.sigstore\\.json`,
  `${BLOCKED}${RELEASES}${NAME}/${SHA}\\.json`, `${BLOCKED}${BUNDLES}${NAME}/${SHA}/[A-Za-z0-9._+-]+`,
  `${CATALOGUE}facts/product=([a-z0-9-]+)/version=([A-Za-z0-9._+-]+)/(?:status-)?${SHA}\\.parquet`,
].map((form) => new RegExp(`^${form}$`));

/** What a release consists of: its record, what that names, and what was said of it later (`belonging`, by key). */
export function objectsOf(record: ReleaseRecord, at: ListedObject, belonging: readonly ListedObject[]): readonly NamedObject[] {
  const { bundle, receipt, catalogue } = record;
  const objects: NamedObject[] = [
    { what: 'record', key: at.key, versionId: at.versionId, sha256: null, size: at.size },
    { what: 'bundle', key: bundle.key, versionId: bundle.versionId, sha256: bundle.sha256, size: bundle.size },
    ...(receipt === null ? [] : [{ what: 'receipt' as const, key: receipt.key, versionId: receipt.versionId, sha256: receipt.sha256, size: null }]),
    ...(catalogue === null ? [] : [{ what: 'catalogue' as const, key: catalogue.key, versionId: '', sha256: catalogue.sha256, size: catalogue.size }]),
  ];
  if (isBlockedRecord(at.key)) return objects;
  const later = receipt === null ? '' : receiptKey(record, bundle.sha256, !receipt.sealed); // publishing again with a signer puts a sealed one beside it
  for (const { key, versionId, size } of belonging) {
    if (key === later) objects.push({ what: 'receipt', key, versionId, sha256: null, size });
    const name = nameIn(key);
    if (name?.product !== record.product || name.version !== record.version) continue;
    const what = key.startsWith(STATUS) ? 'status' : /\/status-[0-9a-f]{64}\.parquet$/.test(key) ? 'catalogue' : null;
    if (what !== null) objects.push({ what, key, versionId, sha256: /([0-9a-f]{64})\.[a-z.]+$/.exec(key)![1]!, size });
  }
  return objects;
}
