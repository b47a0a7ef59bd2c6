import type { EvidenceKind, SafetyClass, TestLevel } from './kinds.ts';
import type { Severity } from './row.ts';

/** A limit of the manufacturer's plan; `source` names plan and section (5.1.6). */
export interface Threshold { readonly min?: number; readonly safetyItems?: number; readonly max?: number; readonly source: string }

/** A profile after `extends` and overlays were applied (profile/). */
export interface EffectiveProfile {
  readonly id: string;
  readonly version: string;
  /**
   * SHA-256 over the canonical JSON of this object without `digest`, `severities` and `nonWaivable`: of what the profile states. What the catalogue
   * adds to it is named by the catalogue's version, so that an approval does not lapse when a later catalogue has one check more.
   */
  readonly digest: string;
  readonly standard: { readonly id: string; readonly edition: string };
  readonly safetyClass: SafetyClass;
  readonly overlays: readonly string[];
  readonly requiredEvidence: readonly EvidenceKind[];
  readonly requiredLevels: readonly TestLevel[];
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly roles: { readonly required: readonly string[]; readonly independent: readonly (readonly [string, string])[] };
  /** Only approvals with a valid signature of the person count. Absent when recorded ones count too: then it is not part of the digest. */
  readonly signedApprovals?: true;
  readonly retention: { readonly minYears: number };
  /** What profile, overlays and own file say of checks, beside the catalogue. */
  readonly stated: { readonly checks: Readonly<Record<string, Severity>>; readonly nonWaivable: readonly string[] };
  /** Severity per check after class table, profile and overlays. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly nonWaivable: readonly string[];
  readonly analysisLevel: 'error' | 'warning' | 'note';
  /** How far a trusted time of the seal may be from the release date; SEAL_WITHIN_DAYS when absent, never more. */
  readonly sealWithinDays?: number;
}

/** Days between the release date and the seal, where no profile says less. */
export const SEAL_WITHIN_DAYS = 7;
