import { createHash, sign } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import { readPublicKey } from '../../src/sealing/key.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import type { ExpectedSigner, TrustPolicy } from '../../src/sealing/trust-policy.ts';
import { type SignatureAnswer, verifySignature } from '../../src/sealing/verify-signature.ts';
import { CODE_SIGNING, EXTENSIONS, issue, newPair, spki } from '../support/certificates.ts';
import { bits, octets, sequence, truth, utf8 } from '../support/der.ts';
import { type BundleWish, COMMIT, IDENTITY, Instance, ISSUER, type LeafWish, makeBundle, PAYLOAD, TYPE } from '../support/instance.ts';

type Json = any; // bundles and roots are bent in every way here

const here = new Instance('alpha', new Date('2026-03-01T12:00:00Z'));
const there = new Instance('beta', here.at);
const root = readTrustedRoot(here.root(), 'incomplete');
const rooted = (bend: (root: Json) => void): TrustPolicy => ({ ...policy, trustedRoot: readTrustedRoot(here.root(bend), 'incomplete') });
const signer: ExpectedSigner = { kind: 'identity', identity: { exact: IDENTITY }, issuer: { exact: ISSUER } };
const policy: TrustPolicy = { signers: [signer], trustedRoot: root };

function judge(bundle: Json, asked: TrustPolicy = policy, artifact?: Uint8Array): SignatureAnswer {
  const answer = verifySignature(bundleFromJSON(bundle), asked, artifact);
  // A refusal shows nobody as the signer and no time as trusted, whatever was found on the way.
  if (answer.problems.length > 0) expect(answer).toMatchObject({ signer: null, times: [] });
  for (const { message } of answer.problems) expect(message).toMatch(/^[a-z].*[^.\n]$/);
  return answer;
}
const codes = (answer: SignatureAnswer): readonly string[] => answer.problems.map((one) => one.code);
const bent = (wish: BundleWish, bend: (bundle: Json) => void, from = here): Json => {
  const bundle = makeBundle(from, wish);
  bend(bundle);
  return bundle;
};
const material = (bundle: Json): Json => bundle.verificationMaterial;
const stamps = (bundle: Json): Json[] => material(bundle).timestampVerificationData.rfc3161Timestamps;
const entries = (bundle: Json): Json[] => material(bundle).tlogEntries;
const signatureOf = (bundle: Json): Buffer => Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64');
const ofLeaf = (wish: LeafWish, from = here): Json => makeBundle(from, { leaf: from.certificate(wish) });

describe('[SRS-080] a signature by certificate', () => {
  it.each<[string, BundleWish['witnesses'], number, string[]]>([
    ['Rekor v2 and a timestamp', ['v2', 'tsa'], 1, ['RFC 3161, CN=alpha tsa']],
    ['Rekor v1 alone, whose promise is a time', ['v1'], 1, ['Rekor v1, log1.alpha.example']],
    ['Rekor v1 and a timestamp', ['v1', 'tsa'], 1, ['RFC 3161, CN=alpha tsa', 'Rekor v1, log1.alpha.example']],
    ['both logs and a timestamp', ['v1', 'v2', 'tsa'], 2, ['RFC 3161, CN=alpha tsa', 'Rekor v1, log1.alpha.example']],
  ])('is verified with %s', (_, witnesses, logs, sources) => {
    const answer = judge(makeBundle(here, { witnesses }));
    expect(answer.problems).toEqual([]);
    expect(answer.signer).toEqual({ kind: 'keyless', identity: IDENTITY, issuer: ISSUER, extensions: { sourceRepository: 'https://git.example.com/acme/app', sourceDigest: COMMIT } });
    expect(answer.times).toEqual(sources.map((source) => ({ time: '2026-03-01T12:00:00Z', source })));
    expect(answer.criteria).toEqual([
      `signer: ${IDENTITY} (issuer ${ISSUER})`, `log entries: at least 1, found ${logs}`, 'certificate transparency: at least 1, found 1', `trusted times: at least 1, found ${sources.length}`, `trusted root: sha256 ${root.sha256}`,
    ]);
    expect(answer.notes).toEqual([]);
  });

  it.each(['x', '0x0', '00', '', '-0', '1e0', '9'.repeat(20)])('is refused with a log index or time that is no number: %j', (text) => {
    expect(codes(judge(bent({}, (one) => { entries(one)[0].logIndex = text; })))).toEqual(['LOG_INVALID']);
    expect(codes(judge(bent({}, (one) => { entries(one)[0].integratedTime = text; })))).toContain('LOG_INVALID');
  });

  it('is verified as of its time, with no look at the clock', () => {
    const old = new Instance('old', new Date('2011-03-01T12:00:00Z'));
    const short = (list: Json[]): void => { for (const one of list) (one.publicKey ?? one).validFor.end = '2012-01-01T00:00:00Z'; };
    const asked = { signers: [signer], trustedRoot: readTrustedRoot(old.root((all) => { for (const list of [all.tlogs, all.ctlogs, all.certificateAuthorities, all.timestampAuthorities]) short(list); }), 'incomplete') };
    expect(judge(makeBundle(old), asked).problems).toEqual([]);
    const far = new Instance('far', new Date('2090-03-01T12:00:00Z'));
    expect(judge(makeBundle(far), { signers: [signer], trustedRoot: readTrustedRoot(far.root(), 'incomplete') }).problems).toEqual([]);
  });

  it('says what was not asked', () => {
    const { problems, criteria } = judge(makeBundle(here, { leaf: here.certificate({ proofs: 0 }), witnesses: ['tsa'] }), { ...policy, thresholds: { log: 0, certificateTransparency: 0, timestamps: 0 } });
    expect(problems).toEqual([]);
    expect(criteria.slice(1, 4)).toEqual(['log entries: none asked for', 'certificate transparency: none asked for', 'trusted times: at least 1, found 1']);
  });

  it('needs a trusted root', () => {
    expect(codes(judge(makeBundle(here), { signers: [signer] }))).toEqual(['TRUST_ROOT_MISSING']);
  });

  it('is not verified for nobody, nor for a key', () => {
    expect(judge(makeBundle(here), { ...policy, signers: [] }).problems).toEqual([{ code: 'IDENTITY_UNEXPECTED', message: 'no expected signer was given' }]);
    const key = readPublicKey(newPair().publicKey.export({ type: 'spki', format: 'pem' }) as string);
    expect(judge(makeBundle(here), { ...policy, signers: [{ kind: 'key', key }] }).problems[0]).toMatchObject({ code: 'KEY_UNKNOWN', expected: `key ${key.fingerprint}`, found: 'certificate' });
  });
});

