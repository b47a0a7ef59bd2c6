import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Problem } from '../../model/problem.ts';
import type { NewObject, ObjectLock } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import type { Doing } from './errors.ts';
import { ATTEMPT } from './prove.ts';
import { SourceBody } from './source-body.ts';

/** What a server said when it took an object. */
export interface Sent {
  readonly versionId: string | undefined;
  readonly requestId: string | undefined;
  /** False: something lies under the key, and only looking tells whose it is. */
  readonly acknowledged: boolean;
  /** Mark of the object in its metadata. */
  readonly attempt: string;
  /** What it was sent with; an upload that was taken up may have begun with an earlier date. */
  readonly lock: ObjectLock;
  readonly warnings: readonly Problem[];
}

export const storing = (key: string): Doing => ({ action: 'to store', permission: 's3:PutObject, s3:PutObjectRetention and s3:PutObjectLegalHold', key });

/** Sends an object in one request. Whatever comes back is only what the server says: the caller looks. `attempt` marks it as ours. */
export async function putSingle(connection: Connection, object: NewObject, lock: ObjectLock, attempt: string): Promise<Sent> {
  const answer = await connection.once.send(new PutObjectCommand({
    Bucket: connection.place.bucket, Key: connection.full(object.key),
    Body: new SourceBody(object.content, object.onProgress) as never, ContentLength: object.content.size,
    IfNoneMatch: '*', ChecksumSHA256: Buffer.from(object.sha256, 'hex').toString('base64'),
    ...commonHeaders(connection, object, lock, attempt),
  }));
  return { versionId: answer.VersionId, requestId: answer.$metadata.requestId, acknowledged: true, attempt, lock, warnings: [] };
}

/** What PutObject and CreateMultipartUpload say alike. */
export function commonHeaders(connection: Connection, object: NewObject, lock: ObjectLock, attempt: string) {
  const { sseKmsKey } = connection.location;
  return {
    ContentType: object.mediaType, Metadata: { sha256: object.sha256, [ATTEMPT]: attempt },
    ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: new Date(lock.retainUntil), ...(lock.legalHold ? { ObjectLockLegalHoldStatus: 'ON' as const } : {}),
    ...(sseKmsKey === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: sseKmsKey }),
  };
}
