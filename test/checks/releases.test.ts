import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeFileTree } from '../../src/adapters/node-file-tree.ts';
import { showVerdict } from '../../src/model/row.ts';
import type { CheckResults } from '../../src/model/row.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { identify } from '../../src/pipeline/identify.ts';
import { profileOf } from '../../src/pipeline/profile-of.ts';
import { loadProject } from '../../src/project/load.ts';

const RELEASES = new URL('../../fixtures/releases/', import.meta.url).pathname;

function results(story: string): CheckResults {
  const folder = `${RELEASES}${story}`;
  const tree = nodeFileTree(folder);
  const loaded = loadProject('release-evidence.yaml', readFileSync(`${folder}/release-evidence.yaml`, 'utf8'));
  const release = identify({ project: loaded.project, clock: { now: () => new Date(0) } }, tree);
  return evaluate(tree, loaded, release, profileOf(tree, loaded.project)).results;
}

describe('Meridian SP-20 2.4.0', () => {
  const good = results('meridian-2.4.0');
  it('has 0 fail, 1 waived, 1 warning, 0 not evaluated', () => {
    const { pass, ...counts } = good.counts;
    expect(good.rows.filter((r) => r.verdict !== 'pass' && r.verdict !== 'not-applicable').map((r) => `${r.verdict} ${r.severity} ${r.check} ${r.subjects.join()}: ${r.message}`)).toEqual([
      expect.stringContaining('fail warning CHK-305'), expect.stringContaining('waived error CHK-306 TST-208'),
    ]);
    expect(counts).toMatchObject({ fail: 0, waived: 1, warning: 1, 'not-evaluated': 0 });
    expect(pass).toBeGreaterThan(30);
    expect(showVerdict(good)).toBe('READY WITH 1 WAIVER');
  });
  it('gives the same rows twice', () => {
    expect(JSON.stringify(results('meridian-2.4.0'))).toBe(JSON.stringify(good));
  });
});

describe('Meridian SP-20 2.4.0 with 22 seeded defects', () => {
  const bad = results('meridian-2.4.0-bad');
  const expected = JSON.parse(readFileSync(`${RELEASES}meridian-2.4.0-bad/expected.json`, 'utf8')) as Expected;
  const failed = bad.rows.filter((r) => r.verdict === 'fail' && r.severity === 'error');
  it('fails exactly the expected checks and subjects, and the derived ones', () => {
    const seen = failed.map((r) => `${r.check} ${r.subjects.join(' ')}${r.derivedFrom === undefined ? '' : ' (derived)'}`).sort();
    const wanted = [...expected.defects.flatMap((d) => d.rows.map((r) => `${r.check} ${r.subjects.join(' ')}`)), ...expected.derived.map((r) => `${r.check} ${r.subjects.join(' ')} (derived)`)].sort();
    expect(seen).toEqual([...new Set(wanted)]);
  });
  it('evaluates everything and does not warn beyond the skipped case', () => {
    expect(bad.rows.filter((r) => r.verdict === 'not-evaluated').map((r) => `${r.check} ${r.message}`)).toEqual([]);
    expect(bad.counts.warning).toBe(1);
    expect(bad.verdict).toBe('NOT READY');
  });
  it('[SRS-034] names the hazards of RC-012 in words', () => {
    const row = failed.find((r) => r.check === 'CHK-207' && r.subjects.includes('RC-012'))!;
    expect(row.message).toContain('HAZ-002 Under-infusion or undetected occlusion');
    expect(row.message).toContain('HAZ-003 Air embolism');
    expect(row.message).toContain('HAZ-004 Silent loss of therapy');
  });
  it('[SRS-041] names a file, and a line where there is one, for every value that it read', () => {
    for (const row of bad.rows.filter((r) => r.verdict === 'fail')) {
      expect(row.read.length, row.check).toBeGreaterThan(0);
      for (const one of row.read) expect(one.file, row.check).not.toMatch(/^\//u);
      expect(row.fix, row.check).not.toBe('');
    }
  });
});

interface Expected {
  readonly defects: readonly { readonly rows: readonly ExpectedRow[] }[];
  readonly derived: readonly ExpectedRow[];
}
interface ExpectedRow { readonly check: string; readonly subjects: readonly string[] }
