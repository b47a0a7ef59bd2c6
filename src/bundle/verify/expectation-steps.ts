import { SEAL_WITHIN_DAYS } from '../../model/profile.ts';
import type { ReleaseVerdict } from '../../model/row.ts';
import type { Statement } from '../../sealing/statement.ts';
import type { SignatureAnswer } from '../../sealing/verify-signature.ts';
import { PROFILE_JSON } from '../layout.ts';
import { LIMITS } from '../limits.ts';
import type { JudgedArtifact, Refusal, Verification } from '../verification.ts';
import type { VerifyPolicy } from '../verify-policy.ts';
import { readText } from './bag-steps.ts';
import type { Inventory } from './inventory.ts';

const DAY = 86_400_000;

/** Step 8: each artifact that the auditor names, and the subject that it is. */
export function checkArtifacts(statement: Statement, policy: VerifyPolicy): { readonly artifacts: readonly JudgedArtifact[]; readonly problems: readonly Refusal[] } {
  const released = statement.subjects.slice(0, -1); // the last subject is the tag manifest, which nobody deploys
  const subjectOf = new Map(released.toReversed().map((subject) => [subject.sha256, subject.name]));
  const artifacts = (policy.artifacts ?? []).map(({ name, sha256, seen }) => ({ name, sha256: sha256.toLowerCase(), seen, subject: subjectOf.get(sha256.toLowerCase()) ?? null }));
  return {
    artifacts,
    problems: artifacts.filter(({ subject }) => subject === null).map(({ name, sha256 }) => ({
      code: 'ARTIFACT_UNKNOWN', message: 'not an artifact of this release', subject: name, found: sha256,
      expected: released.map((subject) => `${subject.name} ${subject.sha256}`).join(', ').slice(0, 2000),
    })),
  };
}

/** Step 9: an old, genuine bundle is not the one to deploy. */
export function checkExpected(statement: Statement, policy: VerifyPolicy): Refusal[] {
  const { product, version, commit } = statement.predicate.release;
  const problems: Refusal[] = [];
  const compare = (code: Refusal['code'], message: string, expected: string | undefined, found: string): void => {
    if (expected !== undefined && expected !== found) problems.push({ code, message, expected, found });
  };
  compare('PRODUCT_UNEXPECTED', 'another product', policy.product, product);
  compare('VERSION_UNEXPECTED', 'another version', policy.version, version);
  compare('COMMIT_UNEXPECTED', 'another commit', policy.commit, commit);
  return problems;
}

/** How far a trusted time of the seal may be from release.date, in days: the least that profile and auditor allow. */
export function sealWithinDays(inventory: Inventory, policy: VerifyPolicy): number {
  return Math.min(SEAL_WITHIN_DAYS, statedDays(inventory) ?? SEAL_WITHIN_DAYS, policy.sealedWithinDays ?? SEAL_WITHIN_DAYS);
}

/** What the profile in the bundle states; re-derivation holds that it is the profile of this release. */
function statedDays(inventory: Inventory): number | null {
  const text = readText(inventory, PROFILE_JSON, LIMITS.unproven);
  if (text === null) return null;
  try {
    const stated = (JSON.parse(text) as { sealWithinDays?: unknown } | null)?.sealWithinDays;
    return typeof stated === 'number' && stated > 0 ? stated : null;
  } catch {
    return null; // the statement step has refused it, or no check has read it
  }
}

/** Step 10, of a verified signature. */
export function checkTime(answer: SignatureAnswer, statement: Statement, days: number): { readonly sealedAt: Verification['sealedAt']; readonly problems: readonly Refusal[]; readonly note: string } {
  const [sealedAt, ...others] = answer.times;
  if (!sealedAt) return { sealedAt: null, problems: [], note: 'no trusted time: a bare key does not show when the bundle was sealed' };
  const { date } = statement.predicate.release;
  // Every time, or one authority whose key leaked would outweigh all others. Written so that a time that is none is refused.
  const far = answer.times.filter(({ time }) => !(Math.abs(Date.parse(time) - Date.parse(date)) <= days * DAY));
  return {
    sealedAt: { ...sealedAt, ...(others.length > 0 && { others }) },
    problems: far.map(({ time, source }) => ({ code: 'SEALED_AT_FAR', message: `sealed further from the release date than ${days} days`, expected: `within ${days} days of ${date}`, found: `${time} (${source})` })),
    note: `sealed at ${sealedAt.time} (${sealedAt.source}); certificates and logs were judged as of then, not as of today`,
  };
}

/** Step 11. */
export function checkReadiness(verdict: ReleaseVerdict | undefined, policy: VerifyPolicy): Refusal[] {
  return verdict === 'NOT READY' && !policy.integrityOnly ? [{ code: 'RELEASE_NOT_READY', message: 'the sealed verdict is NOT READY' }] : [];
}

/** What was asked beside the signature, in words, one line each: an answer is worth what was asked. */
export function criteriaOf(policy: VerifyPolicy, days: number): readonly string[] {
  const seen = policy.artifacts?.filter((artifact) => artifact.seen).length ?? 0;
  const unseen = (policy.artifacts?.length ?? 0) - seen;
  return [
    `artifacts: ${seen + unseen === 0 ? 'none was given' : [seen > 0 ? `${seen} read and compared` : '', unseen > 0 ? `${unseen} by digest only, the bytes were not seen` : ''].filter(Boolean).join(', ')}`,
    ...(policy.product === undefined ? [] : [`product: ${policy.product}`]),
    ...(policy.version === undefined ? [] : [`version: ${policy.version}`]),
    ...(policy.commit === undefined ? [] : [`commit: ${policy.commit}`]),
    ...(policy.persons && policy.persons.roles.length > 0 ? [`approved by persons of your list: ${policy.persons.roles.join(', ')}`] : []),
    ...(policy.persons && policy.persons.countersignatures.length > 0 ? [`counter-signatures by persons of your list: ${policy.persons.countersignatures.length}`] : []),
    `time of the seal, when it has one: within ${days} days of the release date`,
    `verdict: ${policy.integrityOnly ? 'not judged (integrity only)' : 'READY or READY WITH WAIVERS'}`,
  ];
}
