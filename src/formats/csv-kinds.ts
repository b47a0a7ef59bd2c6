import type { EvidenceKind } from '../model/kinds.ts';
import { ANOMALY_LISTS, ANOMALY_TEXTS } from './lists/anomalies.ts';

/** Fields that the columns of a CSV may be mapped to. */
export interface CsvKind {
  /** Must be mapped, and never blank in a row. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Of these, the ones that hold ids of other items, split by `,` `;` blank or line break. */
  readonly links: readonly string[];
}

/** CSV is read under these kinds only, with these field names (`columns` in the project file; docs/formats.md). */
export const CSV_KINDS = {
  'requirements': { required: ['id', 'title'], optional: ['source', 'criterion', 'category', 'state', 'version', 'riskControls', 'design', 'verifiedBy'], links: ['riskControls', 'design', 'verifiedBy'] },
  'risk-controls': { required: ['id', 'title'], optional: ['hazardousSituations', 'item', 'cause', 'software', 'effectiveness', 'requirements', 'acceptability'], links: ['hazardousSituations', 'requirements'] },
  'hazards': { required: ['id', 'title'], optional: ['hazard', 'severity', 'harm', 'acceptability', 'softwareCause'], links: ['hazard'] },
  'design': { required: ['id', 'title'], optional: ['item', 'state', 'requirements'], links: ['requirements'] },
  'test-cases': { required: ['id', 'title'], optional: ['level', 'method', 'state', 'verifies'], links: ['verifies'] },
  'trace': { required: ['from', 'to'], optional: ['type', 'result'], links: [] },
  'anomalies': { required: ['id', 'status'], optional: [...ANOMALY_TEXTS, ...ANOMALY_LISTS, 'acceptability'], links: ANOMALY_LISTS },
  'tracker': { required: ['id', 'status'], optional: [...ANOMALY_TEXTS, ...ANOMALY_LISTS, 'acceptability'], links: ANOMALY_LISTS },
  'performance': { required: ['value'], optional: [], links: [] },
} as const satisfies Partial<Record<EvidenceKind, CsvKind>>;
export type CsvKindName = keyof typeof CSV_KINDS;

/** Ids in one cell. */
export function splitIds(cell: string): readonly string[] {
  return cell.split(/[,;\s]+/).filter((part) => part !== '');
}
