import type { Anomaly } from '../model/lists.ts';
import type { CheckContext } from './check.ts';

/**
 * The anomaly that a failed test was taken into problem resolution with (5.6.8, 5.7.2): it lists the test among what is affected or what verifies it,
 * or was discovered by it in this version. An older anomaly that the same test once discovered excuses nothing: today's failure may be another one.
 * Ids are compared whole: TST-20 is not TST-202.
 */
export function anomalyFor(subject: string, context: CheckContext): Anomaly | undefined {
  return context.evidence.contents.anomalies.flatMap((read) => read.content.items).find((one) =>
    (names(one.discovery ?? '', subject) && isThisVersion(one.foundInVersion, context.release.version)) || (one.affectedItems ?? []).includes(subject) || (one.verifiedBy ?? []).includes(subject));
}

/** The id stands in the text as a whole. */
function names(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    if (!/[\p{L}\p{N}_-]$/u.test(text.slice(0, at)) && !/^[\p{L}\p{N}_-]/u.test(text.slice(at + id.length))) return true;
  }
  return false;
}

/** The version itself, or a candidate of it: `2.4.0-rc1`. */
function isThisVersion(found: string | undefined, version: string): boolean {
  return found === version || found?.startsWith(`${version}-`) === true;
}

/** Decided upon: open on the residual list, evaluated as acceptable, with a rationale and an approver. */
export function isDisposed(anomaly: Anomaly): boolean {
  return anomaly.status === 'open' && anomaly.acceptability === 'acceptable' && Boolean(anomaly.rationaleForRelease?.trim()) && Boolean(anomaly.approvedBy?.trim());
}

/** True when a failure of this test stands without anomaly or without disposition, so that CHK-303 reports it. */
export function openFailure(subject: string, context: CheckContext): boolean {
  const anomaly = anomalyFor(subject, context);
  return anomaly === undefined || !isDisposed(anomaly);
}
