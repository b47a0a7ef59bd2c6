import type { Check } from './check.ts';
import { everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree } from './soup-sbom.ts';

/** Every check in the order of its id. Explicit: a check that is not in this list does not exist. */
export const CHECKS: readonly Check[] = [
  // 1xx identity, files, times

  // 2xx trace

  // 3xx test results

  // 4xx coverage, static analysis

  // 5xx SOUP, SBOM, vulnerabilities
  everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree,

  // 6xx anomalies

  // 7xx configuration, change

  // 8xx approvals, waivers, retention
];
