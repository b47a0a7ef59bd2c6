import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoReleasedOn } from './demo-release.ts';
import { createKmsKey } from './kms.ts';
import { program, programBy } from '../shared/program.ts';
import { stack } from './signing.ts';

const COMMIT = '7c1e4b09d2a65f83e1c7702b94d6f5a8031c9e6d';
const folder = join(stack.folder, 'end-to-end');
const at = (name: string) => join(folder, name);
const KINDS = ['keyless', 'kms', 'key'] as const;
type Kind = (typeof KINDS)[number];
const said: Record<string, string> = {};
let release = '';
let token = '';

/** Seals the demo release; the exit code and what was said. */
function bundle(out: string, ...options: string[]) {
  const result = program('bundle', '--project', release, '--trusted-root', stack.trustedRoot, '--out', at(out), '--yes', ...options);
  said[out] = result.stdout + result.stderr;
  return result;
}
const keyless = (idToken: string, name = 'id-token') => {
  writeFileSync(at(name), idToken);
  return ['--signer', 'keyless', '--id-token', at(name), '--signing-config', stack.signingConfig];
};
const goodToken = (claims: object = {}) => stack.token({ sha: COMMIT, ci_config_sha: COMMIT, ...claims });

/** Who is expected to have sealed. */
const expected: Record<Kind, string[]> = {
  keyless: ['--identity', stack.identity, '--issuer', stack.issuer], kms: ['--key', at('kms.pub.pem')], key: ['--key', at('key.pub.pem')],
};
const verify = (kind: Kind, ...more: string[]) => program('verify', at(`${kind}.zip`), ...expected[kind], '--trusted-root', stack.trustedRoot, ...more);
const artifact = (name = 'sp20-controller-2.4.0.bin') => join(release, 'dist', name);
const problems = (json: string) => (JSON.parse(json) as { steps: { problems: { code: string }[] }[] }).steps.flatMap((step) => step.problems.map((one) => one.code));

/** For people who read the log of the run. */
const show = (command: string, output: string) => console.log(`$ release-evidence ${command}\n${output.replaceAll(`${folder}/`, '')}`);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  release = demoReleasedOn(new Date(), folder);
  token = goodToken();
  const kmsKey = await createKmsKey();
  expect(bundle('keyless.zip', ...keyless(token))).toMatchObject({ status: 0 });
  expect(bundle('kms.zip', '--signer', 'kms', '--kms-key', kmsKey, '--kms-endpoint', stack.urls.kms, '--signing-config', stack.signingConfig)).toMatchObject({ status: 0 });
  expect(bundle('key.zip', '--key', at('key.pem'), '--signing-config', stack.signingConfigV1)).toMatchObject({ status: 0 });
  for (const kind of KINDS) execFileSync('unzip', ['-qq', '-j', at(`${kind}.zip`), '*/seal/*', '-d', at(kind)]);
  // As an administrator would: the public half of the key in the KMS.
  const { GetPublicKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
  const client = new KMSClient({ endpoint: stack.urls.kms, region: 'us-east-1' });
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: kmsKey }));
  client.destroy();
  execFileSync('openssl', ['pkey', '-pubin', '-inform', 'DER', '-out', at('kms.pub.pem')], { input: PublicKey });
});

