import { z } from 'zod';
import type { Anomaly } from '../../model/lists.ts';
import { filled, header, id, maybe, texts, flag } from './fields.ts';
import { listFormat } from './list.ts';

/** Text fields of an anomaly that a CSV column may be mapped to as well. */
export const ANOMALY_TEXTS = [
  'title', 'description', 'foundInVersion', 'foundDate', 'discovery', 'rootCause', 'sw91Code', 'severity', 'probability',
  'riskLevelBefore', 'riskLevelAfter', 'riskEvaluationRef', 'riskControlReevaluation', 'impactSafetyEffectiveness', 'impactUse',
  'rationaleForRelease', 'workaround', 'labelingRef', 'fixPlan', 'fixedIn', 'change', 'evaluatedBy', 'approvedBy', 'date',
] as const;
export const ANOMALY_LISTS = ['affectedItems', 'affectedRequirements', 'affectedRiskControls', 'verifiedBy'] as const;

const fields = <K extends string, V>(names: readonly K[], value: V) => Object.fromEntries(names.map((name) => [name, value])) as Record<K, V>;

const schema = z.strictObject({
  schema: header('anomalies'), product: maybe, version: maybe,
  query: maybe.describe('the tracker query that made the list'), extractedAt: maybe, statement: maybe.describe('"none known" when the list is empty'),
  complete: flag.describe('false when this is one page of several'),
  items: z.array(z.strictObject({
    id, status: z.enum(['open', 'closed']),
    ...fields(ANOMALY_TEXTS, maybe), ...fields(ANOMALY_LISTS, texts),
    acceptability: z.enum(['acceptable', 'unacceptable']).nullish(),
    securityAssessment: z.strictObject({ cwe: maybe, exploitable: maybe, reason: maybe }).nullish(),
  })),
});

/** Known residual anomalies, and those that were closed (IEC 62304 5.8.2, 5.8.3, 9). */
export const anomalyList = listFormat({
  name: 'anomalies', title: 'Anomaly list', contentKind: 'anomalies', kinds: ['anomalies', 'tracker'], schema,
  reads: 'Anomalies with status, evaluation, rationale and fix; the query and time of extraction.',
  build({ items, product, version, query, extractedAt, statement, complete }, at) {
    const content = {
      ...at(), ...filled({ product, version, query, extractedAt, statement }), complete: complete ?? true,
      items: items.map((item, i): Anomaly => ({
        ...filled(item), securityAssessment: item.securityAssessment ? filled(item.securityAssessment) : undefined, ...at('items', i),
      })),
    };
    const facts = { items: items.length, byStatus: countStatus(content.items) };
    return items.length > 0 || statement?.trim() ? { content, facts } : { content, facts, empty: 'the list is empty and has no statement that none are known' };
  },
});

/** Anomalies by status; only the words that occur. */
export function countStatus(items: readonly Pick<Anomaly, 'status'>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of ['open', 'closed']) {
    const n = items.filter((item) => item.status === word).length;
    if (n > 0) counts[word] = n;
  }
  return counts;
}
