import { createHash } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import { type Authorities, chainFault, namesOf, periodWords, utc, within } from '../authorities.ts';
import type { SignatureRefusal } from '../signature-refusals.ts';
import { type Bench, probe } from './probe.ts';

/** A time that an authority of the trusted root vouches for. */
export interface ProvenTime {
  readonly time: Date;
  /** For people. */
  readonly source: string;
  /** Whose word it is: two times of the same authority are one proof. */
  readonly authority: string;
}

const refusal = (message: string, more: { expected?: string; found?: string } = {}): SignatureRefusal => ({ code: 'TIMESTAMP_INVALID', message, ...more });

/** Judges each RFC 3161 timestamp of the bundle by itself: every one that is there must be right. */
export function checkTimestamps(bundle: Bundle, bench: Bench, authorities: Authorities): { readonly times: readonly ProvenTime[]; readonly problems: readonly SignatureRefusal[] } {
  const times: ProvenTime[] = [];
  const problems: SignatureRefusal[] = [];
  const seen = new Set<string>();
  for (const { signedTimestamp } of bundle.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? []) {
    const raw = Buffer.from(signedTimestamp);
    const text = raw.toString('base64');
    const answer = seen.has(text) ? refusal('the same timestamp is there twice') : checkOne(raw, bench, authorities);
    seen.add(text);
    if ('code' in answer) problems.push(answer);
    else if (times.some((one) => one.authority === answer.authority && one.time.getTime() === answer.time.getTime())) problems.push(refusal('two timestamps of the same authority and instant', { found: `${answer.source}, ${utc(answer.time)}` }));
    else times.push(answer);
  }
  return { times, problems };
}

function checkOne(raw: Buffer<ArrayBuffer>, bench: Bench, authorities: Authorities): ProvenTime | SignatureRefusal {
  let timestamp: RFC3161Timestamp;
  let time: Date;
  try {
    timestamp = RFC3161Timestamp.parse(raw);
    time = timestamp.signingTime;
    if (Number.isNaN(time.getTime())) return refusal('a timestamp has no time that can be read');
    if (timestamp.status > 1n) return refusal('a timestamp was not granted', { expected: 'status 0 or 1', found: String(timestamp.status) });
  } catch {
    return refusal('a timestamp cannot be read');
  }
  try {
    timestamp.tstInfo.verify(bench.signature.signature);
  } catch {
    const ours = createHash('sha256').update(bench.signature.signature).digest('hex');
    return refusal('a timestamp is over another signature', { expected: `over SHA-256 ${ours}`, found: `over ${timestamp.tstInfo.messageImprintHashedMessage.toString('hex').slice(0, 128)}, ${utc(time)}` });
  }
  const known = authorities.timestampAuthorities.map((authority, i) => ({ authority, leaf: bench.trust.timestampAuthorities[i]!.certChain[0]! }))
    .filter(({ leaf }) => leaf.serialNumber.equals(timestamp.signerSerialNumber) && leaf.issuer.equals(timestamp.signerIssuer));
  const expected = namesOf(authorities.timestampAuthorities) || 'no timestamp authority is in the trusted root';
  if (known.length === 0) return refusal('a timestamp is not by an authority of the trusted root', { expected });
  const inUse = known.filter(({ authority }) => within(time, authority.period));
  if (inUse.length === 0) {
    return refusal('the timestamp authority was not in use at the time that it states', { expected: known.map(({ authority }) => periodWords(authority.period)).join(' or '), found: utc(time) });
  }
  try {
    probe(bench, { timestamps: [{ $case: 'timestamp-authority', timestamp }] });
  } catch {
    return refusal(chainFault(inUse[0]!.authority, time) ?? 'the signature of a timestamp is false', { expected: inUse[0]!.authority.name, found: utc(time) });
  }
  const { authority, leaf } = inUse[0]!;
  return { time, source: `RFC 3161, ${authority.name}`, authority: leaf.publicKey.toString('base64') };
}
