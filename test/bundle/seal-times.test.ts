import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { describe, expect, it } from 'vitest';
import { memoryArchive, memoryFolder, sampleBundle, sampleChecks, sampleRelease } from '../../fixtures/build/bundles.ts';
import type { PackedContent } from '../../src/bundle/pack.ts';
import { bundleStatement } from '../../src/bundle/seal-bundle.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { canonicalFile } from '../../src/model/canonical-json.ts';
import { sha256 } from '../../src/model/digest.ts';
import { generateKey, readSealingKey } from '../../src/sealing/key.ts';
import { POLICY_SCHEMA } from '../../src/sealing/policy-schema.ts';
import { readPolicyFile, trustPolicyOf } from '../../src/sealing/policy-file.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { dsseFile, type SealFile, sealFiles, sigstoreFile, type StatementKind } from '../../src/sealing/seal-files.ts';
import { writeStatement } from '../../src/sealing/statement.ts';
import { svrStatement, vsaStatement } from '../../src/sealing/summary-statements.ts';
import { EMPTY_TRUSTED_ROOT } from '../../src/sealing/trusted-root.ts';
import { Instance, makeBundle } from '../support/instance.ts';

/* Whoever holds the key, and the key of one of two timestamp authorities, seals today and writes yesterday's date. */
const honest = new Instance('honest', new Date('2026-11-20T08:05:00Z'));
const leaked = new Instance('leaked', honest.at);
const { privatePem } = generateKey(undefined);
const key = readSealingKey(privatePem, undefined);
const root = readTrustedRoot(honest.root((all) => { all.timestampAuthorities.push(JSON.parse(leaked.root()).timestampAuthorities[0]); }));

interface Stamp { readonly by: Instance; readonly at: Date }

/** A bundle of the sample, sealed by the key with these timestamps. */
function sealedAt(...stamps: readonly Stamp[]): Promise<Uint8Array> {
  const signed = (kind: StatementKind, payload: Uint8Array): SealFile[] => {
    const bundle = makeBundle(honest, { key: { privateKey: key.privateKey, publicKey: key.publicKey.key, hint: key.publicKey.fingerprint }, payload: Buffer.from(payload), witnesses: [] });
    const signature = Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64');
    bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps = stamps.map(({ by, at }) => by.timestamp(signature, at));
    const json = bundleToJSON(bundleFromJSON(bundle));
    return [{ path: dsseFile(kind), bytes: canonicalFile(json.dsseEnvelope) }, { path: sigstoreFile(kind), bytes: canonicalFile(json) }];
  };
  return sampleBundle({ sealer: {
    trustedRoot: stamps.length > 0 ? root.text : EMPTY_TRUSTED_ROOT,
    async seal(content: PackedContent) {
      const statement = bundleStatement(sampleRelease, sampleChecks(), content, sealFiles('key', true));
      const own = signed('statement', writeStatement(statement));
      const { predicate, subjects } = statement;
      return [...own, ...signed('svr', svrStatement(predicate, subjects)!), ...signed('vsa', vsaStatement(predicate, subjects, sha256(own[1]!.bytes)))];
    },
  } });
}

async function answerTo(bundle: Uint8Array, asked: object, withRoot = true) {
  const policy = readPolicyFile(JSON.stringify({ schema: POLICY_SCHEMA, signers: [{ key: key.publicKey.pem }], ...asked }));
  const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(bundle), unpackTo: memoryFolder() }, {
    trust: trustPolicyOf(policy, withRoot ? root : undefined), ...(policy.sealedWithinDays === undefined ? {} : { sealedWithinDays: policy.sealedWithinDays }),
  }, { rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }) });
  return { verdict: answer.verdict, codes: [...new Set(answer.steps.flatMap((step) => step.problems.map(({ code }) => code)))] };
}

const release = { by: leaked, at: honest.at };
const yearsLater = { by: honest, at: honest.days(700) };

describe('[SRS-103] every trusted time of the seal', () => {
  it('is near the release date: two authorities that agree are believed', async () => {
    expect(await answerTo(await sealedAt({ by: honest, at: honest.seconds(60) }, release), { thresholds: { timestamps: 2 } })).toEqual({ verdict: 'verified', codes: [] });
  });

  it('is compared, not the earliest alone: one authority whose key leaked does not outweigh the other', async () => {
    const bundle = await sealedAt(release, yearsLater);
    expect(await answerTo(bundle, { thresholds: { timestamps: 2 } })).toEqual({ verdict: 'refused', codes: ['SEALED_AT_FAR'] });
    expect(await answerTo(bundle, {})).toEqual({ verdict: 'refused', codes: ['SEALED_AT_FAR'] });
  });
});

describe('[SRS-109] a policy that limits the time of the seal', () => {
  it('asks for one, of a key too', async () => {
    expect(await answerTo(await sealedAt(), {})).toEqual({ verdict: 'verified', codes: [] });
    expect(await answerTo(await sealedAt(), { sealedWithinDays: 3 })).toEqual({ verdict: 'refused', codes: ['TIMESTAMP_MISSING'] });
    expect(await answerTo(await sealedAt(), { sealedWithinDays: 3, thresholds: { timestamps: 0 } })).toEqual({ verdict: 'refused', codes: ['TIMESTAMP_MISSING'] });
  });

  it('does not let the time go unjudged for want of a trusted root', async () => {
    const late = await sealedAt(yearsLater);
    expect(await answerTo(late, { sealedWithinDays: 3 })).toEqual({ verdict: 'refused', codes: ['SEALED_AT_FAR'] });
    expect(await answerTo(late, { sealedWithinDays: 3 }, false)).toEqual({ verdict: 'incomplete', codes: ['TRUST_ROOT_MISSING'] });
  });
});
