import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderCliDoc } from '../../src/cli/cli-doc.ts';
import { renderFormatsDoc } from '../../src/cli/formats-doc.ts';
import { EXIT, EXIT_MEANINGS } from '../../src/cli/exit-codes.ts';
import { VERSION } from '../../src/model/version.ts';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('[SRS-095] documents that are written from the code', () => {
  it.each([['docs/cli.md', renderCliDoc], ['docs/formats.md', renderFormatsDoc]])('%s says what the code does', (path, render) => {
    expect(text(path), 'run: node scripts/write-docs.mjs').toBe(render());
  });

  it('gives every exit code a meaning', () => {
    expect(Object.keys(EXIT_MEANINGS)).toEqual(Object.keys(EXIT));
    expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
  });

  it('has one version', () => {
    expect(JSON.parse(text('package.json')).version).toBe(VERSION);
  });
});
