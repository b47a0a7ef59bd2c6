import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EvidenceError } from '../../src/model/problem.ts';
import { memorySource } from '../../src/model/source.ts';
import { type Audit, type AuditRequest, auditStore } from '../../src/store/audit.ts';
import type { EvidenceStore, ListedObject, StoredVersion } from '../../src/store/evidence-store.ts';
import { publishBundle, recordBlocked } from '../../src/store/publish.ts';
import { endsBefore, extendAll, holdAll, locksOf } from '../../src/store/prolong.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

const UNTIL = '2041-11-20T00:00:00Z';
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

async function publish(store: EvidenceStore, version: string, { product = 'sample-pump', verdict = 'READY' as 'READY' | 'NOT READY', hold = false } = {}) {
  const content = `bundle of ${product} ${version}`;
  const request = {
    product, version, verdict, bundle: memorySource('bundle', new TextEncoder().encode(content)), sha256: sha(content), tagManifestSha256: sha(`tags ${content}`), retainUntil: UNTIL,
    lock: { mode: 'COMPLIANCE' as const, legalHold: hold, retainUntil: undefined, confirmBeyondDays: 366 },
  };
  return verdict === 'NOT READY' ? recordBlocked(store, request) : publishBundle(store, request);
}

async function stored(): Promise<MemoryStore> {
  const store = memoryStore({ locks: true });
  await publish(store, '1.0.0');
  await publish(store, '1.1.0');
  await publish(store, '1.2.0', { verdict: 'NOT READY' });
  return store;
}

const audit = (store: EvidenceStore, request: Partial<AuditRequest> = {}): Promise<Audit> => auditStore(store, { how: 'server', warnDays: 90, ...request });
const keyOf = (store: MemoryStore, ending: string): string => [...store.objects.keys()].find((key) => key.endsWith(ending))!;
const codes = (found: Audit) => found.problems.map(({ code, file }) => `${code} ${file.split('/').at(-1)}`);
const warned = (found: Audit) => found.warnings.map(({ code, file }) => `${code} ${file.split('/').at(-1)}`);

