import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from './judge.ts';
import { sign, SIGNERS, stack, type WitnessName } from './signing.ts';

const folder = join(stack.folder, 'elsewhere');
const at = (name: string) => join(folder, name);
const JUDGE = ['--no-warnings', fileURLToPath(new URL('judge.ts', import.meta.url))];
const SETS: readonly { who: 'keyless' | 'kms' | 'key'; witnesses: readonly WitnessName[]; log: number; times: number }[] = [
  { who: 'keyless', witnesses: ['v2', 'tsa'], log: 1, times: 1 }, { who: 'keyless', witnesses: ['tsa'], log: 0, times: 1 }, { who: 'keyless', witnesses: ['v1'], log: 1, times: 1 },
  { who: 'keyless', witnesses: ['v1', 'v2', 'tsa'], log: 2, times: 2 }, { who: 'kms', witnesses: ['v2', 'tsa'], log: 1, times: 1 },
  { who: 'key', witnesses: ['v2', 'tsa'], log: 1, times: 1 }, { who: 'key', witnesses: ['v2'], log: 1, times: 0 }, { who: 'key', witnesses: [], log: 0, times: 0 },
];
const cases: Case[] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const signers = { keyless: await SIGNERS.keyless(), kms: await SIGNERS.kms(), key: await SIGNERS.key() };
  for (const who of ['kms', 'key'] as const) writeFileSync(at(`${who}.pub`), signers[who].publicKey!.pem);
  await Promise.all(SETS.map(async ({ who, witnesses, log, times }, i) => {
    writeFileSync(at(`${i}.json`), (await sign(signers[who].signer, witnesses, 'artifact')).file);
    cases[i] = {
      name: `${who}, ${witnesses.join(' + ') || 'no witness'}`, bundle: at(`${i}.json`), thresholds: { log, timestamps: times },
      ...(witnesses.length > 0 && { root: stack.trustedRoot }), ...(who === 'keyless' ? { identity: stack.identity, issuer: stack.issuer } : { key: at(`${who}.pub`) }),
    };
  }));
  writeFileSync(at('cases.json'), JSON.stringify(cases));
});

const judged = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim().split('\n')
  .map((line) => JSON.parse(line) as { name: string; codes: string[]; times: string[]; year: number });

describe('the same answer elsewhere', () => {
  it('fifteen years on, when every certificate has ended', () => {
    const year = new Date().getUTCFullYear();
    const now = judged(process.execPath, ...JUDGE, at('cases.json'));
    const later = judged('faketime', '+15 years', process.execPath, ...JUDGE, at('cases.json'));
    expect(now.every((one) => one.year === year && one.codes.length === 0)).toBe(true);
    expect(later.every((one) => one.year >= year + 14)).toBe(true); // or the clock was not moved and nothing was tested
    expect(later.map(({ name, codes, times }) => ({ name, codes, times }))).toEqual(now.map(({ name, codes, times }) => ({ name, codes, times })));
    console.log(later.map((one) => `${one.year}  ${one.codes.join(' ') || 'ok'}  ${one.name}  ${one.times.join(' ')}`).join('\n'));
  });

  it('with no network interface up', () => {
    const answers = judged('unshare', '--net', process.execPath, ...JUDGE, at('cases.json'));
    expect(answers.map((one) => one.codes)).toEqual(cases.map(() => []));
    // A namespace of its own, and its loopback is down: nothing that listens here can be reached.
    expect(() => execFileSync('unshare', ['--net', process.execPath, '-e', `fetch('${stack.urls.issuer}/jwks').catch(() => process.exit(3))`], { stdio: 'ignore' })).toThrow(expect.objectContaining({ status: 3 }));
  });

  it('by key, without opening a single socket', () => {
    writeFileSync(at('key.json'), JSON.stringify(cases.filter((one) => one.key !== undefined)));
    execFileSync('strace', ['-f', '-qq', '-e', 'trace=%network', '-o', at('trace'), process.execPath, ...JUDGE, at('key.json')], { stdio: 'ignore' });
    expect(readFileSync(at('trace'), 'utf8').split('\n').filter((line) => /\b(socket|connect|bind|sendto)\(/.test(line))).toEqual([]);
    // The same count sees a socket where there is one.
    execFileSync('strace', ['-f', '-qq', '-e', 'trace=%network', '-o', at('trace'), process.execPath, '-e', `fetch('${stack.urls.issuer}/jwks')`], { stdio: 'ignore' });
    expect(readFileSync(at('trace'), 'utf8')).toMatch(/\bsocket\(AF_INET/);
  });
});
