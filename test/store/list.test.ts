import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/model/source.ts';
import type { EvidenceStore, ListedObject } from '../../src/store/evidence-store.ts';
import { findPublished, releaseName } from '../../src/store/fetch.ts';
import { listReleases } from '../../src/store/list.ts';
import { publishBundle, recordBlocked } from '../../src/store/publish.ts';
import { memoryStore } from './memory-store.ts';

const LOCK = { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 36_600 } as const;

async function put(store: EvidenceStore, version: string, product = 'pump', verdict: 'READY' | 'NOT READY' = 'READY'): Promise<void> {
  const bytes = new TextEncoder().encode(`bundle ${product} ${version}`);
  const request = {
    product, version, verdict, bundle: memorySource('bundle', bytes), sha256: createHash('sha256').update(bytes).digest('hex'), tagManifestSha256: createHash('sha256').update(`t${version}`).digest('hex'),
    retainUntil: '2041-11-20T00:00:00Z', lock: LOCK,
  };
  await (verdict === 'READY' ? publishBundle(store, request) : recordBlocked(store, request));
}

/** The same store, as it lists after somebody put something over these keys. */
function over(store: EvidenceStore, hidden: Readonly<Record<string, ListedObject['hiddenBy']>>): EvidenceStore {
  return { ...store, list: async (prefix) => (await store.list(prefix)).map((one) => ({ ...one, hiddenBy: hidden[one.key] ?? null })) };
}

describe('the list of what is published', () => {
  it('[SRS-071] goes by product and version as versions go', async () => {
    const store = memoryStore();
    for (const version of ['2.10.0', '2.9.0', '2.10.0-rc1', 'final', '10.0.0']) await put(store, version);
    await put(store, '1.0.0', 'alarm');
    await put(store, '3.0.0', 'pump', 'NOT READY');
    const { releases, problems } = await listReleases(store);
    expect(releases.map(({ product, version, status }) => `${product} ${version} ${status}`)).toEqual([
      'alarm 1.0.0 published', 'pump 2.9.0 published', 'pump 2.10.0-rc1 published', 'pump 2.10.0 published', 'pump 3.0.0 blocked', 'pump 10.0.0 published', 'pump final published',
    ]);
    expect(problems).toEqual([]);
    expect((await listReleases(store, { product: 'alarm' })).releases).toHaveLength(1);
    expect((await listReleases(store, { product: 'alar' })).releases).toEqual([]);
  });

  it('[STORE_HIDDEN] names what lies over a record, and takes the first version all the same', async () => {
    const store = memoryStore({ locks: true });
    await put(store, '1.0.0');
    await put(store, '1.1.0');
    const { releases, problems } = await listReleases(over(store, { 'releases/pump/1.0.0.json': 'delete-marker', 'releases/pump/1.1.0.json': 'newer-version' }));
    expect(releases.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
    expect(problems).toMatchObject([{ code: 'STORE_HIDDEN', file: 'releases/pump/1.0.0.json', message: expect.stringContaining('delete marker') }, { code: 'STORE_HIDDEN', file: 'releases/pump/1.1.0.json', message: expect.stringContaining('newer version') }]);
    const bundle = [...store.objects.keys()].find((key) => key.startsWith('bundles/pump/1.0.0/') && key.endsWith('.zip'))!;
    expect((await findPublished(over(store, { [bundle]: 'delete-marker' }), { product: 'pump', version: '1.0.0' })).problems).toMatchObject([{ code: 'STORE_HIDDEN', file: bundle }]);
  });

  it('names damaged and stray objects, and lists the rest', async () => {
    const store = memoryStore();
    await put(store, '1.0.0');
    store.objects.set('releases/pump/9.9.9.json', new TextEncoder().encode('{'));
    store.objects.set('releases/readme.txt', new TextEncoder().encode('x'));
    store.objects.set('status/pump/1.0.0/note.txt', new TextEncoder().encode('x'));
    store.objects.set('status/pump/7.7.7/x.sigstore.json', new TextEncoder().encode('x'));
    store.objects.set('status/stray', new TextEncoder().encode('x'));
    store.objects.set('releases/', new Uint8Array()); // what a console makes of a folder
    const { releases, problems } = await listReleases(store);
    expect(releases).toMatchObject([{ version: '1.0.0', status: 'published' }]);
    expect(problems.map(({ file, code }) => `${file} ${code}`).sort()).toEqual([
      'releases/pump/9.9.9.json STORE_UNUSABLE', 'releases/readme.txt STORE_UNUSABLE', 'status/pump/1.0.0/note.txt STORE_UNUSABLE', 'status/pump/7.7.7/x.sigstore.json STORE_UNUSABLE', 'status/stray STORE_UNUSABLE',
    ]);
  });

  it('with --locks says what the store has now: less than recorded, or nothing', async () => {
    const store = memoryStore({ locks: true });
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await put(store, version);
    const bundle = (version: string): string => [...store.objects.keys()].find((key) => key.startsWith(`bundles/pump/${version}/`) && key.endsWith('.zip'))!;
    store.locks.set(bundle('1.1.0'), { mode: 'COMPLIANCE', retainUntil: '2027-01-01T00:00:00Z', legalHold: false });
    store.locks.set(bundle('1.2.0'), { mode: 'GOVERNANCE', retainUntil: '2041-11-20T00:00:00Z', legalHold: false });
    store.objects.delete(bundle('1.3.0'));
    const { releases, problems } = await listReleases(store, { locks: true });
    expect(releases.map(({ lock }) => lock && `${lock.mode} ${lock.retainUntil.slice(0, 4)}`)).toEqual(['COMPLIANCE 2041', 'COMPLIANCE 2027', 'GOVERNANCE 2041', null]);
    expect(problems.map(({ code, file }) => `${code} ${file!.split('/')[2]}`)).toEqual(['LOCK_SHORTFALL 1.1.0', 'LOCK_SHORTFALL 1.2.0', 'STORE_LOST 1.3.0']);
    expect((await listReleases(store)).releases[0]).not.toHaveProperty('lock');
  });

  it('is asked with one listing a folder and one read a record, some at once', async () => {
    const store = memoryStore({ locks: true });
    for (let i = 0; i < 200; i += 1) await put(store, `1.${i}.0`);
    let [listings, reads, now, most] = [0, 0, 0, 0];
    const counted: EvidenceStore = {
      ...store,
      list: (prefix) => { listings += 1; return store.list(prefix); },
      open: async (key, at) => {
        expect(at?.versionId, key).toBeTruthy();
        reads += 1;
        most = Math.max(most, now += 1);
        await new Promise((done) => { setImmediate(done); });
        now -= 1;
        return store.open(key, at);
      },
    };
    expect((await listReleases(counted)).releases).toHaveLength(200);
    expect([listings, reads]).toEqual([3, 200]);
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(32);
  });
});

describe('a release by its name', () => {
  it('needs no product while one has published the version', async () => {
    const store = memoryStore();
    await put(store, '1.0.0');
    expect(await releaseName(store, '1.0.0', undefined)).toEqual({ product: 'pump', version: '1.0.0' });
    await put(store, '1.0.0', 'alarm');
    await expect(releaseName(store, '1.0.0', undefined)).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('alarm, pump') });
    await expect(releaseName(store, '2.0.0', undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findPublished(store, { product: 'pump', version: '2.0.0' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
