import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from './client.ts';
import { REASONS } from './reasons.ts';
import { verifyCase } from './verify-case.ts';

const checkout = process.env.SIGSTORE_CONFORMANCE;
const assets = checkout === undefined ? '' : join(checkout, 'test/assets/bundle-verify');
if (checkout === undefined) process.stdout.write('left out: the published cases of sigstore-conformance (set SIGSTORE_CONFORMANCE to a checkout of github.com/sigstore/sigstore-conformance)\n');

const DEFAULT_IDENTITY = 'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const DEFAULT_ISSUER = 'https://token.actions.githubusercontent.com';

const cases = checkout === undefined ? [] : readdirSync(assets, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
const path = (name: string, file: string): string => join(assets, name, file);
const optional = (name: string, file: string): string | undefined => (existsSync(path(name, file)) ? readFileSync(path(name, file), 'utf8') : undefined);
const artifactOf = (name: string): string => (existsSync(path(name, 'artifact')) ? path(name, 'artifact') : join(assets, 'a.txt'));

const answered = { verified: 0, refused: 0 };
afterAll(() => {
  if (checkout !== undefined) process.stdout.write(`sigstore-conformance: ${answered.verified + answered.refused} of ${cases.length} cases as their names say: ${answered.verified} verified, ${answered.refused} refused\n`);
});

describe.skipIf(checkout === undefined)('published cases of sigstore-conformance', () => {
  it('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(70);
  });

  it.each(cases)('%s', (name) => {
    const reasons = verifyCase({
      bundle: readFileSync(path(name, 'bundle.sigstore.json'), 'utf8'), trustedRoot: optional(name, 'trusted_root.json'), key: optional(name, 'key.pub'),
      identity: optional(name, 'identity')?.trim() ?? DEFAULT_IDENTITY, issuer: optional(name, 'issuer')?.trim() ?? DEFAULT_ISSUER,
      subject: { bytes: readFileSync(artifactOf(name)) },
    });
    if (name.endsWith('_fail')) {
      expect(reasons.length).toBeGreaterThan(0);
      answered.refused += 1;
      const code = Object.keys(REASONS).find((one) => REASONS[one]!.includes(name.slice(0, -'_fail'.length)));
      if (code !== undefined) expect(reasons[0]).toMatch(new RegExp(`^${code}: `)); // a case that is newer than this list may fail for any reason
    } else {
      expect(reasons).toEqual([]);
      answered.verified += 1;
    }
  });

  it('are answered alike through the client', async () => {
    const said: string[] = [];
    const run = (name: string, subject: string): Promise<number> => main(['verify-bundle', '--bundle', path(name, 'bundle.sigstore.json'), '--certificate-identity', DEFAULT_IDENTITY,
      '--certificate-oidc-issuer', DEFAULT_ISSUER, '--trusted-root', path('rekor2-dsse-happy-path', 'trusted_root.json'), subject], (line) => said.push(line));
    expect(await run('rekor2-dsse-happy-path', artifactOf('rekor2-dsse-happy-path'))).toBe(0);
    expect(said).toEqual([]);
    expect(await run('rekor2-dsse-happy-path', 'sha256:a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf')).toBe(0);
    expect(await run('rekor2-dsse-happy-path', `sha256:${'0'.repeat(64)}`)).toBe(1);
    expect(said.at(-1)).toContain('SUBJECT_MISMATCH');
    expect(await run('rekor2-dsse-invalid-sig_fail', artifactOf('rekor2-dsse-happy-path'))).toBe(1);
  });
});
