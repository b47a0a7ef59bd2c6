import type { SafetyClass } from './kinds.ts';

/** How far a machine can decide: decidable, partly (presence and consistency; adequacy is a person's), or by a person only. */
export type ClauseMode = 'machine' | 'partly' | 'human';

export interface Clause {
  readonly id: string;
  /** What the clause asks for, in our words; the standard itself is the reference. */
  readonly title: string;
  readonly classes: readonly SafetyClass[];
  readonly mode: ClauseMode;
  /** Checks whose rows are evidence for it. */
  readonly checks: readonly string[];
}

const ABC = ['A', 'B', 'C'] as const;
const BC = ['B', 'C'] as const;
const C = ['C'] as const;
const clause = (id: string, title: string, classes: readonly SafetyClass[], mode: ClauseMode, ...checks: number[]): Clause => ({ id, title, classes, mode, checks: checks.map((n) => `CHK-${n}`) });

/** Clauses of IEC 62304:2006+A1:2015 that release evidence speaks to (titles are paraphrases). */
export const CLAUSES: readonly Clause[] = [
  clause('4.2', 'Risk management is applied', ABC, 'partly', 811),
  clause('4.3', 'Safety class of the software system', ABC, 'machine', 103),
  clause('5.1.1', 'Development plan, with the traceability that it defines', ABC, 'partly', 203, 811),
  clause('5.1.2', 'Plan kept current', ABC, 'partly', 811),
  clause('5.1.4', 'Planned standards, methods and tools', C, 'partly', 408),
  clause('5.1.6', 'Verification planning with acceptance criteria', ABC, 'partly', 401, 811),
  clause('5.1.10', 'Supporting items are controlled', BC, 'machine', 703),
  clause('5.1.11', 'Items under configuration control before verification', BC, 'machine', 107, 701),
  clause('5.1.12', 'Defect classes of the technology are looked for', BC, 'partly', 405, 406, 407),
  clause('5.2.2', 'Content of the software requirements', ABC, 'partly', 218),
  clause('5.2.3', 'Risk control measures are software requirements', BC, 'machine', 206),
  clause('5.2.5', 'Requirements kept up to date', ABC, 'partly', 214, 215),
  clause('5.2.6', 'Requirements verified: unique, traceable, testable', ABC, 'partly', 201, 202, 205, 216, 218),
  clause('5.3.1', 'Requirements are transformed into an architecture', BC, 'partly', 208, 209),
  clause('5.3.3', 'Functional and performance requirements of SOUP items', BC, 'machine', 505),
  clause('5.3.4', 'Hardware and software that SOUP items need', BC, 'machine', 505),
  clause('5.3.5', 'Segregation needed for risk control', C, 'human'),
  clause('5.4', 'Detailed design', BC, 'partly', 208, 209),
  clause('5.5.1', 'Units are implemented', ABC, 'machine', 702),
  clause('5.5.3', 'Unit acceptance criteria', BC, 'machine', 401, 406, 407),
  clause('5.5.4', 'Additional unit acceptance criteria', C, 'human'),
  clause('5.5.5', 'Unit verification is performed and documented', BC, 'machine', 314, 402),
  clause('5.6.6', 'Regression tests at integration', BC, 'machine', 316),
  clause('5.6.7', 'Integration test record contents', BC, 'machine', 310),
  clause('5.6.8', 'Anomalies of integration go to problem resolution', BC, 'machine', 303),
  clause('5.7.1', 'Tests for the software requirements', ABC, 'machine', 204, 302, 307),
  clause('5.7.2', 'Anomalies of system testing go to problem resolution', ABC, 'machine', 303),
  clause('5.7.3', 'Testing repeated after changes', ABC, 'machine', 105, 316),
  clause('5.7.4', 'System testing evaluated', ABC, 'partly', 204, 213, 301, 306, 313),
  clause('5.7.5', 'System test record contents', ABC, 'machine', 310, 311),
  clause('5.8.1', 'Verification is completed and evaluated', ABC, 'machine', 102, 801, 803),
  clause('5.8.2', 'Known residual anomalies are documented', ABC, 'machine', 601, 611),
  clause('5.8.3', 'Residual anomalies are evaluated', BC, 'machine', 602, 603, 606),
  clause('5.8.4', 'Released version is documented', ABC, 'machine', 104, 105, 508),
  clause('5.8.5', 'How the release was built is documented', BC, 'machine', 703),
  clause('5.8.6', 'Planned activities are complete', BC, 'partly', 101, 110, 801, 812),
  clause('5.8.7', 'The release is archived', ABC, 'machine', 807),
  clause('5.8.8', 'Delivery is reliable', ABC, 'machine'),
  clause('6.2', 'Problem and modification analysis', ABC, 'partly', 612, 705),
  clause('7.1.3', 'Published anomaly lists of SOUP are evaluated', BC, 'machine', 506),
  clause('7.2.1', 'Risk control measures are defined', BC, 'machine', 211),
  clause('7.2.2', 'Measures in software are requirements', BC, 'machine', 206),
  clause('7.3.1', 'Implementation of each measure is verified', BC, 'machine', 207, 217, 305),
  clause('7.3.3', 'Traceability from hazardous situation to verification', BC, 'machine', 211, 212),
  clause('7.4.1', 'Changes are analysed for safety', ABC, 'partly', 706, 517),
  clause('7.4.2', 'Impact of changes on existing measures', BC, 'partly', 606, 706),
  clause('8.1.1', 'Configuration items are identified', ABC, 'machine', 201, 202),
  clause('8.1.2', 'SOUP items are identified', ABC, 'machine', 501, 503, 504, 509),
  clause('8.1.3', 'System configuration documentation', ABC, 'machine', 502, 702),
  clause('8.2.1', 'Changes are approved', ABC, 'machine', 705, 517),
  clause('8.2.4', 'Change traceability', ABC, 'machine', 705),
  clause('8.3', 'History of configuration items', ABC, 'machine', 707),
  clause('9.1', 'Problem reports', ABC, 'machine', 303, 608),
  clause('9.5', 'Records are kept', ABC, 'partly', 601),
  clause('9.7', 'Resolution is verified', ABC, 'machine', 604, 605),
  clause('9.8', 'Test documentation contents', ABC, 'machine', 106, 108, 301, 308, 309, 310),
];
