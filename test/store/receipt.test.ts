import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { receiptSealer } from '../../src/cli/receipt-sealer.ts';
import { memorySource } from '../../src/model/source.ts';
import { readPublicKey, readSealingKey } from '../../src/sealing/key.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import type { ObjectLock, StoredVersion } from '../../src/store/evidence-store.ts';
import { publishBundle, type PublishRequest } from '../../src/store/publish.ts';
import { parseReceipt, RECEIPT_TYPE } from '../../src/store/receipt.ts';
import { storageRow, type StorageFacts } from '../../src/store/storage-row.ts';
import { verifyReceipt } from '../../src/store/verify-receipt.ts';
import { memoryStore } from './memory-store.ts';

const UNTIL = '2041-11-20T00:00:00Z';
function request(change: Partial<PublishRequest> = {}): PublishRequest {
  const bytes = new TextEncoder().encode('a bundle');
  return {
    product: 'sample-pump', version: '1.0.0', verdict: 'READY', bundle: memorySource('bundle', bytes), sha256: createHash('sha256').update(bytes).digest('hex'),
    tagManifestSha256: '1'.repeat(64), retainUntil: UNTIL, lock: { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 366 }, ...change,
  };
}
const FOLDER = `bundles/sample-pump/1.0.0/${request().sha256}`;

const keyPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const means = keyMeans(readSealingKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), undefined), undefined);
  return { sealer: receiptSealer(means), policy: { signers: [{ kind: 'key' as const, key: readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()) }] } };
};

