import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareTrustedRoots } from '../../src/sealing/compare-trusted-roots.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { EMPTY_TRUSTED_ROOT } from '../../src/sealing/trusted-root.ts';

type Json = any; // a root is bent in every way here
const seeds = JSON.parse(readFileSync(new URL('../../node_modules/@sigstore/tuf/seeds.json', import.meta.url), 'utf8')) as Json;
const PUBLIC = Buffer.from(seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json'], 'base64').toString('utf8');
const bent = (change: (root: Json) => void) => {
  const root = JSON.parse(PUBLIC) as Json;
  change(root);
  return readTrustedRoot(JSON.stringify(root), 'usage');
};
const whole = bent(() => {});
const size = 7;

describe('two trusted roots', () => {
  it('are the same in whatever form and order of fields they came', () => {
    expect(compareTrustedRoots(readTrustedRoot(whole.text, 'usage'), bent(() => {}))).toEqual({ same: true, added: [], removed: [], changed: [] });
  });

  it('differ by who was added and removed', () => {
    const less = bent((root) => { root.tlogs.pop(); root.timestampAuthorities.pop(); });
    const names = ['transparency log log2025-1.rekor.sigstore.dev', 'timestamp authority O=sigstore.dev, CN=sigstore-tsa'].sort();
    const shown = (lines: readonly { role: string; name: string }[]) => lines.map((line) => `${line.role} ${line.name}`).sort();
    expect(shown(compareTrustedRoots(less, whole).added)).toEqual(names);
    expect(shown(compareTrustedRoots(whole, less).removed)).toEqual(names);
    expect(compareTrustedRoots(whole, less)).toMatchObject({ same: false, added: [], changed: [] });
    expect(compareTrustedRoots(readTrustedRoot(EMPTY_TRUSTED_ROOT, 'usage'), whole).added).toHaveLength(size);
  });

  it('differ by a window that was ended, which is no removal', () => {
    const ended = bent((root) => { root.tlogs[0].publicKey.validFor.end = '2026-06-01T00:00:00Z'; });
    const { added, removed, changed } = compareTrustedRoots(whole, ended);
    expect([added, removed]).toEqual([[], []]);
    expect(changed).toEqual([{ before: expect.not.objectContaining({ end: expect.anything() }), after: expect.objectContaining({ name: 'rekor.sigstore.dev', end: '2026-06-01T00:00:00Z' }) }]);
  });

  it('differ when another intermediate stands under the same top', () => {
    const other = bent((root) => { root.certificateAuthorities[1].certChain.certificates.shift(); });
    const { added, removed, changed } = compareTrustedRoots(whole, other);
    expect([added.length, removed.length, changed.length]).toEqual([1, 1, 0]);
    expect(added[0]!.id).toBe(removed[0]!.id); // the top is what the line names
  });

  it('differ without a line when only an address below a host or an operator changed', () => {
    const other = bent((root) => { root.tlogs[0].operator = 'somebody'; });
    expect(compareTrustedRoots(whole, other)).toEqual({ same: false, added: [], removed: [], changed: [] });
  });

  it('keep two windows of one key apart', () => {
    const twice = bent((root) => { root.tlogs.push({ ...root.tlogs[0], publicKey: { ...root.tlogs[0].publicKey, validFor: { start: '2027-01-01T00:00:00Z' } } }); });
    expect(compareTrustedRoots(whole, twice)).toMatchObject({ added: [{ start: '2027-01-01T00:00:00Z' }], removed: [], changed: [] });
    expect(compareTrustedRoots(twice, whole)).toMatchObject({ added: [], removed: [{ start: '2027-01-01T00:00:00Z' }], changed: [] });
  });
});
