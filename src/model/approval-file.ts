import { z } from 'zod';
import { personalStatementSchema, SIGNED_BY_PERSONS, writePersonalStatement, type PersonalKind, type PredicateOf } from './approval-statement.ts';
import { canonicalFile } from './canonical-json.ts';

/** Bytes. One with a certificate, log entries and timestamps has about 12 thousand. */
export const LARGEST_SIGNED_FILE = 256 * 1024;
const SIGNATURE_BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** A signed approval or counter-signature in its one form. Nothing in it is proved: that is for the signature. */
export interface SignedFile<K extends PersonalKind = 'approval'> {
  readonly kind: K;
  /** Digest of the subject, lower-case hex: of the candidate, or of the bundle's tag manifest. */
  readonly sha256: string;
  readonly predicate: PredicateOf[K];
  readonly signedBy: 'key' | 'certificate';
  /** The Sigstore bundle as parsed JSON. */
  readonly bundle: unknown;
}

/** Why a file is no such thing. `pointer` is the JSON pointer of the part. */
export interface SignedFileFault {
  readonly code: 'TOO_LARGE' | 'NOT_WELL_FORMED' | 'UNSUPPORTED_VERSION' | 'UNSUPPORTED_FORMAT' | 'SCHEMA' | 'NOT_CANONICAL';
  readonly message: string;
  readonly pointer: string;
  readonly expected?: string;
  readonly found?: string;
}

const base64 = z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'is not base64');
const shape = z.object({
  mediaType: z.string(),
  dsseEnvelope: z.strictObject({ payload: base64, payloadType: z.string(), signatures: z.array(z.strictObject({ sig: base64.min(1), keyid: z.string().max(200).optional() })) }),
  verificationMaterial: z.object({
    publicKey: z.strictObject({ hint: z.string().max(200) }).optional(), certificate: z.strictObject({ rawBytes: base64 }).optional(),
    tlogEntries: z.array(z.unknown()).max(8).optional(),
    timestampVerificationData: z.strictObject({ rfc3161Timestamps: z.array(z.unknown()).max(8).optional() }).optional(),
  }).strict(),
}).strict();

/**
 * Reads the one form of a signed file: a Sigstore bundle v0.3 as canonical JSON with LF, a DSSE envelope with one signature, and in it
 * our statement as canonical JSON. Any other bytes are refused, so that nothing can stand in the file that no signature covers.
 */
