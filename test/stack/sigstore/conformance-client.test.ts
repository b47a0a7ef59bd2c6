import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PREDICATE_TYPE, stack, statementOf } from './signing.ts';

const client = fileURLToPath(new URL('../../conformance/sigstore/client', import.meta.url));
const folder = join(stack.folder, 'conformance');
mkdirSync(folder, { recursive: true });
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const call = (...args: string[]) => spawnSync(client, args, { encoding: 'utf8', timeout: 60_000 });
const WHO = ['--certificate-identity', stack.identity, '--certificate-oidc-issuer', stack.issuer, '--trusted-root', stack.trustedRoot];
const artifact = file('artifact', 'what is signed');

describe('the client of sigstore-conformance', () => {
  it.each([['v2', stack.signingConfig], ['v1', stack.signingConfigV1]])('signs and verifies a statement and cosign agrees, Rekor %s', (version, config) => {
    const bundle = join(folder, `statement-${version}.json`);
    const token = stack.token();
    const signed = call('sign-bundle', '--in-toto', '--identity-token', token, '--bundle', bundle, '--trusted-root', stack.trustedRoot, '--signing-config', config, file('statement.json', statementOf(readFileSync(artifact))));
    expect(signed).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(call('verify-bundle', '--bundle', bundle, ...WHO, artifact)).toMatchObject({ status: 0, stderr: '' });
    expect(call('verify-bundle', '--bundle', bundle, ...WHO, `sha256:${createHash('sha256').update('what is signed').digest('hex')}`)).toMatchObject({ status: 0, stderr: '' });
    expect(call('verify-bundle', '--bundle', bundle, ...WHO, file('other', 'something else'))).toMatchObject({ status: 1, stderr: expect.stringContaining('SUBJECT_MISMATCH') });
    const cosign = stack.cosign('verify-blob-attestation', '--bundle', bundle, '--type', PREDICATE_TYPE, ...WHO, artifact);
    expect({ status: cosign.status, stderr: cosign.stderr }).toMatchObject({ status: 0 });
  });

  it('signs and verifies a file and cosign agrees', () => {
    const bundle = join(folder, 'file.json');
    expect(call('sign-bundle', '--identity-token', stack.token(), '--bundle', bundle, '--trusted-root', stack.trustedRoot, '--signing-config', stack.signingConfig, artifact)).toMatchObject({ status: 0, stderr: '' });
    expect(call('verify-bundle', '--bundle', bundle, ...WHO, artifact)).toMatchObject({ status: 0, stderr: '' });
    expect(call('verify-bundle', '--bundle', bundle, ...WHO, file('other', 'something else'))).toMatchObject({ status: 1, stderr: expect.stringContaining('the signature is over another file') });
    expect(call('verify-bundle', '--bundle', bundle, ...WHO, `sha256:${'0'.repeat(64)}`)).toMatchObject({ status: 2, stderr: expect.stringContaining('unsupported') });
    const cosign = stack.cosign('verify-blob', '--bundle', bundle, ...WHO, artifact);
    expect({ status: cosign.status, stderr: cosign.stderr }).toMatchObject({ status: 0 });
  });

  it('says no in one line, without the token', () => {
    const token = stack.token({ aud: 'somebody-else' });
    const refused = call('sign-bundle', '--identity-token', token, '--bundle', join(folder, 'none.json'), '--signing-config', stack.signingConfig, artifact);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^ID_TOKEN_INVALID: .*\n$/);
    expect(refused.stderr).not.toContain(token.split('.')[1]);
    expect(call('sign-bundle', '--identity-token', 'x', '--bundle', 'y', artifact).status).toBe(2);
    expect(call('somersault').status).toBe(2);
  });
});
