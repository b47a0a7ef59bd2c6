import { type Bundle, bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { canonicalFile } from '../model/canonical-json.ts';
import { plainText } from './plain-text.ts';
import type { SealKind } from './seal-files.ts';
import { excessOf } from './signature-limits.ts';
import { PAYLOAD_TYPE } from './statement.ts';

/** A Sigstore bundle v0.3 around one DSSE envelope, as it was read; nothing in it is trusted yet. */
export interface SignatureBundle {
  readonly bundle: Bundle;
  readonly payload: Uint8Array;
  /** Which key the sealer named; unsigned. */
  readonly hint: string | undefined;
  readonly kind: SealKind;
  /** A log entry or timestamp is there. */
  readonly witnessed: boolean;
}

export interface SealFault {
  readonly code: 'SEAL_FORM' | 'SIGNATURE_COUNT' | 'PAYLOAD_TYPE' | 'EXCESSIVE';
  readonly message: string;
  readonly file: 'sigstore' | 'dsse';
  readonly expected?: string;
  readonly found?: string;
}

/**
 * Reads the signature files of one statement strictly: each must be the canonical bytes of what @sigstore/bundle defines, and both must
 * hold the same envelope. `dsse` is undefined for a seal by certificate.
 * Counts and payload type are looked at first: the library would answer them with its general "invalid bundle", and make objects of
 * every witness, of which somebody without the key can add as many and as large ones as there is room for.
 */
export function readSignatureFiles(sigstore: Uint8Array, dsse: Uint8Array | undefined): { seal: SignatureBundle | null; faults: readonly SealFault[] } {
  const faults: SealFault[] = [];
  const json = parse(sigstore);
  const envelope = isObject(json) && isObject(json.dsseEnvelope) ? json.dsseEnvelope : null;
  if (!envelope) return { seal: null, faults: [{ code: 'SEAL_FORM', file: 'sigstore', message: 'not a Sigstore bundle with a DSSE envelope' }] };
  const count = Array.isArray(envelope.signatures) ? envelope.signatures.length : 0;
  if (count !== 1) faults.push({ code: 'SIGNATURE_COUNT', file: 'sigstore', message: `${count} signatures`, expected: '1', found: String(count) });
  if (envelope.payloadType !== PAYLOAD_TYPE) {
    faults.push({ code: 'PAYLOAD_TYPE', file: 'sigstore', message: 'another payload type', expected: PAYLOAD_TYPE, found: shown(envelope.payloadType) });
  }
  const excess = excessOf(json);
  if (excess) faults.push({ code: 'EXCESSIVE', file: 'sigstore', ...excess });
  if (faults.length > 0) return { seal: null, faults };
  let bundle: Bundle;
  let written: ReturnType<typeof bundleToJSON>;
  try {
    bundle = bundleFromJSON(json);
    written = bundleToJSON(bundle);
  } catch {
    return { seal: null, faults: [{ code: 'SEAL_FORM', file: 'sigstore', message: 'not a valid Sigstore bundle' }] };
  }
  if (bundle.content.$case !== 'dsseEnvelope' || bundle.mediaType !== 'application/vnd.dev.sigstore.bundle.v0.3+json') {
    faults.push({ code: 'SEAL_FORM', file: 'sigstore', message: 'not a Sigstore bundle v0.3', found: shown(bundle.mediaType) });
  }
  if (Buffer.compare(canonicalFile(written), sigstore) !== 0) {
    faults.push({ code: 'SEAL_FORM', file: 'sigstore', message: 'not the canonical form of this bundle' });
  }
  if (dsse && Buffer.compare(canonicalFile(written.dsseEnvelope), dsse) !== 0) {
    faults.push({ code: 'SEAL_FORM', file: 'dsse', message: 'not the canonical envelope of the Sigstore bundle' });
  }
  if (bundle.content.$case !== 'dsseEnvelope') return { seal: null, faults };
  const { content } = bundle.verificationMaterial;
  const { payload, signatures } = bundle.content.dsseEnvelope;
  const hint = content.$case === 'publicKey' ? content.publicKey.hint : undefined;
  // No signature covers these fields: nothing may hide in them. A certificate needs no keyid.
  const keyid = signatures[0]?.keyid ?? '';
  if (keyid !== (hint ?? '')) faults.push({ code: 'SEAL_FORM', file: 'sigstore', message: hint === undefined ? 'a keyid beside a certificate' : 'keyid and hint differ', expected: shown(hint ?? ''), found: shown(keyid) });
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial;
  const witnessed = tlogEntries.length > 0 || (timestampVerificationData?.rfc3161Timestamps.length ?? 0) > 0;
  return { seal: { bundle, payload, hint, kind: hint === undefined ? 'certificate' : 'key', witnessed }, faults };
}

/** What somebody without the key may have written: never as long as they like, and no list is made into text. */
function shown(value: unknown): string {
  return typeof value === 'string' ? plainText(value, 100) : value === undefined ? 'none' : typeof value;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
