import { describe, expect, it } from 'vitest';
import { memorySource, type Source } from '../../src/model/source.ts';
import type { EvidenceStore } from '../../src/store/evidence-store.ts';

/** What every store must do. `make` gives an empty one; `reopen` the same one as another process sees it. */
export function evidenceStoreContract(name: string, make: () => Promise<{ store: EvidenceStore; reopen(): EvidenceStore }>): void {
  const text = (value: string): Source => memorySource('object', new TextEncoder().encode(value));
  const read = async (store: EvidenceStore, key: string): Promise<string | null> => {
    const content = await store.open(key);
    if (content === null) return null;
    const parts: Uint8Array[] = [];
    for await (const chunk of content.chunks()) parts.push(new Uint8Array(chunk));
    const bytes = Buffer.concat(parts);
    expect(content.size).toBe(bytes.length);
    return bytes.toString();
  };

  describe(`${name} keeps the contract of a store`, () => {
    it('says what it promises', async () => {
      expect((await make()).store.immutability.length).toBeGreaterThan(3);
    });

    it('is empty at first: nothing to list, nothing to open', async () => {
      const { store } = await make();
      expect(await store.list('')).toEqual([]);
      expect(await store.open('a/b/c.json')).toBeNull();
    });

    it('gives back what was put, to another process too', async () => {
      const { store, reopen } = await make();
      expect(await store.putNew('a/1/x.zip', text('content'))).toBe('created');
      expect(await read(reopen(), 'a/1/x.zip')).toBe('content');
    });

    it('keeps the first content for ever', async () => {
      const { store } = await make();
      await store.putNew('a/1/x.zip', text('first'));
      expect(await store.putNew('a/1/x.zip', text('second'))).toBe('exists');
      expect(await store.putNew('a/1/x.zip', text('first'))).toBe('exists');
      expect(await read(store, 'a/1/x.zip')).toBe('first');
    });

    it('lists keys below a prefix in code unit order', async () => {
      const { store } = await make();
      for (const key of ['b/1/x', 'a/10/x', 'a/9/x', 'a/9/Y', '_blocked/a/1/x']) await store.putNew(key, text(key));
      expect(await store.list('')).toEqual(['_blocked/a/1/x', 'a/10/x', 'a/9/Y', 'a/9/x', 'b/1/x']);
      expect(await store.list('a/9/')).toEqual(['a/9/Y', 'a/9/x']);
      expect(await store.list('c/')).toEqual([]);
    });

    it('lets exactly one of 50 racers win, and keeps the winner whole', async () => {
      const { store, reopen } = await make();
      const contents = Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(5000, String(i)));
      const outcomes = await Promise.all(contents.map((content) => reopen().putNew('a/1/record.json', text(content))));
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(await read(store, 'a/1/record.json')).toBe(contents[outcomes.indexOf('created')]);
      expect(await store.list('')).toEqual(['a/1/record.json']);
    });

    it('has no object after a source that fails, and takes a whole one afterwards', async () => {
      const { store } = await make();
      const broken: Source = { name: 'broken', size: 10, *chunks() { yield new Uint8Array(4); throw new Error('gone'); } };
      await expect(store.putNew('a/1/x.zip', broken)).rejects.toThrow();
      expect(await store.open('a/1/x.zip')).toBeNull();
      expect(await store.list('')).toEqual([]);
      expect(await store.putNew('a/1/x.zip', text('whole'))).toBe('created');
    });

    it('has no object after a source that is shorter or longer than it says', async () => {
      const { store } = await make();
      for (const size of [3, 9]) await expect(store.putNew('a/1/x.zip', { ...text('123456'), size })).rejects.toThrow();
      expect(await store.list('')).toEqual([]);
    });

    it('refuses keys that lead elsewhere', async () => {
      const { store } = await make();
      for (const key of ['../x', 'a/../x', '/x', 'a//x', 'a/.hidden', '']) await expect(store.putNew(key, text('x')), key).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    });
  });
}