describe('[SRS-103] who signed', () => {
  const by = (fields: Partial<Extract<ExpectedSigner, { kind: 'identity' }>>): TrustPolicy => ({ ...policy, signers: [{ ...signer, ...fields } as ExpectedSigner] });

  it.each<[string, TrustPolicy]>([
    ['another identity', by({ identity: { exact: `${IDENTITY}x` } })],
    ['a part of the identity', by({ identity: { exact: 'git.example.com/acme/app' } })],
    ['the identity in other case', by({ identity: { exact: IDENTITY.toUpperCase() } })],
    ['a pattern given as text', by({ identity: { exact: 'https://git.*' } })],
    ['a pattern for a part', by({ identity: { pattern: 'acme/app' } })],
    ['a pattern with a dot that is meant', by({ identity: { pattern: String.raw`https://git\.example\.org/.*` } })],
    ['another issuer', by({ issuer: { exact: `${ISSUER}/` } })],
    ['a pattern for a part of the issuer', by({ issuer: { pattern: 'git.example' } })],
  ])('is somebody else than %s', (_, asked) => {
    const answer = judge(makeBundle(here), asked);
    expect(answer.problems).toEqual([{ code: 'IDENTITY_UNEXPECTED', message: 'signed by somebody else', expected: expect.any(String), found: `${IDENTITY} (issuer ${ISSUER})` }]);
  });

  it('may be met by a pattern for the whole, and by any one of several', () => {
    expect(judge(makeBundle(here), by({ identity: { pattern: String.raw`https://git\.example\.com/acme/app//\.ci\.yml@refs/tags/v[\d.]+` }, issuer: { pattern: 'https://git[.]example[.]com' } })).problems).toEqual([]);
    const others: ExpectedSigner[] = [{ kind: 'identity', identity: { exact: 'a@example.com' }, issuer: { exact: ISSUER } }, { kind: 'key', key: readPublicKey(newPair().publicKey.export({ type: 'spki', format: 'pem' }) as string) }];
    expect(judge(makeBundle(here), { ...policy, signers: [...others, signer] }).problems).toEqual([]);
    expect(judge(makeBundle(here), { ...policy, signers: others }).problems[0]).toMatchObject({ code: 'IDENTITY_UNEXPECTED', expected: expect.stringMatching(/^a@example\.com \(issuer .*\) or key SHA256:/) });
  });

  it('is nobody for a pattern that never ends', () => {
    const leaf = { identity: `https://git.example.com/${'a'.repeat(60)}!` };
    const answer = judge(ofLeaf(leaf), by({ identity: { pattern: 'https://git.example.com/(a+)+' } }));
    expect(codes(answer)).toEqual(['IDENTITY_UNEXPECTED']);
    expect(answer.problems[0]!.message).toContain('does not end in time');
  });

  it('must be of the project, ref and commit that are asked for', () => {
    const right = judge(makeBundle(here), by({ extensions: { sourceDigest: COMMIT, sourceRepository: 'https://git.example.com/acme/app' } }));
    expect(right.problems).toEqual([]);
    expect(right.criteria[0]).toBe(`signer: ${IDENTITY} (issuer ${ISSUER}; sourceDigest ${COMMIT}; sourceRepository https://git.example.com/acme/app)`);
    expect(judge(makeBundle(here), by({ extensions: { sourceDigest: '0'.repeat(40), sourceRef: 'refs/tags/v1' } })).problems).toEqual([
      { code: 'EXTENSION_UNEXPECTED', message: 'the certificate was given to another commit', expected: `sourceDigest ${'0'.repeat(40)}`, found: `sourceDigest ${COMMIT}` },
      { code: 'EXTENSION_UNEXPECTED', message: 'the certificate was given to another branch or tag', expected: 'sourceRef refs/tags/v1', found: 'no sourceRef' },
    ]);
  });

  it('is not the other project with the same first letters', () => {
    const asked = by({ extensions: { sourceRepository: 'https://git.example.com/acme/ap' } });
    expect(codes(judge(makeBundle(here), asked))).toEqual(['EXTENSION_UNEXPECTED']);
  });
});

