import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EvidenceError } from '../../src/model/problem.ts';
import { CERTIFICATE_EXTENSIONS } from '../../src/sealing/certificate-extensions.ts';
import { generateKey, readPublicKey } from '../../src/sealing/key.ts';
import { readPolicyFile, trustPolicyOf } from '../../src/sealing/policy-file.ts';
import { POLICY_SCHEMA } from '../../src/sealing/policy-schema.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { EMPTY_TRUSTED_ROOT } from '../../src/sealing/trusted-root.ts';

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
const example = /```json\n(.*?)```/s.exec(page)![1]!;
const { publicPem, privatePem } = generateKey(undefined);
const by = { identity: 'https://ci.example.com/app', issuer: 'https://ci.example.com' };
const policy = (fields: object): string => JSON.stringify({ schema: POLICY_SCHEMA, ...fields });

function faults(text: string): readonly string[] {
  try {
    readPolicyFile(text);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'POLICY_INVALID', exit: 'usage' });
    return (error as EvidenceError).problems.map((problem) => problem.message);
  }
}

describe('[SRS-109] a policy file', () => {
  it('is read as the page about it shows', () => {
    const read = readPolicyFile(example);
    expect(read.signers.map((signer) => signer.kind)).toEqual(['identity', 'identity', 'key']);
    expect(read.signers[0]).toEqual({
      kind: 'identity', identity: { exact: 'https://gitlab.example.com/meridian/sp-20//.gitlab-ci.yml@refs/heads/main' }, issuer: { exact: 'https://gitlab.example.com' },
      extensions: { sourceRepositoryId: '4711', runnerEnvironment: 'gitlab-hosted' },
    });
    expect(read.signers[1]).toMatchObject({ identity: { pattern: String.raw`https://gitlab\.example\.com/meridian/sp-20//\.gitlab-ci\.yml@refs/tags/v\d+\.\d+\.\d+` } });
    expect(read.thresholds).toEqual({ log: 1, certificateTransparency: 1, timestamps: 1 });
    expect(read.approvals?.roles).toEqual(['quality', 'regulatory']);
    expect(read.approvals?.signers[0]).toEqual({ name: 'Ada Byron', roles: ['quality'], signer: { kind: 'identity', identity: { exact: 'ada.byron@meridian.example' }, issuer: { exact: 'https://login.meridian.example' } } });
    expect(read).toMatchObject({ product: 'meridian-sp-20', sealedWithinDays: 7 });
    expect(read.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('knows an approver by the fingerprint of a key', () => {
    const read = readPolicyFile(policy({ signers: [{ key: publicPem }], approvals: { roles: ['quality'], signers: [{ name: 'A', userId: 'a1', roles: ['Quality'], key: publicPem }] } }));
    expect(read.approvals?.signers).toEqual([{ name: 'A', userId: 'a1', roles: ['Quality'], signer: { kind: 'key', fingerprint: readPublicKey(publicPem).fingerprint } }]);
  });

  it('has every extension on its page', () => {
    for (const [name, number] of Object.entries(CERTIFICATE_EXTENSIONS)) expect(page).toContain(`| \`${name}\` | ${number} |`);
  });

  it.each<[string, string, string]>([
    ['empty', '', 'the file is empty'],
    ['no JSON', 'signers: []', 'the file is not JSON'],
    ['too large', ' '.repeat(1024 * 1024 + 1), 'larger than'],
    ['a key twice', `{"schema":"${POLICY_SCHEMA}","signers":[],"signers":[]}`, 'the key "signers" stands twice'],
    ['another schema', JSON.stringify({ schema: 'x', signers: [by] }), 'schema: invalid input'],
    ['no schema', JSON.stringify({ signers: [by] }), 'schema: '],
    ['nobody', policy({}), 'signers: is missing'],
    ['an empty list of signers', policy({ signers: [] }), 'signers: too small'],
    ['a field that is not known', policy({ signers: [by], treshold: 1 }), 'treshold: unknown field'],
    ['a field with a name for terminals', policy({ signers: [by], ['\u001b[2Jx']: 1 }), '?[2Jx: unknown field'],
    ['an extension that is not known', policy({ signers: [{ ...by, certificate: { repository: 'x' } }] }), 'signers[0].certificate.repository: unknown field'],
    ['a signer that names nobody', policy({ signers: [{}] }), 'signers[0]: names nobody'],
    ['an identity without issuer', policy({ signers: [{ identity: by.identity }] }), 'signers[0].issuer: is missing'],
    ['an issuer without identity', policy({ signers: [{ issuer: by.issuer }] }), 'signers[0]: names nobody'],
    ['a key and an identity', policy({ signers: [{ ...by, key: publicPem }] }), 'signers[0]: has a key and an identity'],
    ['an identity twice', policy({ signers: [{ ...by, identityPattern: 'x' }] }), 'signers[0]: has identity and identityPattern'],
    ['a private key', policy({ signers: [{ key: privatePem }] }), 'signers[0].key: this is a private key'],
    ['no key', policy({ signers: [{ key: 'x' }] }), 'signers[0].key: no public key'],
    ['a key with certificate', policy({ signers: [{ key: publicPem, certificate: { sourceRef: 'x' } }] }), 'signers[0].certificate: a key has no certificate'],
    ['an empty identity', policy({ signers: [{ ...by, identity: '' }] }), 'signers[0].identity: too small'],
    ['a control character', policy({ signers: [{ ...by, identity: 'a\u0000b' }] }), 'signers[0].identity: holds control characters'],
    ['a pattern that is none', policy({ signers: [{ issuer: by.issuer, identityPattern: '(' }] }), 'signers[0].identityPattern: the pattern is not a regular expression'],
    ['a pattern that breaks its anchors', policy({ signers: [{ issuer: by.issuer, identityPattern: 'a)|(?:b' }] }), 'signers[0].identityPattern: the pattern is not a regular expression'],
    ['a pattern for everybody', policy({ signers: [{ identity: by.identity, issuerPattern: '.*' }] }), 'signers[0].issuerPattern: the pattern matches an empty text'],
    ['a pattern for everybody that is written longer', policy({ signers: [{ issuer: by.issuer, identityPattern: '.+' }] }), 'signers[0].identityPattern: the pattern matches https://anybody.invalid'],
    ['a pattern for every address', policy({ signers: [{ issuer: by.issuer, identityPattern: '[^ ]+@.+' }] }), 'would match nearly anybody'],
    ['a pattern for every issuer', policy({ signers: [{ identity: by.identity, issuerPattern: 'https://.*' }] }), 'would match nearly anybody'],
    ['a person by a pattern', policy({ signers: [by], approvals: { roles: ['Q'], signers: [{ name: 'A', roles: ['Q'], identityPattern: '.*@example\\.com', issuer: by.issuer }] } }), 'approvals.signers[0].identityPattern: unknown field'],
    ['one key for two persons', policy({ signers: [by], approvals: { roles: ['Q'], signers: [{ name: 'A', roles: ['Q'], key: publicPem }, { name: 'B', roles: ['R'], key: publicPem }] } }), 'approvals.signers[1]: the key of A is listed for B too'],
    ['one identity for two persons', policy({ signers: [by], approvals: { roles: ['Q'], signers: [{ name: 'A', roles: ['Q'], ...by }, { name: 'B', roles: ['R'], ...by }] } }), 'approvals.signers[1]: the identity of A is listed for B too'],
    ['a pattern that is too long', policy({ signers: [{ issuer: by.issuer, identityPattern: 'a'.repeat(1001) }] }), 'longer than 1000'],
    ['a negative threshold', policy({ signers: [by], thresholds: { log: -1 } }), 'thresholds.log: too small'],
    ['half a threshold', policy({ signers: [by], thresholds: { timestamps: 0.5 } }), 'thresholds.timestamps: '],
    ['a digest in capitals', policy({ signers: [by], trustedRootSha256: 'A'.repeat(64) }), 'trustedRootSha256: is not a SHA-256'],
    ['a role that nobody has', policy({ signers: [by], approvals: { roles: ['Quality'], signers: [{ name: 'A', roles: ['Safety'], ...by }] } }), 'nobody in approvals.signers has the role "Quality"'],
    ['an approver without a signature', policy({ signers: [by], approvals: { roles: ['Q'], signers: [{ name: 'A', roles: ['Q'] }] } }), 'approvals.signers[0]: names nobody'],
    ['no time at all', policy({ signers: [by], sealedWithinDays: 0 }), 'sealedWithinDays: too small'],
  ])('is refused when it is or has %s', (_, text, sentence) => {
    expect(faults(text).join('\n')).toContain(sentence);
  });

  it('takes no other trusted root than the one that it names', () => {
    const root = readTrustedRoot(EMPTY_TRUSTED_ROOT, 'incomplete');
    const pinned = readPolicyFile(policy({ signers: [by], trustedRootSha256: root.sha256 }));
    expect(trustPolicyOf(pinned, root)).toEqual({ signers: pinned.signers, trustedRoot: root });
    const refused = expect.objectContaining({ code: 'TRUST_ROOT_INVALID', exit: 'incomplete' }) as Error;
    expect(() => trustPolicyOf(pinned, undefined)).toThrowError(refused);
    expect(() => trustPolicyOf({ ...pinned, trustedRootSha256: '0'.repeat(64) }, root)).toThrowError(refused);
    expect(trustPolicyOf(readPolicyFile(policy({ signers: [by] })), undefined)).toEqual({ signers: pinned.signers });
  });
});
