import { canonicalFile } from '../model/canonical-json.ts';
import { EvidenceError } from '../model/problem.ts';
import { redactTokens } from './redact.ts';
import type { SealingMeans } from './sealing-means.ts';
import { PAYLOAD_TYPE } from './statement.ts';
import type { TrustedTime } from './verify-signature.ts';

/** One in-toto statement, signed. */
export interface SignedPayload {
  /** Sigstore bundle v0.3, canonical JSON with LF. */
  readonly sigstore: Uint8Array;
  /** Its DSSE envelope alone, canonical JSON with LF. */
  readonly dsse: Uint8Array;
  /** Verified ones, in the order in which verification takes them. */
  readonly times: readonly TrustedTime[];
}

/**
 * Signs `payload` (an in-toto statement, UTF-8) as a DSSE envelope with one signature, has it witnessed, and verifies all of it as an auditor
 * will: what would be refused is never given out. Fails with SIGNING_FAILED (exit 4), or with what a signer or witness in adapters/
 * says; no message ever holds a token.
 */
export async function signPayload(payload: Uint8Array, means: SealingMeans): Promise<SignedPayload> {
  try {
    const { DSSEBundleBuilder } = await import('@sigstore/sign');
    const { bundleFromJSON, bundleToJSON } = await import('@sigstore/bundle');
    const { refuseUnverifiable } = await import('./own-verification.ts');
    const builder = new DSSEBundleBuilder({ signer: means.signer, witnesses: [...means.witnesses] });
    const bundle = bundleToJSON(await builder.create({ data: Buffer.from(payload), type: PAYLOAD_TYPE }));
    const times = refuseUnverifiable(bundleFromJSON(bundle), means);
    return { sigstore: canonicalFile(bundle), dsse: canonicalFile(bundle.dsseEnvelope), times };
  } catch (cause) {
    means.abandon?.();
    if (cause instanceof EvidenceError) throw cause;
    // The library's errors hold the whole token when it cannot be read: only a redacted line of them goes on.
    const words = redactTokens(cause instanceof Error ? cause.message : 'unknown cause').split('\n')[0]!.slice(0, 300);
    throw new EvidenceError('SIGNING_FAILED', 'sealing', `the signature could not be made: ${words}`);
  }
}
