import type { Reading } from '../model/location.ts';
import type { Row, Severity, Verdict } from '../model/row.ts';
import type { ObjectLock, StoredVersion } from './evidence-store.ts';
import { showLock } from './lock.ts';

export interface StorageFacts {
  /** The bundle as it was read back. */
  readonly bundle: StoredVersion;
  readonly release: string;
  /** What the bundle's retention record asks for. */
  readonly retainUntil: string | null;
  /** What was asked of the store; null for one that cannot lock. */
  readonly asked: ObjectLock | null;
  /** The project file names a directory as its store: then nothing else was to be expected. */
  readonly declared: boolean;
}

/**
 * CHK-808, a row of the publishing receipt (IEC 62304 5.8.7): the bundle lies in a store that cannot alter it, at least until the day that it states.
 * Passes for COMPLIANCE only. GOVERNANCE fails, as a warning where it was asked for by name. A directory is not evaluated, or not applicable when
 * the project file declares it: it is never passed.
 */
export function storageRow({ bundle, release, retainUntil, asked, declared }: StorageFacts): Row {
  const at = (pointer: string, value: Reading['value']): Reading => ({ file: bundle.key, pointer, value });
  const { lock } = bundle;
  const read = [
    at('/versionId', bundle.versionId), at('/lock/mode', lock?.mode ?? null), at('/lock/retainUntil', lock?.retainUntil ?? null), at('/lock/legalHold', lock?.legalHold ?? null),
    { file: 'retention record of the bundle', pointer: '/retainUntil', value: retainUntil },
  ];
  const row = (verdict: Verdict, severity: Severity, message: string, fix: string): Row => ({ check: 'CHK-808', verdict, severity, subjects: [release], message, read, clause: '5.8.7', fix });
  if (asked === null && lock === null) {
    return row(declared ? 'not-applicable' : 'not-evaluated', 'error', `stored in a directory, which is not WORM: whoever owns the folder can change or remove it${declared ? '; the project file declares this store' : ''}`,
      'publish to S3 with Object Lock, or copy the folder to a medium that cannot be written again');
  }
  if (lock === null) return row('fail', 'error', 'the stored bundle has no lock', 'publish to a bucket with versioning and Object Lock (release-evidence store doctor)');
  if (lock.mode !== 'COMPLIANCE') {
    return row('fail', asked?.mode === 'GOVERNANCE' ? 'warning' : 'error', `the lock is ${lock.mode}: who has the permission to bypass it can remove the release`, '--lock compliance, once the store is the one that releases are kept in');
  }
  if (retainUntil === null) return row('not-evaluated', 'error', `${showLock(lock)}; the bundle states no day to compare with`, 'state the day in the retention record (CHK-807)');
  if (Date.parse(lock.retainUntil) >= Date.parse(retainUntil)) return row('pass', 'error', `${showLock(lock)}; read back from the store`, '');
  return row('fail', 'error', `the lock ends at ${lock.retainUntil}, before the day that the bundle states (${retainUntil})`, 'release-evidence store extend-retention, or publish again');
}