describe('the demo release, sealed against the stack', () => {
  it.each(KINDS)('%s: verified by release-evidence verify', (kind) => {
    const result = verify(kind, '--artifact', join(release, 'dist', '*.bin'), '--require-log', '1', '--require-timestamps', '1', '--expect-commit', COMMIT);
    if (kind === 'keyless') show(`verify ${kind}.zip --identity … --issuer … --trusted-root … --artifact 'dist/*.bin'`, result.stdout);
    expect(result).toMatchObject({ status: 0, stdout: expect.stringMatching(/^VERIFIED$/m) });
    const json = JSON.parse(verify(kind, '--json', '--quiet').stdout);
    expect(json).toMatchObject({ verdict: 'verified', sealedAt: { source: expect.stringMatching(/RFC 3161|Rekor v1/) }, rederived: { same: true } });
    expect(problems(JSON.stringify(json))).toEqual([]);
  });

  it.each(KINDS.flatMap((kind) => [
    { kind, file: 'statement', type: 'https://release-evidence.dev/predicate/v1' }, { kind, file: 'vsa', type: 'https://slsa.dev/verification_summary/v1' }, { kind, file: 'svr', type: 'https://in-toto.io/attestation/svr/v0.1' },
  ]))('$kind: $file verified by cosign, for each artifact', ({ kind, file, type }) => {
    const who = kind === 'keyless' ? ['--certificate-identity', stack.identity, '--certificate-oidc-issuer', stack.issuer] : ['--key', at(`${kind}.pub.pem`), '--use-signed-timestamps'];
    const ask = (one: string) => stack.cosign('verify-blob-attestation', '--bundle', join(at(kind), `${file}.sigstore.json`), '--trusted-root', join(at(kind), 'trusted_root.json'), ...who, '--type', type, one).status;
    expect([ask(artifact()), ask(artifact('sp20-sounder-2.4.0.bin')), ask(join(release, 'profile.yaml'))]).toEqual([0, 0, 1]);
  });

  it('says who has signed when it was another identity', () => {
    const other = 'https://gitlab.example.com/acme/devices/other//.gitlab-ci.yml@refs/tags/v2.4.0';
    const result = program('verify', at('keyless.zip'), '--identity', other, '--issuer', stack.issuer, '--trusted-root', stack.trustedRoot, '--artifact', artifact());
    show(`verify keyless.zip --identity ${other} …`, result.stdout);
    expect(result.status).toBe(6);
    expect(result.stdout).toContain(`expected ${other}`);
    expect(result.stdout).toContain(`found    ${stack.identity}`);
    expect(result.stdout).toMatch(/^REFUSED: /m);
    expect(result.stdout).not.toMatch(/^VERIFIED/m);
  });

  it.each([
    { name: 'another issuer', kind: 'keyless', args: ['--identity', stack.identity, '--issuer', 'https://gitlab.com', '--trusted-root', stack.trustedRoot], status: 6, code: 'IDENTITY_UNEXPECTED' },
    { name: 'another project', kind: 'keyless', args: [...expected.keyless, '--trusted-root', stack.trustedRoot, '--source-repository', 'https://gitlab.example.com/acme/other'], status: 6, code: 'EXTENSION_UNEXPECTED' },
    { name: 'another artifact', kind: 'keyless', args: [...expected.keyless, '--trusted-root', stack.trustedRoot, '--artifact', `sha256:${'0'.repeat(64)}`], status: 6, code: 'ARTIFACT_UNKNOWN' },
    { name: 'another key', kind: 'kms', args: ['--key', at('key.pub.pem'), '--trusted-root', stack.trustedRoot], status: 6, code: 'KEY_UNKNOWN' },
    { name: 'two logs asked for, one there', kind: 'key', args: [...expected.key, '--trusted-root', stack.trustedRoot, '--require-log', '2'], status: 6, code: 'LOG_MISSING' },
    { name: 'no trusted root for a certificate', kind: 'keyless', args: expected.keyless, status: 7, code: 'TRUST_ROOT_MISSING' },
  ])('refused: $name', ({ kind, args, status, code }) => {
    const result = program('verify', at(`${kind}.zip`), ...args, '--json', '--quiet');
    expect({ status: result.status, codes: [...new Set(problems(result.stdout))] }).toEqual({ status, codes: [code] });
  });

  it.each(KINDS)('%s: verified fifteen years on, and without a network', (kind) => {
    const args = ['verify', at(`${kind}.zip`), ...expected[kind], '--trusted-root', stack.trustedRoot, '--artifact', artifact()];
    const now = programBy([], {}, ...args);
    expect(programBy(['faketime', '+15 years'], {}, ...args)).toMatchObject({ status: 0, stdout: now.stdout });
    expect(programBy(['unshare', '--net'], {}, ...args)).toMatchObject({ status: 0, stdout: now.stdout });
  });

  it('a key-sealed verify opens no socket', () => {
    const result = programBy(['strace', '-f', '-qq', '-e', 'trace=%network', '-o', at('trace')], {}, 'verify', at('key.zip'), ...expected.key, '--trusted-root', stack.trustedRoot, '--artifact', artifact());
    expect(result.status).toBe(0);
    expect(readFileSync(at('trace'), 'utf8').split('\n').filter((line) => /\b(socket|connect|bind|sendto)\(/.test(line))).toEqual([]);
  });
});

describe('what is never sealed', () => {
  it.each([
    { name: 'an expired token', claims: { iat: 1000, nbf: 1000, exp: 2000 } },
    { name: 'a token without an end', claims: { exp: undefined } },
    { name: 'a token for another audience', claims: { aud: 'https://gitlab.example.com' } },
  ])('$name', ({ claims }) => {
    const bad = goodToken(claims);
    const result = bundle('never.zip', ...keyless(bad, 'bad-token'));
    expect(result).toMatchObject({ status: 4, stderr: expect.stringContaining('ID_TOKEN_INVALID') });
    expect(existsSync(at('never.zip'))).toBe(false);
    for (const part of bad.split('.')) expect(result.stdout + result.stderr).not.toContain(part);
  });

  it.each([
    { name: 'a token of an issuer that the authority does not know', token: goodToken({ iss: 'http://127.0.0.1:8888/unknown' }) },
    { name: 'a token that nobody signed', token: stack.token({ sha: COMMIT }, 'none') },
    { name: 'a token without the claim that names the project', token: goodToken({ project_path: undefined }) },
    { name: 'a certificate for another commit', token: stack.token() },
  ])('$name', ({ token: bad }) => {
    const result = bundle('never.zip', ...keyless(bad, 'bad-token'));
    show('bundle --signer keyless --id-token bad-token …', result.stderr.split('\n').filter((line) => !line.startsWith('·')).join('\n'));
    expect(result.status).toBe(4);
    expect(existsSync(at('never.zip'))).toBe(false);
    for (const part of bad.split('.').filter((one) => one !== '')) expect(result.stdout + result.stderr).not.toContain(part);
  });

  it('no token is in what was said or in a bundle', () => {
    const parts = token.split('.');
    for (const text of Object.values(said)) for (const part of parts) expect(text).not.toContain(part);
    execFileSync('unzip', ['-qq', at('keyless.zip'), '-d', at('unpacked')]);
    expect(() => execFileSync('grep', ['-rqF', '-e', parts[1]!, '-e', parts[2]!, at('unpacked')])).toThrow(expect.objectContaining({ status: 1 }));
  });
});
