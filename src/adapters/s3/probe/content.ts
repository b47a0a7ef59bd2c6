import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, HeadObjectCommand, ListMultipartUploadsCommand, UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Finding } from '../../../store/doctor.ts';
import { ask, must, Untried, words, type Answer } from './answers.ts';
import { base64Sha256, type Patient } from './patient.ts';

type Seen = Omit<Finding, 'id'>;

/** Rows about what is taken and kept of a put: checksum, lock, condition. */
export const contentRows = (patient: Patient) => ({
  'wrong-sha256-refused': async (): Promise<Seen> => {
    await patient.put('right-sha256'); // what is refused for another reason shows nothing of the digest
    const { key, answer } = await patient.tryPut('wrong-sha256', { sha256: base64Sha256(new TextEncoder().encode('other bytes')) });
    if (answer.kind === 'none') throw new Untried(words(answer));
    if (answer.kind === 'accepted') return { outcome: 'does-not-hold', seen: 'accepted' };
    const { entries } = await patient.versions(key);
    return entries.length === 0 ? { outcome: 'holds', seen: `${words(answer)}; nothing is there` } : { outcome: 'does-not-hold', seen: `${words(answer)}, and a version is there` };
  },

  'sha256-returned': async (): Promise<Seen> => {
    const body = new TextEncoder().encode('content with a digest\n');
    const { key, versionId } = await patient.put('sha256', { body });
    const head = must(await ask(patient.client.send(new HeadObjectCommand({ ...patient.at(key, versionId), ChecksumMode: 'ENABLED' }))), 'looking at the version');
    if (head.ChecksumSHA256 === undefined) return { outcome: 'does-not-hold', seen: 'no checksum in the answer' };
    return head.ChecksumSHA256 === base64Sha256(body) ? { outcome: 'holds', seen: `returned (${head.ChecksumType ?? 'type not told'})` } : { outcome: 'does-not-hold', seen: 'another SHA-256 than that of the content' };
  },

  'lock-kept-put': async (): Promise<Seen> => {
    const specimen = await patient.put('lock', { hold: true });
    return keptLock(patient, specimen);
  },

  'lock-kept-multipart': async (): Promise<Seen> => {
    const { key, until, answer } = await uploadInParts(patient, 'lock-parts', { hold: true });
    const { VersionId: versionId } = must(answer, 'completing the upload');
    const found = versionId ?? (await patient.versions(key)).entries[0]?.versionId;
    if (found === undefined) return { outcome: 'does-not-hold', seen: 'completed, and no version is there' };
    const seen = await keptLock(patient, { key, versionId: found, until });
    return versionId === undefined ? { ...seen, seen: `${seen.seen}; the answer named no version` } : seen;
  },

  'upload-listed': async (): Promise<Seen> => {
    const key = `${patient.folder}unfinished`;
    const { UploadId } = must(await ask(patient.client.send(new CreateMultipartUploadCommand({ ...patient.at(key), ChecksumAlgorithm: 'SHA256', ...patient.lockHeaders(patient.until(20)) }))), 'beginning an upload in parts');
    const listed = async (prefix: string) => must(await ask(patient.client.send(new ListMultipartUploadsCommand({ Bucket: patient.bucket, Prefix: prefix }))), 'listing uploads').Uploads?.some((one) => one.UploadId === UploadId) === true;
    try {
      const [byKey, byFolder] = [await listed(key), await listed(patient.folder)];
      if (byKey && byFolder) return { outcome: 'holds', seen: 'listed by its folder and by its key' };
      return { outcome: 'does-not-hold', seen: byKey ? 'listed by its whole key only, not by its folder' : 'not listed' };
    } finally {
      await ask(patient.client.send(new AbortMultipartUploadCommand({ ...patient.at(key), UploadId })));
    }
  },

  'put-once': async (): Promise<Seen> => {
    const first = await patient.put('once', { once: true });
    const second = await patient.tryPut('once', { once: true });
    return stillOne(patient, first, second.answer);
  },

  'complete-once': async (): Promise<Seen> => {
    must((await uploadInParts(patient, 'complete-new', { once: true })).answer, 'completing parts where nothing is');
    const first = await patient.put('complete-once', { once: true });
    const second = await uploadInParts(patient, 'complete-once', { once: true });
    return stillOne(patient, first, second.answer);
  },
});

async function keptLock(patient: Patient, specimen: { key: string; versionId: string; until: Date }): Promise<Seen> {
  const { mode, until } = await patient.retention(specimen);
  const missing = [
    ...(mode === 'COMPLIANCE' ? [] : [`mode ${mode ?? 'none'}`]),
    ...(until === specimen.until.getTime() ? [] : [until === undefined ? 'no date' : 'another date']),
    ...((await patient.holdOf(specimen)) ? [] : ['no legal hold']),
  ];
  return missing.length === 0 ? { outcome: 'holds', seen: 'mode, date and legal hold read back' } : { outcome: 'does-not-hold', seen: `read back: ${missing.join(', ')}` };
}

async function stillOne(patient: Patient, first: { key: string; versionId: string }, answer: Answer<unknown>): Promise<Seen> {
  if (answer.kind === 'none') throw new Untried(words(answer));
  const { entries } = await patient.versions(first.key);
  if (answer.kind === 'refused' && entries.length === 1 && entries[0]!.versionId === first.versionId) return { outcome: 'holds', seen: `${words(answer)}; the first version is the only one` };
  return { outcome: 'does-not-hold', seen: `${words(answer)}; ${entries.length} versions are there` };
}

/** One part is enough to go the other way through a server. A refused upload is aborted. */
async function uploadInParts(patient: Patient, name: string, { hold = false, once = false }) {
  const key = `${patient.folder}${name}`;
  const until = patient.until(20);
  const { UploadId } = must(await ask(patient.client.send(new CreateMultipartUploadCommand({ ...patient.at(key), ChecksumAlgorithm: 'SHA256', ...patient.lockHeaders(until, 'COMPLIANCE', hold) }))), 'beginning an upload in parts');
  const Body = new TextEncoder().encode(`release-evidence store doctor: throw-away object ${name}, in parts\n`);
  const ChecksumSHA256 = base64Sha256(Body);
  try {
    const { ETag } = must(await ask(patient.client.send(new UploadPartCommand({ ...patient.at(key), UploadId, PartNumber: 1, Body, ContentLength: Body.length, ChecksumSHA256 }))), 'sending a part');
    const answer = await ask(patient.client.send(new CompleteMultipartUploadCommand({ ...patient.at(key), UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] }, ...(once && { IfNoneMatch: '*' }) })));
    if (answer.kind !== 'refused') patient.lockedUntil(until);
    if (answer.kind !== 'accepted') await ask(patient.client.send(new AbortMultipartUploadCommand({ ...patient.at(key), UploadId })));
    return { key, until, answer };
  } catch (error) {
    await ask(patient.client.send(new AbortMultipartUploadCommand({ ...patient.at(key), UploadId })));
    throw error;
  }
}
