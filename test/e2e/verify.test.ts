import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIRMWARE, project, type Ran } from '../support/project.ts';

const BUNDLE = 'pump-1.0.0.evidence.zip';
interface VerifyJson { readonly verdict: string; readonly steps: readonly { readonly problems: readonly { readonly code: string; readonly subject?: string }[] }[] }
const codes = (ran: Ran) => (JSON.parse(ran.out) as VerifyJson).steps.flatMap((step) => step.problems.map((problem) => problem.code));

describe('verification through the command line', () => {
  const made = project();
  const bundled = made.run('bundle', '--key', 'seal.pem');
  const bytes = readFileSync(made.path(BUNDLE));
  const verify = (...args: string[]) => made.run('verify', BUNDLE, '--key', 'seal.pub.pem', ...args);
  const verifyBytes = (name: string, content: Uint8Array, ...args: string[]) => {
    writeFileSync(made.path(name), content);
    return made.run('verify', name, '--key', 'seal.pub.pem', '--json', ...args);
  };

  it('[SRS-063] [SRS-082] accepts what was just sealed', () => {
    expect(bundled.exit, bundled.err).toBe(0);
    const ran = verify('--json', '--artifact', 'dist/pump.bin', '--expect-product', 'pump', '--expect-version', '1.0.0');
    expect(ran.exit, ran.out).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ verdict: 'verified', release: { product: 'pump', version: '1.0.0', verdict: 'READY' }, sealedBy: { kind: 'key' }, sealedAt: null, rederived: { same: true, differences: [] } });
  });

  it('[SRS-080] asks for the expected signer', () => {
    const ran = made.run('verify', BUNDLE);
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('no expected signer');
  });

  it('[SRS-080] refuses another key', () => {
    const other = project();
    other.run('bundle', '--key', 'seal.pem');
    const ran = made.run('verify', BUNDLE, '--key', other.path('seal.pub.pem'), '--json');
    expect(ran.exit).toBe(6);
    expect(JSON.parse(ran.out)).toMatchObject({ verdict: 'refused' });
  });

  it('[SRS-084] refuses a bundle that was cut off as malformed', () => {
    for (const part of [0, 10, bytes.length >> 1, bytes.length - 1]) {
      const ran = verifyBytes('cut.zip', bytes.subarray(0, part));
      expect(ran.exit, `${part} bytes`).toBe(6);
      expect(codes(ran), `${part} bytes`).toContain('MALFORMED');
    }
  });

  it('[SRS-081] refuses bytes before and after the archive', () => {
    for (const content of [Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes]), Buffer.concat([bytes, Buffer.from('\n')])]) {
      const ran = verifyBytes('wrapped.zip', content);
      expect(ran.exit).toBe(6);
      expect(codes(ran)).toContain('MALFORMED');
    }
  });

  it('[SRS-081] refuses a single changed byte, wherever it is', () => {
    for (let at = 30; at < bytes.length; at += Math.ceil(bytes.length / 12)) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 1;
      expect(verifyBytes('changed.zip', changed).exit, `byte ${at}`).toBe(6);
    }
  });

  it('[SRS-084] a bundle that is not there is "could not", and names no verdict', () => {
    const ran = made.run('verify', 'nowhere.zip', '--key', 'seal.pub.pem');
    expect(ran.exit).toBe(7);
    expect(ran.out).not.toContain('VERIFIED');
  });

  it('[SRS-084] a key that is no key is a wrong use', () => {
    made.set('broken.pem', 'no key');
    const ran = made.run('verify', BUNDLE, '--key', 'broken.pem');
    expect(ran.exit).toBe(2);
    expect(ran.err).toContain('KEY_INVALID');
  });

  it('[SRS-083] refuses another artifact and another version', () => {
    made.set('other.bin', `${FIRMWARE}changed`);
    expect(verify('--artifact', 'other.bin').exit).toBe(6);
    expect(verify('--artifact', `sha256:${'0'.repeat(64)}`).exit).toBe(6);
    expect(verify('--expect-version', '1.0.1').exit).toBe(6);
    expect(verify('--expect-product', 'pumpe').exit).toBe(6);
  });

  it('[SRS-065] refuses an intact bundle of a release that is NOT READY', () => {
    const bad = project({ 'soup.yaml': null });
    expect(bad.run('bundle', '--key', 'seal.pem').exit).toBe(1);
    const ran = bad.run('verify', BUNDLE, '--key', 'seal.pub.pem', '--json');
    expect(ran.exit).toBe(6);
    expect(codes(ran)).toContain('RELEASE_NOT_READY');
    expect(bad.run('verify', BUNDLE, '--key', 'seal.pub.pem', '--integrity-only').exit).toBe(0);
  });

  it('[SRS-080] opens no socket', () => {
    const trace = spawnSync('strace', ['-V']);
    if (trace.error) return expect(trace.error).toMatchObject({ code: 'ENOENT' }); // held by .ci/run where strace is there
    const ran = spawnSync('strace', ['-f', '-e', 'trace=connect,bind', '-o', made.path('calls'), process.execPath, new URL('../../bin/release-evidence.js', import.meta.url).pathname,
      'verify', BUNDLE, '--key', 'seal.pub.pem', '--quiet'], { cwd: made.folder });
    expect(ran.status).toBe(0);
    expect(made.get('calls')).not.toMatch(/AF_INET/);
  });
});
