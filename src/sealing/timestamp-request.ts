import { createHash } from 'node:crypto';
import { ASN1Obj } from '@sigstore/core';

/*
 * Time-Stamp Protocol, RFC 3161 §2.4: DER by hand, because the library asks in Sigstore's own JSON and sends no nonce, so that it can talk
 * to few authorities and cannot tell a new answer from an old one.
 */
const SHA256_OID = Buffer.from('0609608648016503040201', 'hex');
const NULL = Buffer.from('0500', 'hex');
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const STATUS = ['granted', 'granted with modifications', 'rejection', 'waiting', 'revocation warning', 'revocation notification'];
const FAILURES: Readonly<Record<number, string>> = {
  0: 'it does not know the algorithm', 2: 'it does not accept the request', 5: 'the data is in a form that it does not accept', 14: 'its source of time is not available',
  15: 'it does not know the policy', 16: 'it does not know an extension', 17: 'it cannot give more information', 25: 'its system failed',
};

/** What a request says about its subject. */
export interface TimestampSubject {
  /** The bytes whose existence is to be witnessed: a signature. */
  readonly signature: Uint8Array;
  /** 8 random bytes or more, the first not 0 and below 128, so that they are a positive INTEGER as they stand. */
  readonly nonce: Uint8Array;
}

/** TimeStampReq: version 1, SHA-256 of the signature, nonce, certReq TRUE; no policy. */
export function timestampQuery({ signature, nonce }: TimestampSubject): Uint8Array {
  const imprint = sequence(sequence(SHA256_OID, NULL), tlv(0x04, sha256(signature)));
  return sequence(tlv(0x02, Buffer.of(1)), imprint, tlv(0x02, nonce), tlv(0x01, Buffer.of(0xff)));
}

/**
 * What is wrong with a TimeStampResp, as one sentence, or null. The signature of the authority is for verification to judge; this tells an
 * answer to another question from an answer to ours.
 */
export function timestampFault(reply: Uint8Array, { signature, nonce }: TimestampSubject): string | null {
  let root: ASN1Obj;
  try {
    root = ASN1Obj.parseBuffer(Buffer.from(reply));
  } catch {
    return 'the answer is not a time-stamp response in DER';
  }
  try {
    const status = Number(root.subs[0]!.subs[0]!.toInteger());
    if (status !== 0 && status !== 1) return `the authority refused: ${refusal(root.subs[0]!, status)}`;
    const token = root.subs[1];
    if (!token || token.subs[0]!.toOID() !== SIGNED_DATA) return 'the answer holds no time-stamp token';
    const signed = token.subs[1]!.subs[0]!;
    const content = signed.subs[2]!;
    if (content.subs[0]!.toOID() !== TST_INFO) return 'the token is not about a time stamp';
    if (signed.subs.at(-1)!.subs.length !== 1) return `the token has ${signed.subs.at(-1)!.subs.length} signers, not one`;
    if (!signed.subs.some((part) => part.tag.isContextSpecific(0) && part.subs.length > 0)) return 'the token holds no certificate, which was asked for';
    const info = ASN1Obj.parseBuffer(Buffer.from(content.subs[1]!.subs[0]!.value));
    const [algorithm, imprint] = info.subs[2]!.subs;
    if (algorithm!.subs[0]!.toOID() !== '2.16.840.1.101.3.4.2.1' || !imprint!.value.equals(sha256(signature))) return 'the token is about another signature than ours';
    const given = info.subs.slice(5).find((part) => part.tag.isInteger());
    if (!given) return 'the token has no nonce: it could be an old one';
    return given.value.equals(nonce) ? null : 'the token has another nonce than ours: it is an answer to another request';
  } catch {
    return 'the answer is not a time-stamp response: a part is missing or of another type';
  }
}

/** True when the token's time can be read by every verifier: some want no fraction of a second or exactly three digits. */
export function timeIsPlain(reply: Uint8Array): boolean {
  const info = ASN1Obj.parseBuffer(Buffer.from(reply)).subs[1]!.subs[1]!.subs[0]!.subs[2]!.subs[1]!.subs[0]!;
  return /^\d{14}(\.\d{3})?Z$/.test(ASN1Obj.parseBuffer(Buffer.from(info.value)).subs[4]!.value.toString('latin1'));
}

function refusal(info: ASN1Obj, status: number): string {
  const text = info.subs.slice(1).flatMap((part) => part.subs).find((part) => part.tag.number === 0x0c)?.value.toString('utf8');
  const bits = info.subs.slice(1).find((part) => part.tag.isBitString())?.toBitString() ?? [];
  const reasons = bits.flatMap((bit, i) => (bit === 1 ? [FAILURES[i] ?? `reason ${i}`] : []));
  return [STATUS[status] ?? `status ${status}`, ...(text === undefined ? [] : [text.split('\n')[0]!.slice(0, 200)]), ...reasons].join(', ');
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, Buffer.concat(parts));

/** Tag, length, value; all lengths here are below 128. */
function tlv(tag: number, value: Uint8Array): Buffer {
  if (value.length > 127) throw new RangeError('a part of the request is too long');
  return Buffer.concat([Buffer.of(tag, value.length), value]);
}
