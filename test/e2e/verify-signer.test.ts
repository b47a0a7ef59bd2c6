import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FIRMWARE } from '../../fixtures/build/bundles.ts';
import { project } from '../support/project.ts';

const fixtures = new URL('../../fixtures/bundles/', import.meta.url);
const at = (path: string): string => fileURLToPath(new URL(path, fixtures));
const KEYLESS = at('sigstore/good/keyless_log-v2-and-timestamp/bundle.evidence.zip');
const ROOT = at('sigstore/trusted_root.json');
const policy = JSON.parse(readFileSync(at('sigstore/policy.json'), 'utf8'));
const { identity, issuer } = policy.signers[0] as { identity: string; issuer: string };

describe('[SRS-080] verify by certificate', () => {
  const made = project();
  const verify = (...args: string[]) => made.run('verify', KEYLESS, '--rederive', 'skip', ...args);
  const asked = (...args: string[]) => verify('--identity', identity, '--issuer', issuer, '--trusted-root', ROOT, ...args);

  it('names the identity, the issuer, the time and what was asked, in text and in JSON', () => {
    const ran = asked();
    expect(ran.exit, ran.out).toBe(0);
    for (const text of [`sealed by ${identity}, issuer ${issuer}`, 'validity was judged as of then', 'log entries: at least 1, found 1', 'the bundle holds the same', 'VERIFIED']) expect(ran.out).toContain(text);
    expect(JSON.parse(asked('--json').out)).toMatchObject({ verdict: 'verified', sealedBy: { kind: 'keyless', identity, issuer }, sealedAt: { source: expect.stringContaining('RFC 3161') }, trustedRoot: { same: true } });
  });

  it('takes an identity by half for none, and contradictions for a wrong use', () => {
    for (const args of [
      [], ['--identity', identity], ['--issuer', issuer], ['--identity-pattern', '.*'], ['--identity', identity, '--identity-pattern', '.*', '--issuer', issuer], ['--identity', '', '--issuer', issuer],
      ['--identity-pattern', '(', '--issuer', issuer], ['--key', at('key.pub.pem'), '--identity', identity, '--issuer', issuer], ['--key', at('key.pub.pem'), '--source-ref', 'refs/tags/v1'],
      ['--policy', at('sigstore/policy.json'), '--key', at('key.pub.pem')], ['--policy', at('sigstore/policy.json'), '--require-log', '2'], ['--key', at('key.pub.pem'), '--require-log', 'many'],
    ]) expect(verify(...args).exit, args.join(' ')).toBe(2);
  });

  it('has no answer when an option is given twice, or when the version of this program was asked for: exit 0 would be a yes', () => {
    const by = ['--policy', at('sigstore/policy.json'), '--trusted-root', ROOT];
    expect(verify(...by).exit).toBe(0);
    for (const args of [
      [...by, '--policy', at('sigstore/policy.json')], [...by, '--trusted-root', ROOT], [...by, '--expect-version', '9.9.9', '--expect-version', '1.0.0'], [...by, '--expect-product', 'x', '--expect-product', 'sample-pump'],
      ['--identity', 'x', '--identity', identity, '--issuer', issuer, '--trusted-root', ROOT], ['--key', at('key.pub.pem'), '--require-log', '2', '--require-log', '0'],
    ]) {
      const ran = verify(...args);
      expect(ran.exit, args.join(' ')).toBe(2);
      expect(ran.err).toContain('is given twice');
    }
    for (const args of [['--version'], ['--version', '1.0.0'], ['--help'], ['-h']]) expect(verify(...by, ...args).exit, args.join(' ')).toBe(2);
    expect(made.run('--version', 'verify', KEYLESS).exit).toBe(2);
    for (const args of [['verify', '--help'], ['trust', 'update', '--help'], ['--version'], ['help', 'verify']]) expect(made.run(...args).exit, args.join(' ')).toBe(0);
  });

  it('asks for somebody in particular', () => {
    for (const args of [['--identity-pattern', '.+', '--issuer', issuer], ['--identity-pattern', 'https://.*', '--issuer-pattern', '.+'], ['--identity', identity, '--issuer-pattern', 'https?://.*']]) {
      const ran = verify('--trusted-root', ROOT, ...args);
      expect(ran.exit, args.join(' ')).toBe(2);
      expect(ran.err).toContain('would match nearly anybody');
    }
  });

  it('refuses another identity, issuer, project, ref and workflow, each in its words', () => {
    for (const args of [['--identity', `${identity}x`, '--issuer', issuer], ['--identity', identity, '--issuer', `${issuer}/`], ['--identity-pattern', 'gitlab', '--issuer', issuer]]) {
      const ran = verify('--trusted-root', ROOT, ...args);
      expect(ran.exit, args.join(' ')).toBe(6);
      expect(ran.out).toContain('REFUSED: signed by someone else than expected');
    }
    for (const args of [['--source-repository', 'https://gitlab.example.com/acme/other'], ['--source-ref', 'refs/heads/main'], ['--workflow', 'https://gitlab.example.com/other']]) {
      const ran = asked(...args);
      expect(ran.exit).toBe(6);
      expect(ran.out).toContain('EXTENSION_UNEXPECTED');
      expect(ran.out).toContain(args[1]!);
    }
    expect(asked('--source-repository', 'https://gitlab.example.com/acme/devices/meridian', '--source-ref', 'refs/tags/v2.4.0', '--workflow', identity).exit).toBe(0);
  });

  it('takes a pattern only under its own option, and anchors it', () => {
    expect(verify('--trusted-root', ROOT, '--identity-pattern', 'https://gitlab\\.example\\.com/acme/.*', '--issuer-pattern', 'http://127\\.0\\.0\\.1:\\d+').exit).toBe(0);
    expect(verify('--trusted-root', ROOT, '--identity', '.*', '--issuer', issuer).exit).toBe(6);
  });

  it('without a trusted root, or with one that cannot be used, comes to no answer', () => {
    const ran = verify('--identity', identity, '--issuer', issuer);
    expect(ran.exit).toBe(7);
    expect(ran.out).toContain('COULD NOT BE COMPLETED: no trusted root was given');
    made.set('broken.json', '{}');
    expect(verify('--identity', identity, '--issuer', issuer, '--trusted-root', made.path('broken.json')).exit).toBe(7);
    expect(verify('--identity', identity, '--issuer', issuer, '--trusted-root', made.path('nowhere.json')).exit).toBe(7);
  });

  it('[SRS-080] opens no socket', () => {
    if (spawnSync('strace', ['-V']).error) return expect(spawnSync('strace', ['-V']).error).toMatchObject({ code: 'ENOENT' }); // held by .ci/run where strace is there
    const start = `const { main } = await import(${JSON.stringify(new URL('../../src/cli/main.ts', import.meta.url).href)}); await main(process);`;
    const ran = spawnSync('strace', ['-f', '-e', 'trace=%network', '-o', made.path('calls'), process.execPath, '--input-type=module', '-e', start,
      'release-evidence', 'verify', KEYLESS, '--rederive', 'skip', '--quiet', '--identity', identity, '--issuer', issuer, '--trusted-root', ROOT], { cwd: made.folder, encoding: 'utf8' });
    expect(ran.stdout).toContain('VERIFIED');
    expect(made.get('calls')).not.toMatch(/AF_INET|connect\(|bind\(/);
  });

  it('asks for as many proofs as it is told to', () => {
    const ran = asked('--require-log', '2', '--require-timestamps', '2');
    expect(ran.exit).toBe(6);
    expect(ran.out).toContain('LOG_MISSING');
    expect(ran.out).toContain('TIMESTAMP_MISSING');
  });

  it('follows a policy file, with its pinned trusted root', () => {
    const { sha256 } = JSON.parse(asked('--json').out).trustedRoot as { sha256: string };
    made.set('policy.json', JSON.stringify({ ...policy, trustedRootSha256: sha256, product: 'sample-pump' }));
    expect(verify('--policy', made.path('policy.json'), '--trusted-root', ROOT).exit).toBe(0);
    expect(verify('--policy', made.path('policy.json')).exit).toBe(7);
    expect(verify('--policy', made.path('policy.json'), '--trusted-root', ROOT, '--expect-product', 'other').exit).toBe(2);
    made.set('policy.json', JSON.stringify({ ...policy, product: 'other' }));
    expect(verify('--policy', made.path('policy.json'), '--trusted-root', ROOT).exit).toBe(6);
  });
});

describe('[SRS-083] many artifacts in one call', () => {
  const made = project();
  mkdirSync(made.path('many'));
  writeFileSync(made.path('many/firmware.bin'), FIRMWARE);
  writeFileSync(made.path('many/copy[1].bin'), FIRMWARE);
  copyFileSync(KEYLESS, made.path('b.zip'));
  const verify = (...artifacts: string[]) => made.run('verify', 'b.zip', '--policy', at('sigstore/policy.json'), '--trusted-root', ROOT, '--rederive', 'skip', ...artifacts.flatMap((one) => ['--artifact', one]));

  it('takes patterns, and a file whose name looks like one', () => {
    const ran = verify('many/*.bin', 'many/copy[1].bin');
    expect(ran.exit, ran.out).toBe(0);
    expect(ran.out.match(/✓ artifact many\//g)).toHaveLength(3);
    expect(ran.out).toContain('artifacts: 3 read and compared');
  });

  it('refuses when one of many is another file, and says which', () => {
    writeFileSync(made.path('many/other.bin'), 'other');
    const ran = verify('many/*.bin');
    expect(ran.exit).toBe(6);
    expect(ran.out).toContain('✗ artifact many/other.bin: not one of this release');
    expect(ran.out).toContain('REFUSED: wrong artifact');
  });

  it('a pattern that matches nothing is no yes', () => {
    expect(verify('many/*.hex').exit).toBe(7);
    expect(verify('nowhere.bin').exit).toBe(7);
  });

  it('says that bytes were not seen', () => {
    const { artifacts } = JSON.parse(made.run('verify', 'b.zip', '--policy', at('sigstore/policy.json'), '--trusted-root', ROOT, '--rederive', 'skip', '--json', '--artifact', 'many/firmware.bin').out);
    const ran = verify(`sha256:${artifacts[0].sha256}`);
    expect(ran.exit).toBe(0);
    expect(ran.out).toContain('the bytes were not seen');
  });
});
