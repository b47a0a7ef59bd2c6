import { GetObjectCommand, GetObjectRetentionCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { ReleaseRecord } from '../../../src/store/record.ts';
import { parseRecord } from '../../../src/store/record.ts';
import { bundleKey, recordKey } from '../../../src/store/keys.ts';
import { type MadeBundle, PRODUCT, VERSION } from './bundles.ts';

/** What a plain client finds below a prefix: nothing of it is told by the product. */
export interface Seen {
  /** Every version and delete marker, as `key` or `key (delete marker)`, without the prefix; sorted. */
  readonly versions: readonly string[];
  /** Uploads that were begun for the bundle and are neither complete nor aborted. */
  readonly uploads: readonly string[];
  /** Objects without COMPLIANCE until the day that was asked for. */
  readonly unlocked: readonly string[];
  readonly record: ReleaseRecord | null;
  /** SHA-256 of the version that the record names, read whole. */
  readonly sha256: string | null;
}

export async function look(client: S3Client, bucket: string, prefix: string, bundle: MadeBundle, retainUntil: string, version: string = VERSION): Promise<Seen> {
  const name = { product: PRODUCT, version };
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
  const versions = [...(listed.Versions ?? []).map((one) => ({ ...one, marker: false })), ...(listed.DeleteMarkers ?? []).map((one) => ({ ...one, marker: true }))];
  const unlocked: string[] = [];
  for (const { Key, VersionId, marker } of versions) {
    if (marker) continue;
    const lock = await client.send(new GetObjectRetentionCommand({ Bucket: bucket, Key, VersionId })).then((answer) => answer.Retention, () => undefined);
    if (lock?.Mode !== 'COMPLIANCE' || lock.RetainUntilDate?.getTime() !== Date.parse(retainUntil)) unlocked.push(Key!.slice(prefix.length));
  }
  const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: `${prefix}${bundleKey(name, bundle.sha256)}` }));
  const first = versions.filter((one) => one.Key === `${prefix}${recordKey(name)}` && !one.marker).at(-1);
  const record = first && parseRecord(await bytesOf(client, bucket, first.Key!, first.VersionId!));
  const stated = record && 'record' in record ? record.record : null;
  return {
    versions: versions.map(({ Key, marker }) => `${Key!.slice(prefix.length)}${marker ? ' (delete marker)' : ''}`).sort(),
    uploads: (uploads.Uploads ?? []).map((one) => one.UploadId!), unlocked, record: stated,
    sha256: stated && createHash('sha256').update(await bytesOf(client, bucket, `${prefix}${stated.bundle.key}`, stated.bundle.versionId)).digest('hex'),
  };
}

async function bytesOf(client: S3Client, bucket: string, key: string, versionId: string): Promise<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  return Body!.transformToByteArray();
}
