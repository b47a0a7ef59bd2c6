import { describe, expect, it } from 'vitest';
import type { EvidenceError } from '../../src/model/problem.ts';
import { readSigningConfig } from '../../src/sealing/signing-config.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const service = (url: string, majorApiVersion = 1, start = '2026-01-01T00:00:00Z', end?: string, operator = new URL(url).hostname) => ({ url, majorApiVersion, validFor: { start, ...(end && { end }) }, operator });
const CONFIG = {
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [service('https://fulcio.example')], oidcUrls: [service('https://gitlab.example')],
  rekorTlogUrls: [service('https://rekor.example', 2)], rekorTlogConfig: { selector: 'ANY' },
  tsaUrls: [service('https://tsa.example/api/v1/timestamp')], tsaConfig: { selector: 'ANY' },
};
const read = (config: unknown) => readSigningConfig(typeof config === 'string' ? config : JSON.stringify(config), NOW);
const tsa = (tsaUrls: unknown[], tsaConfig: unknown) => read({ ...CONFIG, tsaUrls, tsaConfig }).timestampAuthorities;
const refusal = (config: unknown): string => {
  try {
    read(config);
  } catch (error) {
    const { code, exit, message, problems } = error as EvidenceError;
    expect([code, exit]).toEqual(['SIGNING_CONFIG_INVALID', 'usage']);
    return [message, ...problems.map((one) => one.message)].join('\n');
  }
  return 'accepted';
};

describe('a signing configuration', () => {
  it('names the services in use', () => {
    expect(read(CONFIG)).toEqual({ fulcio: 'https://fulcio.example', rekor: [{ url: 'https://rekor.example', version: 2 }], timestampAuthorities: ['https://tsa.example/api/v1/timestamp'] });
    expect(read({ mediaType: CONFIG.mediaType, tsaUrls: CONFIG.tsaUrls, future: 1 })).toEqual({ rekor: [], timestampAuthorities: ['https://tsa.example/api/v1/timestamp'] });
  });

  const [a, b, c] = [service('https://a.example', 1, '2026-01-01T00:00:00Z'), service('https://b.example', 1, '2026-03-01T00:00:00Z'), service('https://c.example', 1, '2026-02-01T00:00:00Z')];
  it('ANY takes the newest, ALL every one, EXACT so many', () => {
    expect(tsa([a, b, c], { selector: 'ANY' })).toEqual(['https://b.example']);
    expect(tsa([a, b, c], { selector: 'ALL' })).toEqual(['https://b.example', 'https://c.example', 'https://a.example']);
    expect(tsa([a, b, c], { selector: 'EXACT', count: 2 })).toEqual(['https://b.example', 'https://c.example']);
  });

  it('takes one service of each operator, the newest', () => {
    const old = service('https://old.example', 1, '2025-01-01T00:00:00Z', undefined, 'b.example');
    expect(tsa([old, b], { selector: 'ALL' })).toEqual(['https://b.example']);
    expect(refusal({ ...CONFIG, tsaUrls: [old, b], tsaConfig: { selector: 'EXACT', count: 2 } })).toContain('tsaUrls: 2 services of different operators are asked for, 1 can be used');
  });

  it('passes over services that are not yet or no longer in use, both ends included', () => {
    const [future, past] = [service('https://f.example', 1, '2026-11-24T10:00:01Z'), service('https://p.example', 1, '2025-01-01T00:00:00Z', '2026-11-24T09:59:59Z')];
    expect(tsa([future, past, a], { selector: 'ALL' })).toEqual(['https://a.example']);
    expect(tsa([service('https://n.example', 1, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z')], { selector: 'ANY' })).toEqual(['https://n.example']);
    expect(refusal({ ...CONFIG, caUrls: [future] })).toContain('caUrls: none of its 1 services is in use at 2026-11-24T10:00:00.000Z');
  });

  it('takes logs of the highest version that is spoken, and no mixture', () => {
    const [v1, v2, v3] = [service('https://one.example', 1), service('https://two.example', 2), service('https://three.example', 3)];
    expect(read({ ...CONFIG, rekorTlogUrls: [v1, v2, v3], rekorTlogConfig: { selector: 'ALL' } }).rekor).toEqual([{ url: 'https://two.example', version: 2 }]);
    expect(read({ ...CONFIG, rekorTlogUrls: [v1, v3], rekorTlogConfig: { selector: 'ALL' } }).rekor).toEqual([{ url: 'https://one.example', version: 1 }]);
    expect(refusal({ ...CONFIG, rekorTlogUrls: [v3] })).toContain('has an API version of 1 or 2');
  });

  it.each([
    ['', 'the file is empty'], ['{', 'not JSON'], ['[]', 'file'], ['{"mediaType":1,"mediaType":2}', 'stands twice'],
    [{ ...CONFIG, mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.1+json' }, 'v0.1+json", expected application/vnd.dev.sigstore.signingconfig.v0.2+json'],
    [{ ...CONFIG, caUrls: [{ ...CONFIG.caUrls[0], url: 'ftp://x' }] }, 'caUrls[0].url: is not a URL of http or https'],
    [{ ...CONFIG, caUrls: [{ ...CONFIG.caUrls[0], validFor: {} }] }, 'caUrls[0].validFor.start'],
    [{ ...CONFIG, tsaConfig: { selector: 'SOME' } }, 'tsaConfig.selector'], [{ ...CONFIG, tsaConfig: { selector: 'EXACT' } }, 'the selector EXACT needs a count above 0'],
  ])('is refused: %j', (config, sentence) => {
    expect(refusal(config)).toContain(sentence);
  });

  it('is refused when it is too large', () => {
    expect(refusal(' '.repeat(1024 * 1024 + 1))).toContain('larger than');
  });
});
