import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';
import { type OldSignature, signLongAgo } from './back-dated.ts';
import { PREDICATE_TYPE, read, stack, statementOf, WITNESSES } from './signing.ts';

const ARTIFACT = 'the firmware of 2011';
const folder = join(stack.folder, 'back-dated');
let old: OldSignature;
let stampedLate: OldSignature;
const log = () => ({ baseUrl: stack.urls.rekorV2, key: readFileSync(join(stack.keys, 'rekor.pub'), 'utf8') });

beforeAll(async () => {
  [old, stampedLate] = await Promise.all([
    signLongAgo(folder, statementOf(ARTIFACT), WITNESSES.v2), signLongAgo(`${folder}-late`, statementOf(ARTIFACT), WITNESSES.v2, '2011-07-01 12:00:00'),
  ]);
});

const judge = (one: OldSignature, root: string) => verifySignature(read(one.bundle).bundle, {
  signers: [{ kind: 'identity', identity: { exact: one.identity }, issuer: { exact: one.issuer } }],
  thresholds: { log: 1, timestamps: 1, certificateTransparency: 0 }, trustedRoot: readTrustedRoot(root),
});
const codes = (one: OldSignature, root: string) => judge(one, root).problems.map((problem) => problem.code);

function cosign(one: OldSignature, root: string): number {
  const [bundle, rootFile, artifact] = ['bundle.json', 'root.json', 'artifact'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(bundle, one.bundle);
  writeFileSync(rootFile, root);
  writeFileSync(artifact, ARTIFACT);
  return stack.cosign('verify-blob-attestation', '--bundle', bundle, '--trusted-root', rootFile, '--certificate-identity', one.identity, '--certificate-oidc-issuer', one.issuer,
    '--insecure-ignore-sct', '--type', PREDICATE_TYPE, artifact).status;
}

describe('a bundle of 2011, whose authorities and certificates ended long ago', () => {
  it('is verified as of the time of signing', () => {
    const answer = judge(old, old.trustedRoot(log()));
    expect(answer.problems).toEqual([]);
    expect(answer.times).toMatchObject([{ time: expect.stringMatching(/^2011-06-01T12:05:/) }]);
    expect(cosign(old, old.trustedRoot(log()))).toBe(0);
  });

  it('without a proof of certificate transparency it is refused where one is asked for', () => {
    const answer = verifySignature(read(old.bundle).bundle, {
      signers: [{ kind: 'identity', identity: { exact: old.identity }, issuer: { exact: old.issuer } }], trustedRoot: readTrustedRoot(old.trustedRoot(log())),
    });
    expect(answer.problems.map((problem) => problem.code)).toEqual(['SCT_MISSING']);
  });

  it('a log that was retired before is refused: its key may be stolen by now', () => {
    const root = old.trustedRoot({ ...log(), end: '2011-05-01T00:00:00Z' });
    expect(codes(old, root)).toEqual(['LOG_RETIRED']);
    expect(cosign(old, root)).toBe(0); // cosign does not look
  });

  it('an authority that was retired before is refused', () => {
    const [ca, tsa] = [old.trustedRoot(log(), { ca: '2011-05-01T00:00:00Z' }), old.trustedRoot(log(), { tsa: '2011-05-01T00:00:00Z' })];
    expect(codes(old, ca)).toEqual(['CERTIFICATE_UNTRUSTED']);
    expect(codes(old, tsa)).toEqual(['TIMESTAMP_INVALID']);
    expect([cosign(old, ca), cosign(old, tsa)]).toEqual([1, 1]);
  });

  it('a timestamp made after the certificate ended is refused', () => {
    const root = stampedLate.trustedRoot(log());
    expect(codes(stampedLate, root)).toEqual(['CERTIFICATE_EXPIRED']);
    expect(cosign(stampedLate, root)).toBe(1);
  });

  it('openssl takes the timestamp only as of its own time', () => {
    const { token, signature, authority } = old.files;
    const ask = (...more: string[]) => execFileSync('openssl', ['ts', '-verify', '-data', signature, '-in', token, '-CAfile', authority, ...more], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(() => ask()).toThrow(/certificate has expired/);
    expect(ask('-attime', String(Date.parse('2011-06-01T12:06:00Z') / 1000))).toContain('Verification: OK');
  });
});
