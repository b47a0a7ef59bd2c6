import { DeleteObjectCommand, DeleteObjectsCommand, PutObjectLegalHoldCommand, PutObjectRetentionCommand, type ObjectLockRetention } from '@aws-sdk/client-s3';
import type { Finding } from '../../../store/doctor.ts';
import { ask, isDenied, must, Untried, words, type Answer } from './answers.ts';
import type { Patient, Specimen } from './patient.ts';

type Seen = Omit<Finding, 'id'>;

/** What this account may do where no lock stands in the way: a refusal proves a lock only when the same is allowed without one. */
export interface Rights {
  /** Deleting a version whose lock has ended; undefined: could not be found out. */
  readonly mayDelete: boolean | undefined;
  /** Deleting a GOVERNANCE version with the bypass. */
  readonly mayBypass: boolean | undefined;
}

const NO_RIGHT = 'this account may not delete versions at all, so that a refusal shows nothing of the lock (right for a publisher; run the doctor once with an account that may: store policy --role doctor)';

/** A locked version is attacked, then looked for. The version there and the answer a no: held. The answer alone is never believed. */
async function attack(patient: Patient, name: string, how: (specimen: Specimen) => Promise<Answer<unknown>>, rights: { readonly may: boolean | undefined; readonly without: string }, wish: Parameters<Patient['put']>[1] = {}): Promise<Seen> {
  const specimen = await patient.put(name, wish);
  const answer = await how(specimen);
  patient.stillLocked(specimen);
  if (!(await patient.isThere(specimen))) return { outcome: 'does-not-hold', seen: `deleted (${words(answer)})` };
  if (answer.kind === 'none') throw new Untried(words(answer));
  if (isDenied(answer) && rights.may !== true) return { outcome: 'not-tried', seen: rights.without };
  return { outcome: 'holds', seen: `${words(answer)}; the version is there` };
}

export const deletes = (patient: Patient, rights: Rights) => ({
  'delete-refused': () => attack(patient, 'delete', (at) => ask(patient.client.send(new DeleteObjectCommand(patient.at(at.key, at.versionId)))), { may: rights.mayDelete, without: NO_RIGHT }),
  'delete-bypass-refused': () => attack(patient, 'bypass', (at) => ask(patient.client.send(new DeleteObjectCommand({ ...patient.at(at.key, at.versionId), BypassGovernanceRetention: true }))),
    { may: rights.mayDelete === true && rights.mayBypass === true, without: 'refused; this account may not bypass GOVERNANCE either, so that the refusal shows nothing of COMPLIANCE' }),
  'delete-batch-refused': () => attack(patient, 'batch', (at) => batch(patient, [at]), { may: rights.mayDelete, without: NO_RIGHT }),
  'governance-delete-refused': () => attack(patient, 'governance', (at) => ask(patient.client.send(new DeleteObjectCommand(patient.at(at.key, at.versionId)))), { may: rights.mayDelete, without: NO_RIGHT }, { mode: 'GOVERNANCE' }),
});

/** An ended lock and a running one in one call: of the first to be deleted, the second to be kept. */
export async function deletePair(patient: Patient, ended: Specimen, rights: Rights): Promise<Seen> {
  const locked = await patient.put('pair-locked');
  const answer = await batch(patient, [ended, locked]);
  patient.stillLocked(locked);
  if (!(await patient.isThere(locked))) return { outcome: 'does-not-hold', seen: `the locked version was deleted as well (${words(answer)})` };
  if (answer.kind === 'none') throw new Untried(words(answer));
  if (rights.mayDelete !== true) return { outcome: 'not-tried', seen: NO_RIGHT };
  return { outcome: 'holds', seen: `the locked version is there, the other is ${(await patient.isThere(ended)) ? 'there, too' : 'gone'}` };
}

/** The errors that stand in an answer of 200 count as the refusal. */
async function batch(patient: Patient, specimens: readonly Specimen[]): Promise<Answer<unknown>> {
  const answer = await ask(patient.client.send(new DeleteObjectsCommand({ Bucket: patient.bucket, Delete: { Objects: specimens.map(({ key, versionId }) => ({ Key: key, VersionId: versionId })) } })));
  const [error] = answer.kind === 'accepted' ? answer.value.Errors ?? [] : [];
  return error === undefined ? answer : { kind: 'refused', status: error.Code === 'AccessDenied' ? 403 : 400, code: /^[\w.-]{1,60}$/.test(error.Code ?? '') ? error.Code! : 'error' };
}

