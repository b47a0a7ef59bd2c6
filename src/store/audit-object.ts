import { EvidenceError, type Problem } from '../model/problem.ts';
import type { EvidenceStore, ListedObject, ObjectLock, StoredVersion } from './evidence-store.ts';
import { shortfall, showLock } from './lock.ts';
import type { ReleaseRecord } from './record.ts';
import type { NamedObject } from './release-objects.ts';

/** One object of a release, as it was seen now. */
export interface AuditedObject {
  readonly what: NamedObject['what'];
  readonly key: string;
  readonly versionId: string;
  readonly size: number | null;
  readonly sha256: string | null;
  /** Null: it could not be looked at. */
  readonly proof: StoredVersion['proof'] | null;
  readonly lock: ObjectLock | null;
  /** By the store's clock. */
  readonly provedAt: string | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface Expectation {
  readonly record: Pick<ReleaseRecord, 'lock' | 'retainUntil'>;
  /** As the store lists it; undefined when it does not. */
  readonly listed: ListedObject | undefined;
  readonly readBack: boolean;
  readonly warnDays: number;
}

const DAY = 86_400_000;

/** Looks at one object and holds it against its record. What cannot be looked at is a problem, never a reason to go on as if it were there. */
export async function auditObject(store: EvidenceStore, named: NamedObject, expected: Expectation): Promise<AuditedObject> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const problem = (code: Problem['code'], message: string, more: Partial<Problem> = {}) => problems.push({ file: named.key, code, message, ...more });
  let stored: StoredVersion | null = null;
  try {
    stored = await store.prove(named.key, { ...(named.versionId === '' ? {} : { versionId: named.versionId }), ...(expected.readBack ? { how: 'read-back' } : {}) });
    if (stored === null) problem('STORE_LOST', `the ${named.what} is not there`, named.what === 'catalogue' ? { hint: 'publish the same bundle again: it completes what a publication that broke off left out' } : {});
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    problem(error.code, error.message, error.hint === undefined ? {} : { hint: error.hint });
  }
  if (stored !== null) {
    compare(stored, named, problem);
    if (store.locking === null) withoutLock(expected.record, problem);
    else judgeLock(stored, expected, problem, warnings);
    hidden(stored, expected.listed, named, problem);
  }
  return {
    what: named.what, key: named.key, versionId: stored?.versionId ?? named.versionId, size: stored?.size ?? null, sha256: stored?.sha256 ?? null, proof: stored?.proof ?? null,
    lock: stored?.lock ?? null, provedAt: stored?.provedAt ?? null, problems, warnings,
  };
}

type Say = (code: Problem['code'], message: string, more?: Partial<Problem>) => void;

function compare(stored: StoredVersion, named: NamedObject, problem: Say): void {
  if (named.sha256 !== null && stored.sha256 !== named.sha256) problem('STORE_ALTERED', `the ${named.what} has another digest than ${named.what === 'status' ? 'its name' : 'the release record'} says`, { expected: named.sha256, found: stored.sha256 });
  else if (named.size !== null && stored.size !== named.size) problem('STORE_ALTERED', `the ${named.what} has another size than it should`, { expected: String(named.size), found: String(stored.size) });
}

/** A folder keeps no lock: where the record speaks of one, this is a copy of a store that did. */
function withoutLock({ lock }: Expectation['record'], problem: Say): void {
  if (lock !== null) problem('LOCK_SHORTFALL', 'its record speaks of a lock, and this store cannot lock: a copy of another store proves nothing of it', { expected: lock.mode, found: 'no lock' });
}

function judgeLock(stored: StoredVersion, { record: { lock, retainUntil }, warnDays }: Expectation, problem: Say, warnings: Problem[]): void {
  if (lock === null || retainUntil === null) return problem('LOCK_SHORTFALL', 'its record names no lock, or no date: nothing says for how long it must be kept', { found: showLock(stored.lock) });
  const fault = shortfall(stored.lock, { mode: lock.mode, retainUntil, legalHold: false });
  if (fault !== null) problem('LOCK_SHORTFALL', fault, { expected: `${lock.mode} until ${retainUntil}`, found: showLock(stored.lock), hint: 'release-evidence store extend-retention sets it again; then find out how it came to be less' });
  if (stored.lock === null) return;
  if (lock.legalHold && !stored.lock.legalHold) warnings.push({ file: stored.key, code: 'LOCK_SHORTFALL', message: 'it was published with a legal hold, which was lifted since' });
  const left = Date.parse(stored.lock.retainUntil) - Date.parse(stored.provedAt);
  if (left <= warnDays * DAY) {
    warnings.push({ file: stored.key, code: 'RETENTION_ENDS', message: left <= 0 ? `its retention ended at ${stored.lock.retainUntil}: it can be deleted` : `its retention ends at ${stored.lock.retainUntil}, in ${Math.ceil(left / DAY)} days`, hint: 'release-evidence store extend-retention, when the device is still in use' });
  }
}

/** The first version counts: that the pinned one is the first, and that nothing lies over it, is what keeps other readers from seeing something else. */
function hidden(stored: StoredVersion, listed: ListedObject | undefined, named: NamedObject, problem: Say): void {
  const over = stored.warnings.filter(({ code }) => code === 'STORE_HIDDEN').map(({ message }) => message);
  if (listed === undefined) problem('STORE_HIDDEN', `the ${named.what} can be read, and the store does not list it`);
  else if (listed.versionId !== '' && listed.versionId !== stored.versionId) problem('STORE_HIDDEN', 'the pinned version is not the first of its key', { expected: listed.versionId, found: stored.versionId });
  else if (over.length > 0) problem('STORE_HIDDEN', over.join('; '));
  else if (listed.hiddenBy !== null) problem('STORE_HIDDEN', `a ${listed.hiddenBy === 'delete-marker' ? 'delete marker' : 'newer version'} lies over the ${named.what}`, { hint: 'the evidence is there under its version; find out who put something over it' });
}
