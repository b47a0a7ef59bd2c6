import type { Bundle, TransparencyLogEntry } from '@sigstore/bundle';
import { VerificationError } from '@sigstore/verify';
import { type Authorities, type Log, periodWords, utc, within } from '../authorities.ts';
import type { SignatureRefusal, SignatureRefusalCode } from '../signature-refusals.ts';
import { entryVerifier } from './entry-verifier.ts';
import { type Bench, oneLine, probe } from './probe.ts';
import type { ProvenTime } from './timestamps.ts';

/** An entry whose proof holds and which is about this signature. `logs`: the log's entries in the trusted root, one for each period. */
export interface ProvenEntry {
  readonly logs: readonly Log[];
}

const refusal = (code: SignatureRefusalCode, message: string, more: { expected?: string; found?: string } = {}): SignatureRefusal => ({ code, message, ...more });

/**
 * Judges each log entry by itself: every one that is there must be right. `signedBy`: certificate or public key of the signer, DER.
 * The times are those that a Rekor v1 log promised.
 */
export function checkLogEntries(bundle: Bundle, bench: Bench, authorities: Authorities, signedBy: Uint8Array): {
  readonly entries: readonly ProvenEntry[]; readonly times: readonly ProvenTime[]; readonly problems: readonly SignatureRefusal[];
} {
  const entries: ProvenEntry[] = [];
  const times: ProvenTime[] = [];
  const problems: SignatureRefusal[] = [];
  const seen = new Set<string>();
  for (const entry of bundle.verificationMaterial.tlogEntries) {
    const id = `${entry.logId.keyId.toString('hex')} ${entry.canonicalizedBody.toString('base64')}`;
    const answer = seen.has(id) ? refusal('LOG_INVALID', 'the same log entry is there twice') : checkOne(entry, bench, authorities, signedBy);
    seen.add(id);
    if ('code' in answer) {
      problems.push(answer);
      continue;
    }
    entries.push(answer);
    if (entry.inclusionPromise) times.push({ time: integratedTime(entry), source: `Rekor v1, ${answer.logs[0]!.name}`, authority: answer.logs[0]!.key });
  }
  return { entries, times, problems };
}

/**
 * Compares each log's periods with every proven time: the library does not for Rekor v2, and a retired or stolen log key would be good
 * for ever. Without any time an entry of a log that is out of use proves nothing: it is not counted, and `unproven` says so.
 */
export function checkLogPeriods(entries: readonly ProvenEntry[], times: readonly ProvenTime[]): {
  readonly counted: readonly ProvenEntry[]; readonly unproven: readonly SignatureRefusal[]; readonly problems: readonly SignatureRefusal[];
} {
  const problems: SignatureRefusal[] = [];
  const unproven: SignatureRefusal[] = [];
  const counted: ProvenEntry[] = [];
  for (const entry of entries) {
    const { name } = entry.logs[0]!;
    const expected = entry.logs.map((log) => periodWords(log.period)).join(' or ');
    const outside = times.find(({ time }) => !entry.logs.some((log) => within(time, log.period)));
    if (outside) problems.push(refusal('LOG_RETIRED', `the log ${name} was not in use at the time of signing`, { expected, found: `${utc(outside.time)} (${outside.source})` }));
    else if (times.length === 0 && entry.logs.every((log) => log.period.end !== undefined)) {
      unproven.push(refusal('LOG_RETIRED', `the log ${name} is not in use for ever, and no trusted time shows that it was when the entry was made`, { expected, found: 'no trusted time' }));
    } else counted.push(entry);
  }
  return { counted, unproven, problems };
}

function checkOne(entry: TransparencyLogEntry, bench: Bench, authorities: Authorities, signedBy: Uint8Array): ProvenEntry | SignatureRefusal {
  const id = entry.logId.keyId.toString('hex');
  const logs = authorities.logs.filter((log) => log.id === id);
  if (logs.length === 0) {
    return refusal('LOG_INVALID', 'a log entry is by a log that is not in the trusted root', { expected: authorities.logs.map((log) => `${log.name} ${log.id}`).join(' or ') || 'no log is in the trusted root', found: id });
  }
  if (entry.inclusionPromise) {
    const time = integratedTime(entry);
    if (!logs.some((log) => within(time, log.period))) {
      return refusal('LOG_RETIRED', `the log ${logs[0]!.name} was not in use when it says that it took the entry`, { expected: logs.map((log) => periodWords(log.period)).join(' or '), found: utc(time) });
    }
  }
  try {
    probe(bench, { tlogEntries: [entry] });
  } catch (cause) {
    return refusal('LOG_INVALID', reasonOf(cause), { expected: logs[0]!.name, found: oneLine(cause) });
  }
  if (![entry.logIndex, entry.integratedTime].every((one) => WHOLE.test(one))) return refusal('LOG_INVALID', 'a log entry has an index or a time that is no number');
  if (contradictsCheckpoint(entry)) return refusal('LOG_INVALID', 'a log entry states another tree than the checkpoint of its log', { expected: 'root and size of the checkpoint' });
  const verifier = entryVerifier(entry);
  if (!verifier?.equals(signedBy)) return refusal('LOG_INVALID', 'a log entry is about the signature of another certificate or key');
  return { logs };
}

/** int64 in its one form: the library reads the index only where a log promised it, and takes `0x10` and `1e3` for numbers. */
const WHOLE = /^(?:0|[1-9]\d{0,18})$/;

/** Root and size stand beside the checkpoint once more, and the library reads them nowhere: nothing may be said there that nobody signed. */
function contradictsCheckpoint({ inclusionProof }: TransparencyLogEntry): boolean {
  if (!inclusionProof) return false;
  const [, size, root] = inclusionProof.checkpoint?.envelope.split('\n') ?? [];
  return inclusionProof.treeSize !== size || inclusionProof.rootHash.toString('base64') !== root;
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof VerificationError ? String(cause.code) : '';
  if (code === 'TLOG_BODY_ERROR') return 'a log entry is about another signature or other content';
  if (code === 'TLOG_INCLUSION_PROOF_ERROR') return 'the proof that a log has the entry is false';
  if (code === 'TLOG_INCLUSION_PROMISE_ERROR') return 'the promise of a log to take the entry is false';
  if (code === 'TLOG_MISSING_INCLUSION_ERROR') return 'a log entry has neither a proof nor a promise of its log';
  return 'a log entry cannot be read';
}

/** The time that the log's promise (signed entry timestamp) covers. */
function integratedTime(entry: TransparencyLogEntry): Date {
  return new Date(Number(entry.integratedTime) * 1000);
}
