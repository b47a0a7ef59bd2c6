import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { stack } from './signing.ts';
import { cosignTrustedRoot } from './stack.ts';

it('our trusted root is value by value the one that cosign makes, on one line with a newline', () => {
  const text = readFileSync(stack.trustedRoot, 'utf8');
  // cosign writes logs and authorities in the order of a Go map: another one each time.
  const sorted = (root: any) => ({ ...root, tlogs: root.tlogs.toSorted(byText), timestampAuthorities: root.timestampAuthorities.toSorted(byText) });
  const byText = (a: unknown, b: unknown) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1);
  expect(sorted(JSON.parse(text))).toEqual(sorted(cosignTrustedRoot(stack)));
  expect(text.split('\n')).toHaveLength(2);
  expect(text.endsWith('\n')).toBe(true);
});

it('the product reads it', () => {
  const { root } = readTrustedRoot(readFileSync(stack.trustedRoot, 'utf8'));
  expect([root.tlogs.length, root.certificateAuthorities.length, root.ctlogs.length, root.timestampAuthorities.length]).toEqual([2, 1, 1, 2]);
});
