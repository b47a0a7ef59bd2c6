import { z } from 'zod';
import { filled, header, id, maybe, texts } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('soup'), product: maybe, version: maybe, statement: maybe.describe('"no SOUP used" when the list is empty'),
  items: z.array(z.strictObject({
    id, title: maybe, manufacturer: maybe, version: maybe, purl: maybe, sha256: maybe, purpose: maybe,
    functionalRequirements: maybe, performanceRequirements: maybe, hwSwNeeds: maybe, usedBy: texts,
    covers: texts.describe('purl patterns (glob *) of the components that this entry groups'),
    anomalyListUrl: maybe,
    anomalyEvaluation: z.strictObject({
      versionEvaluated: maybe, date: maybe, evaluator: maybe, relevantAnomalies: texts, conclusion: maybe,
      noListPublished: maybe.describe('why the supplier has no list'),
    }).nullish(),
    riskNote: maybe, owner: maybe, supportLevel: maybe, endOfSupport: maybe, license: maybe,
  })),
});

/** SOUP items with requirements, needs and the evaluation of their anomaly lists (IEC 62304 8.1.2, 5.3.3, 5.3.4, 7.1.3). */
export const soupList = listFormat({
  name: 'soup', title: 'SOUP list', contentKind: 'soup', kinds: ['soup'], schema,
  reads: 'SOUP items: title, manufacturer, designator, requirements, needs, anomaly evaluation, support.',
  build({ product, version, statement, items }, at) {
    const content = {
      ...filled({ product, version, statement }),
      items: items.map((item, i) => ({
        ...filled(item), usedBy: item.usedBy ?? [], covers: item.covers ?? [],
        anomalyEvaluation: item.anomalyEvaluation ? filled(item.anomalyEvaluation) : undefined, ...at('items', i),
      })),
    };
    return { content, facts: { items: items.length }, ...(items.length === 0 && !statement?.trim() ? { empty: 'the list names no SOUP item and does not state that there is none' } : {}) };
  },
});
