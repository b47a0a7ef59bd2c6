import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/bundle/limits.ts';
import { REFUSAL_CODES } from '../../src/bundle/refusal-codes.ts';
import { STEPS } from '../../src/bundle/verification.ts';
import { EMPTY_TRUSTED_ROOT } from '../../src/sealing/trusted-root.ts';

const spec = readFileSync(new URL('../../docs/bundle-format.md', import.meta.url), 'utf8');

describe('docs/bundle-format.md', () => {
  it('has the table of refusal codes of the code', () => {
    const rows = Object.entries(REFUSAL_CODES).map(([code, { exit, section, meaning }]) => `| \`${code}\` | ${exit} | §${section} | ${meaning} |`);
    const table = ['| code | exit | section | meaning |', '|---|---|---|---|', ...rows].join('\n');
    const written = /<!-- codes:begin[^>]*-->\n([\s\S]*?)\n<!-- codes:end -->/.exec(spec)?.[1];
    expect(written).toBe(table);
  });

  it('numbers the steps as verification runs them', () => {
    const numbered = [...spec.matchAll(/^(\d+)\. \*\*([a-z -]+)\.\*\*/gm)].map((match) => match[2]!.replace(' ', '-'));
    expect(numbered).toEqual([...STEPS]);
  });

  it('shows the trusted root of a key seal byte for byte', () => {
    expect(spec).toContain(`\n${EMPTY_TRUSTED_ROOT}`);
  });

  it('names the limits of the code', () => {
    for (const text of [`${LIMITS.entries / 1000},000`, `${LIMITS.directory / 2 ** 20} MiB`, `${LIMITS.bytes / 2 ** 30} GiB`, `${LIMITS.expansionFrom / 2 ** 20} MiB`, `${LIMITS.expansion} times`, `${LIMITS.text / 2 ** 20} MiB each`, `${LIMITS.results / 2 ** 20} MiB`]) {
      expect(spec).toContain(text);
    }
  });
});
