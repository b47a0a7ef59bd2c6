import { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { EvidenceError, type Problem } from '../../model/problem.ts';
import { memorySource } from '../../model/source.ts';
import type { NewObject, ObjectLock } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { isAbsent, mayPass, statusOf, storeFailure } from './errors.ts';
import { eachPart, partSizeFor, SINGLE_PUT_LIMIT } from './parts.ts';
import { commonHeaders, type Sent, storing } from './put-single.ts';
import { patiently } from './retry.ts';
import { changed, SourceBody } from './source-body.ts';
import type { JournalEntry, JournalPage } from './upload-journal.ts';
import { abortQuietly, partsThere, uploadsOfKey, type PartThere } from './uploads.ts';
import { versionsOf } from './versions.ts';

/** Complete copies all parts together on some servers, and answers when that is done. */
const COMPLETE_TIMEOUT = 15 * 60_000;
/** An upload whose own date is nearer than this is not taken up: it could be over before the later date is set. */
const SOON = 86_400_000;

export const goesInParts = (connection: Connection, size: number): boolean => size > Math.min(connection.location.partSize ?? SINGLE_PUT_LIMIT, SINGLE_PUT_LIMIT);

interface Upload {
  readonly page: JournalPage;
  readonly uploadId: string;
  readonly there: ReadonlyMap<number, PartThere>;
  readonly warnings: readonly Problem[];
}

/**
 * Sends an object in parts, taking up an upload that a run before this one left. When something else lies under the key, our own upload is aborted. A
 * failure either aborts the upload, or leaves it for the next run and names it (UPLOAD_UNFINISHED among the problems).
 */
export async function putParts(connection: Connection, object: NewObject, lock: ObjectLock, attempt: string): Promise<Sent> {
  const wanted = entryFor(connection, object, lock, attempt);
  for (let starts = 1; ; starts += 1) {
    const left = await leftOver(connection, wanted);
    const upload = 'uploadId' in left ? left : await begun(connection, object, lock, wanted, left.since);
    try {
      const parts = await sendParts(connection, object, upload);
      const sent = await complete(connection, upload, parts);
      const gone = sent.acknowledged || (await abortQuietly(connection, wanted.key, upload.uploadId)); // of a Complete that was ours nothing is left to abort
      if (gone) upload.page.remove();
      return { ...sent, attempt: upload.page.entry.attempt, lock: upload.page.entry.lock, warnings: [...upload.warnings, ...(gone ? [] : [named(upload.page)]), ...(await discardLeftovers(connection, wanted.key))] };
    } catch (cause) {
      if (isAbsent(cause) && starts < 3) { // swept away by a rule of the bucket, or aborted by somebody
        upload.page.remove();
        continue;
      }
      throw await ended(connection, upload, cause);
    }
  }
}

/** Ends what runs before this one left for a key that is published by now; answers what could not be ended. */
export async function discardLeftovers(connection: Connection, key: string): Promise<readonly Problem[]> {
  const left: Problem[] = [];
  for (let page = claimed(connection, key); page !== null; page = claimed(connection, key)) {
    if (page.entry.uploadId === null || (await abortQuietly(connection, key, page.entry.uploadId))) page.remove();
    else left.push(named(page));
  }
  return left;
}

const claimed = (connection: Connection, key: string) => connection.journal.claim({ host: connection.place.host, bucket: connection.place.bucket, key });

function entryFor(connection: Connection, object: NewObject, lock: ObjectLock, attempt: string): JournalEntry {
  const { size } = object.content;
  return {
    format: '1', host: connection.place.host, bucket: connection.place.bucket, key: connection.full(object.key), size, sha256: object.sha256,
    partSize: partSizeFor(size, connection.location.partSize), attempt, lock, sseKmsKey: connection.location.sseKmsKey ?? null, startedAt: connection.serverTime(), uploadId: null,
  };
}

/**
 * What is in the journal for this key when it is the same object, its lock suffices or can be made longer, and the server still has it; else that is ended. `since`: an upload
 * was asked for then, and nobody heard the answer.
 */
async function leftOver(connection: Connection, wanted: JournalEntry): Promise<Upload | { readonly since: string | null }> {
  let since = null as string | null;
  for (let page = connection.journal.claim(wanted); page !== null; page = connection.journal.claim(wanted)) {
    const { entry } = page;
    if (entry.uploadId === null) {
      since = since === null || entry.startedAt < since ? entry.startedAt : since;
      page.remove();
      continue;
    }
    const same = (['size', 'sha256', 'partSize', 'sseKmsKey'] as const).every((name) => entry[name] === wanted[name]) && entry.lock.mode === wanted.lock.mode
      && entry.lock.legalHold === wanted.lock.legalHold && (Date.parse(entry.lock.retainUntil) >= Date.parse(wanted.lock.retainUntil) || Date.parse(entry.lock.retainUntil) > Date.parse(connection.serverTime()) + SOON); // a later date is set once it is complete
    const there = same ? await partsThere(connection, entry.key, entry.uploadId) : null;
    if (there !== null) return { page, uploadId: entry.uploadId, there, warnings: [] };
    if (await abortQuietly(connection, entry.key, entry.uploadId)) page.remove();
    else throw new EvidenceError('UPLOAD_UNFINISHED', 'publishing', `an upload under this key, of something else or with another lock, could not be aborted: ${entry.key}, upload ${entry.uploadId}`, { hint: ABORT_HINT, problems: [named(page)] });
  }
  return { since };
}

/** Written down before it is asked for: an upload whose answer is lost is found by its key. */
async function begun(connection: Connection, object: NewObject, lock: ObjectLock, wanted: JournalEntry, unheard: string | null): Promise<Upload> {
  const page = connection.journal.begin(wanted);
  let asked = 0;
  try {
    const { UploadId } = await patiently(() => {
      asked += 1;
      return connection.once.send(new CreateMultipartUploadCommand({ Bucket: wanted.bucket, Key: wanted.key, ChecksumAlgorithm: 'SHA256', ...commonHeaders(connection, object, lock, wanted.attempt) }));
    });
    if (UploadId === undefined) throw new EvidenceError('STORE_UNFIT', 'publishing', `the store began an upload of ${wanted.key} and gave it no id`);
    const written = page.write({ ...wanted, uploadId: UploadId });
    const since = unheard ?? (asked === 1 ? null : wanted.startedAt);
    const lostOnes = since === null ? [] : (await uploadsOfKey(connection, wanted.key)).filter((one) => one.uploadId !== UploadId && one.startedAt >= since);
    return {
      page: written, uploadId: UploadId, there: new Map(),
      warnings: [
        ...(written.kept ? [] : [{ code: 'DISK' as const, file: wanted.key, message: 'no folder for state can be written (RELEASE_EVIDENCE_STATE): had this upload been cut off, it would have started from its beginning' }]),
        ...lostOnes.map((one) => ({ code: 'UPLOAD_UNFINISHED' as const, file: wanted.key, message: `another upload of it was begun meanwhile, by an answer that was lost or by somebody else (upload ${one.uploadId})`, hint: 'it has no parts, unless it is somebody else’s; `release-evidence store audit` lists it' })),
      ],
    };
  } catch (cause) {
    if (!mayPass(cause)) page.remove();
    throw storeFailure(cause, storing(wanted.key), connection.place);
  }
}

interface CompletedPart { readonly PartNumber: number; readonly ETag: string | undefined; readonly ChecksumSHA256: string }

async function sendParts(connection: Connection, object: NewObject, { page, uploadId, there }: Upload): Promise<CompletedPart[]> {
  const { key, partSize, bucket } = page.entry;
  const done: CompletedPart[] = [];
  const taken = new Map<number, number>();
  const progress = (number: number, bytes: number) => {
    taken.set(number, bytes);
    object.onProgress?.([...taken.values()].reduce((sum, one) => sum + one, 0));
  };
  const sha256 = await eachPart(object.content, partSize, async (part, signal) => {
    const kept = there.get(part.number);
    if (kept !== undefined && kept.size === part.bytes.length && kept.sha256 === part.sha256) {
      done.push({ PartNumber: part.number, ETag: kept.etag, ChecksumSHA256: part.sha256 });
      progress(part.number, part.bytes.length);
      return;
    }
    const answer = await patiently(() => connection.once.send(new UploadPartCommand({
      Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: part.number, ContentLength: part.bytes.length, ChecksumSHA256: part.sha256,
      Body: new SourceBody(memorySource(key, part.bytes), (bytes) => progress(part.number, bytes)) as never,
    }), { abortSignal: signal }), undefined, signal);
    if (answer.ChecksumSHA256 !== undefined && answer.ChecksumSHA256 !== part.sha256) throw new EvidenceError('STORE_LOST', 'publishing', `part ${part.number} of ${key} arrived as something else`);
    done.push({ PartNumber: part.number, ETag: answer.ETag, ChecksumSHA256: part.sha256 });
  });
  if (sha256 !== object.sha256) throw changed(object.content.name);
  return done.sort((a, b) => a.PartNumber - b.PartNumber);
}

type Answer = Pick<Sent, 'versionId' | 'requestId' | 'acknowledged'>;

/** A repeated Complete is answered in three ways by three servers, so only looking tells. */
async function complete(connection: Connection, { page, uploadId }: Upload, Parts: CompletedPart[]): Promise<Answer> {
  const { key, bucket, size } = page.entry;
  const look = async (): Promise<Answer | undefined> => ((await versionsOf(connection, key)) === null ? undefined : { versionId: undefined, requestId: undefined, acknowledged: false });
  const before = await look();
  if (before !== undefined) return before;
  try {
    return await patiently<Answer>(async () => {
      const answer = await connection.once.send(new CompleteMultipartUploadCommand({
        Bucket: bucket, Key: key, UploadId: uploadId, IfNoneMatch: '*', MpuObjectSize: size, MultipartUpload: { Parts },
      }), { requestTimeout: COMPLETE_TIMEOUT });
      return { versionId: answer.VersionId, requestId: answer.$metadata.requestId, acknowledged: true };
    }, look);
  } catch (cause) {
    const after = isAbsent(cause) ? await look() : undefined;
    if (after !== undefined) return after;
    throw cause;
  }
}

/** The failure, after the upload was aborted, or left to be taken up where a later run may succeed. */
async function ended(connection: Connection, { page, uploadId }: Upload, cause: unknown): Promise<EvidenceError> {
  const { entry } = page;
  const failure = storeFailure(cause, storing(entry.key), connection.place);
  const later = !(cause instanceof EvidenceError) && (mayPass(cause) || statusOf(cause) === 401 || statusOf(cause) === 403 || statusOf(cause) === undefined || failure.code === 'STORE_DENIED');
  if (!(later && page.kept) && (await abortQuietly(connection, entry.key, uploadId))) {
    page.remove();
    return failure;
  }
  return new EvidenceError(failure.code, failure.exit, `${failure.message}; the upload ${uploadId} of ${entry.key} is not finished`, {
    problems: [named(page), ...failure.problems], hint: [named(page).hint, ...(failure.hint === undefined ? [] : [failure.hint])].join('; '),
  });
}

const ABORT_HINT = 'abort it (aws s3api abort-multipart-upload), or let a lifecycle rule do it: its parts cost money';

const named = ({ entry, kept }: JournalPage): Problem => ({
  code: 'UPLOAD_UNFINISHED', file: entry.key, message: `its upload ${entry.uploadId ?? ''} is neither complete nor aborted`, hint: kept ? 'run the same command again: it goes on where it stopped' : ABORT_HINT,
});
