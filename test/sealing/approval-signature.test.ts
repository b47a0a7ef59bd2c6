import { describe, expect, it } from 'vitest';
import { readSignedFile, type SignedFile } from '../../src/model/approval-file.ts';
import { writePersonalStatement, type ApprovalPredicate } from '../../src/model/approval-statement.ts';
import { canonicalFile } from '../../src/model/canonical-json.ts';
import { checkApprovals, checkCountersignatures } from '../../src/sealing/approval-policy.ts';
import { judgeSignature, type ListedPerson } from '../../src/sealing/approval-signature.ts';
import { personalSlug, signPersonal } from '../../src/sealing/approval-signing.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { PAYLOAD_TYPE, STATEMENT_TYPE } from '../../src/sealing/statement.ts';
import { PEOPLE, person, signedBy, type TestPerson } from '../support/approvals.ts';
import { type BundleWish, Instance, makeBundle } from '../support/instance.ts';

const CANDIDATE = 'ab'.repeat(32);
const AT = '2026-11-19T09:00:00Z';
const release = { product: 'demo', version: '2.4.0', commit: '7c'.repeat(20), profile: { id: 'p', version: '1.0.0', digest: 'cd'.repeat(32) } };
const facts = { format: '1' as const, ...release, rules: '0e'.repeat(32), meaning: 'Approval', at: AT };
const [developer, , , quality] = PEOPLE as [TestPerson, TestPerson, TestPerson, TestPerson];
const listed = (one: TestPerson, over: Partial<ListedPerson> = {}): ListedPerson => ({ name: one.name, roles: [one.role], signer: { kind: 'key', fingerprint: one.key.publicKey.fingerprint }, ...over });
const read = (bytes: Uint8Array): SignedFile => {
  const result = readSignedFile(bytes, 'approval');
  if ('faults' in result) throw new Error(result.faults[0]!.message);
  return result.signed;
};
const good = await signedBy(quality, CANDIDATE, facts);

describe('signature of a person, by key', () => {
  it('is valid for the listed name, role and key', () => {
    expect(judgeSignature(read(good), [listed(quality)])).toEqual({ state: 'valid', signer: { kind: 'key', fingerprint: quality.key.publicKey.fingerprint }, times: [], problems: [] });
    expect(judgeSignature(read(good), [listed(quality, { roles: ['Quality '], userId: 'rduarte' })]).state).toBe('valid');
  });

  it.each<[string, readonly ListedPerson[]]>([
    ['nobody is listed', []], ['another key', [listed(quality, { signer: { kind: 'key', fingerprint: developer.key.publicKey.fingerprint } })]],
    ['another name', [listed(quality, { name: 'R. Duarte Jr.' })]], ['another role', [listed(quality, { roles: ['risk'] })]], ['another user id', [listed(quality, { userId: 'other' })]],
    ['an identity instead', [listed(quality, { signer: { kind: 'identity', identity: { exact: 'r@example.com' }, issuer: { exact: 'https://i.example' } } })]],
  ])('does not count when %s', (_why, people) => {
    expect(judgeSignature(read(good), people)).toMatchObject({ state: 'unlisted', problems: [{ found: quality.key.publicKey.fingerprint }] });
  });

  it('is invalid when the statement was altered, or is signed by another key than it names', async () => {
    const altered = JSON.parse(new TextDecoder().decode(good)) as { dsseEnvelope: { payload: string } };
    const statement = JSON.parse(Buffer.from(altered.dsseEnvelope.payload, 'base64').toString()) as { predicate: ApprovalPredicate };
    altered.dsseEnvelope.payload = Buffer.from(writePersonalStatement('approval', 'ff'.repeat(32), statement.predicate)).toString('base64');
    expect(judgeSignature(read(canonicalFile(altered)), [listed(quality)])).toMatchObject({ state: 'invalid', signer: null });
    // Somebody signs with the own key and states the key of R. Duarte.
    const stolen = await signPersonal('approval', CANDIDATE, { ...facts, name: quality.name, role: 'quality', signer: { publicKey: quality.key.publicKey.pem } }, keyMeans(developer.key));
    expect(judgeSignature(read(stolen), [listed(quality), listed(developer)]).state).toBe('invalid');
  });

  it('is invalid with a key that is not in its one form, or of another kind', async () => {
    for (const publicKey of [quality.key.publicKey.pem.trimEnd(), 'no key', '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n']) {
      const bytes = await signPersonal('approval', CANDIDATE, { ...facts, name: quality.name, role: 'quality', signer: { publicKey } }, keyMeans(quality.key));
      expect(judgeSignature(read(bytes), [listed(quality)]).state).toBe('invalid');
    }
  });

  it('uses the type strings of in-toto and DSSE that the seal uses', () => {
    expect(JSON.parse(Buffer.from(JSON.parse(new TextDecoder().decode(good)).dsseEnvelope.payload, 'base64').toString())._type).toBe(STATEMENT_TYPE);
    expect(JSON.parse(new TextDecoder().decode(good)).dsseEnvelope.payloadType).toBe(PAYLOAD_TYPE);
  });
});