describe('[SRS-103] the form of the certificate', () => {
  const usual = [EXTENSIONS.signsData(), EXTENSIONS.purpose(CODE_SIGNING), EXTENSIONS.names([6, IDENTITY]), EXTENSIONS.fulcio(8, ISSUER)];
  const without = (oid: string) => usual.filter((one) => one.oid !== oid);
  const names = (...all: Parameters<typeof EXTENSIONS.names>) => [...without('2.5.29.17'), EXTENSIONS.names(...all)];

  it('is that of Fulcio, with the issuer in its new or old form, for a URI or an e-mail address', () => {
    expect(judge(ofLeaf({ extensions: usual })).problems).toEqual([]);
    expect(judge(ofLeaf({ extensions: [...without('1.3.6.1.4.1.57264.1.8'), EXTENSIONS.fulcio(1, ISSUER)] })).problems).toEqual([]);
    const person = judge(ofLeaf({ extensions: names([1, 'a@example.com']) }), { ...policy, signers: [{ ...signer, identity: { exact: 'a@example.com' } } as ExpectedSigner] });
    expect(person.signer).toMatchObject({ identity: 'a@example.com' });
  });

  it.each<[string, LeafWish, string]>([
    ['of an authority', { extensions: [...usual, EXTENSIONS.authority()] }, 'one of an authority'],
    ['not for signatures', { extensions: without('2.5.29.15') }, 'is not for signatures'],
    ['for signing certificates', { extensions: [...without('2.5.29.15'), EXTENSIONS.signsCertificates()] }, 'is not for signatures'],
    ['for no purpose', { extensions: without('2.5.29.37') }, 'is not for signing code'],
    ['for web servers', { extensions: [...without('2.5.29.37'), EXTENSIONS.purpose('1.3.6.1.5.5.7.3.1')] }, 'is not for signing code'],
    ['without a name', { extensions: without('2.5.29.17') }, 'exactly one identity'],
    ['with two names, the expected one first', { extensions: names([6, IDENTITY], [6, 'https://evil.example/']) }, 'exactly one identity'],
    ['with two names of two kinds', { extensions: names([1, 'a@example.com'], [6, IDENTITY]) }, 'exactly one identity'],
    ['with a host name', { extensions: names([2, 'git.example.com']) }, 'neither a URI nor an e-mail address'],
    ['with an empty name', { extensions: names([6, '']) }, 'is empty'],
    ['with a NUL in the name', { extensions: names([6, `${IDENTITY}\0.evil.example`]) }, 'control or non-ASCII'],
    ['with a line end in the name', { extensions: names([6, `${IDENTITY}\n`]) }, 'control or non-ASCII'],
    ['with letters that lose their eighth bit', { extensions: names([6, Buffer.from(Buffer.from(IDENTITY).map((byte, i) => (i === 20 ? byte | 0x80 : byte)))]) }, 'control or non-ASCII'],
    ['with a name that is a scheme', { extensions: names([6, 'https:']) }, 'a scheme and nothing more'],
    ['with a name that is a scheme and slashes', { extensions: names([6, 'https://']) }, 'a scheme and nothing more'],
    ['without an issuer', { extensions: without('1.3.6.1.4.1.57264.1.8') }, 'does not say who vouches'],
    ['with an empty issuer', { extensions: [...without('1.3.6.1.4.1.57264.1.8'), EXTENSIONS.fulcio(8, '')] }, 'does not say who vouches'],
    ['with two issuers that differ', { extensions: [...usual, EXTENSIONS.fulcio(1, 'https://evil.example')] }, 'names two issuers'],
    ['with an extension twice', { extensions: [...usual, EXTENSIONS.fulcio(13, COMMIT), EXTENSIONS.fulcio(13, '0'.repeat(40))] }, 'the same extension twice'],
    ['with the name twice', { extensions: [...usual, EXTENSIONS.names([6, 'https://evil.example/x'])] }, 'the same extension twice'],
    ['with a critical extension that nobody knows', { more: [{ oid: '2.5.29.30', critical: true, value: sequence() }] }, 'critical extension that is not known'],
    ['with an extension that is bare where it must be DER', { more: [{ oid: '1.3.6.1.4.1.57264.1.14', value: Buffer.from('refs/tags/v1') }] }, ''],
    ['with an extension of another string type', { more: [{ oid: '1.3.6.1.4.1.57264.1.14', value: octets(Buffer.from('refs')) }] }, 'is not a UTF8String'],
    ['with an extension that has bytes behind its text', { more: [{ oid: '1.3.6.1.4.1.57264.1.14', value: Buffer.concat([utf8('refs/tags/v1'), Buffer.of(0)]) }] }, ''],
    ['with an extension that is not UTF-8', { more: [{ oid: '1.3.6.1.4.1.57264.1.14', value: Buffer.of(0x0c, 1, 0xff) }] }, 'is not UTF-8'],
    ['with an extension that holds control characters', { more: [EXTENSIONS.fulcio(14, 'refs/tags/v1\u0000')] }, 'control characters'],
  ])('is refused when it is %s', (_, wish, sentence) => {
    const answer = judge(ofLeaf(wish));
    expect(codes(answer)).toEqual(['CERTIFICATE_FORM']);
    expect(answer.problems[0]!.message).toContain(sentence);
  });

  it.each<[string, (der: Buffer) => Buffer]>([
    ['cut off', (der) => der.subarray(0, -20)],
    ['no certificate', () => Buffer.from('AAAA')],
    ['followed by other bytes', (der) => Buffer.concat([der, Buffer.of(0)])],
  ])('is refused when it is %s', (_, change) => {
    const bundle = bent({}, (one) => { material(one).certificate.rawBytes = change(Buffer.from(material(one).certificate.rawBytes, 'base64')).toString('base64'); });
    expect(codes(judge(bundle))).toEqual(['CERTIFICATE_FORM']);
  });
});

describe('certificates beside the signer’s, in a bundle of an old version', () => {
  const chained = (...beside: readonly Uint8Array[]) => bent({}, (one) => {
    one.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2';
    material(one).x509CertificateChain = { certificates: [material(one).certificate, ...beside.map((raw) => ({ rawBytes: Buffer.from(raw).toString('base64') }))] };
    delete material(one).certificate;
  });

  it('are not used, and refused when one is a root or none at all', () => {
    expect(judge(chained()).problems).toEqual([]);
    expect(judge(chained(here.tsaChain[0]!)).problems).toEqual([]);
    expect(judge(chained(here.caCertificate)).problems).toEqual([{ code: 'CERTIFICATE_FORM', message: 'the bundle brings a root certificate of its own', expected: 'the certificate of the signer', found: 'CN=alpha ca' }]);
    expect(codes(judge(chained(Buffer.from('AAAA'))))).toEqual(['CERTIFICATE_FORM']);
    expect(codes(judge(chained(there.tsaChain[0]!), { ...policy, trustedRoot: readTrustedRoot(there.root(), 'incomplete') }))[0]).toBe('CERTIFICATE_UNTRUSTED');
  });
});

