import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/model/source.ts';
import { inspectSource } from '../../src/formats/inspect.ts';

/** Real files of other people with facts that were counted by an independent parser; not part of the project. */
const corpus = new URL('../../../shared/corpus/', import.meta.url);
const present = existsSync(new URL('INDEX.tsv', corpus));
if (!present) console.log('left out: the corpus of real files (../shared/corpus) is not here');

type Facts = Readonly<Record<string, unknown>>;
/** Our facts under the names of the index. */
const TRANSLATE: Readonly<Record<string, (facts: Facts) => Facts>> = {
  'sarif': ({ runs, results, byLevel }) => ({ runs, results, effective_level: nonZero(byLevel) }),
  'cyclonedx-json': ({ specVersion, components, withoutVersion, withoutSupplier, withPurl, dependencies }) => ({ specVersion, components_all: components, without_version: withoutVersion, without_supplier: withoutSupplier, with_purl: withPurl, dependencies }),
  'cyclonedx-vex': ({ statements, byStatus }) => ({ vulnerabilities: statements, analysis_state: byStatus }),
  'openvex': ({ statements, byStatus }) => ({ statements, status: byStatus }),
  'needs-json': ({ items, byType }) => ({ needs_current: items, types: byType }),
};
const nonZero = (counts: unknown) => Object.fromEntries(Object.entries(counts as Record<string, number>).filter(([, n]) => n > 0));

function rows(): readonly { file: string; format: string; valid: string; expected: Facts }[] {
  if (!present) return [];
  const [head = '', ...lines] = readFileSync(new URL('INDEX.tsv', corpus), 'utf8').split('\n').filter(Boolean);
  const names = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t').map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
    const of = (name: string) => cells[names.indexOf(name)] ?? '';
    return { file: of('file'), format: of('format'), valid: of('valid'), expected: JSON.parse(of('expected') || '{}') as Facts };
  });
}
const inspect = (file: string) => inspectSource(memorySource(file, readFileSync(new URL(file, corpus))));
const good = rows().filter((row) => row.valid === 'valid' && Object.hasOwn(TRANSLATE, row.format));
const bad = rows().filter((row) => ['hostile', 'invalid', 'other-version'].includes(row.valid) && ['sarif-v1', 'openvex', 'json-hostile', 'misc-negative'].includes(row.format));

describe.skipIf(!present)('real files', () => {
  it.each(good)('$file has the facts that were counted', ({ file, format, expected }) => {
    const { status, facts } = inspect(file);
    const got = TRANSLATE[format]?.(facts) ?? {};
    expect(status).toBe('read');
    expect(got).toEqual(Object.fromEntries(Object.keys(got).map((key) => [key, expected[key]])));
  });

  it.each(bad)('$file is not taken for evidence', ({ file }) => {
    const { status, problems } = inspect(file);
    expect(['refused', 'attached', 'no-data']).toContain(status);
    expect(problems.length).toBeGreaterThan(0);
  });

  it('covers some of each', () => {
    expect(good.length).toBeGreaterThan(20);
    expect(bad.length).toBeGreaterThan(3);
  });
});
