import type { SignedFile } from './approval-file.ts';
import type { Location } from './location.ts';
import type { TestLevel } from './kinds.ts';

/**
 * Our own YAML lists: one shape a file. Required fields of the schema (formats/lists/) are those that a reader cannot do
 * without (ids); everything that a check wants is optional here, so that its absence becomes a row and not a parse error.
 * Times are RFC 3339 with offset, dates are `YYYY-MM-DD`; both stay text as written.
 */

/** IEC 62304 8.1.2, 5.3.3, 5.3.4, 7.1.3. */
export interface SoupItem extends Location {
  readonly id: string;
  readonly title?: string;
  readonly manufacturer?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly sha256?: string;
  readonly purpose?: string;
  readonly functionalRequirements?: string;
  readonly performanceRequirements?: string;
  readonly hwSwNeeds?: string;
  readonly usedBy: readonly string[];
  /** purl patterns (glob `*`) of components that this entry groups. */
  readonly covers: readonly string[];
  readonly anomalyListUrl?: string;
  readonly anomalyEvaluation?: {
    readonly versionEvaluated?: string; readonly date?: string; readonly evaluator?: string;
    readonly relevantAnomalies?: readonly string[]; readonly conclusion?: string;
    /** Why there is no list: a valid answer with a reason. */
    readonly noListPublished?: string;
  };
  readonly riskNote?: string;
  readonly owner?: string;
  readonly supportLevel?: string;
  readonly endOfSupport?: string;
  readonly license?: string;
}
export interface SoupList {
  readonly product?: string; readonly version?: string;
  /** `no SOUP used`: what makes an empty list an answer. */
  readonly statement?: string;
  readonly items: readonly SoupItem[];
}

/** IEC 62304 5.8.2, 5.8.3, 9; FDA unresolved anomalies. */
export interface Anomaly extends Location {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly status: 'open' | 'closed';
  readonly foundInVersion?: string;
  readonly foundDate?: string;
  readonly discovery?: string;
  readonly affectedItems?: readonly string[];
  readonly affectedRequirements?: readonly string[];
  readonly affectedRiskControls?: readonly string[];
  readonly rootCause?: string;
  readonly sw91Code?: string;
  readonly severity?: string;
  readonly probability?: string;
  readonly riskLevelBefore?: string;
  readonly riskLevelAfter?: string;
  readonly riskEvaluationRef?: string;
  readonly acceptability?: 'acceptable' | 'unacceptable';
  /** For an anomaly that touches a risk control: how the control was evaluated again (7.4.2). */
  readonly riskControlReevaluation?: string;
  readonly impactSafetyEffectiveness?: string;
  readonly impactUse?: string;
  readonly securityAssessment?: { readonly cwe?: string; readonly exploitable?: string; readonly reason?: string };
  readonly rationaleForRelease?: string;
  readonly workaround?: string;
  readonly labelingRef?: string;
  readonly fixPlan?: string;
  readonly fixedIn?: string;
  /** Change request that fixed it. */
  readonly change?: string;
  readonly verifiedBy?: readonly string[];
  readonly evaluatedBy?: string;
  readonly approvedBy?: string;
  readonly date?: string;
}
export interface AnomalyList extends Location {
  readonly product?: string;
  readonly version?: string;
  /** Tracker query and extraction time: the proof that an empty list was looked for. */
  readonly query?: string;
  readonly extractedAt?: string;
  /** e.g. "none known"; required when the list is empty. */
  readonly statement?: string;
  /** False when the file itself says that it is one page of several. */
  readonly complete: boolean;
  readonly items: readonly Anomaly[];
}

/** 21 CFR 11.50: name, date and time, meaning; 11.70: bound to a digest. A person's act, never the seal. */
export interface Approval extends Location {
  readonly role: string;
  readonly name?: string;
  readonly userId?: string;
  readonly meaning?: string;
  readonly at?: string;
  readonly candidateDigest?: string;
  readonly record?: string;
  /** With a signature of the person; without one the approval is recorded, not signed. Not judged yet. */
  readonly signed?: SignedFile;
}
export interface ApprovalList {
  readonly approvals: readonly Approval[];
  /** A Sigstore trusted root as text, not judged yet. */
  readonly trustedRoot?: Location & { readonly text: string };
}

export interface Waiver extends Location {
  readonly id: string;
  readonly check?: string;
  readonly subjects: readonly string[];
  readonly reason?: string;
  readonly riskAssessment?: string;
  readonly compensatingMeasure?: string;
  readonly author?: string;
  readonly approver?: string;
  readonly created?: string;
  /** Date, or `release X`. */
  readonly expires?: string;
  readonly targetRelease?: string;
  readonly record?: string;
}
export interface WaiverList { readonly waivers: readonly Waiver[] }

