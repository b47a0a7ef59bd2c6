import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../../src/sealing/key.ts';
import { program } from '../shared/program.ts';
import { stack } from './signing.ts';
import { paths } from './tools.mjs';

const releases = fileURLToPath(new URL('../../../fixtures/releases/', import.meta.url));
const folder = join(stack.folder, 'slsa-verifier');
const at = (name: string) => join(folder, name);
const digest = (file: string) => `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
const artifact = digest(join(releases, 'meridian-2.4.0', 'dist', 'sp20-controller-2.4.0.bin'));
const GOOD = {
  '--subject-digest': artifact, '--attestation-path': at('ready/vsa.dsse.json'), '--verifier-id': 'https://release-evidence.dev/release-evidence@v1',
  '--resource-uri': 'pkg:generic/meridian-sp-20@2.4.0', '--verified-level': 'RELEASE_EVIDENCE_READY', '--public-key-path': at('key.pub.pem'),
};

/** Exit code of slsa-verifier as released; nothing of it needs a network. */
function verifyVsa(change: Partial<typeof GOOD> = {}): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(paths.slsaVerifier, ['verify-vsa', ...Object.entries({ ...GOOD, ...change }).flat()], { encoding: 'utf8', timeout: 30_000, env: { PATH: process.env.PATH, HOME: folder } });
  return { status, said: stdout + stderr };
}

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, release, status] of [['ready', 'meridian-2.4.0', 0], ['not-ready', 'meridian-2.4.0-bad', 1]] as const) {
    expect(program('bundle', '--project', join(releases, release), '--key', at('key.pem'), '--out', at(`${name}.zip`), '--yes').status).toBe(status);
    execFileSync('unzip', ['-qq', '-j', at(`${name}.zip`), '*/seal/*', '-d', at(name)]);
  }
  writeFileSync(at('other.pub.pem'), generateKey(undefined).publicPem);
  const altered = JSON.parse(readFileSync(at('ready/vsa.dsse.json'), 'utf8'));
  altered.payload = Buffer.from(Buffer.from(altered.payload, 'base64').toString().replace('RELEASE_EVIDENCE_READY', 'RELEASE_EVIDENCE_EVIL!')).toString('base64');
  writeFileSync(at('altered.json'), JSON.stringify(altered));
  writeFileSync(at('unsigned.json'), JSON.stringify({ ...altered, payload: JSON.parse(readFileSync(at('ready/vsa.dsse.json'), 'utf8')).payload, signatures: [] }));
});

describe('slsa-verifier as released, on the VSA of a seal by key', () => {
  it('accepts it', () => {
    expect(verifyVsa()).toMatchObject({ status: 0, said: expect.stringContaining('PASSED') });
  });

  it('accepts it by the command of docs/policy-tools.md', () => {
    const command = /^```sh slsa-verifier\n([\s\S]*?)^```$/m.exec(readFileSync(new URL('../../../docs/policy-tools.md', import.meta.url), 'utf8'))![1]!;
    const env = {
      PATH: `${dirname(paths.slsaVerifier)}:${process.env.PATH}`, HOME: folder, KEY: at('key.pub.pem'), PRODUCT: 'meridian-sp-20', VERSION: '2.4.0',
      ARTIFACT: join(releases, 'meridian-2.4.0', 'dist', 'sp20-controller-2.4.0.bin'),
    };
    const run = (change: Partial<typeof env> = {}) => spawnSync('sh', ['-c', command.replaceAll('seal/', 'ready/')], { cwd: folder, encoding: 'utf8', timeout: 30_000, env: { ...env, ...change } });
    expect(run().status).toBe(0);
    expect(run({ VERSION: '2.4.1' }).status).not.toBe(0);
  });

  it('accepts it for every artifact', () => {
    expect(verifyVsa({ '--subject-digest': digest(join(releases, 'meridian-2.4.0', 'dist', 'sp20-sounder-2.4.0.bin')) }).status).toBe(0);
  });

  it.each([
    { name: 'another artifact', change: { '--subject-digest': `sha256:${'0'.repeat(64)}` } },
    { name: 'another key', change: { '--public-key-path': at('other.pub.pem') } },
    { name: 'another verifier', change: { '--verifier-id': 'https://example.com/somebody-else@v1' } },
    { name: 'another version', change: { '--resource-uri': 'pkg:generic/meridian-sp-20@2.3.1' } },
    { name: 'another level', change: { '--verified-level': 'SLSA_BUILD_LEVEL_3' } },
    { name: 'an altered payload', change: { '--attestation-path': at('altered.json') } },
    { name: 'no signature', change: { '--attestation-path': at('unsigned.json') } },
    { name: 'a release that is NOT READY', change: { '--attestation-path': at('not-ready/vsa.dsse.json'), '--subject-digest': '' } },
  ])('refuses $name', ({ name, change }) => {
    const more = name.endsWith('NOT READY') ? { '--subject-digest': subjectOf('not-ready') } : {};
    const { status, said } = verifyVsa({ ...change, ...more });
    expect({ status, said }).toMatchObject({ status: 1, said: expect.stringContaining('FAILED') });
    console.log(`${name}: ${said.trim().split('\n').at(-1)}`);
  });
});

/** The first subject of the VSA, so that nothing but its verdict can be refused. */
function subjectOf(name: string): string {
  const { payload } = JSON.parse(readFileSync(at(`${name}/vsa.dsse.json`), 'utf8'));
  return `sha256:${JSON.parse(Buffer.from(payload, 'base64').toString()).subject[0].digest.sha256}`;
}
