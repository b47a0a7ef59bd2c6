import { LARGEST_SIGNED_FILE } from '../../model/approval-file.ts';
import { byCodeUnit } from '../../model/order.ts';
import { readAll } from '../../model/source.ts';
import { checkApprovals, checkCountersignatures, type FoundApproval, type NamedBytes } from '../../sealing/approval-policy.ts';
import type { Statement } from '../../sealing/statement.ts';
import { EVIDENCE, TAG_MANIFEST } from '../layout.ts';
import type { Refusal } from '../verification.ts';
import type { VerifyPolicy } from '../verify-policy.ts';
import type { Inventory } from './inventory.ts';

const APPROVALS = `${EVIDENCE}approvals/`;

export interface JudgedApprovals {
  readonly problems: readonly Refusal[];
  /** Verified against the auditor's list: in the bundle, before the release. */
  readonly approvals: readonly FoundApproval[];
  /** The same, beside the bundle and after its seal. */
  readonly countersignatures: readonly FoundApproval[];
  readonly note?: string;
}

/** Step 13: signatures of persons, judged by the auditor's list and never by that of the project file, which re-derivation has used. */
export function judgeApprovals(inventory: Inventory, statement: Statement, policy: VerifyPolicy): JudgedApprovals {
  const { persons } = policy;
  if (!persons) return { problems: [], approvals: [], countersignatures: [], note: 'none was asked for' };
  const { candidateDigest, profile, release, verdict } = statement.predicate;
  const expectation = { roles: persons.roles, people: persons.people, ...(policy.trust.trustedRoot && { trustedRoot: policy.trust.trustedRoot }) };
  const about = { product: release.product, version: release.version, commit: release.commit };
  const inside = checkApprovals(approvalFiles(inventory), expectation, candidateDigest.sha256, { ...about, profile: { id: profile.id, version: profile.version, digest: profile.digest.sha256 } });
  const beside = checkCountersignatures(persons.countersignatures, expectation, inventory.files.get(TAG_MANIFEST)!.sha256, { ...about, verdict });
  return { problems: [...inside.problems, ...beside.problems], approvals: inside.found, countersignatures: beside.found };
}

/** A larger file is no signature of a person: it cannot count, and its role is missing. */
function approvalFiles(inventory: Inventory): readonly NamedBytes[] {
  return [...inventory.files].filter(([path, { size }]) => path.startsWith(APPROVALS) && size <= LARGEST_SIGNED_FILE)
    .map(([path]) => path).sort(byCodeUnit).map((path) => ({ path, bytes: readAll(inventory.open(path)) }));
}
