import type { AnalysisReport } from './analysis.ts';
import type { CoverageReport } from './coverage.ts';
import type { TraceTable } from './items.ts';
import type { EvidenceKind } from './kinds.ts';
import type * as lists from './lists.ts';
import type { Sbom } from './sbom.ts';
import type { TestReport } from './tests.ts';
import type { KevCatalogue, Vex } from './vulnerability.ts';

/** What a reader hands on for each kind of declared evidence. */
export interface ContentByKind {
  'requirements': TraceTable;
  'risk-controls': TraceTable;
  'hazards': TraceTable;
  'design': TraceTable;
  'test-cases': TraceTable;
  'trace': TraceTable;
  'tests': TestReport;
  'test-runs': lists.TestRun;
  'coverage': CoverageReport;
  'analysis': AnalysisReport;
  'sbom': Sbom;
  'vex': Vex;
  'kev': KevCatalogue;
  'lockfiles': lists.Lockfile;
  'performance': lists.PerformanceLog;
  'soup': lists.SoupList;
  'anomalies': lists.AnomalyList;
  'tracker': lists.AnomalyList;
  'changes': lists.ChangeList;
  'inspections': lists.InspectionList;
  'config-items': lists.ConfigItemList;
  'documents': lists.DocumentList;
  'checklist': lists.Checklist;
  'retention': lists.Retention;
  'build': lists.BuildMetadata;
  'vcs': lists.VcsState;
  'approvals': lists.ApprovalList;
  'waivers': lists.WaiverList;
  'attachments': null;
}
export type Content = ContentByKind[EvidenceKind];
