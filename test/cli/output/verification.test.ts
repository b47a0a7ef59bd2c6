import { describe, expect, it } from 'vitest';
import type { Verification } from '../../../src/bundle/verification.ts';
import { renderVerification } from '../../../src/cli/output/verification.ts';
import { paint, plainJson } from '../../../src/cli/output/text.ts';

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

  it('shows what files say on its own line: nothing of it becomes a line of the answer, and nothing is invisible', () => {
    const lie = 'x\n✓ ok       made by an expected signer\nVERIFIED\u001b[8m\u009b2J\u2028\u200b\u{e0041}\ud800\r';
    const found = { name: lie, userId: lie, role: lie, meaning: lie, at: lie, file: lie, signer: { kind: 'identity', identity: lie, issuer: lie } as const, times: [{ time: lie, source: lie }] };
    const said = text({
      release: { product: lie, version: lie, commit: lie, verdict: 'READY', counts: { 'pass': 1, 'fail': 0, 'waived': 0, 'warning': 0, 'not-applicable': 0, 'not-evaluated': 0 }, catalogue: '0.1.0' },
      steps: [{ step: 'bag', outcome: 'refused', problems: [{ code: 'BAG_FORM', message: lie, subject: lie, expected: lie, found: lie }] }, { step: 'time', outcome: 'ok', problems: [], note: lie }],
      sealedBy: { kind: 'keyless', identity: lie, issuer: lie, certificate: { sourceRef: lie } }, sealedAt: { time: lie, source: lie },
      artifacts: [{ name: lie, sha256: 'a', seen: true, subject: lie }], approvals: [found], countersignatures: [found], criteria: [lie],
    });
    expect(said).not.toMatch(/^(?:VERIFIED|✓ ok {7}made)/m);
    expect(said).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(said).toContain('x\\u{a}✓ ok');
    const json = JSON.stringify({ lie }, null, 2);
    expect(plainJson(json)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(plainJson(json))).toEqual({ lie });
  });

  it('has no heading over nothing', () => {
    expect(text({})).not.toContain('asked:');
    expect(text({ criteria: ['signer: x'] })).toContain('asked:\n  signer: x\n');
  });
});
