import { describe, expect, it } from 'vitest';
import { consentText, isPublicService, revelations } from '../../src/sealing/public-instances.ts';

const none = { rekor: [], timestampAuthorities: [] };

describe('a public instance', () => {
  it.each([
    'https://fulcio.sigstore.dev', 'https://rekor.sigstore.dev', 'https://log2025-1.rekor.sigstore.dev', 'https://FULCIO.sigstage.dev./', 'https://sigstore.dev',
    'https://rekor.example.com', 'https://203.0.113.9', 'https://[2001:db8::1]', 'https://[fd::1]', 'https://[::ffff:10.0.0.1]', 'https://172.32.0.1', 'https://100.128.0.1', 'https://sigstore.dev.example.com', 'not a URL',
  ])('%s counts as public', (address) => expect(isPublicService(address)).toBe(true));

  it.each([
    'http://127.0.0.1:3003', 'http://localhost:3000', 'http://[::1]:1', 'https://10.1.2.3', 'https://172.16.0.1', 'https://192.168.1.1', 'https://169.254.1.1', 'https://100.64.0.1',
    'https://[fd00::1]', 'https://[fe80::1]', 'https://rekor', 'https://rekor.internal', 'https://rekor.lab.home.arpa',
  ])('%s does not', (address) => expect(isPublicService(address)).toBe(false));

  it('is private when it is declared so by its whole name, unless everybody knows better', () => {
    expect(isPublicService('https://rekor.example.com:8443', ['Rekor.example.com'])).toBe(false);
    expect(isPublicService('https://203.0.113.9', ['203.0.113.9'])).toBe(false);
    expect(isPublicService('https://[2001:db8::1]', ['[2001:db8::1]'])).toBe(false);
    expect(isPublicService('https://other.rekor.example.com', ['rekor.example.com', 'example.com'])).toBe(true);
    expect(isPublicService('https://rekor.sigstore.dev', ['rekor.sigstore.dev'])).toBe(true);
  });
});

describe('what a seal reveals', () => {
  it('is nothing with private services, or with a timestamp authority alone', () => {
    expect(revelations({ kind: 'keyless', services: { ...none, fulcio: 'https://fulcio.internal', rekor: [{ url: 'https://rekor.internal', version: 2 }] } })).toBeUndefined();
    expect(revelations({ kind: 'key', services: { ...none, timestampAuthorities: ['https://timestamp.sigstore.dev/api/v1/timestamp'] } })).toBeUndefined();
    expect(revelations({ kind: 'key', services: { ...none, fulcio: 'https://fulcio.sigstore.dev' } })).toBeUndefined(); // not asked by a key
  });

  it('is said for a certificate: identity, repository, commit, run, and for ever', () => {
    const shown = revelations({ kind: 'keyless', services: { fulcio: 'https://fulcio.sigstore.dev', rekor: [{ url: 'https://rekor.sigstore.dev', version: 1 }, { url: 'https://log2025-1.rekor.sigstore.dev', version: 2 }], timestampAuthorities: ['https://timestamp.sigstore.dev/api/v1/timestamp'] } })!;
    expect(shown.hosts).toEqual(['fulcio.sigstore.dev', 'rekor.sigstore.dev', 'log2025-1.rekor.sigstore.dev']);
    const text = consentText(shown);
    for (const word of ['for ever', 'cannot be taken back', 'e-mail address', 'workflow', 'commit', 'address of the run', 'visibility', 'signature', 'digest of the signed envelope', 'time', 'timestamp.sigstore.dev', 'not shown: the evidence']) expect(text).toContain(word);
    expect(text).not.toContain('public key');
  });

  it('names the identity that is expected, and the certificate also when only the log is public', () => {
    expect(consentText(revelations({ kind: 'keyless', identity: 'https://gitlab.example.com/a/b//.gitlab-ci.yml@refs/tags/v1', services: { ...none, fulcio: 'https://fulcio.sigstore.dev' } })!)).toContain('gitlab.example.com/a/b');
    const shown = revelations({ kind: 'keyless', services: { ...none, fulcio: 'https://fulcio.internal', rekor: [{ url: 'https://rekor.sigstore.dev', version: 2 }] } })!;
    expect(shown.hosts).toEqual(['rekor.sigstore.dev']);
    expect(consentText(shown)).toContain('the certificate');
  });

  it('is said for a key: the key links all its seals', () => {
    for (const kind of ['key', 'kms'] as const) {
      const text = consentText(revelations({ kind, services: { ...none, rekor: [{ url: 'https://rekor.sigstore.dev', version: 2 }] } })!);
      expect(text).toContain('public key, by which all your seals can be found');
      expect(text).not.toContain('identity token');
    }
  });
});
