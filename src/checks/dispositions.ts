import type { Anomaly } from '../model/lists.ts';
import type { CheckContext } from './check.ts';

/**
 * The anomaly that a failed test was taken into problem resolution with (5.6.8, 5.7.2): it names the test as how it was discovered, as affected
 * or as its verification. Ids are compared whole: TST-20 is not TST-202.
 */
export function anomalyFor(subject: string, context: CheckContext): Anomaly | undefined {
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_-])${subject.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}(?![\\p{L}\\p{N}_-])`, 'u');
  return context.evidence.contents.anomalies.flatMap((read) => read.content.items).find((one) =>
    whole.test(one.discovery ?? '') || (one.affectedItems ?? []).includes(subject) || (one.verifiedBy ?? []).includes(subject));
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
