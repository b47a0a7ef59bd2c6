import { createHash } from 'node:crypto';
import { envelopeToJSON, type TransparencyLogEntry } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { TransparencyLogEntry as LogEntry } from '@sigstore/protobuf-specs';
import type { SignatureBundle } from '@sigstore/sign';
import { excessOf } from './signature-limits.ts';

/*
 * What transparency logs are told and what they answer. Rekor v2 takes the hash that was signed (hashedrekord over the DSSE pre-authentication
 * encoding): the request of the library for DSSE envelopes is refused by logs since rekor-tiles 2.3. Rekor v1 takes the envelope.
 */

/** Body of `POST /api/v2/log/entries`. `verifier` is a certificate or a public key, PEM, P-256. */
export function rekorV2Request(content: SignatureBundle, verifier: string): object {
  const { digest, signature } = signedDigest(content);
  const rawBytes = verifier.replace(/-----[^-]+-----|\s/g, '');
  const kind = verifier.includes('BEGIN CERTIFICATE') ? 'x509Certificate' : 'publicKey';
  return { hashedRekordRequestV002: {
    digest: digest.toString('base64'),
    signature: { content: signature.toString('base64'), verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', [kind]: { rawBytes } } },
  } };
}

/** Body of `POST /api/v1/log/entries`: a `dsse` entry. */
export function rekorV1Request(content: SignatureBundle, verifier: string): object {
  if (content.$case !== 'dsseEnvelope') throw new TypeError('only envelopes are logged');
  return { apiVersion: '0.0.1', kind: 'dsse', spec: { proposedContent: {
    envelope: JSON.stringify(envelopeToJSON(content.dsseEnvelope)), verifiers: [Buffer.from(verifier).toString('base64')],
  } } };
}

/** The entry in an answer of Rekor v2, or a sentence. */
export function readRekorV2Entry(answer: unknown, content: SignatureBundle): TransparencyLogEntry | string {
  if (isExcessive(answer)) return 'the answer is not a log entry';
  let entry: LogEntry;
  try {
    entry = LogEntry.fromJSON(answer);
  } catch {
    return 'the answer is not a log entry';
  }
  return usable(entry, bodySignature(entry, ['hashedRekordV002', 'signature', 'content']), content);
}

/** The entry in an answer of Rekor v1 (one member, named by the entry's UUID), or a sentence. */
export function readRekorV1Entry(answer: unknown, content: SignatureBundle): TransparencyLogEntry | string {
  const entries = typeof answer === 'object' && answer !== null ? Object.values(answer) : [];
  if (entries.length !== 1) return `the answer holds ${entries.length} log entries, not one`;
  if (isExcessive(entries[0])) return 'the answer is not a log entry';
  let entry: LogEntry;
  try {
    entry = fromRekorV1(entries[0] as RekorV1Entry);
  } catch {
    return 'the answer is not a log entry';
  }
  if (!entry.inclusionPromise) return 'the log promised nothing: the entry has no signed entry timestamp';
  return usable(entry, bodySignature(entry, ['signatures', 0, 'signature']), content);
}

/** No verifier would take it, and the library would make a buffer of whatever size the answer asks for. */
function isExcessive(entry: unknown): boolean {
  return excessOf({ verificationMaterial: { tlogEntries: [entry] } }) !== null;
}

interface RekorV1Entry {
  readonly body: string; readonly integratedTime: number; readonly logID: string; readonly logIndex: number;
  readonly verification?: { readonly signedEntryTimestamp?: string; readonly inclusionProof?: { logIndex: number; treeSize: number; rootHash: string; hashes: string[]; checkpoint: string } };
}

function fromRekorV1({ body, integratedTime, logID, logIndex, verification }: RekorV1Entry): LogEntry {
  const { kind, apiVersion } = JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as { kind: string; apiVersion: string };
  const proof = verification?.inclusionProof;
  const hex = (text: string): string => Buffer.from(text, 'hex').toString('base64');
  return LogEntry.fromJSON({
    logIndex: String(logIndex), logId: { keyId: hex(logID) }, integratedTime: String(integratedTime), kindVersion: { kind, version: apiVersion }, canonicalizedBody: body,
    ...(verification?.signedEntryTimestamp === undefined ? {} : { inclusionPromise: { signedEntryTimestamp: verification.signedEntryTimestamp } }),
    ...(proof === undefined ? {} : { inclusionProof: {
      logIndex: String(proof.logIndex), treeSize: String(proof.treeSize), rootHash: hex(proof.rootHash), hashes: proof.hashes.map(hex), checkpoint: { envelope: proof.checkpoint },
    } }),
  });
}

/** An entry that a bundle can hold and that is about our signature. */
function usable(entry: LogEntry, signature: string | null, content: SignatureBundle): TransparencyLogEntry | string {
  const { logId, kindVersion, inclusionProof } = entry;
  if (!logId || !kindVersion) return 'the log entry does not say which log made it, or of which kind it is';
  if (!inclusionProof?.checkpoint) return 'the log entry has no proof that it is in the log';
  if (signature === null) return 'the log entry has another form than the one that was asked for';
  if (!Buffer.from(signature, 'base64').equals(signedDigest(content).signature)) return 'the log entry is about another signature than ours';
  return { ...entry, logId, kindVersion };
}

/** A text deep in the entry's body; null when the body has another form. */
function bodySignature(entry: LogEntry, path: readonly (string | number)[]): string | null {
  try {
    let value = (JSON.parse(entry.canonicalizedBody.toString('utf8')) as { spec: unknown }).spec;
    for (const step of path) value = (value as Record<string | number, unknown>)[step];
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** What was signed, hashed, and the signature. */
export function signedDigest(content: SignatureBundle): { readonly digest: Buffer; readonly signature: Buffer } {
  if (content.$case === 'messageSignature') {
    return { digest: Buffer.from(content.messageSignature.messageDigest.digest), signature: Buffer.from(content.messageSignature.signature) };
  }
  const { payloadType, payload, signatures } = content.dsseEnvelope;
  return { digest: createHash('sha256').update(dsse.preAuthEncoding(payloadType, payload)).digest(), signature: Buffer.from(signatures[0]!.sig) };
}
