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

  it('holds nothing that can seal', () => {
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nenv > "${folder}/seen"\nexit 1\n`);
    chmodSync(join(folder, 'git'), 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH ?? ''}`);
    const secrets = ['RELEASE_EVIDENCE_KEY_PASSWORD', 'SIGSTORE_ID_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    for (const name of secrets) vi.stubEnv(name, 'a secret');
    expect(gitState(folder, '.', undefined, undefined)).toBeUndefined();
    const seen = readFileSync(join(folder, 'seen'), 'utf8');
    expect(seen).toContain('LC_ALL=C');
    expect(seen).not.toContain('a secret');
    for (const name of secrets) expect(seen).not.toContain(name);
  });
});
