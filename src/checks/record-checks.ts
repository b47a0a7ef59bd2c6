import type { Check } from './check.ts';
import { sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned } from './sbom.ts';
import { everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree } from './soup-sbom.ts';
import { soupAnomaliesAreEvaluated, soupIsIdentified, soupNeedsAreStated, soupSupportIsKnown } from './soup.ts';
import { graveVulnerabilitiesAreAssessed, knownExploitedAreClosed, vexIsJustified, vulnerabilityDataIsFresh } from './vulnerabilities.ts';

/** Families 4xx to 8xx, in the order of the catalogue. */
export const recordChecks: readonly Check[] = [
  everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree, soupIsIdentified, soupNeedsAreStated, soupAnomaliesAreEvaluated,
  sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned, soupSupportIsKnown,
  knownExploitedAreClosed, graveVulnerabilitiesAreAssessed, vexIsJustified, vulnerabilityDataIsFresh,
];
