import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/checks/index.ts';
import { recordChecks } from '../../src/checks/record-checks.ts';
import { runChecks } from '../../src/checks/runner.ts';
import type { ContentByKind } from '../../src/model/content.ts';
import { context, given, profile } from '../support/evidence.ts';
import type { Given } from '../support/evidence.ts';

const checks = recordChecks(() => CHECKS);

/** Readable files in which nothing is said: what a job writes whose query was wrong. */
const EMPTY: readonly Given[] = [
  empty('coverage', { files: [], totals: {}, sourceRoots: [] }), empty('analysis', { runs: [] }),
  empty('sbom', { specVersion: '1.6', tools: [], components: [], dependencies: [], incomplete: [], vulnerabilities: [] }),
  empty('vex', { statements: [] }), empty('kev', { catalogVersion: '1', dateReleased: '', entries: [] }), empty('lockfiles', { packageManager: 'npm', packages: [] }),
  empty('soup', { items: [] }), empty('anomalies', { complete: true, items: [], file: 'anomalies' }), empty('tracker', { complete: true, items: [], file: 'tracker' }),
  empty('changes', { changes: [] }), empty('config-items', { items: [] }), empty('documents', { documents: [] }), empty('checklist', { items: [] }),
  empty('retention', { regions: [], file: 'retention' }), empty('build', { tools: [], lockfiles: [], outputs: [], at: {}, file: 'build' }),
  empty('vcs', { commit: '', at: {}, file: 'vcs' }), empty('approvals', { approvals: [] }), empty('waivers', { waivers: [] }),
];
function empty<K extends Given['kind']>(kind: K, content: ContentByKind[K]): Given {
  return given(kind, kind, content, { status: 'no-data' }) as Given;
}
const strict = profile({
  thresholds: { 'coverage.line': { min: 90, safetyItems: 95, source: 'plan' }, 'soup.anomalyEvaluationMaxAgeDays': { max: 90, source: 'plan' }, 'vuln.dataMaxAgeDays': { max: 7, source: 'plan' } },
  roles: { required: ['quality'], independent: [['development', 'quality']] },
});
const setting = { profile: strict, release: { previous: { version: '2.3.1' } } };

describe('families 4xx to 8xx', () => {
  test('ids are unique, severities and clause are stated, and nothing speaks of conformity', () => {
    expect(new Set(checks.map((c) => c.id)).size).toBe(checks.length);
    for (const check of checks) {
      expect(check.clause, check.id).not.toBe('');
      expect(`${check.title} ${check.fails}`, check.id).not.toMatch(/compliant|certified/iu);
    }
  });

  test('★ of the catalogue cannot be waived, nothing else is', () => {
    expect(checks.filter((c) => !c.waivable).map((c) => c.id)).toEqual(['CHK-405', 'CHK-504', 'CHK-508', 'CHK-511', 'CHK-601', 'CHK-606', 'CHK-701', 'CHK-801', 'CHK-803', 'CHK-805', 'CHK-807']);
  });

  test('files in which nothing is said pass nothing, but that two empty lists agree', () => {
    const rows = runChecks(checks, context(EMPTY, setting)).rows;
    expect(rows.filter((r) => r.verdict === 'pass').map((r) => `${r.check} ${r.subjects.join()}`)).toEqual(['CHK-601 tracker']);
    // Out of scope only where something else shows that there is nothing: 601 and 611 for residual anomalies, 705 for changes.
    expect(rows.filter((r) => r.verdict === 'not-applicable').map((r) => r.check)).toEqual(['CHK-602', 'CHK-603', 'CHK-604', 'CHK-605', 'CHK-606', 'CHK-607', 'CHK-608', 'CHK-612', 'CHK-706', 'CHK-805']);
    expect(new Set(rows.map((r) => r.check))).toEqual(new Set(checks.map((c) => c.id)));
  });

  test('required evidence that is not there leaves every check that needs it open', () => {
    const rows = runChecks(checks, context([], { ...setting, profile: { ...strict, requiredEvidence: [...new Set(checks.flatMap((c) => c.needs))] } })).rows;
    expect(rows.map((r) => r.verdict).filter((v) => v !== 'not-evaluated')).toEqual([]);
  });
});
