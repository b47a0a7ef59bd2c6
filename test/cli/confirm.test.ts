import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { needConsent } from '../../src/cli/confirm.ts';
import type { Io } from '../../src/cli/io.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const PUBLIC = { kind: 'key', services: { rekor: [{ url: 'https://rekor.sigstore.dev', version: 2 }], timestampAuthorities: [] } } as const;

function terminal(answer?: string): { io: Io; said: () => string; asked: () => number } {
  let said = '';
  let asked = 0;
  const io: Io = {
    cwd: '', env: {}, out: () => {}, err: (text) => { said += text; }, outIsTerminal: false, errIsTerminal: false, stdin: async () => '',
    ...(answer !== undefined && { ask: async () => { asked += 1; return answer; } }),
  };
  return { io, said: () => said, asked: () => asked };
}

describe('[SRS-106] consent before a public log', () => {
  it('without a terminal and without a yes: exit 2, and the whole text', async () => {
    const { io } = terminal();
    await expect(needConsent(io, PUBLIC, { sealing: {} })).rejects.toMatchObject({ code: 'CONSENT_NEEDED', exit: 'usage', message: expect.stringContaining('rekor.sigstore.dev'), hint: expect.stringContaining('sealing.publicLog: accepted') });
  });

  it.each(['', 'y', 'no', 'yess', 'accepted'])('%j at the terminal is no yes', async (answer) => {
    const { io, said } = terminal(answer);
    await expect(needConsent(io, PUBLIC, { sealing: {} })).rejects.toMatchObject({ code: 'CONSENT_NEEDED' });
    expect(said()).toContain('cannot be taken back');
  });

  it('a yes at the terminal is one', async () => {
    const { io, asked } = terminal(' Yes \n');
    await needConsent(io, PUBLIC, { sealing: {} });
    expect(asked()).toBe(1);
  });

  it('--yes says what it accepts, and asks nobody', async () => {
    const { io, said, asked } = terminal('no');
    await needConsent(io, PUBLIC, { yes: true, sealing: {} });
    expect(asked()).toBe(0);
    expect(said()).toContain('rekor.sigstore.dev');
    expect(said()).toContain('accepted with --yes');
  });

  it('the project file answers for all runs; private services need no answer', async () => {
    const { io, said, asked } = terminal('no');
    await needConsent(io, PUBLIC, { sealing: { publicLog: 'accepted' } });
    await needConsent(io, { kind: 'key', services: { rekor: [{ url: 'http://127.0.0.1:3003', version: 2 }], timestampAuthorities: [] } }, { sealing: {} });
    await needConsent(io, { kind: 'key', services: { rekor: [], timestampAuthorities: [] } }, { sealing: {} });
    expect([said(), asked()]).toEqual(['', 0]);
  });
});

describe('[SRS-106] a command that would use a public log', () => {
  const here = scratch();

  it.each(['bundle', 'release'])('%s: exit 2 before anything is evaluated, made or sent', async (command) => {
    writeFileSync(join(here, 'sc.json'), JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json', rekorTlogConfig: { selector: 'ANY' },
      rekorTlogUrls: [{ url: 'https://log2025-1.rekor.sigstore.dev', majorApiVersion: 2, validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'sigstore.dev' }],
    }));
    const sent = vi.spyOn(globalThis, 'fetch');
    const argv = [command, '--project', releaseFixture('meridian-2.4.0'), '--key', 'seal.pem', '--signing-config', 'sc.json', '--out', 'out.zip', ...(command === 'release' ? ['--to', 'store'] : [])];
    const answer = await cli(here, argv);
    expect(answer).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[CONSENT_NEEDED]') });
    for (const word of ['log2025-1.rekor.sigstore.dev', 'cannot be taken back', 'public key', '--yes for this run']) expect(answer.err).toContain(word);
    expect(JSON.parse((await cli(here, [...argv, '--json'])).out).error.code).toBe('CONSENT_NEEDED');
    expect(['out.zip', 'seal.pem', 'store'].filter((name) => existsSync(join(here, name)))).toEqual([]);
    expect(sent).not.toHaveBeenCalled();
    sent.mockRestore();
  });
});
