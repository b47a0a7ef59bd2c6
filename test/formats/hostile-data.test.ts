import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvidenceKind } from '../../src/model/kinds.ts';
import { memorySource } from '../../src/model/source.ts';
import { CSV_KINDS } from '../../src/formats/csv-kinds.ts';
import { FORMATS } from '../../src/formats/index.ts';

const OURS = FORMATS.filter((one) => /^(list-|csv-|sarif|cyclonedx|openvex|kev|needs-json|package-lock)/.test(one.id));
const declared = (kind: EvidenceKind) => ({
  kind, index: 0, columns: Object.fromEntries(((CSV_KINDS as Partial<Record<EvidenceKind, { required: readonly string[] }>>)[kind]?.required ?? []).map((field) => [field, field])),
});
const READERS = OURS.flatMap((one) => one.kinds.map((kind) => [`${one.id} as ${kind}`, one, declared(kind)] as const));

/** Values of every type in the places where readers look. */
const KEYS = ['runs', 'version', 'tool', 'driver', 'results', 'name', 'bomFormat', 'specVersion', 'components', 'metadata', 'component', 'dependencies', 'ref', '@context', 'statements', 'vulnerability',
  'status', 'current_version', 'versions', 'needs', '1', 'id', 'type', 'lockfileVersion', 'packages', 'node_modules/a', 'schema', 'items', 'vulnerabilities', 'licenses', 'hashes', '__proto__', 'invocations', 'suppressions'];
const { any } = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, fc.constantFrom<unknown>('2.1.0', 'CycloneDX', '1.6', 3, 2, null, true, '', 'https://openvex.dev/ns/v0.2.0', '1', -1, 'release-evidence/soup/v1'),
    fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...KEYS), tie('any'), { maxKeys: 6 })),
}));
const SHELLS = [{ version: '2.1.0' }, { bomFormat: 'CycloneDX', specVersion: '1.6' }, { '@context': 'https://openvex.dev/ns', author: 'a' }, { current_version: '1' }, { lockfileVersion: 3 }, { schema: 'release-evidence/soup/v1' }, {}];

describe.each(READERS)('%s', (_name, format, declaration) => {
  it('answers every byte sequence and never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { status, problems } = format.read(memorySource('x', bytes), { declared: declaration });
      if (status === 'refused') expect(problems.length).toBeGreaterThan(0);
      for (const one of problems) expect(one.file).toBe('x');
    }), { numRuns: 60 });
  });

  it('answers JSON with wrong types in every place and never throws', () => {
    fc.assert(fc.property(any, fc.constantFrom(...SHELLS), (value, shell) => {
      const json = JSON.stringify(typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, ...shell } : value);
      const { status, problems } = format.read(memorySource('x', Buffer.from(json)), { declared: declaration });
      if (status !== 'read') expect(problems.length).toBeGreaterThan(0);
    }), { numRuns: 120 });
  });

  it('refuses the empty file', () => {
    expect(format.read(memorySource('x', new Uint8Array()), { declared: declaration })).toMatchObject({ status: 'refused', problems: [{ code: 'EMPTY' }] });
  });
});
