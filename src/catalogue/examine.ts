import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { LABEL } from './parquet.ts';
import { COLUMNS, SCHEMA_VERSION } from './schema.ts';

const PHYSICAL = { string: 'BYTE_ARRAY', int32: 'INT32', boolean: 'BOOLEAN', timestamp: 'INT64' } as const;

/** Why the bytes are not the facts of this release in this schema, or null. Never throws for anything in them. */
export function factsFault(bytes: Uint8Array, release: { readonly product: string; readonly version: string }): string | null {
  try {
    return faultOf(parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer), release);
  } catch {
    return 'it is no Parquet file'; // the library trusts what it parses: a damaged footer can fail anywhere
  }
}

function faultOf({ key_value_metadata, schema }: FileMetaData, release: { readonly product: string; readonly version: string }): string | null {
  const label = new Map(key_value_metadata?.map(({ key, value }) => [key, value]));
  const version = label.get(LABEL.schema);
  if (version === undefined) return 'it is a Parquet file of something else';
  if (version !== String(SCHEMA_VERSION)) return `it has schema ${version}, and this program reads ${SCHEMA_VERSION}`;
  if (label.get(LABEL.product) !== release.product || label.get(LABEL.version) !== release.version) return `it is of ${label.get(LABEL.product)} ${label.get(LABEL.version)}`;
  const columns = new Map(schema.slice(1).map((one) => [one.name, one.type]));
  const other = COLUMNS.find(({ name, type }) => columns.get(name) !== PHYSICAL[type]);
  return other === undefined ? null : `its column ${other.name} is ${columns.get(other.name) ?? 'not there'}`;
}
