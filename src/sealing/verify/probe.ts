import type { KeyObject } from 'node:crypto';
import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import { plainText } from '../plain-text.ts';

/** What one piece of a signature is judged against: the signature itself, the key that made it, and the auditor's authorities. */
export interface Bench {
  readonly signature: SignedEntity['signature'];
  readonly key: KeyObject;
  readonly trust: TrustMaterial;
  /** The full run said yes: it judges each witness and throws for the first that is false, so that none has to be judged again. */
  readonly passed: boolean;
}

/**
 * Runs the library's verifier over the signature and some of its witnesses alone, to find out which of them is at fault. Throws what it
 * throws. That a piece passes here is never a yes: that is for the one full run.
 */
export function probe(bench: Bench, pieces: Partial<Pick<SignedEntity, 'timestamps' | 'tlogEntries'>>): void {
  if (bench.passed) return;
  const trust: TrustMaterial = { ...bench.trust, publicKey: () => ({ publicKey: bench.key, validFor: () => true }) };
  new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 })
    .verify({ signature: bench.signature, key: { $case: 'public-key', hint: '' }, timestamps: [], tlogEntries: [], ...pieces });
}

/** What a library says, on one line and short: it may quote what it read. */
export function oneLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return plainText(text.replace(/\s+/g, ' ').trim(), 160) || 'no reason was given';
}
