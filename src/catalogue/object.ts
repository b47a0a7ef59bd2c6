import { sha256 } from '../model/digest.ts';
import { memorySource, type Source } from '../model/source.ts';
import { catalogueKey, catalogueStatusKey, type ReleaseName } from '../store/keys.ts';
import { catalogueFacts } from './facts.ts';
import { timeOf, type CatalogueInput } from './input.ts';
import { writeFacts } from './parquet.ts';
import type { Fact } from './schema.ts';

/** An object of the catalogue, ready for `putNew`; its digest is part of its key. */
export interface CatalogueObject {
  readonly key: string;
  readonly source: Source;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

export const CATALOGUE_MEDIA_TYPE = 'application/vnd.apache.parquet';

/** The facts of a release as one object. The same content of a bundle, published as the same, gives the same bytes. */
export function catalogueObject(input: CatalogueInput): CatalogueObject {
  const name = { product: input.release.product.id, version: input.release.version };
  return objectOf(name, catalogueFacts(input), (digest) => catalogueKey(name, digest));
}

/** A change of status, as `status/` has it sealed. */
export interface StatusFact {
  readonly status: 'withdrawn' | 'superseded';
  readonly reason: string;
  readonly person: string;
  /** RFC 3339. */
  readonly at: string;
  /** For `superseded`: the version that takes its place. */
  readonly supersededBy?: string;
  /** Of the bundle whose status it is. */
  readonly bundleSha256: string;
  /** Of the sealed status record: what this row was made from. */
  readonly recordSha256: string;
}

/** One object for each change of status: what is published is never written again. */
export function statusObject(name: ReleaseName, change: StatusFact): CatalogueObject {
  const row: Fact = {
    kind: 'status', id: change.recordSha256, status: change.status, subject: change.supersededBy, reason: change.reason, person: change.person, occurred_at: timeOf(change.at), sha256: change.bundleSha256,
  };
  return objectOf(name, [row], (digest) => catalogueStatusKey(name, digest));
}

function objectOf(name: ReleaseName, rows: readonly Fact[], keyOf: (digest: string) => string): CatalogueObject {
  const bytes = writeFacts(rows, name);
  const digest = sha256(bytes);
  const key = keyOf(digest);
  return { key, source: memorySource(key, bytes), sha256: digest, size: bytes.length };
}
