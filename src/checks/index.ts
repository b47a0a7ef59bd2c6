import type { Check } from './check.ts';
import { fileChecks } from './files.ts';
import { recordChecks } from './record-checks.ts';
import { testPresenceChecks } from './test-presence.ts';
import { testTraceChecks } from './test-trace.ts';

/** Every check. Explicit: a check that is not in this list does not exist; a test holds that ids are unique. Rows are sorted by id. */
export const CHECKS: readonly Check[] = [
  // 1xx identity, files, times
  ...fileChecks,
  // 2xx trace

  // 3xx test results
  ...testTraceChecks,
  ...testPresenceChecks,
  // 4xx to 8xx: coverage, static analysis, SOUP, SBOM, anomalies, configuration, approvals, waivers, retention
  ...recordChecks,
];
