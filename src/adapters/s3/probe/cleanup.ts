import { AbortMultipartUploadCommand, DeleteObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { inParallel } from '../../../model/in-parallel.ts';
import type { LeftBehind } from '../../../store/doctor.ts';
import { ask, Untried } from './answers.ts';
import type { Patient, VersionEntry } from './patient.ts';
import { liftHold } from './refusals.ts';

/** No lock of a throw-away version is longer: a later date is a mistake that nobody waits for. */
const MOST_WAIT = 45_000;
const AT_ONCE = 6;

/** Waits until the throw-away locks have ended and deletes what this account may delete; the rest is named, with the end of its lock. Null when nothing could be listed. */
export async function cleanUp(patient: Patient, mayDelete: boolean): Promise<readonly LeftBehind[] | null> {
  const uploads = await ask(patient.client.send(new ListMultipartUploadsCommand({ Bucket: patient.bucket, Prefix: patient.folder })));
  for (const { Key, UploadId } of uploads.kind === 'accepted' ? uploads.value.Uploads ?? [] : []) {
    if (Key?.startsWith(patient.folder) && UploadId !== undefined) await ask(patient.client.send(new AbortMultipartUploadCommand({ ...patient.at(Key), UploadId })));
  }
  let entries = await remaining(patient);
  if (entries === null) return null;
  await inParallel(AT_ONCE, entries.filter((one) => !one.marker), (one) => held(patient, one));
  if (mayDelete && entries.length > 0) {
    await patient.waitUntil(Math.min(patient.latest + 1500, patient.now() + MOST_WAIT));
    // A second time one by one: not every server deletes versions of one key at the same moment.
    for (const atOnce of [AT_ONCE, 1]) {
      await inParallel(atOnce, entries, ({ key, versionId }) => ask(patient.client.send(new DeleteObjectCommand(patient.at(key, versionId)))));
      entries = await remaining(patient);
      if (entries === null) return null;
    }
  }
  return inParallel(AT_ONCE, entries, async ({ key, versionId, marker }): Promise<LeftBehind> => ({ key, versionId, until: marker ? null : await endOf(patient, { key, versionId }) }));
}

async function remaining(patient: Patient): Promise<readonly VersionEntry[] | null> {
  try {
    return (await patient.versions(patient.folder)).entries;
  } catch (error) {
    if (error instanceof Untried) return null;
    throw error;
  }
}

/** A hold has no end: it is lifted on every throw-away version that has one. */
async function held(patient: Patient, at: VersionEntry): Promise<void> {
  try {
    if (await patient.holdOf(at)) await liftHold(patient, at);
  } catch (error) {
    if (!(error instanceof Untried)) throw error;
  }
}

async function endOf(patient: Patient, at: Pick<VersionEntry, 'key' | 'versionId'>): Promise<string | null> {
  try {
    const { until } = await patient.retention(at);
    return until === undefined ? null : `${new Date(until).toISOString().slice(0, 19)}Z`;
  } catch (error) {
    if (error instanceof Untried) return null;
    throw error;
  }
}
