import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { PLACES, SINCE } from './places.ts';
import { stack } from './signing.ts';
import { paths } from './tools.mjs';

it('our trusted root is value by value the one that cosign makes, on one line with a newline', () => {
  const text = readFileSync(stack.trustedRoot, 'utf8');
  // cosign writes logs and authorities in the order of a Go map: another one each time.
  const sorted = (root: any) => ({ ...root, tlogs: root.tlogs.toSorted(byText), timestampAuthorities: root.timestampAuthorities.toSorted(byText) });
  const byText = (a: unknown, b: unknown) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1);
  expect(sorted(JSON.parse(text))).toEqual(sorted(cosignTrustedRoot()));
  expect(text.split('\n')).toHaveLength(2);
  expect(text.endsWith('\n')).toBe(true);
});

it('the product reads it', () => {
  const { root } = readTrustedRoot(readFileSync(stack.trustedRoot, 'utf8'));
  expect([root.tlogs.length, root.certificateAuthorities.length, root.ctlogs.length, root.timestampAuthorities.length]).toEqual([2, 1, 1, 2]);
});

/** The trusted root that cosign makes of the same authorities, as a value. */
function cosignTrustedRoot(): unknown {
  const out = join(stack.folder, 'cosign_trusted_root.json');
  const key = (file: string) => join(stack.keys, file);
  const start = `start-time=${SINCE}`;
  const names = (url: string) => readFileSync(stack.trustedRoot, 'utf8').includes(`"${url}"`);
  execFileSync(paths.cosign, ['trusted-root', 'create',
    '--fulcio', `url=${PLACES.fulcio},certificate-chain=${key('fulcio.crt')},${start}`,
    '--rekor', `url=${PLACES.rekorV2},public-key=${key('rekor.pub')},${start},origin=127.0.0.1`,
    ...(names(PLACES.rekorV1) ? ['--rekor', `url=${PLACES.rekorV1},public-key=${key('rekor-v1.pub')},${start}`] : []),
    '--ctfe', `url=${PLACES.ctlog},public-key=${key('ct.pub')},${start}`,
    '--tsa', `url=${PLACES.tsa},certificate-chain=${key('tsa-chain.pem')},${start}`,
    ...(names(PLACES.tsa2) ? ['--tsa', `url=${PLACES.tsa2},certificate-chain=${key('tsa2-chain.pem')},${start}`] : []), '--out', out],
  { env: { PATH: process.env.PATH, HOME: join(stack.folder, 'home') }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
  return JSON.parse(readFileSync(out, 'utf8'));
}
