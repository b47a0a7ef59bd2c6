import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { giveLinks } from '../../src/cli/fetch-links.ts';
import type { Io } from '../../src/cli/io.ts';
import { memorySource } from '../../src/model/source.ts';
import { OUTPUT_SCHEMAS } from '../../src/results/json-schemas.ts';
import type { EvidenceStore } from '../../src/store/evidence-store.ts';
import { findPublished } from '../../src/store/fetch.ts';
import { publishBundle } from '../../src/store/publish.ts';
import { memoryStore } from '../store/memory-store.ts';

const bytes = new TextEncoder().encode('a bundle');
const sha256 = createHash('sha256').update(bytes).digest('hex');

async function links(options: { readonly json?: boolean; readonly expires?: number } = {}, change: (store: EvidenceStore) => EvidenceStore = (store) => store): Promise<{ out: string; err: string }> {
  const store = change(memoryStore({ locks: true }));
  await publishBundle(store, {
    product: 'pump', version: '1.0.0', verdict: 'READY', bundle: memorySource('bundle', bytes), sha256, tagManifestSha256: '1'.repeat(64), retainUntil: '2041-11-20T00:00:00Z',
    lock: { mode: 'COMPLIANCE', legalHold: false, retainUntil: undefined, confirmBeyondDays: 36_600 },
  });
  const said = { out: '', err: '' };
  const io: Io = {
    cwd: '', env: {}, out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, outIsTerminal: false, errIsTerminal: false, stdin: async () => '', now: () => new Date('2026-11-24T09:00:00Z'),
  };
  expect(await giveLinks(io, { store, found: await findPublished(store, { product: 'pump', version: '1.0.0' }) }, options)).toBe(0);
  return said;
}

describe('[SRS-154] links for an auditor without an account', () => {
  it('are for the pinned versions, with their digests and their end, and are called secrets', async () => {
    const { out, err } = await links({ json: true, expires: 7200 });
    const answer = JSON.parse(out);
    expect(OUTPUT_SCHEMAS['fetch-links']![1].safeParse(answer).error).toBeUndefined();
    expect(answer).toMatchObject({ product: 'pump', version: '1.0.0', status: 'published', expiresAt: '2026-11-24T11:00:00Z' });
    expect(answer.links.map(({ what, file }: { what: string; file: string }) => `${what} ${file}`)).toEqual(['bundle pump-1.0.0.evidence.zip', 'receipt pump-1.0.0.receipt.json', 'record pump-1.0.0.record.json']);
    expect(answer.links[0].sha256).toBe(sha256);
    expect(err).toContain('until 2026-11-24T11:00:00Z');
    expect(err).toContain('like a password');
    expect(err, 'a log of standard error holds no secret').not.toContain('https://');
  });

  it('are given as commands that compare what comes', async () => {
    const { out } = await links();
    expect(out).toContain(`curl --fail --location --output pump-1.0.0.evidence.zip 'https://memory.example/bundles/pump/1.0.0/${sha256}/pump-1.0.0.evidence.zip'`);
    expect(out).toContain(`sha256sum --check <<END\n${sha256}  pump-1.0.0.evidence.zip\n`);
  });

  it('with a quote in them are quoted for the shell', async () => {
    const { out } = await links({}, (store) => ({ ...store, locking: { ...store.locking!, presign: async () => "https://x/'; rm -rf ~; '" } }));
    expect(out).toContain(`'https://x/'\\''; rm -rf ~; '\\'''`);
  });
});
