import { anomalyList } from './anomalies.ts';
import { approvalList } from './approvals.ts';
import { buildMetadata } from './build.ts';
import { changeList } from './changes.ts';
import { checklist } from './checklist.ts';
import { configItemList } from './config-items.ts';
import { documentList } from './documents.ts';
import { inspectionList } from './inspections.ts';
import type { ListFormat } from './list.ts';
import { retention } from './retention.ts';
import { soupList } from './soup.ts';
import { testRun } from './test-run.ts';
import { vcsState } from './vcs.ts';
import { waiverList } from './waivers.ts';

/** Our own lists; each is recognised by its first line `schema: release-evidence/<name>/v1`. */
export const LISTS: readonly ListFormat[] = [
  soupList, anomalyList, approvalList, waiverList, changeList, inspectionList, configItemList, documentList, checklist, retention, testRun, buildMetadata, vcsState,
];
