import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { candidateDigest, candidateLines } from '../../src/profile/candidate-digest.ts';
import { idScheme } from '../../src/profile/id-scheme.ts';
import { ARTIFACT_SHA, evidenceSet, profile, RELEASE } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const files: readonly Given[] = [{ kind: 'soup', path: 'soup.yaml' }, { kind: 'approvals', path: 'approvals.yaml' }, { kind: 'waivers', path: 'waivers.yaml' }];
const digest = (given: readonly Given[]): string => candidateDigest(evidenceSet(given), RELEASE, profile());

describe('[SRS-047] candidateDigest', () => {
  it('is the SHA-256 of the sorted lines of evidence, artifacts and profile', () => {
    const lines = [`${'0'.repeat(64)}  soup.yaml\n`, `${ARTIFACT_SHA}  firmware.bin\n`, `${'cd'.repeat(32)}  profile:test-profile@1.0.0\n`];
    expect(candidateLines(evidenceSet(files), RELEASE, profile())).toEqual(lines);
    expect(digest(files)).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
  });
  it('does not change with approvals and waivers, which are written about it', () => {
    expect(digest(files.slice(0, 1))).toBe(digest(files));
  });
  it('changes with any other file, its name, an artifact and the profile', () => {
    const base = digest(files);
    expect(digest([...files, { kind: 'kev', path: 'kev.json' }])).not.toBe(base);
    expect(digest([{ kind: 'soup', path: 'soup2.yaml' }])).not.toBe(base);
    expect(candidateDigest(evidenceSet(files), { artifacts: [] }, profile())).not.toBe(base);
    expect(candidateDigest(evidenceSet(files), RELEASE, profile({ digest: 'ff'.repeat(32) }))).not.toBe(base);
  });
  it('has a file that is declared twice once, and sorts by bytes', () => {
    const set = evidenceSet([{ kind: 'trace', path: '\u{1F600}' }, { kind: 'soup', path: '\uFFFD' }]);
    const same = { files: set.files.map((f) => ({ ...f, sha256: 'a'.repeat(64) })) };
    expect(candidateLines({ files: [...same.files, ...same.files] }, { artifacts: [] }, profile()).map((l) => l.slice(66).trim())).toEqual(['\uFFFD', '\u{1F600}', 'profile:test-profile@1.0.0']);
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth, keeps lists, leaves out undefined, and refuses what JSON cannot say', () => {
    expect(canonicalJson({ b: [2, { d: null, c: 'ä"' }], a: true, u: undefined })).toBe('{"a":true,"b":[2,{"c":"ä\\"","d":null}]}');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('not JSON');
  });
});

describe('idScheme', () => {
  it('refuses a pattern that is not anchored or is none', () => {
    expect(() => idScheme({ SRS: 'SRS-\\d+' })).toThrow('not anchored');
    expect(() => idScheme({ SRS: '^($' })).toThrow('not a regular expression');
    expect(idScheme({ SRS: '^REQ-\\d+$' }).SRS.test('REQ-1')).toBe(true);
  });
});