/** A change that must not come through: date and mode afterwards are what counts. */
async function weaken(patient: Patient, name: string, wish: Parameters<Patient['put']>[1], change: (until: Date) => ObjectLockRetention, bypass: boolean, mayExtend: () => Promise<boolean>): Promise<Seen> {
  const specimen = await patient.put(name, wish);
  const before = await patient.retention(specimen);
  const answer = await ask(patient.client.send(new PutObjectRetentionCommand({ ...patient.at(specimen.key, specimen.versionId), Retention: change(specimen.until), ...(bypass && { BypassGovernanceRetention: true }) })));
  patient.stillLocked(specimen);
  const after = await patient.retention(specimen);
  if (before.mode !== after.mode || (after.until ?? 0) < specimen.until.getTime()) {
    return { outcome: 'does-not-hold', seen: `${words(answer)}: ${after.mode ?? 'no lock'}${after.until === undefined ? '' : `, ${Math.round((specimen.until.getTime() - after.until) / 1000)} s shorter`}` };
  }
  if (answer.kind === 'none') throw new Untried(words(answer));
  if (isDenied(answer) && !(await mayExtend())) return { outcome: 'not-tried', seen: 'this account may not set retention at all, so that a refusal shows nothing' };
  return { outcome: 'holds', seen: `${words(answer)}; mode and date are as before` };
}

export function weakenings(patient: Patient) {
  let extended: Promise<Seen> | undefined;
  const extend = () => (extended ??= extendOnce(patient));
  const mayExtend = async () => (await extend()).outcome === 'holds';
  const sooner = (mode: 'COMPLIANCE' | 'GOVERNANCE') => (until: Date): ObjectLockRetention => ({ Mode: mode, RetainUntilDate: new Date(until.getTime() - 10_000) });
  return {
    'extend-accepted': extend,
    'shorten-refused': () => weaken(patient, 'shorten', {}, sooner('COMPLIANCE'), false, mayExtend),
    'downgrade-refused': () => weaken(patient, 'downgrade', {}, (until) => ({ Mode: 'GOVERNANCE', RetainUntilDate: until }), true, mayExtend),
    'removal-refused': () => weaken(patient, 'removal', {}, () => ({}), true, mayExtend),
    'governance-shorten-refused': () => weaken(patient, 'governance-shorten', { mode: 'GOVERNANCE' }, sooner('GOVERNANCE'), false, mayExtend),
  };
}

async function extendOnce(patient: Patient): Promise<Seen> {
  const specimen = await patient.put('extend', { seconds: 10 });
  const later = new Date(specimen.until.getTime() + 5000);
  patient.lockedUntil(later);
  const answer = await ask(patient.client.send(new PutObjectRetentionCommand({ ...patient.at(specimen.key, specimen.versionId), Retention: { Mode: 'COMPLIANCE', RetainUntilDate: later } })));
  const after = await patient.retention(specimen);
  if (isDenied(answer)) return { outcome: 'not-tried', seen: 'this account may not set retention' };
  if (answer.kind === 'none') throw new Untried(words(answer));
  return after.until === later.getTime() && after.mode === 'COMPLIANCE' ? { outcome: 'holds', seen: 'accepted, and read back to the second' } : { outcome: 'does-not-hold', seen: `${words(answer)}; the date afterwards is not the one that was asked for` };
}

/** The hold is on, the retention has ended: nobody may delete. */
export async function holdBlocks(patient: Patient, held: Specimen, rights: Rights): Promise<Seen> {
  if (!(await patient.holdOf(held))) throw new Untried('the hold that was asked for is not there');
  const answer = await ask(patient.client.send(new DeleteObjectCommand(patient.at(held.key, held.versionId))));
  if (!(await patient.isThere(held))) return { outcome: 'does-not-hold', seen: `deleted despite the hold (${words(answer)})` };
  if (answer.kind === 'none') throw new Untried(words(answer));
  if (isDenied(answer) && rights.mayDelete !== true) return { outcome: 'not-tried', seen: NO_RIGHT };
  return { outcome: 'holds', seen: `${words(answer)}; the version is there` };
}

/** Ended lock, no hold: whether the version goes, and with that what this account may do. */
export async function letsGo(patient: Patient, ended: Specimen): Promise<Seen> {
  const answer = await ask(patient.client.send(new DeleteObjectCommand(patient.at(ended.key, ended.versionId))));
  if (!(await patient.isThere(ended))) return { outcome: 'holds', seen: 'deleted after its lock had ended' };
  if (isDenied(answer)) return { outcome: 'not-tried', seen: 'this account may not delete versions' };
  must(answer, 'deleting after the lock had ended');
  return { outcome: 'does-not-hold', seen: 'the deletion was accepted, and the version is there' };
}

/** Whether this account may bypass GOVERNANCE; undefined when it could not be found out. */
export async function findBypass(patient: Patient): Promise<boolean | undefined> {
  const specimen = await patient.put('may-bypass', { mode: 'GOVERNANCE' });
  const answer = await ask(patient.client.send(new DeleteObjectCommand({ ...patient.at(specimen.key, specimen.versionId), BypassGovernanceRetention: true })));
  if (!(await patient.isThere(specimen))) return true;
  return answer.kind === 'none' ? undefined : false;
}

export async function liftHold(patient: Patient, held: Pick<Specimen, 'key' | 'versionId'>): Promise<Answer<unknown>> {
  return ask(patient.client.send(new PutObjectLegalHoldCommand({ ...patient.at(held.key, held.versionId), LegalHold: { Status: 'OFF' } })));
}