describe('[SRS-141] store audit', () => {
  it('proves every object of every record, blocked ones too', async () => {
    const found = await audit(await stored());
    expect(found).toMatchObject({ verdict: 'proved', at: '2026-11-20T09:00:00Z', counts: { releases: 3, objects: 8, problems: 0, warnings: 0 }, orphans: [], foreign: [], throwAway: 0 });
    expect(found.releases.map(({ version, kind, status, retainUntil, lockedUntil, objects }) => [version, kind, status, retainUntil, lockedUntil, objects.map((one) => one.what).join()])).toEqual([
      ['1.0.0', 'published', 'proved', UNTIL, UNTIL, 'record,bundle,receipt'], ['1.1.0', 'published', 'proved', UNTIL, UNTIL, 'record,bundle,receipt'], ['1.2.0', 'blocked', 'proved', UNTIL, UNTIL, 'record,bundle'],
    ]);
  });

  it('takes nothing for something: an empty store, another product, another version', async () => {
    await expect(audit(memoryStore({ locks: true }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(audit(await stored(), { product: 'other' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(audit(await stored(), { version: '9.9.9' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const onlyBundle = await stored();
    for (const key of [...onlyBundle.objects.keys()]) if (key.endsWith('.json') && !key.includes('receipt')) onlyBundle.objects.delete(key);
    await expect(audit(onlyBundle)).rejects.toMatchObject({ code: 'NOT_FOUND', hint: '5 objects are there that no release record names' });
  });

  it('looks at one product and one version when asked', async () => {
    const store = await stored();
    await publish(store, '1.0.0', { product: 'other-pump' });
    expect((await audit(store, { product: 'other-pump' })).releases.map(({ product }) => product)).toEqual(['other-pump']);
    expect((await audit(store, { version: '1.0.0' })).releases.map(({ product }) => product)).toEqual(['other-pump', 'sample-pump']);
  });

  it.each([['bundle', '1.0.0.evidence.zip'], ['receipt', 'receipt.json']])('misses a %s that is gone', async (_, ending) => {
    const store = await stored();
    store.objects.delete(keyOf(store, ending));
    const found = await audit(store);
    expect(found).toMatchObject({ verdict: 'not-proved', counts: { problems: 1 } });
    expect(codes(found)).toEqual([`STORE_LOST ${keyOf(await stored(), ending).split('/').at(-1)}`]);
    expect(found.releases.filter(({ status }) => status === 'failed')).toHaveLength(1);
  });

  it('finds a version whose content is not what was published, by digest and by size', async () => {
    const store = await stored();
    const key = keyOf(store, '1.0.0.evidence.zip');
    const prove: EvidenceStore['prove'] = async (at, how) => { const seen = await store.prove(at, how); return seen && at === key ? { ...seen, sha256: sha('other') } : seen; };
    expect(codes(await audit({ ...store, prove }))).toEqual(['STORE_ALTERED sample-pump-1.0.0.evidence.zip']);
    const shorter: EvidenceStore['prove'] = async (at, how) => { const seen = await store.prove(at, how); return seen && at === key ? { ...seen, size: seen.size - 1 } : seen; };
    expect(codes(await audit({ ...store, prove: shorter }))).toEqual(['STORE_ALTERED sample-pump-1.0.0.evidence.zip']);
  });

  it('names a damaged record, goes on with the others, and says what nobody names any more', async () => {
    const store = await stored();
    store.objects.set('releases/sample-pump/1.0.0.json', new TextEncoder().encode('{'));
    const found = await audit(store);
    expect(codes(found)).toEqual(['STORE_UNUSABLE 1.0.0.json']);
    expect(found.releases.map(({ version }) => version)).toEqual(['1.1.0', '1.2.0']);
    expect(found.counts.releases).toBe(3);
    expect(warned(found)).toEqual(['UNRECORDED receipt.json', 'UNRECORDED sample-pump-1.0.0.evidence.zip']);
    expect(found.orphans[0]!.lock).toMatchObject({ mode: 'COMPLIANCE', retainUntil: UNTIL });
  });

  it.each([
    ['no lock', null, 'it is not locked'],
    ['a shorter lock', { mode: 'COMPLIANCE', retainUntil: '2041-11-19T23:59:59Z', legalHold: false }, 'it is kept until 2041-11-19T23:59:59Z only'],
    ['another mode', { mode: 'GOVERNANCE', retainUntil: UNTIL, legalHold: false }, 'its mode is GOVERNANCE'],
  ] as const)('finds %s', async (_, lock, words) => {
    const store = await stored();
    const key = keyOf(store, '1.0.0.evidence.zip');
    if (lock === null) store.locks.delete(key);
    else store.locks.set(key, lock);
    const found = await audit(store);
    expect(found.problems).toMatchObject([{ code: 'LOCK_SHORTFALL', file: key, message: words, expected: `COMPLIANCE until ${UNTIL}` }]);
  });

  it('takes a longer lock for enough, and says when one ends soon or has ended', async () => {
    const store = await stored();
    for (const key of store.locks.keys()) store.locks.set(key, { mode: 'COMPLIANCE', retainUntil: '2060-01-01T00:00:00Z', legalHold: false });
    expect(await audit(store)).toMatchObject({ verdict: 'proved', counts: { warnings: 0 } });
    const late = (now: string): EvidenceStore => ({ ...store, prove: async (key, at) => { const seen = await store.prove(key, at); return seen && { ...seen, provedAt: now }; } });
    const soon = await audit(late('2059-12-31T00:00:00Z'));
    expect(soon).toMatchObject({ verdict: 'proved', counts: { warnings: 8 } });
    expect(soon.releases.map(({ status }) => status)).toEqual(['warned', 'warned', 'warned']);
    expect(soon.warnings[0]).toMatchObject({ code: 'RETENTION_ENDS', message: 'its retention ends at 2060-01-01T00:00:00Z, in 1 days' });
    expect((await audit(late('2060-01-02T00:00:00Z'))).warnings[0]!.message).toContain('its retention ended at');
    expect((await audit(late('2059-12-31T00:00:00Z'), { warnDays: 0 })).warnings).toEqual([]);
  });

  it('says that a hold was lifted', async () => {
    const store = memoryStore({ locks: true });
    await publish(store, '1.0.0', { hold: true });
    const key = keyOf(store, '.evidence.zip');
    store.locks.set(key, { ...store.locks.get(key)!, legalHold: false });
    expect(warned(await audit(store))).toEqual(['LOCK_SHORTFALL sample-pump-1.0.0.evidence.zip']);
  });

  it.each([['delete-marker', 'a delete marker lies over the record'], ['newer-version', 'a newer version lies over the record']] as const)('finds a %s over a record', async (hiddenBy, words) => {
    const store = await stored();
    const list: EvidenceStore['list'] = async (prefix) => (await store.list(prefix)).map((one): ListedObject => (one.key === 'releases/sample-pump/1.0.0.json' ? { ...one, hiddenBy } : one));
    const found = await audit({ ...store, list });
    expect(found.problems).toMatchObject([{ code: 'STORE_HIDDEN', message: words }]);
    store.objects.set('releases/sample-pump/1.0.0.json', new TextEncoder().encode('{'));
    expect(codes(await audit({ ...store, list }))).toEqual(['STORE_UNUSABLE 1.0.0.json', 'STORE_HIDDEN 1.0.0.json']);
  });

  it('finds a pinned version that is not the first, or that the store does not list', async () => {
    const store = await stored();
    const key = keyOf(store, '1.0.0.evidence.zip');
    const first: EvidenceStore['list'] = async (prefix) => (await store.list(prefix)).map((one) => (one.key === key ? { ...one, versionId: 'an-earlier-one' } : one));
    expect(codes(await audit({ ...store, list: first }))).toEqual(['STORE_HIDDEN sample-pump-1.0.0.evidence.zip']);
    const unlisted: EvidenceStore['list'] = async (prefix) => (await store.list(prefix)).filter((one) => one.key !== key);
    expect(codes(await audit({ ...store, list: unlisted }))).toEqual(['STORE_HIDDEN sample-pump-1.0.0.evidence.zip']);
    const warns: EvidenceStore['prove'] = async (at, how): Promise<StoredVersion | null> => { const seen = await store.prove(at, how); return seen && at === key ? { ...seen, warnings: [{ file: at, code: 'STORE_HIDDEN', message: 'something lies over it' }] } : seen; };
    expect((await audit({ ...store, prove: warns })).problems).toMatchObject([{ code: 'STORE_HIDDEN', message: 'something lies over it' }]);
  });

  it('does not take an object for proved that it may not look at', async () => {
    const store = await stored();
    const key = keyOf(store, '1.0.0.evidence.zip');
    const prove: EvidenceStore['prove'] = async (at, how) => {
      if (at === key) throw new EvidenceError('STORE_DENIED', 'publishing', 'this account may not');
      return store.prove(at, how);
    };
    const found = await audit({ ...store, prove });
    expect(codes(found)).toEqual(['STORE_DENIED sample-pump-1.0.0.evidence.zip']);
    expect(found.releases[0]!.objects.find(({ what }) => what === 'bundle')).toMatchObject({ proof: null, sha256: null, provedAt: null });
    await expect(audit({ ...store, prove: async () => { throw new TypeError('a defect'); } })).rejects.toThrow(TypeError);
  });

  it('names what belongs to no release: keys of others, throw-away objects, uploads', async () => {
    const store = await stored();
    for (const key of ['notes.txt', 'releases/Sample Pump/1.json', '_doctor/00ff/once', 'bundles/x.zip']) store.objects.set(key, new Uint8Array(3));
    const uploads = [{ key: 'bundles/sample-pump/2.0.0/x', uploadId: 'u1', startedAt: '2026-11-19T00:00:00Z' }];
    const found = await audit({ ...store, locking: { ...store.locking!, unfinishedUploads: async () => uploads } });
    expect(found).toMatchObject({ verdict: 'proved', foreign: ['bundles/x.zip', 'notes.txt', 'releases/Sample Pump/1.json'], throwAway: 1, unfinished: uploads });
    expect(found.warnings.map(({ code }) => code)).toEqual(['UPLOAD_UNFINISHED', 'UNRECORDED', 'UNRECORDED', 'UNRECORDED', 'UNRECORDED']);
  });

  it('takes a receipt that was sealed later for part of its release', async () => {
    const store = await stored();
    const receipt = keyOf(store, 'receipt.json');
    const sealed = receipt.replace('receipt.json', 'receipt.sigstore.json');
    store.objects.set(sealed, new Uint8Array(5));
    expect((await audit(store)).problems).toMatchObject([{ code: 'LOCK_SHORTFALL', file: sealed, message: 'it is not locked' }]);
    store.locks.set(sealed, store.locks.get(receipt)!);
    expect(await audit(store)).toMatchObject({ verdict: 'proved', orphans: [], counts: { objects: 9 } });
    expect((await locksOf(store, { product: 'sample-pump', version: '1.0.0' })).objects.map(({ what }) => what)).toEqual(['record', 'bundle', 'receipt', 'receipt']);
  });

  it('says that it could not ask for unfinished uploads, and goes on', async () => {
    const store = await stored();
    const unfinishedUploads = async () => { throw new EvidenceError('STORE_DENIED', 'publishing', 'the account may not list the uploads'); };
    const found = await audit({ ...store, locking: { ...store.locking!, unfinishedUploads } });
    expect(found).toMatchObject({ verdict: 'proved', unfinished: [], warnings: [{ code: 'STORE_DENIED', message: 'unfinished uploads were not looked for: the account may not list the uploads' }] });
  });

  it('reads a seeded sample whole: the same seed, the same bundles', async () => {
    const store = memoryStore({ locks: true });
    for (let i = 0; i < 20; i++) await publish(store, `1.${i}.0`);
    const asked: string[] = [];
    const prove: EvidenceStore['prove'] = async (key, at) => {
      if (at?.how === 'read-back') asked.push(key);
      const seen = await store.prove(key, at);
      return seen && { ...seen, proof: at?.how ?? 'server-sha256' };
    };
    const chosen = async (how: AuditRequest['how']) => {
      asked.length = 0;
      const { counts } = await audit({ ...store, prove }, { how });
      expect(counts.readBack).toBe(asked.length);
      return [...asked].sort();
    };
    const once = await chosen({ sample: 5, seed: 'Q4' });
    expect(once).toHaveLength(5);
    expect(once.every((key) => key.endsWith('.evidence.zip'))).toBe(true);
    expect(await chosen({ sample: 5, seed: 'Q4' })).toEqual(once);
    expect(await chosen({ sample: 5, seed: 'Q3' })).not.toEqual(once);
    expect(await chosen({ sample: 500, seed: 'Q4' })).toHaveLength(20);
    expect(await chosen('server')).toEqual([]);
    expect(await chosen('full')).toHaveLength(60);
  });

  it('proves content in a store without a lock, and never that of a copy whose record speaks of one', async () => {
    const plain = memoryStore();
    await publish(plain, '1.0.0');
    expect(await audit(plain)).toMatchObject({ verdict: 'proved', releases: [{ lockedUntil: null }] });
    const locked = await stored();
    const copy: EvidenceStore = { ...locked, kind: 'directory', locking: null };
    expect((await audit(copy)).problems.every(({ code, found }) => code === 'LOCK_SHORTFALL' && found === 'no lock')).toBe(true);
  });

  it('tells how far it is', async () => {
    const seen: string[] = [];
    await audit(await stored(), { onProgress: (done, of) => seen.push(`${done}/${of}`) });
    expect(seen).toEqual(['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8']);
  });
});

describe('[SRS-142] store extend-retention and hold', () => {
  const name = { product: 'sample-pump', version: '1.0.0' };
  const LATER = '2050-01-01T00:00:00Z';

  it('extends every object of one release, and finds nothing to do the second time', async () => {
    const store = await stored();
    const { changes, problems } = await extendAll(store, await locksOf(store, name), LATER);
    expect(problems).toEqual([]);
    expect(changes.map(({ what, before, after, changed }) => [what, before?.retainUntil, after?.retainUntil, changed])).toEqual(['record', 'bundle', 'receipt'].map((what) => [what, UNTIL, LATER, true]));
    const again = await locksOf(store, name);
    expect(again.objects.filter((object) => endsBefore(object, LATER))).toEqual([]);
    expect((await extendAll(store, again, LATER)).changes.filter(({ changed }) => changed)).toEqual([]);
    expect((await locksOf(store, { ...name, version: '1.1.0' })).objects.every(({ lock }) => lock?.retainUntil === UNTIL)).toBe(true);
  });

  it('never shortens', async () => {
    const store = await stored();
    const { changes } = await extendAll(store, await locksOf(store, name), '2030-01-01T00:00:00Z');
    expect(changes.every(({ changed, after }) => !changed && after?.retainUntil === UNTIL)).toBe(true);
  });

  it('tries the others when one fails, and goes on there when it is run again', async () => {
    const store = await stored();
    const broken = keyOf(store, '1.0.0.evidence.zip');
    const locking = { ...store.locking!, extendRetention: async (...[key, version, lock]: Parameters<NonNullable<EvidenceStore['locking']>['extendRetention']>) => {
      if (key === broken) throw new EvidenceError('LOCK_SHORTFALL', 'publishing', 'not kept');
      return store.locking!.extendRetention(key, version, lock);
    } };
    const first = await extendAll({ ...store, locking }, await locksOf(store, name), LATER);
    expect(first.problems).toMatchObject([{ code: 'LOCK_SHORTFALL', file: broken }]);
    expect(first.changes.filter(({ changed }) => changed)).toHaveLength(2);
    expect((await extendAll(store, await locksOf(store, name), LATER)).changes.filter(({ changed }) => changed).map(({ key }) => key)).toEqual([broken]);
  });

  it('puts and lifts a hold', async () => {
    const store = await stored();
    expect((await holdAll(store, await locksOf(store, name), true)).changes.every(({ changed, after }) => changed && after?.legalHold)).toBe(true);
    expect((await holdAll(store, await locksOf(store, name), true)).changes.some(({ changed }) => changed)).toBe(false);
    expect((await holdAll(store, await locksOf(store, name), false)).changes.every(({ changed, after }) => changed && after?.legalHold === false)).toBe(true);
  });

  it('names what its record names and is gone', async () => {
    const store = await stored();
    store.objects.delete(keyOf(store, '1.0.0.evidence.zip'));
    expect((await locksOf(store, name)).problems).toMatchObject([{ code: 'STORE_LOST' }]);
  });

  it('refuses a store without locks, and a release that is not there or blocked', async () => {
    const plain = memoryStore();
    await publish(plain, '1.0.0');
    await expect(locksOf(plain, name)).rejects.toMatchObject({ code: 'STORE_UNFIT' });
    for (const version of ['9.9.9', '1.2.0']) await expect(locksOf(await stored(), { ...name, version })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