describe('[SRS-104] the chain and its time', () => {
  it('is refused when the authority is another one of the same name', () => {
    const answer = judge(ofLeaf({ by: newPair() }));
    expect(answer.problems[0]).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED', expected: 'CN=alpha ca', found: 'CN=alpha ca' });
  });

  it('is refused from another instance, whose own root it would satisfy', () => {
    const bundle = makeBundle(there);
    expect(judge(bundle, { ...policy, trustedRoot: readTrustedRoot(there.root(), 'incomplete') }).problems).toEqual([]);
    expect(codes(judge(bundle))).toEqual(['CERTIFICATE_UNTRUSTED', 'SCT_MISSING', 'TIMESTAMP_INVALID', 'LOG_INVALID']);
  });

  it.each<[string, (root: Json) => void, string[]]>([
    ['certificate authorities', (all) => { all.certificateAuthorities = []; }, ['CERTIFICATE_UNTRUSTED']],
    ['certificate transparency logs', (all) => { all.ctlogs = []; }, ['SCT_MISSING']],
    ['timestamp authorities', (all) => { all.timestampAuthorities = []; }, ['TIMESTAMP_INVALID']],
    ['logs', (all) => { all.tlogs = []; }, ['LOG_INVALID']],
  ])('is refused when the root has no %s', (_, bend, expected) => {
    const answer = judge(makeBundle(here), rooted(bend));
    expect(codes(answer)).toEqual(expected);
    expect(answer.problems[0]!.expected).toContain('is in the trusted root');
  });

  it.each<[string, number]>([['before it was issued', -120], ['after it ended', 600]])('is refused when the time is %s', (_, seconds) => {
    const answer = judge(makeBundle(here, { stampAt: here.seconds(seconds) }));
    expect(answer.problems).toEqual([{
      code: 'CERTIFICATE_EXPIRED', message: 'the certificate was not valid at the trusted time', expected: '2026-03-01T11:59:00Z to 2026-03-01T12:09:00Z',
      found: `${here.seconds(seconds).toISOString().replace('.000', '')} (RFC 3161, CN=alpha tsa)`,
    }]);
  });

  it('is refused when one of two times does not fit', () => {
    const bundle = makeBundle(here, { witnesses: ['v1', 'v2', 'tsa'], integratedAt: here.seconds(3600) });
    expect(codes(judge(bundle))).toEqual(['CERTIFICATE_EXPIRED']);
  });

  it('is refused when the authority was not in use at the time, whatever its certificate says', () => {
    const answer = judge(makeBundle(here), rooted((all) => { all.certificateAuthorities[0].validFor.end = here.days(-1).toISOString(); }));
    expect(answer.problems[0]).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED', message: 'the authority that issued the certificate was not in use at the trusted time' });
  });

  it('is refused when a certificate of the authority had ended, or its chain has no top', () => {
    const over = makeBundle(here, { leaf: here.certificate({ from: here.days(4000), until: here.days(4001), proofAt: here.days(4000) }), stampAt: here.days(4000), witnesses: ['v2', 'v1'], integratedAt: here.days(4000) });
    expect(judge(over).problems[0]).toMatchObject({ code: 'CERTIFICATE_UNTRUSTED', message: 'a certificate of the authority in the trusted root was not valid at the trusted time' });
    const middle = newPair();
    const span = { notBefore: here.days(-1), notAfter: here.days(1) };
    const der = issue({ subject: 'alpha ca', issuer: 'alpha root', publicKey: here.ca.publicKey, ...span, extensions: [EXTENSIONS.authority(), EXTENSIONS.signsCertificates()] }, middle.privateKey);
    const topless = judge(makeBundle(here), rooted((all) => { all.certificateAuthorities[0].certChain.certificates = [{ rawBytes: der.toString('base64') }]; }));
    expect(topless.problems).toMatchObject([{ code: 'CERTIFICATE_UNTRUSTED', message: 'the chain of the authority in the trusted root does not end in a certificate that signed itself' }]);
    const alone = judge(makeBundle(here), rooted((all) => { all.timestampAuthorities[0].certChain.certificates.pop(); }));
    expect(alone.problems).toMatchObject([{ code: 'TIMESTAMP_INVALID', message: 'the chain of the authority in the trusted root does not end in a certificate that signed itself' }]);
  });

  it('is refused without any trusted time, even when none is asked for', () => {
    for (const thresholds of [{}, { timestamps: 0 }, { timestamps: 0, log: 0, certificateTransparency: 0 }]) {
      expect(codes(judge(makeBundle(here, { witnesses: ['v2'] }), { ...policy, thresholds }))).toEqual(['TIME_UNPROVEN']);
    }
  });

  it('takes no time from a log entry without its promise', () => {
    const bundle = bent({ witnesses: ['v1'] }, (one) => { delete entries(one)[0].inclusionPromise; });
    expect(codes(judge(bundle))).toEqual(['TIME_UNPROVEN']);
    const claimed = bent({ witnesses: ['v2'] }, (one) => { entries(one)[0].integratedTime = String(here.at.getTime() / 1000); });
    expect(codes(judge(claimed))).toEqual(['TIME_UNPROVEN']);
  });
});

