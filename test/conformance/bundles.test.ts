import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BAD, GOOD } from '../../fixtures/build/bundle-recipes.ts';
import { memoryArchive, memoryFolder } from '../../fixtures/build/bundles.ts';
import { REFUSAL_CODES, type RefusalCode } from '../../src/bundle/refusal-codes.ts';
import type { Verification } from '../../src/bundle/verification.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { readPublicKey } from '../../src/sealing/key.ts';

const root = new URL('../../fixtures/bundles/', import.meta.url);
const key = readPublicKey(readFileSync(new URL('key.pub.pem', root), 'utf8'));
const names = (kind: 'good' | 'bad'): string[] => readdirSync(new URL(`${kind}/`, root));

async function verify(kind: 'good' | 'bad', name: string): Promise<Verification> {
  const bytes = new Uint8Array(readFileSync(new URL(`${kind}/${name}/bundle.evidence.zip`, root)));
  return verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, { trust: { signers: [{ kind: 'key', key }] } }, {
    rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }),
  });
}

describe('bundles that verify', () => {
  it.each(names('good'))('%s', async (name) => {
    const answer = await verify('good', name);
    expect(answer.steps.flatMap((step) => step.problems)).toEqual([]);
    expect(answer.verdict).toBe('verified');
  });
});

describe('[SRS-081] bundles that are refused, with the code that their folder names', () => {
  it.each(names('bad'))('%s', async (name) => {
    const code = name.slice(0, name.indexOf('_', name.search(/_[a-z]/)));
    expect(Object.keys(REFUSAL_CODES)).toContain(code);
    const answer = await verify('bad', name);
    const codes = answer.steps.flatMap((step) => step.problems.map((problem) => problem.code));
    expect(codes).toContain(code);
    expect(answer.verdict).toBe(REFUSAL_CODES[code as RefusalCode].exit === 6 ? 'refused' : 'incomplete');
  });
});

/** Not about the bytes of a bundle, but about what the auditor asked or has: test/bundle/round-trip.test.ts and verify-input.test.ts. */
const ELSEWHERE: readonly RefusalCode[] = ['ARTIFACT_UNKNOWN', 'PRODUCT_UNEXPECTED', 'VERSION_UNEXPECTED', 'RESULT_DIFFERS', 'CATALOGUE_OTHER', 'REDERIVATION_FAILED', 'BUNDLE_UNREADABLE', 'APPROVAL_MISSING', 'APPROVAL_INVALID'];

describe('the fixtures themselves', () => {
  it('are one to one with the recipes', () => {
    expect(names('good').sort()).toEqual(Object.keys(GOOD).sort());
    expect(names('bad').sort()).toEqual(Object.keys(BAD).sort());
  });

  it('have one for every code that a bundle can earn', () => {
    const covered = new Set(names('bad').map((name) => name.slice(0, name.search(/_[a-z]/))));
    expect(Object.keys(REFUSAL_CODES).filter((code) => !covered.has(code) && !ELSEWHERE.includes(code as RefusalCode))).toEqual([]);
  });

  it('say why', () => {
    for (const name of names('bad')) expect(readFileSync(new URL(`bad/${name}/README`, root), 'utf8').trim().length, name).toBeGreaterThan(5);
  });
});
