import type { SignatureBundle, Witness } from '@sigstore/sign';
import { describe, expect, it } from 'vitest';
import { logRecord, tellingWhatStays } from '../../src/cli/log-record.ts';
import { EvidenceError } from '../../src/model/problem.ts';
import { generateKey, readSealingKey } from '../../src/sealing/key.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';

const content: SignatureBundle = { $case: 'messageSignature', messageSignature: { messageDigest: { algorithm: 1, digest: Buffer.alloc(32) }, signature: Buffer.alloc(1) } };
const answers: Witness = { testify: async () => ({}) };
const fails: Witness = { testify: async () => { throw new EvidenceError('WITNESS_FAILED', 'sealing', 'no'); } };
const ask = (witness: Witness) => witness.testify(content, '').catch(() => undefined);

describe('[SRS-101] what a run has put into logs', () => {
  it('is counted by log; one that refused has nothing', async () => {
    const record = logRecord();
    const { signal } = new AbortController();
    expect(record.words()).toBeUndefined();
    await ask(record.log('refuses.example', fails, signal));
    expect(record.words()).toBeUndefined();
    const log = record.log('log.example', answers, signal);
    await ask(log);
    expect(record.words()).toBe('what was logged stays there: 1 entry in log.example');
    await ask(log);
    expect(record.words()).toBe('what was logged stays there: 2 entries in log.example');
  });

  it('is not known of a log that was given up', async () => {
    const given = new AbortController();
    const record = logRecord();
    const slow: Witness = { testify: () => new Promise((_, reject) => given.signal.addEventListener('abort', () => reject(new Error('given up')))) };
    const pending = ask(record.log('slow.example', slow, given.signal));
    given.abort();
    expect(record.words()).toContain('perhaps one more entry in slow.example, which had not answered');
    await pending;
    expect(record.words()).toContain('perhaps one more entry in slow.example, which had not answered');
  });

  it('holds the certificate with the identity', async () => {
    const record = logRecord();
    const { signer } = keyMeans(readSealingKey(generateKey(undefined).privatePem, undefined));
    await record.authority('ca.example', signer).sign(Buffer.from('x'));
    expect(record.words()).toContain('the certificate, with the identity in it, in the certificate transparency log of ca.example');
  });

  it('is added to the hint of a failure, which stays otherwise what it is', async () => {
    const means = { ...keyMeans(readSealingKey(generateKey(undefined).privatePem, undefined)), logged: () => 'what was logged stays there: x' };
    const failing = async () => { throw new EvidenceError('DISK', 'input', 'full', { hint: 'free space' }); };
    await expect(tellingWhatStays(means, failing)).rejects.toMatchObject({ code: 'DISK', exit: 'input', message: 'full', hint: 'free space; what was logged stays there: x' });
    await expect(tellingWhatStays({ ...means, logged: () => undefined }, failing)).rejects.toMatchObject({ hint: 'free space' });
    const defect = new TypeError('a defect');
    await expect(tellingWhatStays(means, async () => { throw defect; })).rejects.toBe(defect);
  });
});
