import type { Check } from './check.ts';
import { credentialChecks } from './credentials.ts';
import { fileChecks } from './files.ts';
import { identityChecks } from './identity.ts';
import { performanceChecks } from './performance.ts';
import { placeholderChecks } from './placeholders.ts';
import { recordChecks } from './record-checks.ts';
import { requirementChecks } from './requirements.ts';
import { testOutcomeChecks } from './test-outcomes.ts';
import { testPresenceChecks } from './test-presence.ts';
import { testReportChecks } from './test-reports.ts';
import { testRunChecks } from './test-runs.ts';
import { testTraceChecks } from './test-trace.ts';
import { timeChecks } from './times.ts';
import { traceCoverageChecks } from './trace-coverage.ts';
import { traceIdChecks } from './trace-ids.ts';
import { traceMatrixChecks } from './trace-matrix.ts';
import { traceRiskChecks } from './trace-risk.ts';

/** Every check. Explicit: a check that is not in this list does not exist; a test holds that ids are unique. Rows are sorted by id. */
export const CHECKS: readonly Check[] = [
  // 1xx identity, files, times
  ...fileChecks,
  ...identityChecks,
  ...timeChecks,
  ...placeholderChecks,
  ...credentialChecks,
  // 2xx trace
  ...traceIdChecks,
  ...traceCoverageChecks,
  ...requirementChecks,
  ...traceRiskChecks,
  ...traceMatrixChecks,
  // 3xx test results
  ...testTraceChecks,
  ...testOutcomeChecks,
  ...testRunChecks,
  ...testPresenceChecks,
  ...testReportChecks,
  ...performanceChecks,
  // 4xx to 8xx: coverage, static analysis, SOUP, SBOM, anomalies, configuration, approvals, waivers, retention
  ...recordChecks(() => CHECKS),
];
