import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { inParallel } from '../../../model/in-parallel.ts';
import { EvidenceError } from '../../../model/problem.ts';
import type { BehaviourId } from '../../../store/behaviours.ts';
import type { Finding, ProbeResult } from '../../../store/doctor.ts';
import { DOCTOR } from '../../../store/keys.ts';
import type { S3Location } from '../../../store/location.ts';
import { connect, type Env } from '../connection.ts';
import { nameOf } from '../errors.ts';
import { Untried } from './answers.ts';
import { cleanUp } from './cleanup.ts';
import { contentRows } from './content.ts';
import { Patient } from './patient.ts';
import { raceRows } from './races.ts';
import { readingRows } from './reading.ts';
import { deletePair, deletes, findBypass, holdBlocks, letsGo, type Rights, weakenings } from './refusals.ts';
import { readSettings, tryDefault } from './settings.ts';

type Seen = Omit<Finding, 'id'>;
type Rows = Readonly<Partial<Record<BehaviourId, () => Promise<Seen>>>>;

export interface ProbeOptions {
  /** Also what leaves something behind for as long as the bucket's default retention, when that is a day. */
  readonly thorough: boolean;
  readonly progress: (text: string) => void;
}

const AT_ONCE = 4;
/** Locks that must have ended before the rows about an end are tried. */
const SHORT_SECONDS = 4;

/**
 * Tries in a real bucket what publication relies on. Only throw-away keys below a folder of their own are touched, each locked for seconds; no
 * setting of the bucket is changed. What can be deleted afterwards is; the rest is named. Fails with STORE_DENIED, STORE_UNUSABLE or STORE_CLOCK when
 * the bucket cannot be asked at all.
 */
export async function probeBucket(location: S3Location, env: Env, { thorough, progress }: ProbeOptions): Promise<ProbeResult> {
  const connection = connect(location, env);
  const folder = `${location.prefix}${DOCTOR}${randomBytes(8).toString('hex')}/`;
  const patient = new Patient(connection.client, location.bucket, folder, () => connection.ahead());
  progress(`asking s3://${location.bucket} how it is set up`);
  await connection.ask({ action: 'to look at the bucket', permission: 's3:GetBucketVersioning' }, () => reachable(patient));
  const settings = await readSettings(patient);
  const found: Finding[] = (['versioning', 'lock', 'clock'] as const).map((id) => ({ id, ...settings.findings[id] }));
  const at = connection.serverTime();
  const run = async (rows: Rows, atOnce: number) => {
    const seen = await inParallel(atOnce, Object.entries(rows) as [BehaviourId, () => Promise<Seen>][], async ([id, row]): Promise<Finding> => ({ id, ...(await settled(row)) }));
    found.push(...seen);
  };
  const rights: { mayDelete: boolean | undefined; mayBypass: boolean | undefined } = { mayDelete: undefined, mayBypass: undefined };
  let leftBehind: ProbeResult['leftBehind'] = null;
  try {
    const [ended, first, held] = await inParallel(3, ['ended', 'pair-ended', 'held'], (name) => patient.put(name, { seconds: SHORT_SECONDS, hold: name === 'held' }).catch(untried));
    progress('two races of 8 writers each');
    await run(raceRows(patient), 1);
    progress('what is kept of a put: digest, lock, condition');
    await run({ ...contentRows(patient), ...readingRows(patient), 'default-retention': () => tryDefault(patient, settings, thorough) }, AT_ONCE);
    if (ended && first && held) {
      progress('what a lock that has ended lets go, and a hold does not');
      await patient.waitUntil(Math.max(ended.until.getTime(), first.until.getTime(), held.until.getTime()) + 1500);
      await run({ 'hold-lifts': () => letsGo(patient, ended) }, 1);
      rights.mayDelete = mayDelete(found);
      rights.mayBypass = await findBypass(patient).catch(untried);
      await run({ 'hold-blocks': () => holdBlocks(patient, held, rights), 'delete-pair-refused': () => deletePair(patient, first, rights) }, 2);
    }
    progress('what a lock refuses: deleting, shortening, weakening');
    await run({ ...deletes(patient, rights), ...weakenings(patient) }, AT_ONCE);
    await run({ 'suspend-refused': () => Promise.reject(new Untried('never tried: no setting of the bucket is changed')) }, 1);
  } finally {
    progress(`waiting for the throw-away locks to end, and removing what may be removed`);
    leftBehind = await cleanUp(patient, rights.mayDelete !== false);
    connection.client.destroy();
    connection.once.destroy();
  }
  return { at, settings: settings.words, findings: found, folder: `s3://${location.bucket}/${folder}`, leftBehind, lockedUntil: patient.latest === 0 ? null : `${new Date(patient.latest).toISOString().slice(0, 19)}Z` };
}

/** An account that may not see the settings may still publish: only no answer, no bucket and credentials that nobody knows end the probe here. */
async function reachable(patient: Patient): Promise<void> {
  try {
    await patient.client.send(new GetBucketVersioningCommand({ Bucket: patient.bucket }));
  } catch (error) {
    if (nameOf(error) !== 'AccessDenied') throw error;
  }
}

const mayDelete = (found: readonly Finding[]): Rights['mayDelete'] => {
  const outcome = found.find((one) => one.id === 'hold-lifts')?.outcome;
  return outcome === 'holds' ? true : outcome === 'not-tried' ? false : undefined;
};

async function settled(row: () => Promise<Seen>): Promise<Seen> {
  try {
    return await row();
  } catch (error) {
    if (error instanceof Untried) return { outcome: 'not-tried', seen: error.message };
    if (error instanceof EvidenceError) return { outcome: 'not-tried', seen: `${error.message} [${error.code}]` };
    throw error;
  }
}

function untried(error: unknown): undefined {
  if (error instanceof Untried) return undefined;
  throw error;
}
