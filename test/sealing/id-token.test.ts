import { describe, expect, it } from 'vitest';
import { EvidenceError } from '../../src/model/problem.ts';
import { checkIdToken } from '../../src/sealing/id-token.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const now = NOW.getTime() / 1000;
const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const CLAIMS = { iss: 'https://gitlab.example.com', aud: 'sigstore', sub: 'project_path:acme/pump', exp: now + 300, nbf: now - 5 };
const make = (claims: unknown, header: unknown = { alg: 'RS256' }) => `${part(header)}.${part(claims)}.c2lnbmF0dXJlLW9mLW5vYm9keQ`;
const look = (token: string, commit?: string) => checkIdToken(token, { now: NOW, audience: 'sigstore', commit, source: 'SIGSTORE_ID_TOKEN' });
const refusal = (token: string, commit?: string): string => {
  try {
    look(token, commit);
  } catch (error) {
    const { code, exit, message, hint } = error as EvidenceError;
    expect([code, exit]).toEqual(['ID_TOKEN_INVALID', 'sealing']);
    for (const secret of token.split('.').filter((one) => one.length > 8)) expect(message + hint).not.toContain(secret);
    return `${message}\n${hint}`;
  }
  return 'accepted';
};

describe('[SRS-102] an identity token before it is used', () => {
  it('gives issuer, subject and end', () => {
    expect(look(make(CLAIMS))).toEqual({ issuer: 'https://gitlab.example.com', subject: 'project_path:acme/pump', expires: new Date('2026-11-24T10:05:00Z') });
    expect(look(make({ ...CLAIMS, aud: ['other', 'sigstore'] })).issuer).toBe('https://gitlab.example.com');
    expect(look(make({ ...CLAIMS, email: 'pat@example.com', email_verified: true })).subject).toBe('pat@example.com');
  });

  it.each([
    ['', 'it is empty'],
    ['not-a-token', 'not a token of three parts, but of 1'],
    [`${make(CLAIMS)}.more`, 'of three parts, but of 4'],
    ['a!b.c.d', 'one of its three parts is not base64url'],
    [`${part({ alg: 'RS256' })}..c2ln`, 'one of its three parts is not base64url'],
    [`${part('nothing')}.${part(CLAIMS)}.c2ln`, 'its header is not a JSON object'],
    [make('[1]'), 'its claims are not a JSON object'],
    [`${part({ alg: 'RS256' })}.${Buffer.of(0xff, 0xfe, 0xfd).toString('base64url')}.c2ln`, 'its claims are not a JSON object'],
    ['e'.repeat(20_000), 'larger than 16384 characters'],
    [make(CLAIMS, { alg: 'none' }), 'it is not signed (alg)'],
    [make(CLAIMS, {}), 'it is not signed (alg)'],
    [make({ ...CLAIMS, exp: now - 3600 }), 'it expired 60 min ago (exp 2026-11-24T09:00:00Z)'],
    [make({ ...CLAIMS, exp: now + 20 }), 'it expires in 20 s, too soon to get a certificate'],
    [make({ ...CLAIMS, exp: undefined }), 'it has no end (exp)'],
    [make({ ...CLAIMS, exp: '2030' }), 'its end is not a time (exp)'],
    [make({ ...CLAIMS, exp: 1e300 }), 'its end is not a time (exp)'],
    [make({ ...CLAIMS, nbf: now + 600 }), 'it is not valid for another 10 min (nbf 2026-11-24T10:10:00Z)'],
    [make({ ...CLAIMS, nbf: 'soon' }), 'its beginning is not a time (nbf)'],
    [make({ ...CLAIMS, aud: 'https://vault.example.com' }), 'for another audience (aud https://vault.example.com), expected sigstore'],
    [make({ ...CLAIMS, aud: undefined }), 'it has no audience (aud), expected sigstore'],
    [make({ ...CLAIMS, iss: undefined }), 'it names no issuer (iss)'],
    [make({ ...CLAIMS, sub: '' }), 'it names no subject (sub)'],
    [make({ ...CLAIMS, email: 'pat@example.com' }), 'its e-mail address is not verified by the issuer'],
  ])('%# is refused', (token, sentence) => {
    expect(refusal(token)).toContain(sentence);
  });

  it('is refused when its run is for another commit than the release', () => {
    expect(refusal(make({ ...CLAIMS, sha: 'b'.repeat(40) }), 'a'.repeat(40))).toContain(`it is of a run for another commit than the release (sha ${'b'.repeat(40)}), expected ${'a'.repeat(40)}`);
    expect(refusal(make({ ...CLAIMS, sha: 'b'.repeat(40) }), 'a'.repeat(40))).toMatch(/\nseal in the pipeline of the commit that is released/);
    expect(refusal(make({ ...CLAIMS, sha: 'b'.repeat(40), exp: now - 5 }), 'a'.repeat(40))).toMatch(/\na token is for one job and for minutes/);
    expect(look(make({ ...CLAIMS, sha: 'a'.repeat(40) }), 'a'.repeat(40)).issuer).toBe('https://gitlab.example.com');
    expect(look(make(CLAIMS), 'a'.repeat(40)).issuer).toBe('https://gitlab.example.com');
  });

  it('names every fault at once, and its source', () => {
    const message = refusal(make({ aud: 'x', exp: now - 5 }));
    expect(message).toContain('from SIGSTORE_ID_TOKEN');
    for (const word of ['expired 5 s ago', 'another audience', 'no issuer', 'no subject']) expect(message).toContain(word);
  });
});
