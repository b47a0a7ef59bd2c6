import { isAnswered } from '../model/answers.ts';
import { dayOf } from '../model/dates.ts';
import type { Waiver } from '../model/lists.ts';
import type { Threshold } from '../model/profile.ts';
import { samePerson } from '../model/people.ts';
import { compareVersions } from '../model/version-order.ts';

/** What a waiver is judged against. Times come from the release, never from a clock. */
export interface WaiverRules {
  readonly releaseDate: string;
  readonly releaseVersion: string;
  /** Ids of the catalogue. */
  readonly checks: ReadonlySet<string>;
  /** ★ checks and those that the profile adds. */
  readonly nonWaivable: ReadonlySet<string>;
  /** `waiver.maxDays` of the profile: how many days after its creation a waiver may still hold. */
  readonly longest?: Threshold;
}

/** What is wrong with one field of a waiver. */
export interface WaiverFault { readonly field: keyof Waiver; readonly message: string }

const REQUIRED = ['check', 'reason', 'riskAssessment', 'compensatingMeasure', 'author', 'approver', 'created', 'expires', 'record'] as const;

/**
 * Everything that makes a waiver invalid; an invalid waiver lifts nothing (CHK-805 reports it).
 * A waiver is for exactly one check and listed subjects, by somebody other than its approver, and not beyond its expiry.
 */
export function waiverFaults(waiver: Waiver, rules: WaiverRules): readonly WaiverFault[] {
  const faults: WaiverFault[] = [];
  for (const name of REQUIRED) {
    const value: string = waiver[name]?.trim() ?? '';
    if (!isAnswered(value)) faults.push({ field: name, message: value === '' ? `${name} is missing` : `${name} is a placeholder: "${value}"` });
  }
  const check = waiver.check?.trim();
  if (check && !rules.checks.has(check)) faults.push({ field: 'check', message: `"${check}" is not one check of the catalogue` });
  if (check && rules.nonWaivable.has(check)) faults.push({ field: 'check', message: `${check} cannot be waived` });
  if (waiver.subjects.length === 0) faults.push({ field: 'subjects', message: 'no subject is listed' });
  for (const subject of waiver.subjects) if (/[*?]|^all$/iu.test(subject)) faults.push({ field: 'subjects', message: `"${subject}" is a wildcard, each subject must be listed` });
  if (waiver.author && waiver.approver && samePerson({ name: waiver.author }, { name: waiver.approver })) faults.push({ field: 'approver', message: `${waiver.approver} approves a waiver of their own` });
  if (waiver.created) {
    const created = dayOf(waiver.created);
    if (created === undefined) faults.push({ field: 'created', message: `"${waiver.created}" is not a date` });
    else if (created > releaseDay(rules)) faults.push({ field: 'created', message: `created ${waiver.created}, after the release date ${rules.releaseDate}` });
  }
  if (waiver.targetRelease && (compareVersions(rules.releaseVersion, waiver.targetRelease.trim()) ?? 0) > 0) faults.push({ field: 'targetRelease', message: `is for release ${waiver.targetRelease}, this is ${rules.releaseVersion}` });
  if (waiver.expires) faults.push(...expiryFaults(waiver.expires, rules), ...lifeFaults(waiver.expires, waiver.created, rules));
  return faults;
}

/** A waiver without an end in sight is a change of the profile. One that names a release instead of a day has its days too. */
function lifeFaults(expires: string, created: string | undefined, rules: WaiverRules): readonly WaiverFault[] {
  const from = created === undefined ? undefined : dayOf(created);
  const { max, source } = rules.longest ?? {};
  if (from === undefined || max === undefined) return [];
  const allowed = `${max} days are allowed (${source})`;
  const until = dayOf(expires);
  if (until !== undefined && until - from > max) return [{ field: 'expires', message: `expires ${expires}, ${until - from} days after it was created on ${created}; ${allowed}` }];
  if (until === undefined && releaseDay(rules) - from > max) return [{ field: 'created', message: `created ${created}, ${releaseDay(rules) - from} days before the release date ${rules.releaseDate}; ${allowed}` }];
  return [];
}

/** Valid to the end of the day (UTC) that `expires` names, or for releases up to and including the one it names. */
function expiryFaults(expires: string, rules: WaiverRules): readonly WaiverFault[] {
  const release = /^release\s+(\S+)$/iu.exec(expires.trim());
  if (release?.[1] !== undefined) {
    const order = compareVersions(rules.releaseVersion, release[1]);
    if (order === undefined) return [{ field: 'expires', message: `"${expires}" cannot be compared with release ${rules.releaseVersion}` }];
    return order <= 0 ? [] : [{ field: 'expires', message: `expired with release ${release[1]}, this is ${rules.releaseVersion}` }];
  }
  const day = dayOf(expires);
  if (day === undefined) return [{ field: 'expires', message: `"${expires}" is neither a date nor "release X"` }];
  return releaseDay(rules) <= day ? [] : [{ field: 'expires', message: `expired on ${expires}, before the release date ${rules.releaseDate}` }];
}

/** The calendar day (UTC) on which the release is decided, as a number. */
function releaseDay(rules: WaiverRules): number {
  return dayOf(new Date(rules.releaseDate).toISOString())!;
}
