import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { renderChecksDoc } from '../../src/checks/document.ts';

it('[SRS-095] docs/checks.md is what the catalogue says (node scripts/write-checks-doc.mjs)', () => {
  expect(readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8')).toBe(renderChecksDoc());
});

it('the catalogue version is the version of the npm package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(CATALOGUE).toBe(version);
});
