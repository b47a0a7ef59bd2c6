import { GetBucketVersioningCommand, GetObjectLockConfigurationCommand, type DefaultRetention } from '@aws-sdk/client-s3';
import type { Finding } from '../../../store/doctor.ts';
import { ask, isDenied, Untried, words } from './answers.ts';
import type { Patient } from './patient.ts';

type Seen = Omit<Finding, 'id'>;

const MOST_SKEW = 5 * 60_000;
/** A default that is tried leaves an object behind for so long. */
const MOST_DAYS_LEFT_BEHIND = 1;

export interface Settings {
  /** In words. */
  readonly words: readonly string[];
  readonly findings: Readonly<Record<'versioning' | 'lock' | 'clock', Seen>>;
  readonly defaultRetention: DefaultRetention | undefined;
}

/** How the bucket is set up and which time its server has. Nothing is changed. */
export async function readSettings(patient: Patient): Promise<Settings> {
  const versioning = await ask(patient.client.send(new GetBucketVersioningCommand({ Bucket: patient.bucket })));
  const lock = await ask(patient.client.send(new GetObjectLockConfigurationCommand({ Bucket: patient.bucket })));
  const defaultRetention = lock.kind === 'accepted' ? lock.value.ObjectLockConfiguration?.Rule?.DefaultRetention : undefined;
  const seenVersioning: Seen = versioning.kind !== 'accepted' ? { outcome: 'not-tried', seen: `reading it: ${words(versioning)}` }
    : { outcome: versioning.value.Status === 'Enabled' ? 'holds' : 'does-not-hold', seen: versioning.value.Status?.toLowerCase() ?? 'never switched on' };
  const enabled = lock.kind === 'accepted' && lock.value.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
  const seenLock: Seen = lock.kind === 'none' || isDenied(lock) ? { outcome: 'not-tried', seen: `reading it: ${words(lock)}` } : { outcome: enabled ? 'holds' : 'does-not-hold', seen: enabled ? 'enabled' : 'not enabled' };
  const shown = defaultRetention?.Mode === undefined ? 'none' : showDefault(defaultRetention);
  return {
    words: [`versioning: ${seenVersioning.seen}`, `object lock: ${seenLock.seen}`, `default retention: ${lock.kind === 'accepted' ? shown : 'not known'}`],
    findings: { versioning: seenVersioning, lock: seenLock, clock: clockRow(patient.ahead()) },
    defaultRetention,
  };
}

function clockRow(ahead: number): Seen {
  const seconds = Math.round(ahead / 1000);
  return { outcome: Math.abs(ahead) <= MOST_SKEW ? 'holds' : 'does-not-hold', seen: Math.abs(seconds) <= 1 ? 'the same, to the second' : `${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead'}` };
}

/** Tried only when asked for, and only where what is left behind goes within a day: the doctor changes no setting of a bucket. */
export async function tryDefault(patient: Patient, { defaultRetention: rule }: Settings, thorough: boolean): Promise<Seen> {
  if (rule?.Mode === undefined) return { outcome: 'not-tried', seen: 'the bucket has none' };
  const shown = showDefault(rule);
  if (rule.Days === undefined || rule.Days > MOST_DAYS_LEFT_BEHIND) throw new Untried(`${shown}: a throw-away object would stay for so long`);
  if (!thorough) throw new Untried(`${shown}: a throw-away object would stay for so long (--thorough tries it)`);
  const at = await patient.putPlain('default');
  const { mode, until } = await patient.retention(at);
  const right = mode === rule.Mode && until !== undefined && Math.abs(until - patient.now() - rule.Days * 86_400_000) < 3_600_000;
  return right ? { outcome: 'holds', seen: `${shown}: written onto the object` } : { outcome: 'does-not-hold', seen: `${shown}: the object has ${mode ?? 'no retention of its own'}` };
}

function showDefault({ Mode, Days, Years }: DefaultRetention): string {
  return `${Mode}, ${Days === undefined ? `${Years} years` : `${Days} ${Days === 1 ? 'day' : 'days'}`}`;
}
