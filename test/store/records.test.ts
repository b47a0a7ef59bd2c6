import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Retention } from '../../src/model/lists.ts';
import type { EvidenceSet } from '../../src/model/evidence.ts';
import { memorySource } from '../../src/model/source.ts';
import { retainUntil } from '../../src/pipeline/retain-until.ts';
import { fetchBundle, listReleases } from '../../src/store/list.ts';
import { publishBundle, type PublishRequest } from '../../src/store/publish.ts';
import { memoryStore } from './memory-store.ts';

function request(change: Partial<PublishRequest> = {}): PublishRequest {
  const bytes = new TextEncoder().encode('a bundle');
  return {
    product: 'sample-pump', version: '1.0.0', verdict: 'READY', bundle: memorySource('bundle', bytes), sha256: createHash('sha256').update(bytes).digest('hex'),
    tagManifestSha256: '1'.repeat(64), retainUntil: null, lock: { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 366 }, ...change,
  };
}

describe('release records', () => {
  it('that nobody could read are never written: the version stays free', async () => {
    const store = memoryStore();
    await expect(publishBundle(store, request({ retainUntil: '2041-02-31T00:00:00Z' }))).rejects.toMatchObject({ code: 'NOT_PUBLISHABLE' });
    expect(store.objects.size).toBe(0);
    expect((await publishBundle(store, request())).outcome).toBe('published');
  });

  it('at the place of another release are damaged, whoever put them there', async () => {
    const store = memoryStore();
    await publishBundle(store, request());
    const record = store.objects.get('releases/sample-pump/1.0.0.json')!;
    for (const key of ['releases/sample-pump/2.0.0.json', 'releases/other/1.0.0.json', 'releases/x.json', `blocked/releases/sample-pump/1.0.0/${request().sha256}.json`]) store.objects.set(key, record);
    const { releases, problems } = await listReleases(store);
    expect(releases.map(({ product, version }) => `${product} ${version}`)).toEqual(['sample-pump 1.0.0']);
    expect(problems).toHaveLength(4);
    await expect(fetchBundle(store, { product: 'sample-pump', version: '2.0.0' }, () => undefined)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  it('that name a bundle elsewhere are damaged', async () => {
    const store = memoryStore();
    await publishBundle(store, request());
    const key = 'releases/sample-pump/1.0.0.json';
    const record = JSON.parse(Buffer.from(store.objects.get(key)!).toString());
    record.bundle.key = 'bundles/other/9.9.9/bundle.zip';
    store.objects.set(key, Buffer.from(JSON.stringify(record)));
    await expect(fetchBundle(store, request(), () => undefined)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });
});

describe('the day until which a release is kept', () => {
  const until = (...days: string[]) => retainUntil({ contents: { retention: days.map((day) => ({ file: {}, content: { retainUntil: day } as Retention })) } } as unknown as EvidenceSet);

  it('is the latest that is a day', () => {
    expect(until('2040-01-01', '2041-11-20', '2039-12-31')).toBe('2041-11-20T00:00:00Z');
    expect(until('2040-01-01', '2041-02-31', '2099-01-01 or so', '2042-13-01', 'never')).toBe('2040-01-01T00:00:00Z');
    expect(until('2041-11-20T00:00:00+14:00', '2041-11-20')).toBe('2041-11-20T00:00:00Z');
    expect(until('soon')).toBeNull();
  });
});
