import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { UnfinishedUpload } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { isAbsent } from './errors.ts';
import { seconds } from './read-lock.ts';

/** Port: Locking.unfinishedUploads. */
export async function unfinishedUploads(connection: Connection, prefix: string): Promise<readonly UnfinishedUpload[]> {
  const base = connection.location.prefix;
  const found = new Map<string, UnfinishedUpload>();
  for (let at: { KeyMarker?: string; UploadIdMarker?: string } = {}; ;) {
    const page = await connection.ask({ action: 'to list the uploads below', permission: 's3:ListBucketMultipartUploads', key: base + prefix }, () => connection.client.send(new ListMultipartUploadsCommand({ Bucket: connection.place.bucket, Prefix: base + prefix, ...at })));
    const before = found.size;
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key?.startsWith(base + prefix) && UploadId !== undefined) found.set(`${Key}\n${UploadId}`, { key: Key.slice(base.length), uploadId: UploadId, startedAt: seconds(Initiated ?? new Date(0)) });
    }
    if (page.IsTruncated !== true || found.size === before) break;
    at = { ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }), ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }) };
  }
  return [...found.values()];
}

/** Port: Locking.abortUpload. An upload that is gone already is done with. */
export async function abortUpload(connection: Connection, upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>): Promise<void> {
  const key = connection.full(upload.key);
  await connection.ask({ action: 'to abort the upload of', permission: 's3:AbortMultipartUpload', key }, () => connection.client.send(new AbortMultipartUploadCommand({ Bucket: connection.place.bucket, Key: key, UploadId: upload.uploadId })).catch((cause: unknown) => {
    if (!isAbsent(cause)) throw cause;
  }));
}
