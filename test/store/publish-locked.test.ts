import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EvidenceError } from '../../src/model/problem.ts';
import { memorySource } from '../../src/model/source.ts';
import type { EvidenceStore, NewObject, ObjectLock } from '../../src/store/evidence-store.ts';
import { catalogueKey } from '../../src/store/keys.ts';
import { listReleases } from '../../src/store/list.ts';
import { publishBundle, type PublishRequest, recordBlocked } from '../../src/store/publish.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

const UNTIL = '2041-11-20T00:00:00Z';
const RECORD = 'releases/sample-pump/1.0.0.json';
const wish = { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 366 } as const;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function request(content = 'aaaa', change: Partial<PublishRequest> = {}): PublishRequest {
  return {
    product: 'sample-pump', version: '1.0.0', verdict: 'READY', bundle: memorySource('bundle', Buffer.from(content)), sha256: sha256(content), tagManifestSha256: sha256(content.slice(0, 4)),
    retainUntil: UNTIL, lock: wish, ...change,
  };
}

/** Facts that depend on what the store knows, as those of the catalogue do. */
const withFacts = (content = 'aaaa', edition = '1'): PublishRequest => request(content, {
  catalogue: (published) => {
    const text = JSON.stringify([edition, published]);
    const key = catalogueKey({ product: 'sample-pump', version: '1.0.0' }, sha256(text));
    return { key, source: memorySource(key, Buffer.from(text)), sha256: sha256(text), size: text.length };
  },
});

/** A server that does something else with the lock than it was told. */
function careless(store: MemoryStore, change: (object: NewObject) => ObjectLock | null): EvidenceStore {
  return {
    ...store,
    async putNew(object) {
      const answer = await store.putNew({ ...object, lock: change(object) });
      return { ...answer, stored: { ...answer.stored, lock: change(object) } };
    },
  };
}

