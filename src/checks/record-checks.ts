import { analysisIsClean, analysisIsComplete, suppressionsAreJustified } from './analysis.ts';
import { closedIsVerified, residualIsAcceptable, residualIsJustified, residualIsUnderstood, residualRiskIsEvaluated, residualSecurityIsAssessed, usersAreTold } from './anomaly-evaluation.ts';
import { emptyListIsStated, fixedVersionsFit, trackerAndListAgree } from './anomaly-list.ts';
import type { Check } from './check.ts';
import { coverageMeetsThresholds, safetyFilesAreMeasured } from './coverage.ts';
import { sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned } from './sbom.ts';
import { everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree } from './soup-sbom.ts';
import { soupAnomaliesAreEvaluated, soupIsIdentified, soupNeedsAreStated, soupSupportIsKnown } from './soup.ts';
import { graveVulnerabilitiesAreAssessed, knownExploitedAreClosed, vexIsJustified, vulnerabilityDataIsFresh } from './vulnerabilities.ts';

/** Families 4xx to 8xx, in the order of the catalogue. */
export const recordChecks: readonly Check[] = [
  coverageMeetsThresholds, safetyFilesAreMeasured, analysisIsComplete, analysisIsClean, suppressionsAreJustified,
  everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree, soupIsIdentified, soupNeedsAreStated, soupAnomaliesAreEvaluated,
  sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned, soupSupportIsKnown,
  knownExploitedAreClosed, graveVulnerabilitiesAreAssessed, vexIsJustified, vulnerabilityDataIsFresh,
  trackerAndListAgree, residualRiskIsEvaluated, residualIsJustified, fixedVersionsFit, closedIsVerified, residualIsAcceptable,
  residualSecurityIsAssessed, residualIsUnderstood, emptyListIsStated, usersAreTold,
];