describe('signature of a person, by identity', () => {
  const instance = new Instance('acme', new Date(AT));
  const root = readTrustedRoot(instance.root(), 'usage');
  const WHO = { identity: 'r.duarte@example.com', issuer: 'https://login.example.com' };
  const people: readonly ListedPerson[] = [{ name: 'R. Duarte', roles: ['quality'], signer: { kind: 'identity', identity: { exact: WHO.identity }, issuer: { exact: WHO.issuer } } }];
  function made(over: { at?: string; wish?: BundleWish; who?: Partial<typeof WHO>; predicate?: Partial<ApprovalPredicate> } = {}): SignedFile {
    const payload = Buffer.from(writePersonalStatement('approval', CANDIDATE, { ...facts, name: 'R. Duarte', role: 'quality', ...over.predicate, at: over.at ?? AT }));
    const json = makeBundle(instance, { payload, leaf: instance.certificate({ ...WHO, ...over.who }), ...over.wish });
    delete json.dsseEnvelope.signatures[0].keyid;
    return read(canonicalFile(bundleToJSON(bundleFromJSON(json))));
  }

  it('is valid for the listed identity and issuer, as of the time of signing', () => {
    expect(judgeSignature(made(), people, root)).toMatchObject({ state: 'valid', signer: { kind: 'identity', ...WHO }, times: [{ time: expect.stringMatching(/^2026-11-19T09:00:00/) }], problems: [] });
  });

  it('does not count by another identity or issuer, nor for a name or role without one', () => {
    expect(judgeSignature(made({ who: { identity: 'x.duarte@example.com' } }), people, root).state).toBe('unlisted');
    expect(judgeSignature(made({ who: { issuer: 'https://login.evil.example' } }), people, root).state).toBe('unlisted');
    expect(judgeSignature(made({ predicate: { name: 'A. Nother' } }), people, root)).toMatchObject({ state: 'unlisted', problems: [{ message: 'no identity is listed for A. Nother as quality' }] });
  });

  it('is not judged without a trusted root, and invalid under that of another instance', () => {
    expect(judgeSignature(made(), people)).toMatchObject({ state: 'unverifiable', signer: null });
    expect(judgeSignature(made(), people, readTrustedRoot(new Instance('other', new Date(AT)).root(), 'usage'))).toMatchObject({ state: 'invalid', signer: null });
  });

  it('is invalid without a trusted time, and when the stated time is another one', () => {
    expect(judgeSignature(made({ wish: { witnesses: ['v2'] } }), people, root).state).toBe('invalid');
    expect(judgeSignature(made({ at: '2026-11-18T09:00:00Z' }), people, root)).toMatchObject({ state: 'invalid', problems: [{ message: expect.stringContaining('the time that the signer states'), found: '2026-11-18T09:00:00Z' }] });
  });
});

