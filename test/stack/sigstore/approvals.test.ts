import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey, readPublicKey } from '../../../src/sealing/key.ts';
import { demoReleasedOn } from './demo-release.ts';
import { program } from '../shared/program.ts';
import { stack } from './signing.ts';

const folder = join(stack.folder, 'approvals');
const at = (...name: string[]) => join(folder, ...name);
const TYPE = 'https://release-evidence.dev/approval/v1';
const keys = Object.fromEntries(['verification', 'risk', 'quality', 'seal'].map((role) => [role, generateKey(undefined)])) as Record<string, ReturnType<typeof generateKey>>;
const NAMES: Readonly<Record<string, string>> = { development: 'A. Okafor', verification: 'J. Lindqvist', risk: 'M. Sato', quality: 'R. Duarte' };
const EMAIL = 'a.okafor@example.com';
let release = '';

const approve = (role: string, ...more: string[]) => program('approve', '--project', release, '--role', role, '--name', NAMES[role]!, '--meaning', `Approval as ${role}`, '--yes', ...more);
const byKey = (role: string) => approve(role, '--key', at(`${role}.pem`));
function byIdentity(token: string) {
  writeFileSync(at('token'), token);
  return approve('development', '--signer', 'keyless', '--id-token', at('token'), '--signing-config', at('signing_config.json'), '--trusted-root', stack.trustedRoot);
}
const file = (role: string) => join(release, 'approvals', readdirSync(join(release, 'approvals')).find((name) => name.startsWith(role))!);
const candidate = () => (JSON.parse(program('check', '--project', release, '--json', '--quiet').stdout) as { candidateDigest: string }).candidateDigest;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  release = demoReleasedOn(new Date(), folder);
  rmSync(join(release, 'approvals.yaml'), { force: true });
  rmSync(join(release, 'approvals'), { recursive: true, force: true });
  copyFileSync(stack.trustedRoot, join(release, 'trusted_root.json'));
  // Persons have an issuer of their own, which this configuration names.
  writeFileSync(at('signing_config.json'), readFileSync(stack.signingConfig, 'utf8').replaceAll(`"url":"${stack.issuer}"`, `"url":"${stack.personIssuer}"`).replaceAll(`"url": "${stack.issuer}"`, `"url": "${stack.personIssuer}"`));
  for (const [role, pair] of Object.entries(keys)) {
    writeFileSync(at(`${role}.pem`), pair.privatePem);
    writeFileSync(at(`${role}.pub.pem`), pair.publicPem);
  }
  const project = join(release, 'release-evidence.yaml');
  const people = ['verification', 'risk', 'quality'].map((role) => `  - {name: ${NAMES[role]}, roles: [${role}], key: "${readPublicKey(keys[role]!.publicPem).fingerprint}"}\n`).join('');
  writeFileSync(project, readFileSync(project, 'utf8').replace(/approvers:\n(?: {2}.*\n)+/, '').replace(/^ {2}approvals: .*$/m, '  approvals: [approvals/*.approval.json, trusted_root.json]')
    .replace(/^ {2}date: .*\n/m, '') // decided when it is bundled: the authorities tell the real time
    .replace('\nsealing:', `\napprovers:\n  - {name: ${NAMES.development}, roles: [development], identity: ${EMAIL}, issuer: "${stack.personIssuer}"}\n${people}\nsealing:`));
});

describe('approvals against the stack', () => {
  it('signs with the listed identity of the person and with no other', () => {
    const other = byIdentity(stack.personToken('m.allory@example.com'));
    expect(other.status).not.toBe(0);
    expect(byIdentity(stack.token()).status).not.toBe(0); // the identity of a pipeline
    expect(existsSync(join(release, 'approvals')) ? readdirSync(join(release, 'approvals')) : []).toEqual([]); // the folder is made before anybody signs
    const token = stack.personToken(EMAIL);
    const made = byIdentity(token);
    if (made.status !== 0) throw new Error(made.stderr);
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining(`by ${EMAIL} (${stack.personIssuer})`) });
    expect(made.stdout + made.stderr).not.toContain(token.slice(-40));
  });

  it('comes to a release whose four persons signed, by identity and by key', () => {
    for (const role of ['verification', 'risk', 'quality']) expect(byKey(role), role).toMatchObject({ status: 0 });
    const checked = program('check', '--project', release, '--json', '--quiet');
    expect(JSON.parse(checked.stdout)).toMatchObject({ verdict: 'READY WITH WAIVERS' });
  });

  it('is verified by cosign: by identity with the log and the time, by key without either', () => {
    const ask = (role: string, digest: string, ...who: string[]) => stack.cosign('verify-blob-attestation', '--bundle', file(role), '--type', TYPE, '--digest', digest, '--digestAlg', 'sha256', ...who).status;
    const person = ['--trusted-root', stack.trustedRoot, '--certificate-identity', EMAIL, '--certificate-oidc-issuer', stack.personIssuer];
    const digest = candidate();
    expect([ask('development', digest, ...person), ask('development', 'ab'.repeat(32), ...person)]).toEqual([0, 1]);
    const key = ['--key', at('quality.pub.pem'), '--insecure-ignore-tlog'];
    expect([ask('quality', digest, ...key), ask('quality', 'ab'.repeat(32), ...key), ask('quality', digest, '--key', at('risk.pub.pem'), '--insecure-ignore-tlog')]).toEqual([0, 1, 1]);
  });

  it('is judged in the bundle by the list and the trusted root of the auditor', () => {
    expect(program('bundle', '--project', release, '--key', at('seal.pem'), '--out', at('out.zip'), '--yes', '--quiet')).toMatchObject({ status: 0 });
    const policy = (email: string) => writeFileSync(at('policy.json'), JSON.stringify({
      schema: 'release-evidence/verification-policy/v1', signers: [{ key: keys.seal!.publicPem }],
      approvals: { roles: ['development', 'quality'], signers: [{ name: NAMES.development, roles: ['development'], identity: email, issuer: stack.personIssuer }, { name: NAMES.quality, roles: ['quality'], key: keys.quality!.publicPem }] },
    }));
    const verify = (...more: string[]) => program('verify', at('out.zip'), '--policy', at('policy.json'), '--quiet', ...more);
    policy(EMAIL);
    const good = verify('--trusted-root', stack.trustedRoot);
    console.log(good.stdout);
    expect(good).toMatchObject({ status: 0, stdout: expect.stringMatching(/approvals by persons \(not the seal\), before the release:\n {2}A\. Okafor as development, .*, says RFC 3161/) });
    expect(verify()).toMatchObject({ status: 6, stdout: expect.stringContaining('there is no trusted root to judge it by') });
    policy('m.allory@example.com');
    expect(verify('--trusted-root', stack.trustedRoot)).toMatchObject({ status: 6, stdout: expect.stringContaining('APPROVAL_INVALID') });
  });
});
