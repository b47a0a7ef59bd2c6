import type { Bundle } from '@sigstore/bundle';
import { type Authorities, utc } from '../authorities.ts';
import type { SignatureRefusal } from '../signature-refusals.ts';
import type { Thresholds, TrustPolicy } from '../trust-policy.ts';
import type { TrustedTime } from './answer.ts';
import { checkLogEntries, checkLogPeriods } from './log-entries.ts';
import type { Bench } from './probe.ts';
import { showSigners } from './signer-match.ts';
import { criterion } from './thresholds.ts';
import { checkTimestamps, type ProvenTime } from './timestamps.ts';

/** What the witnesses of a signature prove. */
export interface Witnesses {
  readonly times: readonly ProvenTime[];
  /** How many different logs have the signature. */
  readonly logs: number;
  /** How many different authorities vouch for a time. */
  readonly authorities: number;
  readonly notes: readonly string[];
  readonly problems: readonly SignatureRefusal[];
}

/** Judges every timestamp and every log entry by itself, then all against each other and against the thresholds. */
export function judgeWitnesses(bundle: Bundle, bench: Bench, authorities: Authorities, signedBy: Uint8Array, thresholds: Thresholds): Witnesses {
  const stamps = checkTimestamps(bundle, bench, authorities);
  const log = checkLogEntries(bundle, bench, authorities, signedBy);
  const times = [...stamps.times, ...log.times];
  const periods = checkLogPeriods(log.entries, times);
  const logs = new Set(periods.counted.map((entry) => entry.logs[0]!.key)).size;
  const vouching = new Set(times.map((time) => time.authority)).size;
  const problems = [...stamps.problems, ...log.problems, ...periods.problems];
  const notes = periods.unproven.map((one) => `${one.message}; the entry was not counted`);
  if (problems.length === 0) {
    if (logs < thresholds.log) {
      problems.push(periods.unproven[0] ?? { code: 'LOG_MISSING', message: 'in fewer transparency logs than required', expected: `at least ${thresholds.log}`, found: String(logs) });
    }
    if (vouching < thresholds.timestamps) problems.push(tooFewTimes(bundle, vouching, thresholds.timestamps));
  }
  return { times, logs, authorities: vouching, notes, problems };
}

function tooFewTimes(bundle: Bundle, found: number, atLeast: number): SignatureRefusal {
  if (found === 0 && bundle.verificationMaterial.content.$case !== 'publicKey') {
    return { code: 'TIME_UNPROVEN', message: 'nothing shows that the certificate was valid when it signed: there is no trusted time', expected: `at least ${atLeast} trusted time${atLeast === 1 ? '' : 's'}`, found: 'none' };
  }
  return { code: 'TIMESTAMP_MISSING', message: 'fewer authorities vouch for the time than required', expected: `at least ${atLeast}`, found: String(found) };
}

/** The bundle with its signature and key alone. */
export function withoutWitnesses(bundle: Bundle): Bundle {
  return { ...bundle, verificationMaterial: { ...bundle.verificationMaterial, tlogEntries: [], timestampVerificationData: undefined } };
}

/** For the answer: RFC 3161 before Rekor v1, the earliest of each first. */
export function timesOf(times: readonly ProvenTime[]): readonly TrustedTime[] {
  const rank = (one: ProvenTime): number => (one.source.startsWith('RFC 3161') ? 0 : 1);
  return times.toSorted((a, b) => rank(a) - rank(b) || a.time.getTime() - b.time.getTime()).map(({ time, source }) => ({ time: utc(time), source }));
}

/** What is asked for, and what was found of it, one line each; the signer is the first. `usual`: of a certificate it is said, too, what was not asked. */
export function criteriaOf(policy: TrustPolicy, thresholds: Thresholds, found: Partial<Thresholds> = {}, usual = 0): readonly string[] {
  return [
    `signer: ${showSigners(policy.signers)}`,
    ...criterion('log entries', thresholds.log, found.log, usual),
    ...criterion('certificate transparency', thresholds.certificateTransparency, found.certificateTransparency, usual),
    ...criterion('trusted times', thresholds.timestamps, found.timestamps),
    ...(policy.trustedRoot ? [`trusted root: sha256 ${policy.trustedRoot.sha256}`] : []),
  ];
}
