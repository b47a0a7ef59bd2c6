import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryArchive, memoryFolder, sampleBundle, sampleChecks, sampleFiles, sampleRelease } from '../../fixtures/build/bundles.ts';
import { type VerifyPolicy, type VerifyPorts, verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { generateKey, readPublicKey, readSealingKey } from '../../src/sealing/key.ts';

const pair = generateKey(undefined);
const key = readSealingKey(pair.privatePem, undefined);
const policy: VerifyPolicy = { trust: { signers: [{ kind: 'key', key: readPublicKey(pair.publicPem) }] } };

async function verify(bytes: Uint8Array, more: Partial<VerifyPolicy> = {}, ports: VerifyPorts = {}) {
  const unpackTo = memoryFolder();
  const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo }, { ...policy, ...more }, ports);
  return { answer, files: unpackTo.files, codes: answer.steps.flatMap((step) => step.problems.map((problem) => problem.code)) };
}

describe('pack → seal → verify', () => {
  it('[SRS-062] [SRS-063] verifies what was sealed, names the key and gives back every file byte for byte', async () => {
    const { answer, files } = await verify(await sampleBundle({ key }));
    expect(answer.verdict).toBe('verified');
    expect(answer.sealedBy).toEqual({ kind: 'key', key: key.publicKey.fingerprint });
    expect(answer.release).toMatchObject({ product: 'sample-pump', version: '1.0.0', verdict: 'READY' });
    for (const [path, bytes] of sampleFiles()) expect(Buffer.compare(files.get(path)!, bytes), path).toBe(0);
  });

  it('says that a bare key gives no trusted time', async () => {
    const { answer } = await verify(await sampleBundle({ key }));
    expect(answer.sealedAt).toBeNull();
    expect(answer.steps.find((step) => step.step === 'time')?.note).toContain('no trusted time');
  });

  it('refuses a NOT READY release, and with integrity only says that it did not judge', async () => {
    const checks = sampleChecks({ verdict: 'NOT READY', counts: { ...sampleChecks().counts, pass: 0, fail: 1 }, rows: [{ ...sampleChecks().rows[0]!, verdict: 'fail' }] });
    const bytes = await sampleBundle({ key, checks });
    expect((await verify(bytes)).codes).toEqual(['RELEASE_NOT_READY']);
    const only = await verify(bytes, { integrityOnly: true });
    expect(only.answer.verdict).toBe('verified');
    expect(only.answer.steps.find((step) => step.step === 'readiness')?.note).toContain('integrity only');
  });

  it('refuses another product, another version and a foreign artifact, all at once', async () => {
    const { codes, answer } = await verify(await sampleBundle({ key }), { product: 'other', version: '2.0.0', commit: 'f'.repeat(40), artifacts: [{ name: 'fake.bin', sha256: 'f'.repeat(64), seen: true }] });
    expect(codes).toEqual(['ARTIFACT_UNKNOWN', 'PRODUCT_UNEXPECTED', 'VERSION_UNEXPECTED', 'COMMIT_UNEXPECTED']);
    expect(answer.verdict).toBe('refused');
  });

  it('says of each artifact which subject it is, and whether its bytes were seen', async () => {
    const { sha256 } = sampleRelease.artifacts[0]!;
    const { answer } = await verify(await sampleBundle({ key }), { artifacts: [{ name: 'a.bin', sha256, seen: true }, { name: `sha256:${sha256}`, sha256, seen: false }, { name: 'x', sha256: '0'.repeat(64), seen: true }] });
    expect(answer.artifacts.map(({ subject, seen }) => [subject, seen])).toEqual([['firmware.bin', true], ['firmware.bin', false], [null, true]]);
    expect(answer.criteria).toContain('artifacts: 2 read and compared, 1 by digest only, the bytes were not seen');
  });

  it('names what was asked, and no trusted root where none was given', async () => {
    const { answer } = await verify(await sampleBundle({ key }), { version: '1.0.0', sealedWithinDays: 3 });
    expect(answer.criteria).toEqual(expect.arrayContaining([`signer: key ${key.publicKey.fingerprint}`, 'version: 1.0.0', 'verdict: READY or READY WITH WAIVERS', 'time of the seal, when it has one: within 3 days of the release date']));
    expect(answer.trustedRoot).toBeNull();
  });

  it('takes the shortest of the limits that format, profile and auditor state for the time of the seal', async () => {
    const limit = async (stated: string | undefined, more: Partial<VerifyPolicy>): Promise<string | undefined> => {
      const files = new Map([...sampleFiles(), ...stated === undefined ? [] : [['data/profile/effective-profile.json', new TextEncoder().encode(stated)] as const]]);
      return (await verify(await sampleBundle({ key, files }), more)).answer.criteria.find((one) => one.startsWith('time of the seal'))?.match(/within (\S+) days/)?.[1];
    };
    expect(await limit(undefined, {})).toBe('7');
    expect(await limit('{"sealWithinDays":2}', {})).toBe('2');
    expect(await limit('{"sealWithinDays":2}', { sealedWithinDays: 5 })).toBe('2');
    expect(await limit('{"sealWithinDays":5}', { sealedWithinDays: 2 })).toBe('2');
    for (const loose of ['{"sealWithinDays":90}', '{"sealWithinDays":-1}', '{"sealWithinDays":"1"}', 'null', 'no json']) expect(await limit(loose, { sealedWithinDays: 3000 }), loose).toBe('7');
  });

  it('accepts a released artifact', async () => {
    const { answer } = await verify(await sampleBundle({ key }), { artifacts: [{ name: 'firmware.bin', sha256: sampleRelease.artifacts[0]!.sha256, seen: true }] });
    expect(answer.verdict).toBe('verified');
  });

  it('takes an artifact digest in upper case, and never the tag manifest for an artifact', async () => {
    const bytes = await sampleBundle({ key });
    const { answer } = await verify(bytes, { artifacts: [{ name: 'x', sha256: sampleRelease.artifacts[0]!.sha256.toUpperCase(), seen: false }] });
    expect(answer.verdict).toBe('verified');
    const { files } = await verify(bytes);
    const tags = hash('sha256', files.get('tagmanifest-sha256.txt')!, 'hex');
    expect((await verify(bytes, { artifacts: [{ name: 'x', sha256: tags, seen: true }] })).codes).toEqual(['ARTIFACT_UNKNOWN']);
  });

  it('[SRS-082] re-derives from the unpacked files and keeps refused, could-not and same apart', async () => {
    const bytes = await sampleBundle({ key });
    const seen: string[] = [];
    const same = await verify(bytes, {}, { rederive: async (bundle) => { seen.push(...bundle.paths); return { same: true, differences: [], catalogue: '0.1.0' }; } });
    expect(same.answer).toMatchObject({ verdict: 'verified', rederived: { same: true } });
    expect(seen).toContain('data/evidence/tests/unit.xml');
    const differences = [{ row: 'CHK-301 TST-001', sealed: 'pass', derived: 'fail' }];
    const differs = await verify(bytes, {}, { rederive: async () => ({ same: false, differences, catalogue: '0.1.0' }) });
    expect(differs.answer.verdict).toBe('refused');
    expect(differs.codes).toEqual(['RESULT_DIFFERS']);
    const other = await verify(bytes, {}, { rederive: async () => ({ same: false, differences, catalogue: '0.2.0' }) });
    expect(other.answer.verdict).toBe('incomplete');
    expect(other.codes).toEqual(['CATALOGUE_OTHER']);
    const failed = await verify(bytes, {}, { rederive: async () => { throw new Error('no reader'); } });
    expect(failed.answer.verdict).toBe('incomplete');
    expect(failed.codes).toEqual(['REDERIVATION_FAILED']);
  });

  it('does not re-derive from content that is not the sealed one', async () => {
    const bytes = await sampleBundle({ key });
    const { answer } = await verify(bytes, { trust: { signers: [{ kind: 'key', key: readPublicKey(generateKey(undefined).publicPem) }] } }, { rederive: async () => { throw new Error('must not run'); } });
    expect(answer.verdict).toBe('refused');
    expect(answer.sealedBy).toBeNull();
    expect(answer.steps.some((step) => step.step === 're-derivation')).toBe(false);
  });

  it('refuses when re-derivation finds the release not ready', async () => {
    const { codes } = await verify(await sampleBundle({ key }), {}, { rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0', verdict: 'NOT READY' }) });
    expect(codes).toEqual(['RELEASE_NOT_READY']);
  });
});
