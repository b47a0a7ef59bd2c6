/** The kinds of evidence that a project file can declare; also the folder names below `data/evidence/`. */
export const EVIDENCE_KINDS = [
  'requirements', 'risk-controls', 'hazards', 'design', 'test-cases', 'trace',
  'tests', 'test-runs', 'coverage', 'analysis', 'sbom', 'vex', 'kev', 'lockfiles', 'performance',
  'soup', 'anomalies', 'tracker', 'changes', 'inspections', 'config-items', 'documents', 'checklist',
  'retention', 'build', 'vcs', 'approvals', 'waivers', 'attachments',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What a file turned out to hold, as `inspect` names it. */
export const CONTENT_KINDS = [
  'tests', 'coverage', 'analysis', 'sbom', 'vulnerabilities', 'vex', 'kev', 'trace', 'anomalies', 'provenance',
  'test-run', 'lockfile', 'performance', 'soup', 'changes', 'inspections', 'config-items', 'documents', 'checklist',
  'retention', 'build', 'vcs', 'approvals', 'trusted-root', 'waivers',
] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

export const TEST_LEVELS = ['unit', 'integration', 'system', 'manual'] as const;
export type TestLevel = (typeof TEST_LEVELS)[number];

/** IEC 62304 clause 4.3. An unclassified system is evaluated as C. */
export type SafetyClass = 'A' | 'B' | 'C';
