import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import type { UnfinishedUpload } from '../../store/evidence-store.ts';
import { byCodeUnit } from '../../model/order.ts';
import type { Connection } from './connection.ts';
import { isAbsent, storeFailure } from './errors.ts';
import { seconds } from './read-lock.ts';

/** A part that the server has. */
export interface PartThere {
  readonly size: number;
  readonly etag: string | undefined;
  /** Base64. */
  readonly sha256: string | undefined;
}

/**
 * Port: Locking.unfinishedUploads. Some servers list uploads only by their full key: those that the journal of this machine knows are asked for one by one.
 */
export async function unfinishedUploads(connection: Connection, prefix: string): Promise<readonly UnfinishedUpload[]> {
  const base = connection.location.prefix;
  const found = new Map<string, UnfinishedUpload>();
  const known = new Set(connection.journal.all({ host: connection.place.host, bucket: connection.place.bucket }).map((entry) => entry.key).filter((key) => key.startsWith(base + prefix)));
  for (const one of (await Promise.all([base + prefix, ...known].map((key) => listed(connection, key)))).flat()) found.set(`${one.key}\n${one.uploadId}`, { ...one, key: one.key.slice(base.length) });
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, upload]) => upload);
}

/** Those of exactly this key of the bucket. */
export async function uploadsOfKey(connection: Connection, key: string): Promise<readonly UnfinishedUpload[]> {
  return (await listed(connection, key)).filter((one) => one.key === key);
}

/** Port: Locking.abortUpload. One that is gone already is done with. */
export async function abortUpload(connection: Connection, upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>): Promise<void> {
  const key = connection.full(upload.key);
  await connection.ask({ action: 'to abort the upload of', permission: 's3:AbortMultipartUpload', key }, () => abort(connection, key, upload.uploadId));
}

/** Whether it is gone now; for a failure that has a cause of its own to tell. `key` is the key in the bucket. */
export async function abortQuietly(connection: Connection, key: string, uploadId: string): Promise<boolean> {
  return abort(connection, key, uploadId).then(() => true, () => false);
}

/** The parts of an upload by their numbers; null when the server does not have the upload. */
export async function partsThere(connection: Connection, key: string, uploadId: string): Promise<ReadonlyMap<number, PartThere> | null> {
  const there = new Map<number, PartThere>();
  try {
    // Not by the library's paginator: it goes on while there is a marker, and one server's marker after the last page is 0, for ever.
    for (let marker = 0; ;) {
      const page = await connection.client.send(new ListPartsCommand({ Bucket: connection.place.bucket, Key: key, UploadId: uploadId, ...(marker > 0 ? { PartNumberMarker: String(marker) } : {}) }));
      for (const { PartNumber, Size, ETag, ChecksumSHA256 } of page.Parts ?? []) there.set(PartNumber ?? 0, { size: Size ?? 0, etag: ETag, sha256: ChecksumSHA256 });
      const next = Number(page.NextPartNumberMarker ?? 0);
      if (page.IsTruncated !== true || !(next > marker)) return there; // a part that was not listed is sent again
      marker = next;
    }
  } catch (cause) {
    if (isAbsent(cause)) return null;
    throw storeFailure(cause, { action: 'to list the parts of', permission: 's3:ListMultipartUploadParts', key }, connection.place);
  }
}

async function abort(connection: Connection, key: string, uploadId: string): Promise<void> {
  await connection.client.send(new AbortMultipartUploadCommand({ Bucket: connection.place.bucket, Key: key, UploadId: uploadId })).catch((cause: unknown) => {
    if (!isAbsent(cause)) throw cause;
  });
}

/** Keys as in the bucket. */
async function listed(connection: Connection, prefix: string): Promise<readonly UnfinishedUpload[]> {
  const found = new Map<string, UnfinishedUpload>();
  for (let at: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
    const page = await connection.ask({ action: 'to list the uploads below', permission: 's3:ListBucketMultipartUploads', key: prefix }, () => connection.client.send(new ListMultipartUploadsCommand({ Bucket: connection.place.bucket, Prefix: prefix, ...at })));
    const before = found.size;
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key?.startsWith(prefix) && UploadId !== undefined) found.set(`${Key}\n${UploadId}`, { key: Key, uploadId: UploadId, startedAt: seconds(Initiated ?? new Date(0)) });
    }
    if (page.IsTruncated !== true || found.size === before) return [...found.values()];
    at = { ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }), ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }) };
  }
}
