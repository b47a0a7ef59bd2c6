import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateAuthority, TransparencyLogInstance } from '@sigstore/protobuf-specs';
import { plainText } from './plain-text.ts';
import type { TrustedRootFile } from './trusted-root.ts';

/** From when until when an authority was in use; both ends belong to it. No end = still in use. */
export interface Period {
  readonly start: Date;
  readonly end: Date | undefined;
}

export interface Log {
  /** Host of its address. */
  readonly name: string;
  /** The id that entries name, hex. */
  readonly id: string;
  /** SHA-256 of its key: two entries of the root with the same key are one log. */
  readonly key: string;
  readonly period: Period;
}

export interface Authority {
  /** Distinguished name of the certificate that signs (timestamps) or of the top one (certificates). */
  readonly name: string;
  readonly chain: readonly X509Certificate[];
  readonly period: Period;
}

/** Who is in a trusted root, in its order. The indexes are those of the library's trust material. */
export interface Authorities {
  readonly logs: readonly Log[];
  readonly certificateLogs: readonly Log[];
  readonly certificateAuthorities: readonly Authority[];
  readonly timestampAuthorities: readonly Authority[];
}

export function authoritiesOf({ root }: TrustedRootFile): Authorities {
  return {
    logs: root.tlogs.map(logOf),
    certificateLogs: root.ctlogs.map(logOf),
    certificateAuthorities: root.certificateAuthorities.map((one) => authorityOf(one, -1)),
    timestampAuthorities: root.timestampAuthorities.map((one) => authorityOf(one, 0)),
  };
}

/** One line of a trusted root for people and for `--json`. Times are RFC 3339, UTC; no end = still in use. */
export interface AuthorityLine {
  readonly role: 'transparency log' | 'certificate transparency log' | 'certificate authority' | 'timestamp authority';
  readonly name: string;
  /** Logs: their id, hex. Authorities: SHA-256 of the certificate that the name is of. */
  readonly id: string;
  readonly start: string;
  readonly end?: string;
}

/** Everybody whom a trusted root makes one believe, in its order. */
export function describeTrustedRoot(file: TrustedRootFile): readonly AuthorityLine[] {
  const all = authoritiesOf(file);
  const log = (role: AuthorityLine['role']) => (one: Log): AuthorityLine => ({ role, name: one.name, id: one.id, ...showPeriod(one.period) });
  const authority = (role: AuthorityLine['role'], at: number) => (one: Authority): AuthorityLine => ({ role, name: one.name, id: sha256(one.chain.at(at)!.raw), ...showPeriod(one.period) });
  return [
    ...all.certificateAuthorities.map(authority('certificate authority', -1)), ...all.certificateLogs.map(log('certificate transparency log')),
    ...all.logs.map(log('transparency log')), ...all.timestampAuthorities.map(authority('timestamp authority', 0)),
  ];
}

export function within(time: Date, { start, end }: Period): boolean {
  return start <= time && (end === undefined || time <= end);
}

/** `2025-01-01T00:00:00Z to 2026-01-01T00:00:00Z`, or `since …`. */
export function periodWords({ start, end }: Period): string {
  return end ? `${utc(start)} to ${utc(end)}` : `since ${utc(start)}`;
}

/** RFC 3339 in UTC; whole seconds without a fraction. */
export function utc(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}

/** Why no chain of this authority can hold at this time, whatever it signed; null when one can. The library tells none of it. */
export function chainFault({ chain }: Authority, time: Date): string | null {
  const last = chain.at(-1)!;
  if (!last.checkIssued(last)) return 'the chain of the authority in the trusted root does not end in a certificate that signed itself';
  return chain.every((one) => within(time, { start: one.validFromDate, end: one.validToDate })) ? null : 'a certificate of the authority in the trusted root was not valid at the trusted time';
}

/** Each name once: an authority has an entry for each of its periods. */
export function namesOf(authorities: readonly Authority[]): string {
  return [...new Set(authorities.map((one) => one.name))].join(' or ');
}

/** A distinguished name on one line. */
export function oneLineName(name: string): string {
  return plainText(name.split('\n').join(', '), 300);
}

function showPeriod({ start, end }: Period): { start: string; end?: string } {
  return { start: utc(start), ...(end && { end: utc(end) }) };
}

function logOf(log: TransparencyLogInstance): Log {
  return {
    name: new URL(log.baseUrl).host, id: (log.checkpointKeyId ?? log.logId)!.keyId.toString('hex'), key: sha256(log.publicKey!.rawBytes!),
    period: { start: log.publicKey!.validFor!.start!, end: log.publicKey!.validFor!.end },
  };
}

function authorityOf(one: CertificateAuthority, named: 0 | -1): Authority {
  const chain = one.certChain!.certificates.map((certificate) => new X509Certificate(certificate.rawBytes));
  return { name: oneLineName(chain.at(named)!.subject), chain, period: { start: one.validFor!.start!, end: one.validFor!.end } };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
