import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EvidenceError } from '../../src/model/problem.ts';
import { describeTrustedRoot } from '../../src/sealing/authorities.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { EMPTY_TRUSTED_ROOT } from '../../src/sealing/trusted-root.ts';

type Json = any; // a root is bent in every way here
const seeds = JSON.parse(readFileSync(new URL('../../node_modules/@sigstore/tuf/seeds.json', import.meta.url), 'utf8')) as Json;
const PUBLIC = Buffer.from(seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json'], 'base64').toString('utf8');

function faults(text: string): readonly string[] {
  try {
    readTrustedRoot(text, 'incomplete');
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(EvidenceError);
    expect(error).toMatchObject({ code: 'TRUST_ROOT_INVALID', exit: 'incomplete' });
    expect((error as EvidenceError).message).toContain((error as EvidenceError).problems[0]!.message);
    return (error as EvidenceError).problems.map((problem) => problem.message);
  }
}
const bent = (change: (root: Json) => void): string => {
  const root = JSON.parse(PUBLIC) as Json;
  change(root);
  return JSON.stringify(root);
};

describe('[SRS-105] a trusted root', () => {
  it('has one text and one digest, however it was written', () => {
    const file = readTrustedRoot(PUBLIC, 'incomplete');
    expect(file.text).toMatch(/^\{.*\}\n$/);
    expect(file.text.indexOf('\n')).toBe(file.text.length - 1);
    expect(file.sha256).toBe(createHash('sha256').update(file.text).digest('hex'));
    expect(readTrustedRoot(file.text, 'usage')).toMatchObject({ text: file.text, sha256: file.sha256 });
    expect(readTrustedRoot(JSON.stringify(JSON.parse(PUBLIC), null, 7), 'usage').sha256).toBe(file.sha256);
    expect(readTrustedRoot(bent((root) => { root.tlogs[0].publicKey.validFor.end = null; }), 'usage').sha256).toBe(file.sha256);
  });

  it('may name nobody', () => {
    expect(readTrustedRoot(EMPTY_TRUSTED_ROOT, 'incomplete').text).toBe(EMPTY_TRUSTED_ROOT);
    expect(describeTrustedRoot(readTrustedRoot(EMPTY_TRUSTED_ROOT, 'incomplete'))).toEqual([]);
  });

  it('says whom it makes one believe, and from when until when', () => {
    const lines = describeTrustedRoot(readTrustedRoot(PUBLIC, 'incomplete'));
    expect(new Set(lines.map((line) => line.role)).size).toBe(4);
    expect(lines.find((line) => line.role === 'transparency log')).toEqual({ role: 'transparency log', name: 'rekor.sigstore.dev', id: 'c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d', start: '2021-01-12T11:53:27Z' });
    expect(lines.find((line) => line.role === 'timestamp authority')?.name).toContain('sigstore-tsa');
    expect(lines.some((line) => line.role === 'certificate authority' && line.end !== undefined)).toBe(true);
  });

  it.each<[string, string, string]>([
    ['empty', '', 'the file is empty'],
    ['no JSON', '{"tlogs":', 'the file is not JSON'],
    ['a list', '[]', 'file: invalid input'],
    ['another file of Sigstore', '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}', 'mediaType: invalid'],
    ['twice the same key', '{"tlogs":[],"mediaType":"x","tlogs":[]}', 'the key "tlogs" stands twice'],
    ['too large', ' '.repeat(4 * 1024 * 1024 + 1), 'larger than'],
    ['too many members', `{"tlogs":[${'1,'.repeat(2000)}1]}`, 'a list of more than 1000 members'],
    ['too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 'nested deeper'],
    ['a field that is not known', bent((root) => { root.tlogs[0].publicKey.revoked = true; }), 'tlogs[0].publicKey.revoked: unknown field'],
    ['a log without a start', bent((root) => { delete root.tlogs[0].publicKey.validFor.start; }), 'tlogs[0].publicKey.validFor.start: is missing'],
    ['a log without a period', bent((root) => { delete root.tlogs[0].publicKey.validFor; }), 'tlogs[0].publicKey.validFor: is missing'],
    ['a certificate log without a start', bent((root) => { root.ctlogs[0].publicKey.validFor = {}; }), 'ctlogs[0].publicKey.validFor.start: is missing'],
    ['an authority without a start', bent((root) => { delete root.certificateAuthorities[0].validFor.start; }), 'certificateAuthorities[0].validFor.start: is missing'],
    ['a timestamp authority without a start', bent((root) => { delete root.timestampAuthorities[0].validFor.start; }), 'timestampAuthorities[0].validFor.start: is missing'],
    ['a start that is no time', bent((root) => { root.tlogs[0].publicKey.validFor.start = 'yesterday'; }), 'is not a time of RFC 3339'],
    ['an end before the start', bent((root) => { root.tlogs[0].publicKey.validFor.end = '1999-01-01T00:00:00Z'; }), 'ends before it starts'],
    ['a key that is none', bent((root) => { root.tlogs[0].publicKey.rawBytes = 'AAAA'; }), 'tlogs[0].publicKey: is not a public key'],
    ['no base64', bent((root) => { root.tlogs[0].logId.keyId = '***'; }), 'tlogs[0].logId.keyId: is not base64'],
    ['a certificate that is none', bent((root) => { root.certificateAuthorities[0].certChain.certificates[0].rawBytes = 'AAAA'; }), 'certificateAuthorities[0].certChain: a certificate cannot be read'],
    ['an authority without a certificate', bent((root) => { root.certificateAuthorities[0].certChain.certificates = []; }), 'certificateAuthorities[0].certChain.certificates'],
    ['a timestamp authority whose chain has its root first', bent((root) => { root.timestampAuthorities[0].certChain.certificates.reverse(); }), 'the first certificate is not the one that signs timestamps'],
    ['a timestamp authority among those for certificates', bent((root) => { root.certificateAuthorities.push(root.timestampAuthorities[0]); }), 'a certificate of the chain is not one of an authority'],
    ['two logs with one id and two keys', bent((root) => { root.tlogs.push({ ...root.ctlogs[0], logId: root.tlogs[0].logId }); }), 'another log with another key has the same id'],
    ['a log without an address', bent((root) => { root.tlogs[0].baseUrl = 'not a url'; }), 'tlogs[0].baseUrl: is not a URL'],
    ['an algorithm that is none', bent((root) => { root.tlogs[0].publicKey.keyDetails = 'PKIX_PLAIN'; }), 'a value that is not of its type'],
  ])('is refused when it is or has %s', (_, text, sentence) => {
    expect(faults(text).join('\n')).toContain(sentence);
  });

  it('is told all its faults at once', () => {
    expect(faults(bent((root) => { delete root.tlogs[0].publicKey.validFor; delete root.ctlogs[1].logId; }))).toHaveLength(2);
  });

  it('may be the auditor’s or the sealer’s', () => {
    expect(() => readTrustedRoot('', 'usage')).toThrowError(expect.objectContaining({ exit: 'usage' }) as Error);
  });
});
