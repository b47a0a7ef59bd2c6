import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey, readPublicKey } from '../../../src/sealing/key.ts';
import type { ExpectedSigner } from '../../../src/sealing/trust-policy.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';
import { PREDICATE_TYPE, read, stack, statementOf, trustedRoot } from './signing.ts';

const ARTIFACT = 'an artifact that cosign signs';
const folder = join(stack.folder, 'cosign-signs');
const at = (name: string) => join(folder, name);
const keyless: ExpectedSigner = { kind: 'identity', identity: { exact: stack.identity }, issuer: { exact: stack.issuer } };
let ownKey: ExpectedSigner;
let ourKey: ExpectedSigner;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(at('artifact'), ARTIFACT);
  writeFileSync(at('other'), 'another artifact');
  writeFileSync(at('statement.json'), statementOf(ARTIFACT));
  writeFileSync(at('predicate.json'), '{}');
  const pair = generateKey(undefined);
  writeFileSync(at('ours.pem'), pair.privatePem);
  expect(stack.cosign('generate-key-pair', '--output-key-prefix', at('own')).status).toBe(0);
  expect(stack.cosign('import-key-pair', '--key', at('ours.pem'), '--output-key-prefix', at('ours')).status).toBe(0);
  ownKey = { kind: 'key', key: readPublicKey(readFileSync(at('own.pub'), 'utf8')) };
  ourKey = { kind: 'key', key: readPublicKey(pair.publicPem) };
});

const SIGNING = ['v2', 'v1'].flatMap((rekor) => ['keyless', 'own', 'ours'].flatMap((who) => [
  { rekor, who, what: 'attest-blob --statement', artifact: false }, { rekor, who, what: 'attest-blob --predicate', artifact: false }, { rekor, who, what: 'sign-blob', artifact: true },
]));

describe('what cosign signs', () => {
  it.each(SIGNING)('$what, $who, Rekor $rekor + TSA', ({ rekor, who, what, artifact }) => {
    const bundle = at(`${rekor}.${who}.${what.replaceAll(/\W/g, '')}.json`);
    const result = stack.cosign(
      ...(what === 'sign-blob' ? ['sign-blob'] : what.endsWith('--statement') ? ['attest-blob', '--statement', at('statement.json')] : ['attest-blob', '--predicate', at('predicate.json'), '--type', PREDICATE_TYPE]),
      '-y', '--signing-config', rekor === 'v2' ? stack.signingConfig : stack.signingConfigV1, '--trusted-root', stack.trustedRoot, '--bundle', bundle,
      ...(who === 'keyless' ? ['--identity-token', stack.token()] : ['--key', at(`${who}.key`)]), at('artifact'));
    expect(result).toMatchObject({ status: 0 });
    const signer = who === 'keyless' ? keyless : who === 'own' ? ownKey : ourKey;
    const one = read(readFileSync(bundle)).bundle;
    const policy = { signers: [signer], thresholds: { log: 1, timestamps: 1 }, trustedRoot };
    const bytes = artifact ? Buffer.from(ARTIFACT) : undefined;
    expect(verifySignature(one, policy, bytes)).toMatchObject({ problems: [] });
    // The same signature is nobody else's.
    const somebodyElse = who === 'keyless' ? { ...keyless, issuer: { exact: 'https://gitlab.com' } } as ExpectedSigner : who === 'own' ? ourKey : ownKey;
    expect(verifySignature(one, { ...policy, signers: [somebodyElse] }, bytes).problems.map((problem) => problem.code)).toEqual([who === 'keyless' ? 'IDENTITY_UNEXPECTED' : 'KEY_UNKNOWN']);
    if (artifact) expect(verifySignature(one, policy, Buffer.from('another artifact')).problems).toMatchObject([{ code: 'SIGNATURE_INVALID' }]);
  });
});
