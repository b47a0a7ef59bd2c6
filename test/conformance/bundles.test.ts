import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BAD, GOOD } from '../../fixtures/build/bundle-recipes.ts';
import { memoryArchive, memoryFolder } from '../../fixtures/build/bundles.ts';
import { REFUSAL_CODES, type RefusalCode } from '../../src/bundle/refusal-codes.ts';
import type { Verification } from '../../src/bundle/verification.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { readPublicKey } from '../../src/sealing/key.ts';
import { readPolicyFile, trustPolicyOf } from '../../src/sealing/policy-file.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';

const root = new URL('../../fixtures/bundles/', import.meta.url);
const key = readPublicKey(readFileSync(new URL('key.pub.pem', root), 'utf8'));
const names = (kind: 'good' | 'bad'): string[] => readdirSync(new URL(`${kind}/`, root));

async function verify(kind: 'good' | 'bad', name: string): Promise<Verification> {
  const bytes = new Uint8Array(readFileSync(new URL(`${kind}/${name}/bundle.evidence.zip`, root)));
  return verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, { trust: { signers: [{ kind: 'key', key }] } }, {
    rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }),
  });
}

/** A bundle of the real Sigstore, with the auditor's policy and trusted root: its folder's own, or those beside all. An empty trusted root is none. */
async function verifySigstore(kind: 'good' | 'bad', name: string): Promise<Verification> {
  const folder = new URL(`sigstore/${kind}/${name}/`, root);
  const read = (file: string): string => readFileSync([new URL(file, folder), new URL(`sigstore/${file}`, root)].find((path) => existsSync(path))!, 'utf8');
  const policy = readPolicyFile(read('policy.json'));
  const authorities = read('trusted_root.json');
  const bytes = new Uint8Array(readFileSync(new URL('bundle.evidence.zip', folder)));
  return verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, {
    trust: trustPolicyOf(policy, authorities === '' ? undefined : readTrustedRoot(authorities, 'incomplete')),
    ...(policy.sealedWithinDays === undefined ? {} : { sealedWithinDays: policy.sealedWithinDays }),
  }, { rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }) });
}

const sigstoreNames = (kind: 'good' | 'bad'): string[] => readdirSync(new URL(`sigstore/${kind}/`, root));
const codeOf = (name: string): RefusalCode => name.slice(0, name.search(/_[a-z]/)) as RefusalCode;

function expectVerified(answer: Verification): void {
  expect(answer.steps.flatMap((step) => step.problems)).toEqual([]);
  expect(answer.verdict).toBe('verified');
}

function expectCode(answer: Verification, name: string): void {
  const code = codeOf(name);
  expect(Object.keys(REFUSAL_CODES)).toContain(code);
  expect(answer.steps.flatMap((step) => step.problems.map((problem) => problem.code))).toContain(code);
  expect(answer.verdict).toBe(REFUSAL_CODES[code].exit === 6 ? 'refused' : 'incomplete');
}

describe('bundles that verify', () => {
  it.each(names('good'))('%s', async (name) => expectVerified(await verify('good', name)));
});

describe('[SRS-081] bundles that are refused, with the code that their folder names', () => {
  it.each(names('bad'))('%s', async (name) => expectCode(await verify('bad', name), name));
});

describe('bundles that the real Sigstore sealed', () => {
  it.each(sigstoreNames('good'))('%s verifies', async (name) => {
    const answer = await verifySigstore('good', name);
    expectVerified(answer);
    expect(answer.sealedBy?.kind).toBe(name.startsWith('key_') ? 'key' : 'keyless');
    expect(answer.sealedAt === null, 'only a key without a trusted root has no trusted time').toBe(name === 'key_timestamp-without-a-root');
  });

  it('[SRS-081] are judged as of the time of signing: all authorities of one have been gone for years', async () => {
    expect((await verifySigstore('good', 'old_all-expired')).sealedAt?.time).toMatch(/^2011-06-01T/);
  });

  it.each(sigstoreNames('bad'))('%s is not verified, with the code that its folder names', async (name) => expectCode(await verifySigstore('bad', name), name));

  it('say first what is wrong, where one thing is', async () => {
    for (const name of ['IDENTITY_UNEXPECTED_other-project', 'COMMIT_MISMATCH_other-sources', 'TRUST_ROOT_MISSING_none', 'SEALED_AT_FAR_month', 'CERTIFICATE_EXPIRED_late-timestamp', 'LOG_RETIRED_v2', 'CERTIFICATE_UNTRUSTED_other-instance']) {
      const first = (await verifySigstore('bad', name)).steps.find((step) => step.outcome !== 'ok')!.problems[0]!;
      expect(first.code, name).toBe(codeOf(name));
      expect([first.expected, first.found], name).not.toContain(undefined);
    }
  });
});

/** Not about the bytes of a bundle, but about what the auditor asked or has: test/bundle/round-trip.test.ts, verify-input.test.ts, and test/store/status-verify.test.ts for the last six. */
const ELSEWHERE: readonly RefusalCode[] = ['ARTIFACT_UNKNOWN', 'PRODUCT_UNEXPECTED', 'VERSION_UNEXPECTED', 'COMMIT_UNEXPECTED', 'RESULT_DIFFERS', 'CATALOGUE_OTHER', 'REDERIVATION_FAILED', 'BUNDLE_UNREADABLE', 'APPROVAL_MISSING', 'APPROVAL_INVALID',
  'STORE_MISMATCH', 'STORE_UNLOCKED', 'RECEIPT_INVALID', 'RELEASE_WITHDRAWN', 'STORE_UNREADABLE', 'STATUS_UNVERIFIED'];

describe('the fixtures themselves', () => {
  it('are one to one with the recipes', () => {
    expect(names('good').sort()).toEqual(Object.keys(GOOD).sort());
    expect(names('bad').sort()).toEqual(Object.keys(BAD).sort());
  });

  it('have one for every code that a bundle can earn', () => {
    const covered = new Set<string>([...names('bad'), ...sigstoreNames('bad')].map(codeOf));
    expect(Object.keys(REFUSAL_CODES).filter((code) => !covered.has(code) && !ELSEWHERE.includes(code as RefusalCode))).toEqual([]);
  });

  it('say why', () => {
    for (const name of [...names('bad').map((one) => `bad/${one}`), ...sigstoreNames('bad').map((one) => `sigstore/bad/${one}`)]) expect(readFileSync(new URL(`${name}/README`, root), 'utf8').trim().length, name).toBeGreaterThan(5);
  });
});