export function readSignedFile<K extends PersonalKind>(bytes: Uint8Array, kind: K): { readonly signed: SignedFile<K> } | { readonly faults: readonly SignedFileFault[] } {
  const refuse = (code: SignedFileFault['code'], pointer: string, message: string, more: { expected?: string; found?: string } = {}) => ({ faults: [{ code, pointer, message, ...more }] });
  if (bytes.length > LARGEST_SIGNED_FILE) return refuse('TOO_LARGE', '', 'the file is too large for a signed statement of a person', { expected: `at most ${LARGEST_SIGNED_FILE} bytes`, found: `${bytes.length} bytes` });
  const json = parsed(bytes);
  if (!isObject(json)) return refuse('NOT_WELL_FORMED', '', 'the file is not a JSON object', { expected: 'a Sigstore bundle' });
  if (json.mediaType !== SIGNATURE_BUNDLE_TYPE) return refuse('UNSUPPORTED_VERSION', '/mediaType', 'not a Sigstore bundle of the version that is read', { expected: SIGNATURE_BUNDLE_TYPE, found: told(json.mediaType) });
  if ('messageSignature' in json) return refuse('UNSUPPORTED_FORMAT', '/messageSignature', 'a signature over a file says neither who signed what nor what it means', { expected: 'a DSSE envelope', found: 'a message signature' });
  const outer = shape.safeParse(json);
  if (!outer.success) return { faults: faultsOf(outer.error, '') };
  const { dsseEnvelope: envelope, verificationMaterial: material } = outer.data;
  if (envelope.signatures.length !== 1) return refuse('SCHEMA', '/dsseEnvelope/signatures', 'a statement of a person has one signature', { expected: '1', found: String(envelope.signatures.length) });
  if (envelope.payloadType !== PAYLOAD_TYPE) return refuse('SCHEMA', '/dsseEnvelope/payloadType', 'another payload type', { expected: PAYLOAD_TYPE, found: told(envelope.payloadType) });
  if ((material.publicKey === undefined) === (material.certificate === undefined)) return refuse('SCHEMA', '/verificationMaterial', 'the signer is named by a key or by a certificate', { expected: 'publicKey or certificate' });
  const payload = Buffer.from(envelope.payload, 'base64');
  const statement = parsed(payload);
  if (!isObject(statement)) return refuse('NOT_WELL_FORMED', '/dsseEnvelope/payload', 'the payload is not a JSON object');
  const { type } = SIGNED_BY_PERSONS[kind];
  if (statement.predicateType !== type) return refuse('UNSUPPORTED_FORMAT', '/dsseEnvelope/payload', 'the statement is about something else', { expected: type, found: told(statement.predicateType) });
  const inner = personalStatementSchema(kind).safeParse(statement);
  if (!inner.success) return { faults: faultsOf(inner.error, '/dsseEnvelope/payload') };
  const { subject: [{ digest: { sha256 } }], predicate } = inner.data as { subject: [{ digest: { sha256: string } }]; predicate: PredicateOf[K] };
  if (Buffer.compare(writePersonalStatement(kind, sha256, predicate), payload) !== 0) return refuse('NOT_CANONICAL', '/dsseEnvelope/payload', 'the payload is not canonical JSON');
  if (!isCanonical(json, bytes)) return refuse('NOT_CANONICAL', '', 'the file is not the canonical form of its content', { expected: 'keys in order, no white space, one line end' });
  const signedBy = material.publicKey ? 'key' : 'certificate';
  if ((signedBy === 'key') !== (predicate.signer !== undefined)) {
    return refuse('SCHEMA', '/dsseEnvelope/payload', signedBy === 'key' ? 'signed with a key, and the statement names none' : 'signed with a certificate, and the statement names a key', { expected: signedBy === 'key' ? 'predicate.signer.publicKey' : 'no predicate.signer' });
  }
  if (material.publicKey && material.publicKey.hint !== envelope.signatures[0]!.keyid) return refuse('SCHEMA', '/verificationMaterial/publicKey/hint', 'keyid and hint differ', { expected: told(envelope.signatures[0]!.keyid), found: material.publicKey.hint });
  if (material.certificate && envelope.signatures[0]!.keyid) return refuse('SCHEMA', '/dsseEnvelope/signatures/0/keyid', 'signed with a certificate, and a key is named', { expected: 'no keyid', found: told(envelope.signatures[0]!.keyid) });
  return { signed: { kind, sha256, predicate, signedBy, bundle: json } };
}

/** The predicate type that the beginning of a Sigstore bundle shows: `''` when it is one and shows none, undefined when it is none. Never throws. */
export function predicateTypeIn(text: string): string | undefined {
  if (!/"mediaType"\s*:\s*"application\/vnd\.dev\.sigstore\.bundle/.test(text)) return undefined;
  const payload = /"payload"\s*:\s*"([A-Za-z0-9+/=]*)/.exec(text)?.[1];
  if (payload === undefined) return '';
  return /"predicateType"\s*:\s*"([^"\\]{0,200})"/.exec(Buffer.from(payload, 'base64').toString('utf8'))?.[1] ?? '';
}

function faultsOf(error: z.ZodError, base: string): readonly SignedFileFault[] {
  return error.issues.slice(0, 20).map((issue) => ({
    code: 'SCHEMA' as const, pointer: base === '' ? issue.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('') : base,
    message: `${issue.path.map(String).join('.') || 'the statement'}: ${issue.code === 'unrecognized_keys' ? `unknown key ${issue.keys.map((key) => JSON.stringify(key.slice(0, 80))).slice(0, 5).join(', ')}` : issue.message}`,
  }));
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** What is nested so deep that it cannot be written again is not in its one form either. */
function isCanonical(json: unknown, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(canonicalFile(json), bytes) === 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 120) : value === undefined ? 'none' : typeof value;
}
