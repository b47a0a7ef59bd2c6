import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, type Need } from '../../src/store/behaviours.ts';
import { MINIO } from '../stack/s3/deviations/minio.ts';
import { VERSITYGW } from '../stack/s3/deviations/versitygw.ts';

const text = readFileSync(new URL('../../docs/store.md', import.meta.url), 'utf8');
const rows = new Map([...text.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \|$/gm)].map(([, id, rest]) => [id!, rest!.split(' | ')]));
const NEED: Readonly<Record<Need, string>> = { 'always': 'both', 'COMPLIANCE': 'COMPLIANCE', 'GOVERNANCE': 'GOVERNANCE', 'when-tried': 'both, when tried', 'no': 'none' };
const SAID = { 'holds': /^yes\b/, 'does-not-hold': /^\*\*no\*\*/, 'not-tried': /^not tried\b/ } as const;

describe('docs/store.md', () => {
  it.each(BEHAVIOURS.map((one) => [one.id, one] as const))('tells %s as the code and the measured tables of deviations have it', (id, one) => {
    const [behaviour, need, otherwise, minio, versitygw] = rows.get(id) ?? [];
    expect({ behaviour, need, otherwise }).toEqual({ behaviour: one.behaviour, need: NEED[one.need], otherwise: one.otherwise });
    expect(minio).toMatch(SAID[MINIO[id] ?? 'holds']);
    expect(versitygw).toMatch(SAID[VERSITYGW[id] ?? 'holds']);
  });

  it('has no row too many, and recommends neither server', () => {
    expect([...rows.keys()].filter((id) => !BEHAVIOURS.some((one) => one.id === id) && !['publisher', 'auditor', 'doctor'].includes(id))).toEqual([]);
    expect(text).toContain('**Neither is recommended.**');
  });
});
