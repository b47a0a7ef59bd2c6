import { describe, expect, it } from 'vitest';
import { parseLocation } from '../../src/store/location.ts';

const usage = (message: RegExp, hint: RegExp) => expect.objectContaining({ code: 'USAGE', exit: 'usage', message: expect.stringMatching(message), hint: expect.stringMatching(hint) });

describe('where a store is', () => {
  it('[SRS-070] is a bucket with a prefix, or a folder', () => {
    expect(parseLocation('s3://evidence', '--to')).toEqual({ kind: 's3', bucket: 'evidence', prefix: '' });
    for (const text of ['s3://evidence/devices', 's3://evidence/devices/']) expect(parseLocation(text, '--to')).toEqual({ kind: 's3', bucket: 'evidence', prefix: 'devices/' });
    for (const path of ['store', './store', '/srv/store', '../s3', 'C:\\evidence', 'c:/evidence', './s3:/evidence', 'releases', '/srv/releases/']) expect(parseLocation(path, '--from')).toEqual({ kind: 'directory', path });
  });

  it.each([
    ['s3:/evidence/devices', /^s3:\/evidence\/devices is no address of a store: /, /s3:\/\/BUCKET\/PREFIX.*\.\/s3:\/evidence\/devices/],
    ['s3:evidence', /is no address of a store/, /\.\/s3:evidence/],
    ['S3:/evidence', /is no address of a store/, /s3:\/\/BUCKET/],
    ['S3://evidence/devices', /S3: in lower case/, /s3:\/\/BUCKET/],
    ['https://evidence.s3.amazonaws.com/devices', /https is no kind of store/, /--endpoint/],
    ['gs://evidence', /gs is no kind of store/, /s3:\/\/BUCKET/],
  ])('%s is a slip, and never a folder with that name', (text, message, hint) => {
    expect(() => parseLocation(text, '--to')).toThrow(usage(message, hint));
  });

  it.each([
    ['s3://', /no bucket is named/], ['s3:///devices', /no bucket is named/], ['s3://Evidence/x', /"Evidence" is no name of a bucket/], ['s3://ev_idence/x', /"ev_idence" is no name of a bucket/],
    ['s3://evidence//x', /"" cannot be a part of the prefix/], ['s3://evidence/dev ices', /"dev ices" cannot be a part of the prefix/], ['s3://evidence/..', /"\.\." cannot be a part of the prefix/], ['s3://evidence/x?y', /"x\?y" cannot be a part of the prefix/],
  ])('%s is refused with the reason', (text, reason) => {
    expect(() => parseLocation(text, '--from')).toThrow(usage(reason, /--from s3:\/\/BUCKET\/PREFIX/));
  });

  it.each(['s3://AKEY:hidden@evidence/x', 'https://me:hidden@s3.example.com/evidence', 'https://s3.example.com/evidence/x.zip?X-Amz-Signature=hidden'])('%s: no secret in it is repeated', (text) => {
    expect(() => parseLocation(text, '--to')).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hidden'), hint: expect.not.stringContaining('hidden') }));
  });

  it.each([
    's3://evidence/devices/releases/sample-pump/1.0.0.json', 's3://evidence/devices/releases/sample-pump/1.0.0.json?versionId=abc', 's3://evidence/devices/releases/sample-pump/1.0.0.json/',
  ])('%s is a release: nothing is published below it, and locked there for years', (text) => {
    expect(() => parseLocation(text, '--to')).toThrow(usage(/is the address of a release, not of a store/, /--to s3:\/\/evidence\/devices$/));
  });
});