describe('publishing to a store with locks', () => {
  it('[SRS-072] locks every object until the day of the bundle', async () => {
    const store = memoryStore({ locks: true });
    const { objects, record, address } = await publishBundle(store, withFacts());
    expect(objects.map(({ what, stored }) => [what, stored.lock])).toEqual(['bundle', 'receipt', 'record', 'catalogue'].map((what) => [what, { mode: 'COMPLIANCE', retainUntil: UNTIL, legalHold: false }]));
    expect([...store.locks.keys()].sort()).toEqual([...store.objects.keys()].sort());
    expect(record).toMatchObject({ retainUntil: UNTIL, lock: { mode: 'COMPLIANCE', legalHold: false } });
    expect(address).toBe(`s3://memory/x/${RECORD}?versionId=${objects[2]!.stored.versionId}`);
  });

  it('[SRS-072] asks before anything is sent, once, and puts nothing without a yes', async () => {
    const store = memoryStore({ locks: true });
    const no = { confirm: async () => { throw new EvidenceError('CONFIRMATION_NEEDED', 'usage', 'no'); } };
    await expect(publishBundle(store, request(), no)).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED', exit: 'usage' });
    expect(store.objects.size).toBe(0);
    const asked: string[] = [];
    const yes = { confirm: async (lock: ObjectLock) => void asked.push(lock.retainUntil) };
    await publishBundle(store, request(), yes);
    expect(asked).toEqual([UNTIL]);
    await publishBundle(store, request(), no); // nothing more is locked: nobody is asked
    await expect(publishBundle(store, request('aaaa', { lock: { ...wish, retainUntil: '2050-01-01T00:00:00Z' } }), no)).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED' });
    expect([...store.locks.values()].every((lock) => lock.retainUntil === UNTIL)).toBe(true);
  });

  it('[SRS-072] is refused without a day, and after the day: nothing is sent', async () => {
    const store = memoryStore({ locks: true });
    for (const retainUntil of [null, '2020-01-01T00:00:00Z']) await expect(publishBundle(store, request('aaaa', { retainUntil }))).rejects.toMatchObject({ code: 'NOT_PUBLISHABLE', exit: 'publishing' });
    expect(store.objects.size).toBe(0);
    const said: string[] = [];
    await publishBundle(memoryStore({ locks: true }), request('aaaa', { lock: { ...wish, retainUntil: '2030-01-01T00:00:00Z' } }), { step: (text) => said.push(text) });
    expect(said[0]).toBe(`kept until ${UNTIL}, as the bundle asks: --retain-until is earlier`);
    expect((await publishBundle(store, request('aaaa', { retainUntil: null, lock: { ...wish, retainUntil: '2030-01-01T00:00:00Z' } }))).record.retainUntil).toBe('2030-01-01T00:00:00Z');
  });

  it('stops where the preflight does', async () => {
    const store = memoryStore({ locks: true });
    const unfit: EvidenceStore = { ...store, preflight: async () => { throw new EvidenceError('STORE_UNFIT', 'publishing', 'no object lock'); } };
    await expect(publishBundle(unfit, request())).rejects.toMatchObject({ code: 'STORE_UNFIT' });
    expect(store.objects.size).toBe(0);
  });

  it.each([
    ['no lock', () => null],
    ['GOVERNANCE', () => ({ mode: 'GOVERNANCE', retainUntil: UNTIL, legalHold: false })],
    ['an earlier end', () => ({ mode: 'COMPLIANCE', retainUntil: '2041-11-19T00:00:00Z', legalHold: false })],
  ] as const)('[SRS-072] ends with LOCK_SHORTFALL on a server that keeps %s, and publishes nothing', async (_what, change) => {
    const store = memoryStore({ locks: true });
    await expect(publishBundle(careless(store, change), request())).rejects.toMatchObject({ code: 'LOCK_SHORTFALL', exit: 'publishing' });
    expect((await listReleases(store)).releases).toEqual([]);
    const hold = request('aaaa', { lock: { ...wish, legalHold: true } });
    await expect(publishBundle(careless(memoryStore({ locks: true }), ({ lock }) => lock && { ...lock, legalHold: false }), hold)).rejects.toMatchObject({ code: 'LOCK_SHORTFALL' });
  });

  it.each(['.zip', 'receipt.json', RECORD, '.parquet'])('[SRS-072] ends with LOCK_SHORTFALL for each object that is put without its lock: %s', async (end) => {
    const store = memoryStore({ locks: true });
    await expect(publishBundle(careless(store, ({ key, lock }) => (key.endsWith(end) ? null : lock)), withFacts())).rejects.toMatchObject({ code: 'LOCK_SHORTFALL', problems: [{ file: expect.stringContaining(end) }] });
  });

  it('publishes under GOVERNANCE when that was asked for by name, and CHK-808 warns', async () => {
    const { outcome, rows } = await publishBundle(memoryStore({ locks: true }), request('aaaa', { lock: { ...wish, mode: 'GOVERNANCE' } }));
    expect([outcome, rows]).toMatchObject(['published', [{ check: 'CHK-808', verdict: 'fail', severity: 'warning' }]]);
  });

  it('[SRS-072] brings every object of a published release to a longer lock, and never to a shorter one', async () => {
    const store = memoryStore({ locks: true });
    await publishBundle(store, withFacts());
    const longer = await publishBundle(store, { ...withFacts(), lock: { ...wish, retainUntil: '2050-01-01T00:00:00Z', legalHold: true } });
    expect(longer.outcome).toBe('already-published');
    expect([...store.locks.values()]).toEqual(Array.from({ length: 4 }, () => ({ mode: 'COMPLIANCE', retainUntil: '2050-01-01T00:00:00Z', legalHold: true })));
    await publishBundle(store, { ...withFacts(), lock: { ...wish, mode: 'GOVERNANCE' } });
    expect([...store.locks.values()].every(({ mode, retainUntil, legalHold }) => mode === 'COMPLIANCE' && retainUntil.startsWith('2050') && legalHold)).toBe(true);
  });

  it('ends with LOCK_SHORTFALL when a lock cannot be extended', async () => {
    const store = memoryStore({ locks: true });
    await publishBundle(store, request());
    const deaf: EvidenceStore = { ...store, locking: { ...store.locking!, extendRetention: async (key) => store.locks.get(key)! } };
    await expect(publishBundle(deaf, request('aaaa', { lock: { ...wish, retainUntil: '2050-01-01T00:00:00Z' } }))).rejects.toMatchObject({ code: 'LOCK_SHORTFALL' });
  });

  it('[SRS-070] lets one of eight publishers of the same content win; seven hear that it is published', async () => {
    for (const content of [() => 'aaaa', (i: number) => `aaaa sealed by ${i}`]) {
      const store = memoryStore({ locks: true });
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => publishBundle(store, request(content(i)))));
      expect(answers.map(({ outcome }) => outcome).sort()).toEqual([...Array(7).fill('already-published'), 'published']);
      expect(new Set(answers.map(({ address }) => address)).size).toBe(1);
      expect((await listReleases(store)).releases).toHaveLength(1);
    }
  });

  it.each([['bundle', '.zip'], ['receipt', 'receipt.json'], ['record', RECORD]])('ends with STORE_LOST when the %s was read back and is lost afterwards: another publisher on a server that loses versions', async (_what, end) => {
    const store = memoryStore({ locks: true });
    const losing: EvidenceStore = { ...store, list: async (prefix) => (await store.list(prefix)).filter(({ key }) => !key.endsWith(end)) };
    await expect(publishBundle(losing, request())).rejects.toMatchObject({ code: 'STORE_LOST', exit: 'publishing' });
    const fresh = memoryStore({ locks: true });
    const other: EvidenceStore = { ...fresh, list: async (prefix) => (await fresh.list(prefix)).map((one) => (one.key.endsWith(end) ? { ...one, versionId: 'of somebody else' } : one)) };
    await expect(publishBundle(other, request())).rejects.toMatchObject({ code: 'STORE_LOST' });
  });

  it('locks blocked bundles the same, with neither receipt nor facts', async () => {
    const store = memoryStore({ locks: true });
    const { objects, record } = await recordBlocked(store, { ...withFacts(), verdict: 'NOT READY' });
    expect(objects.map(({ what, stored }) => [what, stored.lock?.retainUntil])).toEqual([['bundle', UNTIL], ['record', UNTIL]]);
    expect([record.receipt, record.catalogue, [...store.objects.keys()].every((key) => key.startsWith('blocked/'))]).toEqual([null, null, true]);
    await expect(recordBlocked(store, request('bbbb', { verdict: 'NOT READY', retainUntil: null }))).rejects.toMatchObject({ code: 'NOT_PUBLISHABLE' });
  });

  it('ends in one state after a kill at any step, facts included, and an earlier state is never listed', async () => {
    const whole = memoryStore({ locks: true });
    await publishBundle(whole, withFacts());
    for (let left = 0; left < 14; left += 1) {
      const store = memoryStore({ locks: true });
      let steps = left;
      const step = <A extends unknown[], T>(verb: (...args: A) => Promise<T>) => async (...args: A): Promise<T> => { steps -= 1; if (steps < 0) throw new Error('killed'); return verb(...args); };
      const dying: EvidenceStore = { ...store, preflight: step(store.preflight), putNew: step(store.putNew), open: step(store.open), prove: step(store.prove) };
      await publishBundle(dying, withFacts()).catch(() => undefined);
      expect((await listReleases(store)).releases.length).toBe(store.objects.has(RECORD) ? 1 : 0);
      const { warnings } = await publishBundle(store, withFacts());
      expect([warnings, [...store.objects], [...store.locks]], `after ${left} steps`).toEqual([[], [...whole.objects], [...whole.locks]]);
    }
  });
});

