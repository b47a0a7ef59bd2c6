import type { ListedPerson } from '../sealing/approval-signature.ts';
import type { NamedBytes } from '../sealing/approval-policy.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';

/** What the auditor expects. There is no verification without an expected signer. */
export interface VerifyPolicy {
  readonly trust: TrustPolicy;
  /** Each must be a subject of the seal. `name` is what the auditor calls it; `seen`: the digest was taken from its bytes. */
  readonly artifacts?: readonly { readonly name: string; readonly sha256: string; readonly seen: boolean }[];
  readonly product?: string;
  readonly version?: string;
  readonly commit?: string;
  /** Days between the release date and a trusted time of the seal; less than the profile's limit, or it has no effect. */
  readonly sealedWithinDays?: number;
  /** Signatures of persons that are asked for; absent = none is judged. `countersignatures` are files from beside the bundle. */
  readonly persons?: { readonly roles: readonly string[]; readonly people: readonly ListedPerson[]; readonly countersignatures: readonly NamedBytes[] };
  /** A NOT READY verdict is no refusal. */
  readonly integrityOnly?: boolean;
}
