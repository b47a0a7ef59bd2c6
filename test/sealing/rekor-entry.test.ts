import { describe, expect, it } from 'vitest';
import { readRekorV1Entry, readRekorV2Entry } from '../../src/sealing/rekor-entry.ts';

const content = { $case: 'dsseEnvelope', dsseEnvelope: { payloadType: 'x', payload: Buffer.of(1), signatures: [{ sig: Buffer.of(1), keyid: '' }] } } as const;

describe('what a log answers', () => {
  it('never makes a buffer of a size that it asks for', () => {
    const begin = performance.now();
    for (const bytes of [{ length: 500_000_000 }, 'A'.repeat(100_000)]) {
      expect(readRekorV2Entry({ logIndex: '0', canonicalizedBody: bytes, logId: { keyId: 'AAAA' }, kindVersion: { kind: 'hashedrekord', version: '0.0.2' } }, content as never)).toBe('the answer is not a log entry');
      expect(readRekorV1Entry({ uuid: { body: bytes, integratedTime: 1, logID: 'aa', logIndex: 1 } }, content as never)).toBe('the answer is not a log entry');
    }
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
