import type { TestLevel } from './kinds.ts';
import type { Location } from './location.ts';
import type { Outcome } from './tests.ts';

/** Order of the chain from the hazard down; SYS (source of a requirement) and CR hang off it. */
export const NODE_TYPES = ['HAZ', 'HS', 'RC', 'SRS', 'SDS', 'TST', 'INS', 'ANOM', 'CR', 'SI'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

export interface TraceNode extends Location {
  readonly id: string;
  readonly type: NodeType;
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Further definitions of the same id (CHK-201). */
  readonly repeatedAt: readonly Location[];
}

/**
 * One link, always stored in this direction:
 * HS→HAZ leads-to · RC→HS controls · SRS→RC implements · SDS→SRS realises · TST|INS→SRS|RC verifies · ANOM→* affects · CR→* changes · RC→SI in-item.
 */
export interface TraceLink extends Location {
  readonly from: string;
  readonly to: string;
  readonly type: 'leads-to' | 'controls' | 'implements' | 'realises' | 'verifies' | 'affects' | 'changes' | 'in-item';
  /** Who says so: an export, the trace matrix, or the metadata of a test result. */
  readonly by: 'export' | 'matrix' | 'test';
}

/** One test case element that is bound to a TST (or straight to a requirement) by a recorded rule. */
export interface BoundCase extends Location {
  readonly name: string;
  readonly classname: string;
  readonly outcome: Outcome;
  readonly message?: string;
  readonly seconds?: number;
  readonly level?: TestLevel;
  /** `property:testspec`, `name-pattern` … */
  readonly boundBy: string;
}

/** What became of a planned verification on this release. Passed only if at least one case ran and all passed. */
export type ResultState = 'passed' | 'passed-after-rerun' | 'failed' | 'errored' | 'skipped' | 'not-run';

export interface VerificationResult {
  readonly id: string;
  readonly state: ResultState;
  readonly levels: readonly TestLevel[];
  readonly cases: readonly BoundCase[];
  /** For inspections: the record. */
  readonly record?: Location;
}

/** Verified only if there is at least one linked verification and every linked one passed (a rerun counts as passed here). */
export interface VerificationState {
  readonly id: string;
  readonly state: 'verified' | 'not-verified' | 'no-verification';
  readonly by: readonly string[];
  /** The linked verifications that did not pass. */
  readonly openBy: readonly string[];
}

/** From a failed, missing or skipped verification up to the hazards. */
export interface BlastRadius {
  readonly test: string;
  readonly state: ResultState;
  readonly requirements: readonly string[];
  readonly riskControls: readonly string[];
  readonly hazards: readonly string[];
  /** In words: "TST-202 failed: SRS-041 and RC-012 are not verified; HAZ-002 … has no verified control". */
  readonly sentence: string;
}

export interface TraceGraph {
  readonly nodes: ReadonlyMap<string, TraceNode>;
  readonly links: readonly TraceLink[];
  /** Links by their `from` and by their `to` id. */
  readonly out: ReadonlyMap<string, readonly TraceLink[]>;
  readonly in: ReadonlyMap<string, readonly TraceLink[]>;
  readonly results: ReadonlyMap<string, VerificationResult>;
  /** For every SRS, RC, HS and HAZ. */
  readonly verification: ReadonlyMap<string, VerificationState>;
  readonly blast: readonly BlastRadius[];
  /** Cases that are bound to nothing, and ids in test metadata that nothing defines. */
  readonly unboundCases: number;
  readonly unknownIds: readonly (Location & { readonly id: string })[];
}
