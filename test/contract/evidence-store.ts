import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memorySource, type Source } from '../../src/model/source.ts';
import type { EvidenceStore, NewObject, ObjectLock } from '../../src/store/evidence-store.ts';

export interface ContractSubject {
  /** Empty. */
  readonly store: EvidenceStore;
  /** The same one as another process sees it. */
  reopen(): EvidenceStore;
}

export interface ContractOptions {
  /** What every object is put with; null for a store that cannot lock. */
  readonly lock?: () => ObjectLock;
  /** Racers in one round; 50 when absent. */
  readonly racers?: number;
  /** Expected deviations of a server, by the name of the test: each has a test of its own that says what the server does instead. */
  readonly deviations?: readonly string[];
}

/** What every store must do. `make` gives an empty one. */
export function evidenceStoreContract(name: string, make: () => Promise<ContractSubject>, { lock, racers = 50, deviations = [] }: ContractOptions = {}): void {
  const text = (value: string): Source => memorySource('object', new TextEncoder().encode(value));
  const hex = (value: string): string => createHash('sha256').update(value).digest('hex');
  const object = (key: string, value: string, change: Partial<NewObject> = {}): NewObject => ({ key, content: text(value), sha256: hex(value), mediaType: 'text/plain', lock: lock?.() ?? null, ...change });
  const read = async (store: EvidenceStore, key: string, at?: { versionId?: string; from?: number }): Promise<string | null> => {
    const content = await store.open(key, at);
    if (content === null) return null;
    const parts: Uint8Array[] = [];
    for await (const chunk of content.chunks()) parts.push(new Uint8Array(chunk));
    const bytes = Buffer.concat(parts);
    expect(content.size).toBe(bytes.length + (at?.from ?? 0));
    return bytes.toString();
  };
  const keys = async (store: EvidenceStore, prefix: string): Promise<string[]> => (await store.list(prefix)).map((one) => one.key);
  // Nothing is registered that would not run: a test that was left out counts as failed in CI.
  const holds = (what: string, test: () => Promise<void>): void => {
    if (!deviations.includes(what)) it(what, test);
  };

  describe(`${name} keeps the contract of a store`, () => {
    holds('says what it is and what it promises', async () => {
      const { store } = await make();
      expect(store.immutability.length).toBeGreaterThan(3);
      expect(store.address).not.toMatch(/[^:/]\/$/);
      expect(store.locking === null).toBe(lock === undefined);
      const { serverTime, warnings } = await store.preflight(lock?.() ?? null);
      expect(Math.abs(Date.parse(serverTime) - Date.now())).toBeLessThan(300_000);
      expect(warnings).toEqual([]);
    });

    holds('is empty at first: nothing to list, to open or to prove', async () => {
      const { store } = await make();
      expect(await store.list('')).toEqual([]);
      expect(await store.open('a/b/c.json')).toBeNull();
      expect(await store.prove('a/b/c.json')).toBeNull();
    });

    holds('gives back what was put, to another process too', async () => {
      const { store, reopen } = await make();
      expect((await store.putNew(object('a/1/x.zip', 'content'))).outcome).toBe('created');
      expect(await read(reopen(), 'a/1/x.zip')).toBe('content');
    });

    holds('keeps an empty object', async () => {
      const { store } = await make();
      expect(await store.putNew(object('a/1/x', ''))).toMatchObject({ outcome: 'created', stored: { size: 0, sha256: hex('') } });
      expect(await read(store, 'a/1/x')).toBe('');
    });

    holds('answers with what it read back: version, size, digest, lock', async () => {
      const { store, reopen } = await make();
      const asked = object('a/1/x.zip', 'content');
      const { stored } = await store.putNew(asked);
      expect(stored).toMatchObject({ key: 'a/1/x.zip', size: 7, sha256: hex('content'), lock: asked.lock, warnings: [] });
      expect(stored.versionId).not.toBe('');
      expect(stored.requestIds.length > 0).toBe(store.kind === 's3');
      const again = await reopen().prove('a/1/x.zip');
      expect(again).toMatchObject({ versionId: stored.versionId, size: 7, sha256: hex('content'), lock: asked.lock, warnings: [] });
      expect(await reopen().prove('a/1/x.zip', { versionId: stored.versionId, how: 'read-back' })).toMatchObject({ sha256: hex('content'), proof: 'read-back' });
      const other = await store.putNew(object('a/1/y.zip', 'other content'));
      expect(await store.prove('a/1/x.zip', { versionId: other.stored.versionId }), 'the version of another key').toBeNull();
    });

    holds('keeps the first content for ever', async () => {
      const { store } = await make();
      const first = (await store.putNew(object('a/1/x.zip', 'first'))).stored;
      expect(await store.putNew(object('a/1/x.zip', 'second'))).toMatchObject({ outcome: 'exists', stored: { versionId: first.versionId, sha256: hex('first') } });
      expect(await store.putNew(object('a/1/x.zip', 'first'))).toMatchObject({ outcome: 'exists', stored: { versionId: first.versionId } });
      expect(await read(store, 'a/1/x.zip')).toBe('first');
      expect(await read(store, 'a/1/x.zip', { versionId: first.versionId })).toBe('first');
    });

    holds('reads on from the middle', async () => {
      const { store } = await make();
      await store.putNew(object('a/1/x', '0123456789'));
      expect(await read(store, 'a/1/x', { from: 4 })).toBe('456789');
      expect(await read(store, 'a/1/x', { from: 0 })).toBe('0123456789');
    });

    holds('lists keys below a prefix in code unit order', async () => {
      const { store } = await make();
      for (const key of ['b/1/x', 'a/10/x', 'a/9/x', 'a/9/Y', 'blocked/a/1/x']) await store.putNew(object(key, key));
      expect(await keys(store, '')).toEqual(['a/10/x', 'a/9/Y', 'a/9/x', 'b/1/x', 'blocked/a/1/x']);
      expect(await keys(store, 'a/9/')).toEqual(['a/9/Y', 'a/9/x']);
      expect(await keys(store, 'c/')).toEqual([]);
      expect(await store.list('b/')).toMatchObject([{ size: 5, hiddenBy: null }]);
    });

    holds('lets exactly one of many racers win, and keeps the winner whole', async () => {
      const { store, reopen } = await make();
      const contents = Array.from({ length: racers }, (_, i) => `${i}`.padEnd(5000, String(i)));
      const answers = await Promise.all(contents.map((content) => reopen().putNew(object('a/1/record.json', content))));
      const outcomes = answers.map((answer) => answer.outcome);
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer.stored.versionId)).size, 'all hear of the same version').toBe(1);
      expect(await read(store, 'a/1/record.json')).toBe(contents[outcomes.indexOf('created')]);
      expect(await keys(store, '')).toEqual(['a/1/record.json']);
    });

    holds('has no object after a source that fails, and takes a whole one afterwards', async () => {
      const { store } = await make();
      const broken: Source = { name: 'broken', size: 10, *chunks() { yield new Uint8Array(4); throw new Error('gone'); } };
      await expect(store.putNew(object('a/1/x.zip', '', { content: broken, sha256: hex('x') }))).rejects.toThrow();
      expect(await store.open('a/1/x.zip')).toBeNull();
      expect(await store.list('')).toEqual([]);
      expect((await store.putNew(object('a/1/x.zip', 'whole'))).outcome).toBe('created');
    });

    holds('has no object after a source that is shorter or longer than it says', async () => {
      const { store } = await make();
      for (const size of [3, 9]) await expect(store.putNew(object('a/1/x.zip', '123456', { content: { ...text('123456'), size } }))).rejects.toThrow();
      expect(await store.list('')).toEqual([]);
    });

    holds('has no object after other bytes than their digest says', async () => {
      const { store } = await make();
      await expect(store.putNew(object('a/1/x.zip', '123456', { sha256: hex('654321') }))).rejects.toMatchObject({ exit: 'publishing' });
      expect(await store.list('')).toEqual([]);
    });

    holds('says how far it is', async () => {
      const { store } = await make();
      const seen: number[] = [];
      await store.putNew(object('a/1/x.zip', 'x'.repeat(3 << 20), { onProgress: (bytes) => seen.push(bytes) }));
      expect(seen.at(-1)).toBe(3 << 20);
    });

    holds('refuses keys that lead elsewhere', async () => {
      const { store } = await make();
      for (const key of ['../x', 'a/../x', '/x', 'a//x', 'a/.hidden', '']) await expect(store.putNew(object(key, 'x')), key).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    });

    if (lock !== undefined) holds('extends a lock, never shortens it, and holds', async () => {
      const { store } = await make();
      const asked = object('a/1/x', 'x');
      const { stored } = await store.putNew(asked);
      const later = new Date(Date.parse(asked.lock!.retainUntil) + 3_600_000).toISOString().replace('.000', '');
      expect(await store.locking!.extendRetention('a/1/x', stored.versionId, { mode: asked.lock!.mode, retainUntil: later })).toMatchObject({ retainUntil: later });
      expect((await store.prove('a/1/x'))!.lock!.retainUntil).toBe(later);
      const kept = await store.locking!.extendRetention('a/1/x', stored.versionId, { mode: asked.lock!.mode, retainUntil: asked.lock!.retainUntil }).then((lock) => lock.retainUntil, (error: { code: string }) => error.code);
      expect([later, 'LOCK_SHORTFALL']).toContain(kept);
      expect((await store.prove('a/1/x'))!.lock!.retainUntil).toBe(later);
      expect(await store.locking!.setLegalHold('a/1/x', stored.versionId, true)).toMatchObject({ legalHold: true });
      expect((await store.prove('a/1/x'))!.lock!.legalHold).toBe(true);
      expect(await store.locking!.setLegalHold('a/1/x', stored.versionId, false)).toMatchObject({ legalHold: false });
    });
  });
}
