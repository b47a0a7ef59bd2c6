import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gitState } from '../../src/adapters/git.ts';

describe.skipIf(process.platform === 'win32')('the environment of git', () => {
  const folder = mkdtempSync(join(tmpdir(), 'git-env-'));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('does not hold the passphrase of the sealing key', () => {
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nenv > "${folder}/seen"\nexit 1\n`);
    chmodSync(join(folder, 'git'), 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH ?? ''}`);
    vi.stubEnv('RELEASE_EVIDENCE_KEY_PASSWORD', 'a secret');
    expect(gitState(folder, '.', undefined, undefined)).toBeUndefined();
    const seen = readFileSync(join(folder, 'seen'), 'utf8');
    expect(seen).toContain('LC_ALL=C');
    expect(seen).not.toContain('a secret');
  });
});