describe('proofs of certificate transparency', () => {
  it('are required, as many as asked for, each by its own log', () => {
    expect(judge(ofLeaf({ proofs: 0 })).problems).toEqual([{ code: 'SCT_MISSING', message: 'fewer proofs of certificate transparency than required', expected: 'at least 1', found: '0' }]);
    expect(judge(ofLeaf({ proofs: 0 }), { ...policy, thresholds: { certificateTransparency: 0 } }).problems).toEqual([]);
    expect(codes(judge(ofLeaf({ proofs: 2 }), { ...policy, thresholds: { certificateTransparency: 2 } }))).toEqual(['SCT_MISSING']);
  });

  it('are refused by a log that was not in use', () => {
    const answer = judge(makeBundle(here), rooted((all) => { all.ctlogs[0].publicKey.validFor.end = here.days(-1).toISOString(); }));
    expect(answer.problems[0]).toMatchObject({ code: 'SCT_MISSING', message: 'the certificate transparency log was not in use when it took the certificate' });
  });

  it('are refused when they are false', () => {
    const answer = judge(makeBundle(here), rooted((all) => { all.ctlogs[0].publicKey.rawBytes = spki(newPair().publicKey).toString('base64'); }));
    expect(answer.problems).toEqual([{ code: 'SCT_MISSING', message: 'a proof of certificate transparency is false', found: 'SCT verification failed' }]);
  });

  it('are refused when they cannot be read', () => {
    const list = { oid: '1.3.6.1.4.1.11129.2.4.2', value: octets(Buffer.of(0, 9, 1, 2)) };
    expect(codes(judge(ofLeaf({ proofs: 0, more: [list] })))).toEqual(['SCT_MISSING']);
  });
});

describe('an altered signature', () => {
  it.each<[string, (bundle: Json) => void]>([
    ['payload', (one) => { one.dsseEnvelope.payload = Buffer.from('{"other":1}').toString('base64'); }],
    ['payload type', (one) => { one.dsseEnvelope.payloadType = 'text/plain'; }],
    ['signature', (one) => { one.dsseEnvelope.signatures[0].sig = Buffer.from(signatureOf(one).map((byte, i) => (i === 30 ? byte ^ 1 : byte))).toString('base64'); }],
    ['signature that is none', (one) => { one.dsseEnvelope.signatures[0].sig = 'AAAA'; }],
    ['certificate, another one of the same signer', (one) => { material(one).certificate.rawBytes = here.certificate().der.toString('base64'); }],
  ])('%s', (_, bend) => {
    expect(judge(bent({}, bend)).problems).toEqual([{
      code: 'SIGNATURE_INVALID', message: 'altered or forged: the signature does not belong to this statement and signer',
      expected: 'a signature by the key of the certificate beside it', found: expect.stringMatching(/^a statement with the SHA-256 [0-9a-f]{64}, which this signature is not over$/),
    }]);
  });

  it('also says when the certificate is somebody else’s', () => {
    const bundle = bent({}, (one) => { material(one).certificate.rawBytes = here.certificate({ identity: 'https://evil.example/x' }).der.toString('base64'); });
    expect(codes(judge(bundle))).toEqual(['SIGNATURE_INVALID', 'IDENTITY_UNEXPECTED']);
  });

  it('two signatures, or none', () => {
    const bundle = bundleFromJSON(makeBundle(here)) as Json;
    const [one] = bundle.content.dsseEnvelope.signatures;
    for (const signatures of [[one, one], []]) {
      const answer = verifySignature({ ...bundle, content: { $case: 'dsseEnvelope', dsseEnvelope: { ...bundle.content.dsseEnvelope, signatures } } }, policy);
      expect(answer.problems).toEqual([{ code: 'SIGNATURE_INVALID', message: 'not exactly one signature', expected: '1', found: String(signatures.length) }]);
    }
  });

  it('more witnesses than anybody has', () => {
    const bundle = bent({}, (one) => { stamps(one).push(...Array.from({ length: 40 }, () => stamps(one)[0])); });
    expect(judge(bundle).problems[0]).toMatchObject({ code: 'SIGNATURE_INVALID', found: '42' });
  });

  it('over a file that was not given or is another one', () => {
    const file = Buffer.from('firmware');
    const leaf = here.certificate();
    const signature = sign('sha256', file, leaf.privateKey);
    const bundle = bent({ leaf }, (one) => {
      delete one.dsseEnvelope;
      one.messageSignature = { messageDigest: { algorithm: 'SHA2_256', digest: createHash('sha256').update(file).digest('base64') }, signature: signature.toString('base64') };
      material(one).tlogEntries = [here.entryV2(signature, file, leaf)];
      material(one).timestampVerificationData.rfc3161Timestamps = [here.timestamp(signature)];
    });
    expect(judge(bundle, policy, file).problems).toEqual([]);
    expect(judge(bundle, policy).problems[0]).toMatchObject({ code: 'SIGNATURE_INVALID', message: 'the signed file was not given' });
    expect(judge(bundle, policy, Buffer.from('other')).problems[0]).toMatchObject({ code: 'SIGNATURE_INVALID', message: 'the signature is over another file' });
  });
});

