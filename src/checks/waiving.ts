import type { Waiver } from '../model/lists.ts';
import { waiverFaults } from '../profile/waivers.ts';
import type { WaiverRules } from '../profile/waivers.ts';
import type { Check, CheckContext, Finding } from './check.ts';

/** What waivers are judged against in this release (used by CHK-805 too). */
export function waiverRules(checks: readonly Check[], context: CheckContext): WaiverRules {
  return {
    releaseDate: context.release.date,
    releaseVersion: context.release.version,
    checks: new Set(checks.map((c) => c.id)),
    nonWaivable: new Set([...checks.filter((c) => !c.waivable).map((c) => c.id), ...context.profile.nonWaivable]),
    ...(context.profile.thresholds['waiver.maxDays'] ? { longest: context.profile.thresholds['waiver.maxDays'] } : {}),
  };
}

/** The valid waiver that lifts this failure: same check, and every subject of the finding is listed. Undefined when there is none. */
export function waiverFor(check: Check, finding: Finding, checks: readonly Check[], context: CheckContext): Waiver | undefined {
  if (!check.waivable || finding.waivable === false || finding.subjects.length === 0) return undefined;
  const candidates = context.evidence.contents.waivers.flatMap((read) => read.content.waivers)
    .filter((waiver) => waiver.check === check.id && finding.subjects.every((subject) => waiver.subjects.includes(subject)));
  if (candidates.length === 0) return undefined;
  const rules = waiverRules(checks, context);
  return candidates.find((waiver) => waiverFaults(waiver, rules).length === 0);
}
