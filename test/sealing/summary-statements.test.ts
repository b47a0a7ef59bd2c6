import { describe, expect, it } from 'vitest';
import { sampleChecks, sampleRelease } from '../../fixtures/build/bundles.ts';
import { bundleStatement } from '../../src/bundle/seal-bundle.ts';
import type { ReleaseVerdict } from '../../src/model/row.ts';
import { sealFiles } from '../../src/sealing/seal-files.ts';
import { levelsOf, resourceUri, svrStatement, vsaStatement } from '../../src/sealing/summary-statements.ts';

const content = { tagManifestSha256: 'a'.repeat(64), manifestSha256: 'b'.repeat(64), entryDataSha256: 'c'.repeat(64), materials: { files: 1, bytes: 2 }, payload: { files: 3, bytes: 4 } };
const of = (verdict: ReleaseVerdict) => bundleStatement(sampleRelease, sampleChecks({ verdict }), content, sealFiles('key', verdict !== 'NOT READY'));
const read = (bytes: Uint8Array | null): any => bytes && JSON.parse(new TextDecoder().decode(bytes));

describe('[SRS-107] VSA and SVR', () => {
  it('say what follows from the sealed statement, in the order of its subjects', () => {
    const { predicate, subjects } = of('READY');
    expect(read(vsaStatement(predicate, subjects, 'd'.repeat(64)))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'firmware.bin', digest: { sha256: subjects[0]!.sha256 } }, { name: 'tagmanifest-sha256.txt', digest: { sha256: 'a'.repeat(64) } }],
      predicateType: 'https://slsa.dev/verification_summary/v1',
      predicate: {
        verifier: { id: 'https://release-evidence.dev/release-evidence@v1' }, timeVerified: sampleRelease.date, resourceUri: 'pkg:generic/sample-pump@1.0.0',
        policy: { uri: 'profile:iec62304-b', digest: predicate.profile.digest },
        inputAttestations: [{ uri: 'seal/statement.sigstore.json', digest: { sha256: 'd'.repeat(64) } }],
        verificationResult: 'PASSED', verifiedLevels: ['RELEASE_EVIDENCE_READY', 'RELEASE_EVIDENCE_READY_WITHOUT_WAIVERS'], slsaVersion: '1.0',
      },
    });
    expect(read(svrStatement(predicate, subjects)).predicate).toEqual({
      verifier: { id: 'https://release-evidence.dev/release-evidence@v1' }, timeCreated: sampleRelease.date, properties: ['RELEASE_EVIDENCE_READY', 'RELEASE_EVIDENCE_READY_WITHOUT_WAIVERS'],
    });
  });

  it('of a release with waivers do not say that there is none', () => {
    const { predicate, subjects } = of('READY WITH WAIVERS');
    expect(read(vsaStatement(predicate, subjects, '')).predicate).toMatchObject({ verificationResult: 'PASSED', verifiedLevels: ['RELEASE_EVIDENCE_READY'] });
    expect(read(svrStatement(predicate, subjects)).predicate.properties).toEqual(['RELEASE_EVIDENCE_READY']);
  });

  it('of a release that is NOT READY are a VSA that failed, and no SVR', () => {
    const { predicate, subjects } = of('NOT READY');
    expect(read(vsaStatement(predicate, subjects, '')).predicate).toMatchObject({ verificationResult: 'FAILED', verifiedLevels: [] });
    expect(svrStatement(predicate, subjects)).toBeNull();
  });

  it('never claim a level of SLSA', () => {
    for (const verdict of ['READY', 'READY WITH WAIVERS', 'NOT READY'] as const) expect(levelsOf(verdict).filter((level) => !level.startsWith('RELEASE_EVIDENCE_'))).toEqual([]);
  });

  it('name the release by a package URL whose parts cannot be mistaken for each other', () => {
    expect(resourceUri({ product: 'pump', version: '1.0.0-rc.1+build 7' })).toBe('pkg:generic/pump@1.0.0-rc.1%2Bbuild%207');
    expect(resourceUri({ product: 'pump', version: "2:1.0~beta/(a)'b'@c?d#e" })).toBe('pkg:generic/pump@2:1.0~beta%2F%28a%29%27b%27%40c%3Fd%23e');
  });
});

describe('the files of a seal', () => {
  it('are one of four closed lists', () => {
    expect(sealFiles('key', true).map((path) => path.slice(5))).toEqual(['statement.dsse.json', 'statement.sigstore.json', 'svr.dsse.json', 'svr.sigstore.json', 'trusted_root.json', 'vsa.dsse.json', 'vsa.sigstore.json']);
    expect(sealFiles('key', false).map((path) => path.slice(5))).toEqual(['statement.dsse.json', 'statement.sigstore.json', 'trusted_root.json', 'vsa.dsse.json', 'vsa.sigstore.json']);
    expect(sealFiles('certificate', true).map((path) => path.slice(5))).toEqual(['statement.sigstore.json', 'svr.sigstore.json', 'trusted_root.json', 'vsa.sigstore.json']);
    expect(sealFiles('certificate', false).map((path) => path.slice(5))).toEqual(['statement.sigstore.json', 'trusted_root.json', 'vsa.sigstore.json']);
  });
});
