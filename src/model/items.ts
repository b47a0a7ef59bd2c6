import type { Location } from './location.ts';

/** A link as an item itself declares it, e.g. `verifiedBy` → TST-101. */
export interface ItemLink extends Location {
  readonly type: string;
  readonly target: string;
}

/** One requirement, risk control, hazard, design element or test case, as exported. All values are text as written. */
export interface Item extends Location {
  readonly id: string;
  /** The source's own word for the type (needs.json `type`), when it has one. */
  readonly type?: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly links: readonly ItemLink[];
}

/** One row of a trace matrix: a claimed link, perhaps with a claimed result. */
export interface MatrixRow extends Location {
  readonly from: string;
  readonly to: string;
  readonly type?: string;
  readonly result?: string;
}

/** Content of requirements, risk-controls, hazards, design, test-cases and trace evidence alike. */
export interface TraceTable {
  readonly items: readonly Item[];
  readonly rows: readonly MatrixRow[];
}
