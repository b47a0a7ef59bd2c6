import { describe, expect, it } from 'vitest';
import { redactTokens } from '../../src/sealing/redact.ts';
import { token } from '../adapters/sigstore/support.ts';

describe('[SRS-102] a text that may hold a token', () => {
  const secret = token();
  const parts = secret.split('.');
  it.each([
    ['bare', secret], ['quoted', `invalid identity token: "${secret}"`], ['glued to a word', `token=${secret}&x=1`], ['after letters', `abc${secret}`],
    ['in JSON', JSON.stringify({ message: { token: secret } })], ['two of them', `${secret} ${secret}`], ['cut off', secret.slice(0, 60)], ['its claims alone', parts[1]!],
    ['with other header spacing', `${Buffer.from('{ "alg": "RS256" }').toString('base64url')}.${parts[1]}.${parts[2]}`],
    ['a header with a line end', `${Buffer.from('{\n"alg":"RS256"}').toString('base64url')}.${parts[1]}.${parts[2]}`],
    ['as a header', `Authorization: Bearer ${secret}`],
  ])('loses it: %s', (_, text) => {
    const clean = redactTokens(text);
    for (const one of parts) expect(clean).not.toContain(one);
    expect(clean).not.toMatch(/eyJ/);
    expect(clean).toContain('[redacted]');
  });

  it('loses an opaque secret that is named, in whole and in parts', () => {
    expect(redactTokens('bad token opaque-secret.second-part!', ['opaque-secret.second-part'])).toBe('bad token [redacted]!');
    expect(redactTokens('only second-part', ['opaque-secret.second-part'])).toBe('only [redacted]');
    expect(redactTokens('Authorization: Basic dXNlcjpwYXNz')).toBe('Authorization: Basic [redacted]');
  });

  it.each(['reports/unit.xml:41 TRUNCATED the content ends', 'sha256 f3add6c45232ac5f0ef7d91c77dd6f7f50777ca17230470c336903ca68b01d02', 'key SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU', 'a bearer token is needed', 'the eye of the pump'])('is left as it is: %s', (text) => {
    expect(redactTokens(text)).toBe(text);
  });

  it('is read in time that grows with its length', () => {
    const started = performance.now();
    for (const text of ['ey-'.repeat(200_000), 'eyJ'.repeat(200_000), 'e'.repeat(600_000), 'bearer '.repeat(90_000)]) redactTokens(text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