describe('the facts of a release', () => {
  it('[SRS-130] are put after the record, which names them', async () => {
    const store = memoryStore({ locks: true });
    const { record } = await publishBundle(store, withFacts());
    expect([...store.objects.keys()].at(-1)).toBe(record.catalogue!.key);
    expect(JSON.parse(Buffer.from(store.objects.get(record.catalogue!.key)!).toString())).toEqual(['1', { bundleSha256: sha256('aaaa'), tagManifestSha256: sha256('aaaa'), retainUntil: UNTIL }]);
  });

  it('[SRS-130] that are missing are put by the next run, as they were recorded: of the first bundle, whatever is published now', async () => {
    const store = memoryStore({ locks: true });
    const { record } = await publishBundle(store, withFacts('aaaa first'));
    const bytes = store.objects.get(record.catalogue!.key)!;
    store.objects.delete(record.catalogue!.key);
    const again = await publishBundle(store, { ...withFacts('aaaa sealed again'), lock: { ...wish, retainUntil: '2050-01-01T00:00:00Z' } });
    expect(again.warnings).toEqual([]);
    expect(store.objects.get(record.catalogue!.key)).toEqual(bytes);
  });

  it('that cannot be made as they were, or are damaged, are named and stop nothing', async () => {
    const store = memoryStore({ locks: true });
    const { record } = await publishBundle(store, withFacts());
    store.objects.delete(record.catalogue!.key);
    const other = await publishBundle(store, withFacts('aaaa', '2'));
    expect([other.outcome, other.warnings]).toMatchObject(['already-published', [{ code: 'STORE_LOST', file: record.catalogue!.key }]]);
    store.objects.set(record.catalogue!.key, Buffer.from('other'));
    expect((await publishBundle(store, withFacts())).warnings).toMatchObject([{ code: 'STORE_UNUSABLE', file: record.catalogue!.key }]);
  });

  it('that cannot be made at all stop the publication before anything is sent', async () => {
    const store = memoryStore({ locks: true });
    await expect(publishBundle(store, request('aaaa', { catalogue: () => { throw new EvidenceError('NOT_PUBLISHABLE', 'publishing', 'contradicts itself'); } }))).rejects.toMatchObject({ code: 'NOT_PUBLISHABLE' });
    expect(store.objects.size).toBe(0);
  });
});