describe('[SRS-104] timestamps', () => {
  const second = (bundle: Json, stamp: object): void => { stamps(bundle).push(stamp); };

  it.each<[string, (bundle: Json) => void, string]>([
    ['over another signature', (one) => { stamps(one)[0] = here.timestamp(Buffer.from('another')); }, 'a timestamp is over another signature'],
    ['by another instance', (one) => { stamps(one)[0] = there.timestamp(signatureOf(one)); }, 'a timestamp is not by an authority of the trusted root'],
    ['that were not granted', (one) => { stamps(one)[0] = here.timestamp(signatureOf(one), here.at, 2); }, 'a timestamp was not granted'],
    ['that are none', (one) => { stamps(one)[0] = { signedTimestamp: 'AAAA' }; }, 'a timestamp cannot be read'],
    ['that are empty', (one) => { stamps(one)[0] = { signedTimestamp: '' }; }, 'a timestamp cannot be read'],
    ['that are DER and nothing else', (one) => { stamps(one)[0] = { signedTimestamp: sequence(truth(), bits(Buffer.of(1))).toString('base64') }; }, 'a timestamp cannot be read'],
    ['with one altered byte at the end', (one) => { const raw = Buffer.from(stamps(one)[0].signedTimestamp, 'base64'); raw[raw.length - 1]! ^= 1; stamps(one)[0].signedTimestamp = raw.toString('base64'); }, 'the signature of a timestamp is false'],
    ['that are there twice', (one) => second(one, stamps(one)[0]), 'the same timestamp is there twice'],
    ['of one authority and instant', (one) => second(one, here.timestamp(signatureOf(one))), 'two timestamps of the same authority and instant'],
    ['of which one is right and one false', (one) => second(one, here.timestamp(Buffer.from('another'))), 'a timestamp is over another signature'],
  ])('are refused %s', (_, bend, sentence) => {
    const answer = judge(bent({}, bend));
    expect(codes(answer)).toEqual(['TIMESTAMP_INVALID']);
    expect(answer.problems[0]!.message).toContain(sentence);
  });

  it('are refused by an authority that was not in use, and by one whose certificate had ended', () => {
    const retired = judge(makeBundle(here), rooted((all) => { all.timestampAuthorities[0].validFor.end = here.seconds(-1).toISOString(); }));
    expect(retired.problems[0]).toMatchObject({ code: 'TIMESTAMP_INVALID', message: 'the timestamp authority was not in use at the time that it states', found: '2026-03-01T12:00:00Z' });
    const inclusive = judge(makeBundle(here), rooted((all) => { all.timestampAuthorities[0].validFor.end = here.at.toISOString(); }));
    expect(inclusive.problems).toEqual([]);
    const late = here.days(4000);
    const leaf = here.certificate({ from: here.days(3999), until: here.days(4001) });
    expect(judge(makeBundle(here, { leaf, stampAt: late })).problems[0]).toMatchObject({ code: 'TIMESTAMP_INVALID', message: 'a certificate of the authority in the trusted root was not valid at the trusted time' });
  });

  it('of one authority count once', () => {
    const twice = bent({}, (one) => second(one, here.timestamp(signatureOf(one), here.seconds(1))));
    expect(judge(twice).problems).toEqual([]);
    expect(judge(twice, { ...policy, thresholds: { timestamps: 2 } }).problems).toEqual([{ code: 'TIMESTAMP_MISSING', message: 'fewer authorities vouch for the time than required', expected: 'at least 2', found: '1' }]);
    expect(judge(makeBundle(here, { witnesses: ['v1', 'tsa'] }), { ...policy, thresholds: { timestamps: 2 } }).problems).toEqual([]);
  });
});

