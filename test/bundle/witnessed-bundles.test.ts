import { describe, expect, it } from 'vitest';
import { memoryArchive, memoryFolder } from '../../fixtures/build/bundles.ts';
import type { Verification } from '../../src/bundle/verification.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import type { TrustPolicy } from '../../src/sealing/trust-policy.ts';
import { auditorsRoot, EXPECTED_SIGNER, WITNESSED_BAD, WITNESSED_GOOD, type WitnessedRecipe } from '../support/witnessed-bundles.ts';

const policy: TrustPolicy = { signers: [EXPECTED_SIGNER], trustedRoot: readTrustedRoot(auditorsRoot()) };
const verify = async (recipe: WitnessedRecipe, trust: TrustPolicy = policy): Promise<Verification> => verifyBundle(
  { kind: 'archive', file: memoryArchive(await recipe.make()), unpackTo: memoryFolder() }, { trust }, { rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }) },
);
const codes = (answer: Verification): readonly string[] => answer.steps.flatMap((step) => step.problems.map((problem) => problem.code));

describe('[SRS-103] bundles sealed with a certificate', () => {
  it.each(Object.entries(WITNESSED_GOOD))('%s is verified', async (_, recipe) => {
    const answer = await verify(recipe);
    expect(codes(answer)).toEqual([]);
    expect(answer.verdict).toBe('verified');
  });

  it.each(Object.entries(WITNESSED_BAD))('[SRS-081] %s is refused with that code', async (name, recipe) => {
    const answer = await verify(recipe);
    const code = name.slice(0, name.search(/_[a-z]/));
    expect(codes(answer)[0]).toBe(code);
    // Nothing else is at fault, the other authorities of another instance aside.
    if (!name.endsWith('another-instance')) expect(new Set(codes(answer))).toEqual(new Set([code]));
    expect(answer.verdict).toBe('refused');
  });

  it('without a trusted root is neither verified nor refused', async () => {
    const answer = await verify(WITNESSED_GOOD['sealed-keyless']!, { signers: policy.signers });
    expect(new Set(codes(answer))).toEqual(new Set(['TRUST_ROOT_MISSING']));
    expect(answer.verdict).toBe('incomplete');
  });

  it('with more asked than there is are refused', async () => {
    expect(codes(await verify(WITNESSED_GOOD['sealed-keyless']!, { ...policy, thresholds: { timestamps: 2 } }))).toContain('TIMESTAMP_MISSING');
    expect(codes(await verify(WITNESSED_GOOD['sealed-keyless-all-witnesses']!, { ...policy, thresholds: { timestamps: 2, log: 2 } }))).toEqual([]);
  });
});