describe('the receipt of a publication', () => {
  it('[SRS-073] states what was read back, about the bundle and its content', async () => {
    const store = memoryStore({ locks: true });
    const { record, rows } = await publishBundle(store, request());
    const parsed = parseReceipt(store.objects.get(`${FOLDER}/receipt.json`)!);
    expect('receipt' in parsed && parsed.receipt).toMatchObject({
      sha256: request().sha256, tagManifestSha256: '1'.repeat(64),
      predicate: {
        release: { product: 'sample-pump', version: '1.0.0', verdict: 'READY' }, bundleRetainUntil: UNTIL,
        object: { key: record.bundle.key, versionId: record.bundle.versionId, size: 8, sha256: request().sha256, lock: { mode: 'COMPLIANCE', retainUntil: UNTIL, legalHold: false }, requestIds: ['R1'] },
        store: { kind: 's3', address: 's3://memory/x', bucket: 'memory' }, settings: ['memory'], rows: [{ check: 'CHK-808', verdict: 'pass', clause: '5.8.7' }],
      },
    });
    expect(rows).toMatchObject([{ check: 'CHK-808', verdict: 'pass' }]);
    expect(record.receipt).toMatchObject({ key: `${FOLDER}/receipt.json`, sealed: false });
    expect(JSON.parse(Buffer.from(store.objects.get(`${FOLDER}/receipt.json`)!).toString()).predicateType).toBe(RECEIPT_TYPE);
  });

  it('names no folder of this machine', async () => {
    const store = memoryStore();
    await publishBundle(store, request());
    const parsed = parseReceipt(store.objects.get(`${FOLDER}/receipt.json`)!);
    expect('receipt' in parsed && parsed.receipt.predicate).toMatchObject({ store: { kind: 'directory', address: null, bucket: null }, object: { lock: null }, rows: [{ verdict: 'not-evaluated' }] });
  });

  it('[SRS-073] is sealed with a signer: verified by its key, refused by another, and when a byte changes', async () => {
    const store = memoryStore({ locks: true });
    const { sealer, policy } = keyPair();
    const { record, receiptSealed } = await publishBundle(store, request(), sealer);
    expect([receiptSealed, record.receipt]).toEqual([true, expect.objectContaining({ key: `${FOLDER}/receipt.sigstore.json`, sealed: true })]);
    const bytes = store.objects.get(`${FOLDER}/receipt.sigstore.json`)!;
    const verified = verifyReceipt(bytes, policy);
    expect('receipt' in verified && verified).toMatchObject({ signature: { problems: [] }, receipt: { sha256: request().sha256 } });
    const other = verifyReceipt(bytes, keyPair().policy);
    expect('receipt' in other && other.signature?.problems[0]).toMatchObject({ code: 'KEY_UNKNOWN' });
    const text = Buffer.from(bytes).toString();
    const { dsseEnvelope: { payload } } = JSON.parse(text) as { dsseEnvelope: { payload: string } };
    const changed = Buffer.from(Buffer.from(payload, 'base64').toString().replaceAll('2041-11', '2049-11')).toString('base64');
    const forged = verifyReceipt(Buffer.from(text.replace(payload, changed)), policy);
    expect('receipt' in forged && forged.signature?.problems[0]?.code).toBe('SIGNATURE_INVALID');
  });

  it('of a store that cannot say it is unsigned is said to be: no signature is no verification', async () => {
    const store = memoryStore();
    await publishBundle(store, request());
    const read = verifyReceipt(store.objects.get(`${FOLDER}/receipt.json`)!, keyPair().policy);
    expect('receipt' in read && read.signature).toBeNull();
  });

  it('is put once more when a signer comes later; the record names the first', async () => {
    const store = memoryStore({ locks: true });
    await publishBundle(store, request());
    const { sealer } = keyPair();
    const again = await publishBundle(store, request(), sealer);
    expect([again.outcome, again.receiptSealed, again.record.receipt?.sealed]).toEqual(['already-published', true, false]);
    expect(again.objects.filter(({ what }) => what === 'receipt').map(({ stored }) => stored.key)).toEqual([`${FOLDER}/receipt.json`, `${FOLDER}/receipt.sigstore.json`]);
    const third = await publishBundle(store, request(), sealer);
    expect([third.receiptSealed, third.warnings, store.objects.size]).toEqual([true, [], 4]);
  });

  it('of a run that was killed is used again, sealed or not, and not made anew', async () => {
    for (const sealer of [{}, keyPair().sealer]) {
      const store = memoryStore({ locks: true });
      let puts = 0;
      const killed = { ...store, putNew: async (object: Parameters<typeof store.putNew>[0]) => { puts += 1; if (puts === 3) throw new Error('killed'); return store.putNew(object); } };
      await expect(publishBundle(killed, request(), sealer)).rejects.toThrow('killed');
      const before = new Map(store.objects);
      const { outcome } = await publishBundle(store, request(), sealer);
      expect(outcome).toBe('published');
      for (const [key, bytes] of before) expect(store.objects.get(key), key).toBe(bytes);
    }
  });

  it('of somebody else stands in nobody\'s way: the unsigned one counts, and that is said', async () => {
    const store = memoryStore({ locks: true });
    store.objects.set(`${FOLDER}/receipt.sigstore.json`, new TextEncoder().encode('{}'));
    const first = await publishBundle(store, request(), keyPair().sealer);
    expect([first.receiptSealed, first.record.receipt?.key]).toEqual([false, `${FOLDER}/receipt.json`]);
    expect(first.warnings).toMatchObject([{ code: 'STORE_CONFLICT', file: `${FOLDER}/receipt.sigstore.json` }]);
    expect((await publishBundle(store, request(), keyPair().sealer)).warnings).toMatchObject([{ code: 'STORE_CONFLICT' }]);
  });

  it.each([['{}'], ['not JSON'], ['']])('that is none (%s) where the unsigned one belongs ends it: nothing is published', async (text) => {
    const store = memoryStore();
    store.objects.set(`${FOLDER}/receipt.json`, new TextEncoder().encode(text));
    await expect(publishBundle(store, request())).rejects.toMatchObject({ code: 'STORE_UNUSABLE', exit: 'publishing' });
    expect([...store.objects.keys()].some((key) => key.startsWith('releases/'))).toBe(false);
  });

  it.each([
    ['more white space', (text: string) => text.replace('{', '{ ')],
    ['a field that nobody knows', (text: string) => text.replace('"format":"1"', '"format":"1","more":1')],
    ['no rows', (text: string) => text.replace(/"rows":\[.*?\],"settings"/, '"rows":[],"settings"')],
    ['a digest of its own', (text: string) => text.replace(/("sha256":")[0-9a-f]{64}("},"name":"sample-pump)/, `$1${'0'.repeat(64)}$2`)],
    ['another type', (text: string) => text.replace('publication-receipt/v1', 'publication-receipt/v2')],
    ['two bytes less', (text: string) => text.slice(0, -2)],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
  ])('with %s is none', async (_what, change) => {
    const store = memoryStore({ locks: true });
    await publishBundle(store, request());
    const text = Buffer.from(store.objects.get(`${FOLDER}/receipt.json`)!).toString();
    expect(change(text)).not.toBe(text);
    expect(parseReceipt(Buffer.from(change(text)))).toHaveProperty('fault');
    expect(verifyReceipt(Buffer.from(change(text)), { signers: [] })).toHaveProperty('fault');
  });
});

describe('CHK-808', () => {
  const lock: ObjectLock = { mode: 'COMPLIANCE', retainUntil: UNTIL, legalHold: false };
  const row = (found: ObjectLock | null, change: Partial<StorageFacts> = {}) => storageRow({
    bundle: { key: 'k', versionId: 'v', lock: found } as StoredVersion, release: 'sample-pump 1.0.0', retainUntil: UNTIL, asked: lock, declared: false, ...change,
  });

  it('[SRS-073] passes for COMPLIANCE until the day of the bundle or later, and for nothing else', () => {
    expect(row(lock)).toMatchObject({ verdict: 'pass', clause: '5.8.7', subjects: ['sample-pump 1.0.0'] });
    expect(row({ ...lock, retainUntil: '2042-01-01T00:00:00Z' }).verdict).toBe('pass');
    expect(row({ ...lock, retainUntil: '2041-11-19T23:59:59Z' })).toMatchObject({ verdict: 'fail', severity: 'error' });
    expect(row({ ...lock, retainUntil: 'unreadable' })).toMatchObject({ verdict: 'fail', severity: 'error' });
    expect(row(null)).toMatchObject({ verdict: 'fail', severity: 'error' });
    expect(row({ ...lock, mode: 'GOVERNANCE' })).toMatchObject({ verdict: 'fail', severity: 'error' });
    expect(row({ ...lock, mode: 'GOVERNANCE' }, { asked: { ...lock, mode: 'GOVERNANCE' } })).toMatchObject({ verdict: 'fail', severity: 'warning' });
    expect(row(lock, { retainUntil: null }).verdict).toBe('not-evaluated');
  });

  it('is never passed by a directory', () => {
    expect(row(null, { asked: null })).toMatchObject({ verdict: 'not-evaluated' });
    expect(row(null, { asked: null, declared: true })).toMatchObject({ verdict: 'not-applicable' });
  });

  it('shows what was read', () => {
    expect(row(lock).read.map(({ value }) => value)).toEqual(['v', 'COMPLIANCE', UNTIL, false, UNTIL]);
    expect(row(null).read.map(({ value }) => value)).toEqual(['v', null, null, null, UNTIL]);
  });
});
