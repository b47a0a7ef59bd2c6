import type { ProfileData } from './schema.ts';

/**
 * The shipped profiles, as data. Severities are the class column of the check catalogue and are not repeated here.
 * IEC 62304 gives no coverage percentage and no age limits: the numbers are examples that an own profile may only tighten, with a source of its own.
 */
const EXAMPLE = 'example criterion of this profile, not from a standard; give your plan and section in an own profile';
const STANDARD = { id: 'IEC 62304', edition: '2006+A1:2015' };

const A_EVIDENCE = ['requirements', 'trace', 'tests', 'test-runs', 'sbom', 'soup', 'anomalies', 'tracker', 'changes', 'config-items', 'documents', 'retention', 'vcs', 'approvals'] as const;
const B_EVIDENCE = [...A_EVIDENCE, 'hazards', 'risk-controls', 'design', 'coverage', 'analysis', 'build', 'checklist'] as const;
const C_EVIDENCE = [...B_EVIDENCE, 'performance', 'vex', 'kev'] as const;

export const PROFILES: readonly ProfileData[] = [
  {
    id: 'iec62304-a', version: '1.0.0', standard: STANDARD, safetyClass: 'A',
    requiredEvidence: [...A_EVIDENCE], requiredLevels: ['system'],
    thresholds: { 'vuln.dataMaxAgeDays': { max: 7, source: EXAMPLE }, 'waiver.maxDays': { max: 365, source: EXAMPLE } },
    roles: { required: ['development', 'quality'], independent: [['development', 'quality']] },
    retention: { minYears: 2 }, checks: {}, nonWaivable: [], analysisLevel: 'warning',
  },
  {
    id: 'iec62304-b', version: '1.0.0', standard: STANDARD, safetyClass: 'B',
    requiredEvidence: [...B_EVIDENCE], requiredLevels: ['unit', 'integration', 'system'],
    thresholds: {
      'coverage.line': { min: 80, safetyItems: 90, source: EXAMPLE }, 'coverage.branch': { min: 70, safetyItems: 80, source: EXAMPLE },
      'soup.anomalyEvaluationMaxAgeDays': { max: 90, source: EXAMPLE }, 'vuln.dataMaxAgeDays': { max: 7, source: EXAMPLE }, 'waiver.maxDays': { max: 365, source: EXAMPLE },
    },
    roles: { required: ['development', 'verification', 'risk', 'quality'], independent: [['development', 'verification'], ['development', 'quality']] },
    retention: { minYears: 2 }, checks: {}, nonWaivable: [], analysisLevel: 'warning',
  },
  {
    id: 'iec62304-c', version: '1.0.0', standard: STANDARD, safetyClass: 'C',
    requiredEvidence: [...C_EVIDENCE], requiredLevels: ['unit', 'integration', 'system'],
    thresholds: {
      'coverage.line': { min: 90, safetyItems: 95, source: EXAMPLE }, 'coverage.branch': { min: 80, safetyItems: 85, source: EXAMPLE },
      'soup.anomalyEvaluationMaxAgeDays': { max: 90, source: EXAMPLE }, 'vuln.dataMaxAgeDays': { max: 7, source: EXAMPLE }, 'waiver.maxDays': { max: 365, source: EXAMPLE },
    },
    roles: { required: ['development', 'verification', 'risk', 'quality'], independent: [['development', 'verification'], ['development', 'quality']] },
    retention: { minYears: 2 }, checks: {}, nonWaivable: [], analysisLevel: 'warning',
  },
];

/**
 * Overlays say more, never less: severities are raised, evidence is added. An overlay names only checks that exist (a test holds this),
 * so that nothing looks enforced that is not. Not checked in this version, and left to a person: the version history (CHK-707 of the research)
 * and whether results are of the test specification (CHK-315).
 */
export const OVERLAYS: Readonly<Record<string, { readonly checks: ProfileData['checks']; readonly requiredEvidence: ProfileData['requiredEvidence']; readonly signedApprovals?: true }>> = {
  'fda-basic': { checks: { 'CHK-608': 'error' }, requiredEvidence: [] },
  'fda-enhanced': { checks: { 'CHK-310': 'error', 'CHK-311': 'error', 'CHK-608': 'error' }, requiredEvidence: ['design'] },
  'cyber': { checks: { 'CHK-507': 'error', 'CHK-510': 'error', 'CHK-607': 'error' }, requiredEvidence: ['vex', 'kev'] },
  // 21 CFR Part 11: signatures, and all that 11.50 asks to be shown with them.
  'part11': { checks: { 'CHK-802': 'error', 'CHK-804': 'error' }, requiredEvidence: ['approvals'], signedApprovals: true },
};