describe('[SRS-103] log entries', () => {
  const other = makeBundle(here);

  it.each<[string, (bundle: Json) => void, string]>([
    ['of another signature', (one) => { entries(one)[0] = entries(other)[0]; }, 'about another signature or other content'],
    ['of another instance', (one) => { entries(one)[0] = there.entryV2(signatureOf(one), Buffer.from('x'), there.certificate()); }, 'by a log that is not in the trusted root'],
    ['with another content', (one) => { entries(one)[0] = here.entryV2(signatureOf(one), Buffer.from('x'), here.certificate()); }, 'about another signature or other content'],
    ['with the checkpoint of another tree', (one) => { entries(one)[0].inclusionProof.checkpoint = entries(other)[0].inclusionProof.checkpoint; }, 'the proof that a log has the entry is false'],
    ['with an altered checkpoint', (one) => { const { checkpoint } = entries(one)[0].inclusionProof; checkpoint.envelope = checkpoint.envelope.replace('\n1\n', '\n2\n'); }, 'the proof that a log has the entry is false'],
    ['with another root than the checkpoint\'s', (one) => { entries(one)[0].inclusionProof.rootHash = 'AAAA'; }, 'states another tree than the checkpoint'],
    ['with another size than the checkpoint\'s', (one) => { entries(one)[0].inclusionProof.treeSize = '77'; }, 'states another tree than the checkpoint'],
    ['with a proof too long', (one) => { entries(one)[0].inclusionProof.hashes = ['AAAA']; }, 'the proof that a log has the entry is false'],
    ['with an index outside the tree', (one) => { entries(one)[0].inclusionProof.logIndex = '1'; }, 'the proof that a log has the entry is false'],
    ['with an index that is no number', (one) => { entries(one)[0].inclusionProof.logIndex = 'one'; }, 'the proof that a log has the entry is false'],
    ['with a body that is no JSON', (one) => { entries(one)[0].canonicalizedBody = Buffer.from('{').toString('base64'); }, 'the proof that a log has the entry is false'],
    ['of a kind that nobody knows', (one) => { entries(one)[0].kindVersion = { kind: 'rpm', version: '0.0.1' }; }, 'about another signature or other content'],
    ['that are there twice', (one) => { entries(one).push(entries(one)[0]); }, 'the same log entry is there twice'],
    ['of which one is right and one false', (one) => { entries(one).push(entries(other)[0]); }, 'about another signature or other content'],
  ])('are refused %s', (_, bend, sentence) => {
    const answer = judge(bent({}, bend));
    expect(codes(answer)).toEqual(['LOG_INVALID']);
    expect(answer.problems[0]!.message).toContain(sentence);
  });

  it('are refused when they name another certificate for the same signature', () => {
    const leaf = here.certificate();
    const twin = { ...leaf, der: here.certificate().der };
    const bundle = makeBundle(here, { leaf });
    const signed = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${PAYLOAD.length} `), PAYLOAD]);
    entries(bundle)[0] = here.entryV2(signatureOf(bundle), signed, twin);
    expect(judge(bundle).problems).toEqual([{ code: 'LOG_INVALID', message: 'a log entry is about the signature of another certificate or key' }]);
    entries(bundle)[0] = here.entryV2(signatureOf(bundle), signed, leaf);
    expect(judge(bundle).problems).toEqual([]);
  });

  it.each<[string, (entry: Json) => void]>([
    ['another time', (entry) => { entry.integratedTime = String(Number(entry.integratedTime) + 1); }],
    ['another index', (entry) => { entry.logIndex = '5'; }],
    ['another promise', (entry) => { entry.inclusionPromise.signedEntryTimestamp = entries(makeBundle(here, { witnesses: ['v1'] }))[0].inclusionPromise.signedEntryTimestamp; }],
  ])('of Rekor v1 are refused with %s than promised', (_, bend) => {
    const answer = judge(bent({ witnesses: ['v1', 'tsa'] }, (one) => bend(entries(one)[0])));
    expect(answer.problems[0]).toMatchObject({ code: 'LOG_INVALID', message: 'the promise of a log to take the entry is false' });
  });

  it('are required, as many as asked for, each in its own log', () => {
    expect(judge(makeBundle(here, { witnesses: ['tsa'] })).problems).toEqual([{ code: 'LOG_MISSING', message: 'in fewer transparency logs than required', expected: 'at least 1', found: '0' }]);
    expect(judge(makeBundle(here, { witnesses: ['tsa'] }), { ...policy, thresholds: { log: 0 } }).problems).toEqual([]);
    expect(codes(judge(makeBundle(here), { ...policy, thresholds: { log: 2 } }))).toEqual(['LOG_MISSING']);
    expect(judge(makeBundle(here, { witnesses: ['v1', 'v2', 'tsa'] }), { ...policy, thresholds: { log: 2 } }).problems).toEqual([]);
  });

  it.each<['v1' | 'v2', number]>([['v2', 0], ['v1', 1]])('of %s are refused by a log that was not in use at the trusted time', (version, at) => {
    const ended = judge(makeBundle(here, { witnesses: [version, 'tsa'] }), rooted((all) => { all.tlogs[at].publicKey.validFor.end = here.seconds(-1).toISOString(); }));
    expect(codes(ended)).toEqual(['LOG_RETIRED']);
    expect(ended.problems[0]).toMatchObject({ expected: expect.stringContaining('to 2026-03-01T11:59:59Z'), found: expect.stringContaining('2026-03-01T12:00:00Z') });
    const notYet = judge(makeBundle(here, { witnesses: [version, 'tsa'] }), rooted((all) => { all.tlogs[at].publicKey.validFor.start = here.seconds(1).toISOString(); }));
    expect(codes(notYet)).toEqual(['LOG_RETIRED']);
    const inclusive = judge(makeBundle(here, { witnesses: [version, 'tsa'] }), rooted((all) => { all.tlogs[at].publicKey.validFor = { start: here.at.toISOString(), end: here.at.toISOString() }; }));
    expect(inclusive.problems).toEqual([]);
  });

  it('of Rekor v1 without its promise are compared with the other times', () => {
    const bundle = bent({ witnesses: ['v1', 'tsa'] }, (one) => { delete entries(one)[0].inclusionPromise; });
    expect(judge(bundle).problems).toEqual([]);
    expect(codes(judge(bundle, rooted((all) => { all.tlogs[1].publicKey.validFor.end = here.seconds(-1).toISOString(); })))).toEqual(['LOG_RETIRED']);
  });
});

describe('a signature by key', () => {
  const pair = newPair();
  const key = readPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' }) as string);
  const keyed = { ...pair, hint: key.fingerprint };
  const bare: TrustPolicy = { signers: [{ kind: 'key', key }] };
  const full: TrustPolicy = { ...bare, trustedRoot: root };

  it('is verified without anybody else, and says that witnesses were not judged', () => {
    expect(judge(makeBundle(here, { key: keyed, witnesses: [] }), bare)).toEqual({ problems: [], signer: { kind: 'key', fingerprint: key.fingerprint }, times: [], criteria: [`signer: key ${key.fingerprint}`], notes: [] });
    expect(judge(makeBundle(here, { key: keyed }), bare).notes).toEqual(['2 log entries or timestamps are there; without a trusted root they were not checked']);
    expect(judge(makeBundle(here, { key: keyed, witnesses: ['tsa'] }), bare).notes).toEqual(['1 log entry or timestamp is there; without a trusted root it was not checked']);
  });

  it('has the times of its witnesses with a trusted root', () => {
    const answer = judge(makeBundle(here, { key: keyed, witnesses: ['v1', 'v2', 'tsa'] }), full);
    expect(answer.problems).toEqual([]);
    expect(answer.times.map((one) => one.source)).toEqual(['RFC 3161, CN=alpha tsa', 'Rekor v1, log1.alpha.example']);
    expect(answer.criteria).toEqual([`signer: key ${key.fingerprint}`, 'log entries: none asked for, found 2', 'trusted times: none asked for, found 2', `trusted root: sha256 ${root.sha256}`]);
  });

  it('is chosen by either spelling of its hint, and by no other', () => {
    const cosign = { ...pair, hint: createHash('sha256').update(spki(pair.publicKey)).digest('base64') };
    expect(judge(makeBundle(here, { key: cosign, witnesses: [] }), bare).problems).toEqual([]);
    for (const hint of ['', 'SHA256:x', key.fingerprint.toLowerCase()]) {
      expect(judge(makeBundle(here, { key: { ...pair, hint }, witnesses: [] }), bare).problems[0]).toMatchObject({ code: 'KEY_UNKNOWN', expected: `key ${key.fingerprint}` });
    }
  });

  it('shows a hint on one line and without commands for a terminal', () => {
    expect(judge(makeBundle(here, { key: { ...pair, hint: 'a\n\u001b[2J\u202eb' }, witnesses: [] }), bare).problems[0]!.found).toBe('a??[2J?b');
  });

  it('is not believed for its hint', () => {
    const impostor = { ...newPair(), hint: key.fingerprint };
    expect(codes(judge(makeBundle(here, { key: impostor, witnesses: [] }), bare))).toEqual(['SIGNATURE_INVALID']);
    expect(codes(judge(makeBundle(here, { key: impostor }), full))).toEqual(['SIGNATURE_INVALID']);
  });

  it('is verified for any one of several keys', () => {
    const others = [newPair(), newPair()].map((one): ExpectedSigner => ({ kind: 'key', key: readPublicKey(one.publicKey.export({ type: 'spki', format: 'pem' }) as string) }));
    expect(judge(makeBundle(here, { key: keyed, witnesses: [] }), { signers: [...others, ...bare.signers, signer] }).signer).toEqual({ kind: 'key', fingerprint: key.fingerprint });
    expect(judge(makeBundle(here, { key: keyed, witnesses: [] }), { signers: [signer] }).problems[0]).toMatchObject({ code: 'KEY_UNKNOWN', message: 'signed with a key, not with a certificate' });
    expect(codes(judge(makeBundle(here, { key: keyed, witnesses: [] }), { signers: [] }))).toEqual(['KEY_UNKNOWN']);
  });

  it('needs a trusted root when its policy asks for witnesses', () => {
    for (const thresholds of [{ log: 1 }, { timestamps: 1 }]) expect(codes(judge(makeBundle(here, { key: keyed }), { ...bare, thresholds }))).toEqual(['TRUST_ROOT_MISSING']);
    expect(judge(makeBundle(here, { key: keyed }), { ...full, thresholds: { log: 1, timestamps: 1, certificateTransparency: 1 } }).problems).toEqual([]);
    expect(codes(judge(makeBundle(here, { key: keyed, witnesses: [] }), { ...full, thresholds: { log: 1, timestamps: 1 } }))).toEqual(['LOG_MISSING', 'TIMESTAMP_MISSING']);
  });

  it.each<[string, (bundle: Json) => void, string]>([
    ['timestamp', (one) => { stamps(one)[0] = here.timestamp(Buffer.from('another')); }, 'TIMESTAMP_INVALID'],
    ['log entry', (one) => { entries(one)[0] = entries(makeBundle(here, { key: keyed }))[0]; }, 'LOG_INVALID'],
    ['log entry by another key', (one) => { entries(one)[0] = here.entryV2(signatureOf(one), Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${PAYLOAD.length} `), PAYLOAD]), newPair()); }, 'LOG_INVALID'],
  ])('is refused with a false %s that nobody asked for', (_, bend, code) => {
    expect(codes(judge(bent({ key: keyed }, bend), full))).toEqual([code]);
  });

  it('does not count a log that is out of use when no time shows that it was not', () => {
    const ended = rooted((all) => { all.tlogs[0].publicKey.validFor.end = here.days(1).toISOString(); });
    const bundle = makeBundle(here, { key: keyed, witnesses: ['v2'] });
    const answer = judge(bundle, { ...ended, signers: bare.signers });
    expect(answer.problems).toEqual([]);
    expect(answer.notes).toEqual([expect.stringContaining('no trusted time shows that it was when the entry was made; the entry was not counted')]);
    expect(answer.criteria.join()).not.toContain('log entries');
    expect(codes(judge(bundle, { ...ended, signers: bare.signers, thresholds: { log: 1 } }))).toEqual(['LOG_RETIRED']);
    expect(judge(makeBundle(here, { key: keyed }), { ...ended, signers: bare.signers, thresholds: { log: 1 } }).problems).toEqual([]);
  });
});

