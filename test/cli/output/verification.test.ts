import { describe, expect, it } from 'vitest';
import type { Verification } from '../../../src/bundle/verification.ts';
import { renderVerification } from '../../../src/cli/output/verification.ts';
import { paint } from '../../../src/cli/output/text.ts';

const answer = (more: Partial<Verification>): Verification => ({
  verdict: 'refused', tagManifestSha256: 'd'.repeat(64), release: null, sealedBy: null, sealedAt: null, criteria: [], trustedRoot: null,
  artifacts: [], approvals: [], countersignatures: [], steps: [], rederived: null, ...more,
});
const text = (more: Partial<Verification>) => renderVerification(answer(more), false, paint(false));
const refusedBy = (code: 'LOG_INVALID' | 'IDENTITY_UNEXPECTED'): Verification['steps'] => [{ step: 'signature', outcome: 'refused', problems: [{ code, message: 'x' }] }];
const roots = (inBundle: string) => ({ sha256: 'a', inBundle, same: inBundle === 'a' });
const ADVICE = /if yours is older than the seal .* never take the one in the bundle/;

describe('what verify says to people', () => {
  it('says what to do about an old trusted root, only where it can be the cause', () => {
    expect(text({ trustedRoot: roots('b'), steps: refusedBy('LOG_INVALID') })).toMatch(ADVICE);
    expect(text({ trustedRoot: roots('a'), steps: refusedBy('LOG_INVALID') })).not.toMatch(ADVICE);
    expect(text({ trustedRoot: roots('b'), steps: refusedBy('IDENTITY_UNEXPECTED') })).not.toMatch(ADVICE);
  });

  it('names the run that the certificate was given to, and shows what it says as text', () => {
    const said = text({ sealedBy: { kind: 'keyless', identity: 'i', issuer: 'u', certificate: { sourceRepository: 'https://git.example/a', runInvocation: 'https://git.example/a/-/jobs/7\u001b[2J', tokenSubject: 'not shown' } } });
    expect(said).toContain('  project: https://git.example/a\n  run: https://git.example/a/-/jobs/7\\u{1b}[2J\n');
    expect(said).not.toContain('not shown');
  });

  it('names every authority that vouches for the time', () => {
    const at = (source: string) => ({ time: '2026-11-24T02:11:45Z', source });
    expect(text({ sealedBy: { kind: 'key', key: 'SHA256:x' }, sealedAt: { ...at('RFC 3161, CN=A'), others: [at('RFC 3161, CN=B'), at('Rekor v1, log.example')] } }))
      .toContain('says RFC 3161, CN=A; validity was judged as of then\n  and 2026-11-24T02:11:45Z, says RFC 3161, CN=B\n  and 2026-11-24T02:11:45Z, says Rekor v1, log.example\n');
  });

  it('has no heading over nothing', () => {
    expect(text({})).not.toContain('asked:');
    expect(text({ criteria: ['signer: x'] })).toContain('asked:\n  signer: x\n');
  });
});