/** IEC 62304 8.2, 7.4: a change request or pull request. */
export interface Change extends Location {
  readonly id: string;
  readonly type?: string;
  readonly description?: string;
  readonly requestedBy?: string;
  readonly author?: string;
  readonly approvedBy?: string;
  readonly mergedBy?: string;
  readonly approvedAt?: string;
  readonly affects: readonly string[];
  readonly safetyImpact?: string;
  readonly regressionScope?: string;
  readonly verifiedBy: readonly string[];
  /** Full commit ids (40 hex). */
  readonly commits: readonly string[];
}
export interface ChangeList { readonly changes: readonly Change[]; readonly regressionAnalysis?: string }

export interface Inspection extends Location {
  readonly id: string;
  readonly verifies: readonly string[];
  readonly who?: string;
  readonly when?: string;
  readonly what?: string;
  readonly observed?: string;
  readonly verdict?: 'pass' | 'fail';
}
export interface InspectionList { readonly inspections: readonly Inspection[] }

/** IEC 62304 8.1.3. */
export interface ConfigItem extends Location {
  readonly name: string;
  readonly kind?: string;
  readonly version?: string;
  readonly sha256?: string;
  readonly reference?: string;
  readonly safetyClass?: string;
}
export interface ConfigItemList { readonly items: readonly ConfigItem[] }

export interface DocumentReference extends Location {
  readonly id: string;
  /** plan, risk-file, procedure, legacy-statement … */
  readonly kind?: string;
  readonly title?: string;
  readonly version?: string;
  readonly status?: string;
  readonly approvedAt?: string;
  readonly safetyClass?: string;
  readonly reference?: string;
}
export interface DocumentList { readonly documents: readonly DocumentReference[] }

export interface ChecklistItem extends Location {
  readonly id: string;
  readonly text?: string;
  readonly done: boolean;
  readonly by?: string;
  readonly at?: string;
  readonly note?: string;
}
export interface Checklist { readonly items: readonly ChecklistItem[] }

/** IEC 62304 5.8.7. */
export interface Retention extends Location {
  readonly retainUntil?: string;
  readonly deviceLifetimeYears?: number;
  readonly regions: readonly string[];
  readonly extendable?: boolean;
  readonly reference?: string;
}

/** The sidecar of a test report: IEC 62304 5.6.7, 5.7.5, 9.8. JSON or YAML. */
export interface TestRun extends Location {
  readonly id?: string;
  readonly level?: TestLevel;
  readonly version?: string;
  readonly commit?: string;
  readonly binarySha256?: readonly string[];
  readonly start?: string;
  readonly end?: string;
  readonly hardware?: string;
  readonly software?: string;
  readonly tools: readonly { readonly name: string; readonly version?: string }[];
  /** CI identity or person that executed. */
  readonly executor?: string;
  readonly responsible?: string;
  /** `TP-007@3`. */
  readonly procedure?: string;
  readonly deviations?: string;
  /** Place of each field that was read, for the rows. */
  readonly at: Readonly<Record<string, Location>>;
}

/** IEC 62304 5.8.5, 5.1.10. */
export interface BuildMetadata extends Location {
  readonly commit?: string;
  readonly version?: string;
  readonly tag?: string;
  readonly repository?: string;
  readonly builder?: string;
  readonly runId?: string;
  readonly start?: string;
  readonly end?: string;
  readonly os?: string;
  readonly containerDigest?: string;
  readonly tools: readonly { readonly name: string; readonly version?: string }[];
  readonly flags?: string;
  readonly lockfiles: readonly { readonly path: string; readonly sha256?: string }[];
  readonly procedure?: string;
  readonly outputs: readonly { readonly name: string; readonly sha256?: string }[];
  readonly reproducible?: string;
  readonly at: Readonly<Record<string, Location>>;
}

/** What git said when the evidence was collected (design §2.12). */
export interface VcsState extends Location {
  readonly commit: string;
  readonly committedAt?: string;
  readonly clean?: boolean;
  readonly tag?: { readonly name: string; readonly object?: string; readonly target?: string; readonly signed?: boolean };
  readonly previous?: { readonly version?: string; readonly tag?: string; readonly commit?: string };
  /** Commits since the previous release, newest first; undefined when the depth of the clone did not reach it. */
  readonly commits?: readonly VcsCommit[];
  readonly at: Readonly<Record<string, Location>>;
}
export interface VcsCommit extends Location {
  readonly id: string;
  readonly author?: string;
  readonly committer?: string;
  readonly committedAt?: string;
  readonly subject?: string;
  readonly files?: readonly string[];
}

/** Measured values of a timed requirement, from a CSV with a column map. Statistics over all rows; nothing is dropped. */
export interface PerformanceLog extends Location {
  readonly column: string;
  readonly unit: string;
  readonly n: number;
  readonly max: number;
  readonly min: number;
  readonly median: number;
  readonly p99: number;
  /** Line of the largest value. */
  readonly maxLine: number;
  /** Values in file order, for the histogram. */
  readonly values: readonly number[];
  /** Lines whose value could not be read as a number. */
  readonly unreadable: readonly { readonly line: number; readonly text: string }[];
}

/** Names and versions that a package manager resolved. */
export interface Lockfile {
  readonly packageManager: string;
  readonly packages: readonly (Location & { readonly name: string; readonly version: string; readonly purl: string; readonly floating?: boolean })[];
}
