import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/model/source.ts';
import type { EvidenceStore } from '../../src/store/evidence-store.ts';
import { fetchBundle, findRelease, listReleases, productsOf } from '../../src/store/list.ts';
import { publishBundle, type PublishRequest, recordBlocked } from '../../src/store/publish.ts';
import { evidenceStoreContract } from '../contract/evidence-store.ts';
import { memoryStore } from './memory-store.ts';

evidenceStoreContract('the memory store of the tests', async () => {
  const store = memoryStore({ now: () => new Date().toISOString() });
  return { store, reopen: () => store };
});

const RECORD = 'releases/sample-pump/1.0.0.json';

evidenceStoreContract('the memory store with locks', async () => {
  const store = memoryStore({ locks: true, now: () => new Date().toISOString() });
  return { store, reopen: () => store };
}, { lock: () => ({ mode: 'COMPLIANCE', retainUntil: '2041-11-20T00:00:00Z', legalHold: false }) });

function request(content: string, change: Partial<PublishRequest> = {}): PublishRequest {
  const bytes = new TextEncoder().encode(content);
  return {
    product: 'sample-pump', version: '1.0.0', verdict: 'READY', bundle: memorySource('bundle', bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'), tagManifestSha256: createHash('sha256').update(`tags of ${content.slice(0, 4)}`).digest('hex'),
    retainUntil: '2041-11-20T00:00:00Z', lock: { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 366 }, ...change,
  };
}

async function fetched(store: EvidenceStore, version = '1.0.0'): Promise<string> {
  const parts: Uint8Array[] = [];
  await fetchBundle(store, { product: 'sample-pump', version }, (bytes) => parts.push(bytes.slice()));
  return Buffer.concat(parts).toString();
}

describe('publishing', () => {
  it('puts the bundle, then the record; list and fetch find it', async () => {
    const store = memoryStore();
    const receipt = await publishBundle(store, request('aaaa bundle'));
    expect(receipt).toMatchObject({ outcome: 'published', recordKey: RECORD, readBack: true, record: { immutability: store.immutability } });
    const folder = `bundles/sample-pump/1.0.0/${request('aaaa bundle').sha256}`;
    expect([...store.objects.keys()]).toEqual([`${folder}/sample-pump-1.0.0.evidence.zip`, `${folder}/receipt.json`, RECORD]);
    expect((await listReleases(store)).releases).toEqual([{
      product: 'sample-pump', version: '1.0.0', verdict: 'READY', status: 'published', publishedAt: '2026-11-20T09:00:00Z', retainUntil: '2041-11-20T00:00:00Z',
      size: 11, sha256: request('aaaa bundle').sha256,
    }]);
    expect(await fetched(store)).toBe('aaaa bundle');
    expect(await productsOf(store, '1.0.0')).toEqual(['sample-pump']);
  });

  it('answers the same content with the first record, whatever its seal', async () => {
    const store = memoryStore();
    const first = await publishBundle(store, request('aaaa sealed once'));
    const second = await publishBundle(store, request('aaaa sealed again'));
    expect(second).toMatchObject({ outcome: 'already-published', record: first.record });
    expect(await fetched(store)).toBe('aaaa sealed once');
  });

  it('refuses other content under a published version', async () => {
    const store = memoryStore();
    await publishBundle(store, request('aaaa'));
    await expect(publishBundle(store, request('bbbb'))).rejects.toMatchObject({ code: 'STORE_CONFLICT', exit: 'publishing' });
    expect(await fetched(store)).toBe('aaaa');
    expect((await publishBundle(store, request('bbbb', { version: '1.0.1' }))).outcome).toBe('published');
  });

  it('refuses NOT READY and leaves no trace of it', async () => {
    const store = memoryStore();
    await expect(publishBundle(store, request('aaaa', { verdict: 'NOT READY' }))).rejects.toMatchObject({ code: 'NOT_PUBLISHABLE', exit: 'publishing' });
    expect(store.objects.size).toBe(0);
  });

  it('keeps blocked bundles apart: listed as blocked, never found, never fetched, no obstacle to publishing', async () => {
    const store = memoryStore();
    const blocked = request('bbbb', { verdict: 'NOT READY' });
    expect((await recordBlocked(store, blocked)).outcome).toBe('blocked');
    expect((await recordBlocked(store, blocked)).outcome).toBe('already-blocked');
    expect((await recordBlocked(store, request('cccc', { verdict: 'NOT READY' }))).outcome).toBe('blocked');
    expect((await listReleases(store)).releases.map((release) => release.status)).toEqual(['blocked', 'blocked']);
    expect(await findRelease(store, blocked)).toBeNull();
    expect(await productsOf(store, '1.0.0')).toEqual([]);
    await expect(fetched(store)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await publishBundle(store, request('aaaa'))).outcome).toBe('published');
  });

  it('ends in one state after a crash at any step', async () => {
    const whole = memoryStore();
    await publishBundle(whole, request('aaaa'));
    for (let steps = 0; steps < 9; steps += 1) {
      const store = memoryStore();
      const crashing = crashAfter(store, steps);
      const first = await publishBundle(crashing, request('aaaa')).then(() => 'done', () => 'crashed');
      if (first === 'crashed' && !store.objects.has(RECORD)) expect((await listReleases(store)).releases).toEqual([]);
      await publishBundle(store, request('aaaa'));
      expect([...store.objects], `after ${steps} steps`).toEqual([...whole.objects]);
    }
  });

  it('lets another content win when only the bundle had been put', async () => {
    const store = memoryStore();
    await publishBundle(crashAfter(store, 2), request('aaaa')).catch(() => undefined);
    expect((await publishBundle(store, request('bbbb'))).outcome).toBe('published');
    expect(await fetched(store)).toBe('bbbb');
  });

  it('lets one of 50 publishers win; the others hear of it', async () => {
    const store = memoryStore();
    const same = await Promise.all(Array.from({ length: 25 }, (_, i) => publishBundle(store, request(`aaaa ${i}`))));
    expect(same.filter((receipt) => receipt.outcome === 'published')).toHaveLength(1);
    const others = await Promise.allSettled(Array.from({ length: 25 }, (_, i) => publishBundle(store, request(`bbbb ${i}`, { version: '2.0.0', tagManifestSha256: String(i % 10).repeat(64) }))));
    const done = others.flatMap((other) => (other.status === 'fulfilled' ? [other.value] : []));
    expect(done.filter((receipt) => receipt.outcome === 'published')).toHaveLength(1);
    for (const other of others) if (other.status === 'rejected') expect(other.reason).toMatchObject({ code: 'STORE_CONFLICT' });
  });

  it('notices a store that acknowledged and kept something else', async () => {
    const store = memoryStore();
    const lying: EvidenceStore = {
      ...store,
      async putNew(object) {
        const answer = await store.putNew(object);
        if (object.key.endsWith('.zip')) store.objects.set(object.key, new Uint8Array(3));
        return { ...answer, stored: (await store.prove(object.key))! };
      },
    };
    await expect(publishBundle(lying, request('aaaa'))).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    expect((await listReleases(store)).releases).toEqual([]);
  });

  it('notices a bundle that changed or went after publication', async () => {
    const store = memoryStore();
    const { record } = await publishBundle(store, request('aaaa'));
    store.objects.set(record.bundle.key, new TextEncoder().encode('zzzz'));
    await expect(fetched(store)).rejects.toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringContaining('damaged') });
    await expect(publishBundle(store, request('aaaa'))).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    store.objects.delete(record.bundle.key);
    await expect(publishBundle(store, request('aaaa'))).rejects.toMatchObject({ code: 'STORE_LOST' });
    await expect(fetched(store)).rejects.toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringContaining('gone') });
  });

  it('names a damaged record and never takes it for absent', async () => {
    const store = memoryStore();
    await publishBundle(store, request('aaaa', { version: '2.0.0' }));
    store.objects.set(RECORD, new TextEncoder().encode('{"format":"1"'));
    const { releases, problems } = await listReleases(store);
    expect(releases).toHaveLength(1);
    expect(problems).toMatchObject([{ file: RECORD, code: 'STORE_UNUSABLE' }]);
    await expect(publishBundle(store, request('aaaa'))).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  it.each([['Sample', '1.0.0'], ['a/b', '1.0.0'], ['sample', '../1'], ['sample', ''], ['sample', 'a/b'], ['_blocked', '1'], ['sample', '1/../2']])('refuses the names %s %s', async (product, version) => {
    await expect(publishBundle(memoryStore(), request('aaaa', { product, version }))).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });
});

/** A store that stops working before step `steps` (counted over all its verbs). */
function crashAfter(store: EvidenceStore, steps: number): EvidenceStore {
  let left = steps;
  const step = (): void => {
    left -= 1;
    if (left < 0) throw new Error('killed');
  };
  return {
    ...store,
    async preflight(lock) { step(); return store.preflight(lock); },
    async putNew(object) { step(); return store.putNew(object); },
    async open(key) { step(); return store.open(key); },
    async prove(key, at) { step(); return store.prove(key, at); },
  };
}
