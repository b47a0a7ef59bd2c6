import { describe, expect, it } from 'vitest';
import { s3Store } from '../../../src/adapters/s3/s3-store.ts';
import { memorySource } from '../../../src/model/source.ts';
import type { EvidenceStore, ObjectLock } from '../../../src/store/evidence-store.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { evidenceStoreContract } from '../../contract/evidence-store.ts';
import { newBucket, servers } from './injected.ts';
import { SERVERS, type ServerName } from './servers.ts';

/* The one contract of all stores, on real servers; what a server is known to do otherwise is named here, with a test of what it does instead. */
const DEVIATIONS: Readonly<Record<ServerName, readonly string[]>> = {
  minio: [],
  // It answers 200 to several racers and keeps one version; and it loses the winner's when they are many.
  versitygw: ['lets exactly one of many racers win, and keeps the winner whole'],
};
const RACERS = 12;

const inAnHour = (): string => `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`;
const LOCKS: Readonly<Record<string, () => ObjectLock>> = {
  'COMPLIANCE': () => ({ mode: 'COMPLIANCE', retainUntil: inAnHour(), legalHold: false }),
  'GOVERNANCE with a hold': () => ({ mode: 'GOVERNANCE', retainUntil: inAnHour(), legalHold: true }),
};

async function open(name: ServerName, prefix = ''): Promise<() => EvidenceStore> {
  const server = servers[name];
  const bucket = await newBucket(server, 'contract');
  return () => s3Store({ kind: 's3', bucket, prefix, endpoint: server.endpoint }, server.env);
}

for (const name of SERVERS) {
  for (const [label, lock] of Object.entries(LOCKS)) {
    evidenceStoreContract(`S3 on ${name}, ${label},`, async () => {
      const reopen = await open(name, label === 'COMPLIANCE' ? '' : 'a/folder/');
      return { store: reopen(), reopen };
    }, { lock, racers: RACERS, deviations: DEVIATIONS[name] });
  }
}

describe('versitygw, where it deviates', () => {
  it('lets several racers win: whoever hears "created" finds the object there, all the others fail or hear "exists"', async () => {
    const reopen = await open('versitygw');
    const contents = Array.from({ length: RACERS }, (_, i) => new TextEncoder().encode(`${i}`.padEnd(5000, String(i))));
    const answers = await Promise.allSettled(contents.map((bytes) => reopen().putNew({
      key: 'a/1/record.json', content: memorySource('object', bytes), sha256: sha256(bytes), mediaType: 'text/plain', lock: LOCKS['COMPLIANCE']!(),
    })));
    const now = await reopen().prove('a/1/record.json', { how: 'read-back' });
    expect(now, 'one of them is there').not.toBeNull();
    const heard = answers.map((answer, i) => (answer.status === 'rejected' ? `${(answer.reason as { code?: string }).code}` : `${answer.value.outcome}${sha256(contents[i]!) === now!.sha256 ? ', and it is there' : ''}`));
    expect(heard.filter((one) => one === 'created'), `created, and lost: ${heard.join('; ')}`).toEqual([]);
    expect(heard.filter((one) => one !== 'exists' && one !== 'created, and it is there' && one !== 'exists, and it is there' && one !== 'STORE_LOST' && one !== 'STORE_UNUSABLE')).toEqual([]);
  });
});
