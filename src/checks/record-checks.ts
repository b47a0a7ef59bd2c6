import { analysisIsClean, analysisIsComplete, suppressionsAreJustified } from './analysis.ts';
import { closedIsVerified, residualIsAcceptable, residualIsJustified, residualIsUnderstood, residualRiskIsEvaluated, residualSecurityIsAssessed, usersAreTold } from './anomaly-evaluation.ts';
import { emptyListIsStated, fixedVersionsFit, trackerAndListAgree } from './anomaly-list.ts';
import { approvalsAreComplete, approvalsAreOfThisCandidate, requiredRolesApprove } from './approvals.ts';
import { commitsAreApproved, safetyImpactIsAnalysed } from './changes.ts';
import type { Check } from './check.ts';
import { buildIsDocumented, itemsAreIdentified, sourceIsFixed } from './configuration.ts';
import { coverageMeetsThresholds, safetyFilesAreMeasured } from './coverage.ts';
import { checklistIsDone, documentsAreApproved } from './documents.ts';
import { rolesAreIndependent } from './independence.ts';
import { retentionIsLongEnough } from './retention.ts';
import { sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned } from './sbom.ts';
import { everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree } from './soup-sbom.ts';
import { soupAnomaliesAreEvaluated, soupIsIdentified, soupNeedsAreStated, soupSupportIsKnown } from './soup.ts';
import { graveVulnerabilitiesAreAssessed, knownExploitedAreClosed, vexIsJustified, vulnerabilityDataIsFresh } from './vulnerabilities.ts';
import { waiversAreValid } from './waivers.ts';

/** Families 4xx to 8xx. `catalogue` is the whole list, for the one check that is about the others (CHK-805). */
export const recordChecks = (catalogue: () => readonly Check[]): readonly Check[] => [
  coverageMeetsThresholds, safetyFilesAreMeasured, analysisIsComplete, analysisIsClean, suppressionsAreJustified,
  everyComponentIsListed, everySoupItemIsShipped, soupVersionsAgree, soupIsIdentified, soupNeedsAreStated, soupAnomaliesAreEvaluated,
  sbomHasMinimumElements, sbomIsOfThisRelease, versionsArePinned, soupSupportIsKnown,
  knownExploitedAreClosed, graveVulnerabilitiesAreAssessed, vexIsJustified, vulnerabilityDataIsFresh,
  trackerAndListAgree, residualRiskIsEvaluated, residualIsJustified, fixedVersionsFit, closedIsVerified, residualIsAcceptable,
  residualSecurityIsAssessed, residualIsUnderstood, emptyListIsStated, usersAreTold,
  sourceIsFixed, itemsAreIdentified, buildIsDocumented, commitsAreApproved, safetyImpactIsAnalysed,
  requiredRolesApprove, rolesAreIndependent, approvalsAreOfThisCandidate, approvalsAreComplete, waiversAreValid(catalogue), retentionIsLongEnough,
  documentsAreApproved, checklistIsDone,
];
