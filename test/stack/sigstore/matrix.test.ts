import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignatureRefusalCode } from '../../../src/sealing/signature-refusals.ts';
import type { Thresholds } from '../../../src/sealing/trust-policy.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';
import {
  PREDICATE_TYPE, preAuthenticationEncoding, rawSignature, sign, type Signed, type SignerName, SIGNERS, signerPem, stack, type TestSigner, timestampTokens, trustedRoot, type WitnessName,
} from './signing.ts';

/** What our own witnesses add to a signature: entries in logs and trusted times. */
const SETS: readonly { label: string; witnesses: readonly WitnessName[]; log: number; times: number }[] = [
  { label: 'none', witnesses: [], log: 0, times: 0 },
  { label: 'Rekor v2', witnesses: ['v2'], log: 1, times: 0 },
  { label: 'Rekor v2 + RFC 3161', witnesses: ['v2', 'tsa'], log: 1, times: 1 },
  { label: 'RFC 3161', witnesses: ['tsa'], log: 0, times: 1 },
  { label: 'Rekor v1', witnesses: ['v1'], log: 1, times: 1 },
  { label: 'Rekor v1 + v2 + RFC 3161', witnesses: ['v1', 'v2', 'tsa'], log: 2, times: 2 },
  { label: 'two TSAs', witnesses: ['tsa', 'tsa2'], log: 0, times: 2 },
];
const ARTIFACT = 'the firmware of the matrix';
const names = Object.keys(SIGNERS) as SignerName[];
const cells = names.flatMap((signer) => SETS.map((set) => ({ signer, ...set, name: `${signer}, ${set.label}` })));
type Cell = (typeof cells)[number];

const signers = new Map<SignerName, TestSigner>();
const signed = new Map<string, Signed>();
const folder = join(stack.folder, 'matrix');
const artifact = join(folder, 'artifact');
const file = (cell: Cell, ending: string) => join(folder, `${cells.indexOf(cell)}.${ending}`);
const table: Record<string, string[]> = Object.fromEntries(cells.map((cell) => [cell.name, []]));

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(artifact, ARTIFACT);
  for (const name of names) signers.set(name, await SIGNERS[name]());
  // A log of Rekor v2 answers after its next checkpoint: all at once.
  await Promise.all(cells.map(async (cell) => {
    const one = await sign(signers.get(cell.signer)!.signer, cell.witnesses, ARTIFACT);
    signed.set(cell.name, one);
    writeFileSync(file(cell, 'json'), one.file);
    const key = signers.get(cell.signer)?.publicKey;
    if (key) writeFileSync(file(cell, 'pub'), key.pem);
  }));
});

afterAll(() => {
  const columns = ['ours', 'ours, one more asked', 'cosign', 'openssl dgst', 'openssl ts'];
  const rows = Object.entries(table).map(([name, results]) => [name, ...results]);
  const widths = ['signer, witnesses', ...columns].map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]) => row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ').trimEnd();
  console.log([['signer, witnesses', ...columns], widths.map((n) => '-'.repeat(n)), ...rows].map(line).join('\n'));
});

/** A certificate without any trusted time shows nothing. */
const unproven = (cell: Cell) => cell.signer === 'keyless' && cell.times === 0;

function ours(cell: Cell, thresholds: Partial<Thresholds>): readonly SignatureRefusalCode[] {
  const answer = verifySignature(signed.get(cell.name)!.bundle, { signers: [signers.get(cell.signer)!.expected], thresholds, trustedRoot });
  expect(answer.signer === null).toBe(answer.problems.length > 0);
  return answer.problems.map((one) => one.code);
}

describe('signer × witnesses × verifier', () => {
  it.each(cells)('$name: ours', (cell) => {
    const codes = ours(cell, { log: cell.log, timestamps: cell.times });
    table[cell.name]?.push(codes.join(' ') || 'ok');
    expect(codes).toEqual(unproven(cell) ? ['TIME_UNPROVEN'] : []);
  });

  it.each(cells)('$name: ours, one proof more asked than there is', (cell) => {
    const codes = [...ours(cell, { log: cell.log + 1, timestamps: cell.times }), ...ours(cell, { log: cell.log, timestamps: cell.times + 1 })];
    table[cell.name]?.push(codes.join(' '));
    expect(codes).toEqual(unproven(cell) ? ['LOG_MISSING', 'TIME_UNPROVEN', 'TIME_UNPROVEN'] : ['LOG_MISSING', 'TIMESTAMP_MISSING']);
  });

  it.each(cells)('$name: cosign', (cell) => {
    const who = cell.signer === 'keyless' ? ['--certificate-identity', stack.identity, '--certificate-oidc-issuer', stack.issuer] : ['--key', file(cell, 'pub')];
    const tokens = cell.witnesses.some((one) => one.startsWith('tsa'));
    const result = stack.cosign('verify-blob-attestation', '--bundle', file(cell, 'json'), '--trusted-root', stack.trustedRoot, ...who, '--type', PREDICATE_TYPE,
      ...(cell.log === 0 ? ['--insecure-ignore-tlog'] : []), ...(tokens ? ['--use-signed-timestamps'] : []), artifact);
    // With no log and no token cosign takes the present time for the time of signing: yes now, no in ten minutes.
    const refused = cell.signer === 'keyless' && cell.label === 'Rekor v2';
    table[cell.name]?.push(result.status !== 0 ? 'refused' : unproven(cell) ? 'ok for 10 minutes' : 'ok');
    expect({ status: result.status, stderr: result.stderr }).toMatchObject({ status: refused ? 1 : 0 });
  });

  it.each(cells)('$name: openssl dgst', (cell) => {
    const one = signed.get(cell.name)!;
    writeFileSync(file(cell, 'pae'), preAuthenticationEncoding(one));
    writeFileSync(file(cell, 'sig'), rawSignature(one));
    writeFileSync(file(cell, 'pem'), signerPem(one, signers.get(cell.signer)?.publicKey));
    const said = execFileSync('openssl', ['dgst', '-sha256', '-verify', file(cell, 'pem'), '-signature', file(cell, 'sig'), file(cell, 'pae')], { encoding: 'utf8' });
    table[cell.name]?.push('ok');
    expect(said).toBe('Verified OK\n');
  });

  it.each(cells)('$name: openssl ts', (cell) => {
    const tokens = timestampTokens(signed.get(cell.name)!);
    const authorities = cell.witnesses.filter((one) => one.startsWith('tsa'));
    expect(tokens).toHaveLength(authorities.length);
    for (const [i, token] of tokens.entries()) {
      writeFileSync(file(cell, 'tsr'), token);
      const said = execFileSync('openssl', ['ts', '-verify', '-data', file(cell, 'sig'), '-in', file(cell, 'tsr'), '-CAfile', join(stack.keys, `${authorities[i]}-ca.crt`)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      expect(said).toContain('Verification: OK');
    }
    table[cell.name]?.push(tokens.length === 0 ? '-' : 'ok');
  });
});