describe('single altered bytes', () => {
  const whole = makeBundle(here, { witnesses: ['v1', 'v2', 'tsa'] });
  const good = judge(whole);

  it.each<[string, readonly (string | number)[]]>([
    ['certificate', ['verificationMaterial', 'certificate', 'rawBytes']],
    ['timestamp', ['verificationMaterial', 'timestampVerificationData', 'rfc3161Timestamps', 0, 'signedTimestamp']],
    ['body of the entry in Rekor v1', ['verificationMaterial', 'tlogEntries', 0, 'canonicalizedBody']],
    ['body of the entry in Rekor v2', ['verificationMaterial', 'tlogEntries', 1, 'canonicalizedBody']],
    ['promise', ['verificationMaterial', 'tlogEntries', 0, 'inclusionPromise', 'signedEntryTimestamp']],
    ['payload', ['dsseEnvelope', 'payload']],
    ['signature', ['dsseEnvelope', 'signatures', 0, 'sig']],
  ])('in the %s are refused, or change nothing that anybody believes', (_, path) => {
    const parent = (bundle: Json): Json => path.slice(0, -1).reduce((value: Json, key) => value[key], bundle);
    const last = path.at(-1)!;
    const raw = Buffer.from(parent(whole)[last], 'base64');
    for (let at = raw.length % 23; at < raw.length; at += 23) {
      const bundle = structuredClone(whole);
      parent(bundle)[last] = Buffer.from(raw.map((byte, i) => (i === at ? byte ^ 1 : byte))).toString('base64');
      const answer = judge(bundle);
      // Some bytes around a timestamp are signed by nobody: then signer, time and all else are those of before.
      if (answer.problems.length === 0) expect(answer).toEqual(good);
      if (answer.problems.length === 0) expect(path).toContain('signedTimestamp');
    }
  });
});

describe('what nobody foresaw', () => {
  it('is refused, never verified', () => {
    expect(codes(verifySignature({} as never, policy))).toEqual(['SIGNATURE_INVALID']);
    expect(codes(verifySignature(null as never, policy))).toEqual(['SIGNATURE_INVALID']);
    for (const thresholds of [{ log: Number.NaN }, { timestamps: -1 }, { certificateTransparency: 0.5 }]) expect(codes(judge(makeBundle(here), { ...policy, thresholds }))).toEqual(['SIGNATURE_INVALID']);
    expect(codes(judge(makeBundle(here), { ...policy, trustedRoot: { root: {}, text: '', sha256: '' } as never }))).toEqual(['SIGNATURE_INVALID']);
  });
});