describe('[SRS-108] what an auditor asks of approvals', () => {
  const file = (path: string, bytes: Uint8Array) => ({ path, bytes });
  const people = PEOPLE.map((one) => listed(one));
  const recorded = file('approvals.yaml', new TextEncoder().encode('schema: release-evidence/approvals/v1\napprovals: []\n'));

  it('finds the valid ones and leaves out what is not signed', () => {
    expect(checkApprovals([recorded, file('q.json', good)], { roles: ['quality'], people }, CANDIDATE, release)).toMatchObject({ problems: [], found: [{ file: 'q.json', name: 'R. Duarte', role: 'quality', meaning: 'Approval', at: AT }] });
  });

  it('judges nothing without a list, and finds nothing then', () => {
    expect(checkApprovals([file('q.json', good)], { roles: [], people: [] }, CANDIDATE, release)).toEqual({ problems: [], found: [] });
    expect(checkApprovals([file('q.json', good)], { roles: ['quality'], people: [] }, CANDIDATE, release)).toMatchObject({ problems: [{ code: 'APPROVAL_INVALID' }], found: [] });
  });

  it('takes no recorded approval for a signed one', () => {
    expect(checkApprovals([recorded], { roles: ['quality'], people }, CANDIDATE, release).problems).toMatchObject([{ code: 'APPROVAL_MISSING', subject: 'quality', expected: 'R. Duarte' }]);
  });

  it('refuses one for another candidate, product, version, commit or profile in whatever role', () => {
    const other = <K extends keyof typeof release>(key: K, value: typeof release[K]) => checkApprovals([file('q.json', good)], { roles: ['risk'], people }, CANDIDATE, { ...release, [key]: value }).problems.map(({ code, subject, message }) => `${code} ${subject} ${message}`);
    expect(checkApprovals([file('q.json', good)], { roles: [], people }, 'ee'.repeat(32), release).problems).toMatchObject([{ code: 'APPROVAL_INVALID', message: 'signed for another candidate' }]);
    const missing = 'APPROVAL_MISSING risk no signed approval in this role';
    expect(other('product', 'x')).toEqual(['APPROVAL_INVALID q.json signed for another product', missing]);
    expect(other('version', '2.4.1')).toEqual(['APPROVAL_INVALID q.json signed for another version', missing]);
    expect(other('commit', 'aa'.repeat(20))).toEqual(['APPROVAL_INVALID q.json signed for another commit', missing]);
    expect(other('profile', { ...release.profile, digest: 'ee'.repeat(32) })).toEqual(['APPROVAL_INVALID q.json signed for another profile', missing]);
  });

  it('is content with a stranger only beside somebody who is listed', async () => {
    const stranger = await signedBy(person('quality', 'N. Obody', 'nobody'), CANDIDATE, facts);
    expect(checkApprovals([file('q.json', good), file('s.json', stranger)], { roles: ['quality'], people }, CANDIDATE, release).problems).toEqual([]);
    expect(checkApprovals([file('s.json', stranger)], { roles: ['quality'], people }, CANDIDATE, release).problems).toMatchObject([{ code: 'APPROVAL_INVALID', subject: 's.json' }]);
  });

  it('refuses a damaged one although another is valid', () => {
    expect(checkApprovals([file('q.json', good), file('d.json', good.subarray(0, good.length - 1))], { roles: ['quality'], people }, CANDIDATE, release).problems).toMatchObject([{ code: 'APPROVAL_INVALID', subject: 'd.json' }]);
  });

  it('makes no buffer of a size that the file asks for', () => {
    const begin = performance.now();
    const large = canonicalFile({ ...JSON.parse(new TextDecoder().decode(good)), verificationMaterial: { ...JSON.parse(new TextDecoder().decode(good)).verificationMaterial, tlogEntries: [{ canonicalizedBody: { length: 500_000_000 } }] } });
    expect(checkApprovals([file('l.json', large)], { roles: [], people }, CANDIDATE, release)).toMatchObject({ problems: [{ code: 'APPROVAL_INVALID', subject: 'l.json', message: 'the file is not a valid Sigstore bundle' }], found: [] });
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  it('takes no refusal for an approval, whoever signs it and in whatever role', async () => {
    const refusal = file('r.json', await signedBy(quality, CANDIDATE, { ...facts, meaning: 'Review: rejected, risk control RC-014 is not verified' }));
    const refused = { code: 'APPROVAL_INVALID', subject: 'r.json', message: 'the person refuses the release', found: 'Review: rejected, risk control RC-014 is not verified' };
    expect(checkApprovals([refusal], { roles: ['quality'], people }, CANDIDATE, release)).toMatchObject({ problems: [refused, { code: 'APPROVAL_MISSING' }], found: [] });
    expect(checkApprovals([refusal, file('q.json', good)], { roles: [], people }, CANDIDATE, release)).toMatchObject({ problems: [refused] });
    const { profile: _profile, ...about } = release;
    const counter = await signPersonal('countersignature', CANDIDATE, { format: '1', ...about, verdict: 'READY', name: quality.name, role: 'quality', meaning: 'Not approved', at: AT, signer: { publicKey: quality.key.publicKey.pem } }, keyMeans(quality.key));
    expect(checkCountersignatures([file('c.json', counter)], { people }, CANDIDATE, { ...about, verdict: 'READY' })).toMatchObject({ problems: [{ code: 'APPROVAL_INVALID', message: 'the person refuses the release' }], found: [] });
  });

  it('ends on a file that is nested without end', () => {
    const deep = new TextEncoder().encode(new TextDecoder().decode(good).replace('"verificationMaterial":{', `"verificationMaterial":{"tlogEntries":[${'['.repeat(60_000)}${']'.repeat(60_000)}],`));
    expect(checkApprovals([file('d.json', deep)], { roles: ['quality'], people }, CANDIDATE, release)).toMatchObject({ problems: [{ code: 'APPROVAL_INVALID', subject: 'd.json' }, { code: 'APPROVAL_MISSING' }], found: [] });
  });

  it('takes no approval for a counter-signature, nor the other way round', async () => {
    const counter = await signPersonal('countersignature', CANDIDATE, { format: '1', product: 'demo', version: '2.4.0', commit: release.commit, verdict: 'READY', name: quality.name, role: 'quality', meaning: 'Review', at: AT, signer: { publicKey: quality.key.publicKey.pem } }, keyMeans(quality.key));
    expect(checkApprovals([file('c.json', counter)], { roles: ['quality'], people }, CANDIDATE, release)).toMatchObject({ problems: [{ code: 'APPROVAL_INVALID' }, { code: 'APPROVAL_MISSING' }], found: [] });
    expect(checkCountersignatures([file('q.json', good)], { people }, CANDIDATE, { ...release, verdict: 'READY' })).toMatchObject({ problems: [{ code: 'APPROVAL_INVALID' }], found: [] });
    const { profile: _profile, ...about } = release;
    expect(checkCountersignatures([file('c.json', counter)], { people }, CANDIDATE, { ...about, verdict: 'READY' })).toMatchObject({ problems: [], found: [{ role: 'quality' }] });
  });
});

describe('file name of an approval', () => {
  it.each([['quality', 'R. Duarte', 'quality-r-duarte'], ['Risk Mgmt', 'Žofia Ångström', 'risk-mgmt-zofia-angstrom'], ['quality', '山田', 'quality-5c71-7530'], ['../x', '/etc/passwd', 'x-etc-passwd']])('%s, %s → %s', (role, name, slug) => {
    expect(personalSlug(role, name)).toBe(slug);
  });
});
