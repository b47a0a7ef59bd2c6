import { describe, expect, it } from 'vitest';
import { parseReleaseAddress, releaseAddress } from '../../src/store/release-address.ts';

const name = { product: 'sample-pump', version: '1.0.0' };

describe('the permanent address of a release', () => {
  it('[SRS-070] is read as it is written: S3 with the version of its record, a directory without', () => {
    for (const versionId of ['a1-B2.c_d', 'AAAA+/=?&#', '00000000-0000-0000-0000-000000000000']) {
      const text = releaseAddress({ kind: 's3', address: 's3://evidence/devices' }, name, versionId);
      expect(parseReleaseAddress(text, 'verify')).toEqual({ location: { kind: 's3', bucket: 'evidence', prefix: 'devices/' }, name, versionId });
    }
    expect(releaseAddress({ kind: 's3', address: 's3://evidence' }, name, 'v1')).toBe('s3://evidence/releases/sample-pump/1.0.0.json?versionId=v1');
    expect(parseReleaseAddress('s3://evidence/releases/sample-pump/1.0.0.json', 'verify')).toEqual({ location: { kind: 's3', bucket: 'evidence', prefix: '' }, name });
    expect(parseReleaseAddress(releaseAddress({ kind: 'directory', address: '/srv/store' }, name, 'x'), 'verify')).toEqual({ location: { kind: 'directory', path: '/srv/store' }, name });
    expect(parseReleaseAddress('releases/sample-pump/1.0.0.json', 'verify')).toEqual({ location: { kind: 'directory', path: '.' }, name });
    expect(parseReleaseAddress('/releases/sample-pump/1.0.0.json', 'verify')).toEqual({ location: { kind: 'directory', path: '/' }, name });
    expect(parseReleaseAddress('releases/releases/sample-pump/1.0.0.json', 'verify')).toEqual({ location: { kind: 'directory', path: 'releases' }, name });
  });

  it.each(['store', 'x.evidence.zip', 's3://evidence/devices', 's3://evidence/releases/sample-pump', './releases/a/b/c.json', 'my-releases/sample-pump/1.0.0.json', 's3://my-releases/sample-pump/1.0.0.json', 's3://releases/sample-pump/1.0.0.json'])('is not %s', (text) => {
    expect(parseReleaseAddress(text, 'verify')).toBeNull();
  });

  it.each([
    's3://evidence/x?versionId=1', 's3://evidence/releases/sample-pump/1.0.0.json?', 's3://evidence/releases/sample-pump/1.0.0.json?versionId=', 's3://evidence/releases/sample-pump/1.0.0.json?versionId=a b',
    's3://evidence/releases/sample-pump/1.0.0.json?versionId=%', 's3://evidence/releases/sample-pump/1.0.0.json?versionId=a&x=1', 's3://evidence/releases/Sample/1.0.0.json', 's3://evidence/releases/sample/...json',
    's3://e/releases/sample/1.json', 's3://evidence/../releases/sample/1.json', 'store/releases/sample-pump/1.0.0.json?versionId=1',
  ])('is refused when it is %s', (text) => {
    expect(() => parseReleaseAddress(text, 'verify')).toThrow(expect.objectContaining({ code: 'USAGE', exit: 'usage' }));
  });
});
