import type { ReleaseVerdict, RowCounts } from '../model/row.ts';
import type { FoundApproval } from '../sealing/approval-policy.ts';
import type { RefusalCode } from './refusal-codes.ts';

/** The steps of docs/bundle-format.md §8, in their order. */
export const STEPS = [
  'archive', 'bag', 'tag-manifest', 'manifest', 'seal', 'signature', 'statement', 'artifacts', 'expected', 'time', 'readiness', 're-derivation', 'approvals', 'store', 'status',
] as const;
export type StepName = (typeof STEPS)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** One sentence, lower case, no full stop. */
  readonly message: string;
  /** A path in the bag, an artifact, a field. */
  readonly subject?: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface StepResult {
  readonly step: StepName;
  readonly outcome: 'ok' | 'refused' | 'could-not';
  readonly problems: readonly Refusal[];
  /** What the step wants said although it refuses nothing: `no trusted time`. */
  readonly note?: string;
  /** Nothing was asked of this step: its `ok` proves nothing. Absent when something was. */
  readonly asked?: false;
}

/** What was found about a bundle outside of it: by the store that it was published to, or in status records. */
export interface OutsideFinding {
  readonly problems: readonly Refusal[];
  readonly note?: string;
  /** Everything is said and nothing judged (`--integrity-only`): an `ok` proves nothing. */
  readonly asked?: false;
}

/** A row that re-derivation and `checks.json` disagree on; null = the row is not there. */
export interface Difference {
  readonly row: string;
  readonly sealed: string | null;
  readonly derived: string | null;
}

/** An artifact that the auditor named. */
export interface JudgedArtifact {
  readonly name: string;
  readonly sha256: string;
  /** False: only a digest was given, and nobody looked at the bytes. */
  readonly seen: boolean;
  /** The subject of the seal that it is; null = none. */
  readonly subject: string | null;
}

/** `verify --json` (docs/schemas/verification.schema.json). */
export interface Verification {
  readonly verdict: 'verified' | 'refused' | 'incomplete';
  /** SHA-256 of `tagmanifest-sha256.txt`: which content this answer is about, whatever the file is called. Null when there is none. */
  readonly tagManifestSha256: string | null;
  readonly release: {
    readonly product: string; readonly version: string; readonly commit: string;
    readonly verdict: ReleaseVerdict; readonly counts: RowCounts; readonly catalogue: string;
  } | null;
  /** Only set when the signature was verified. */
  readonly sealedBy: {
    readonly kind: 'key' | 'keyless'; readonly identity?: string; readonly issuer?: string; readonly key?: string;
    /** What else the certificate says, by the names of docs/policy.md. */
    readonly certificate?: Readonly<Record<string, string>>;
  } | null;
  /** Earliest trusted time of the seal; null when there is none, or the signature was not verified. */
  readonly sealedAt: { readonly time: string; readonly source: string; /** What further authorities say; absent when none does. */ readonly others?: readonly { readonly time: string; readonly source: string }[] } | null;
  /** What was asked, in words. An answer is worth no more. */
  readonly criteria: readonly string[];
  /** The auditor's trusted root beside that of the bundle (null: there is none); null when the auditor gave none. */
  readonly trustedRoot: { readonly sha256: string; readonly inBundle: string | null; readonly same: boolean } | null;
  readonly artifacts: readonly JudgedArtifact[];
  /** Signatures of persons that were verified against the auditor's list: not the seal. */
  readonly approvals: readonly FoundApproval[];
  readonly countersignatures: readonly FoundApproval[];
  readonly steps: readonly StepResult[];
  readonly rederived: { readonly same: boolean; readonly differences: readonly Difference[] } | null;
}

/** The answer when there is no bundle to look at: absent, or it may not be opened. Exit 7, never 6: nothing was found to be wrong. */
export function unreadableBundle(message: string): Verification {
  return onlyStep('incomplete', { step: 'archive', outcome: 'could-not', problems: [{ code: 'BUNDLE_UNREADABLE', message }] });
}

/** The answer when what a store holds is not what its release record says: there is no bundle of that release to look at. */
export function refusedByStore(problem: Refusal): Verification {
  return onlyStep('refused', { step: 'store', outcome: 'refused', problems: [problem] });
}

function onlyStep(verdict: Verification['verdict'], step: StepResult): Verification {
  return { verdict, tagManifestSha256: null, release: null, sealedBy: null, sealedAt: null, criteria: [], trustedRoot: null, artifacts: [], approvals: [], countersignatures: [], steps: [step], rederived: null };
}
