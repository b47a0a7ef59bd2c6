import { z } from 'zod';
import { filled, header, id, maybe, texts } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('changes'), regressionAnalysis: maybe.describe('why results of more than one commit may stand together'),
  changes: z.array(z.strictObject({
    id, type: maybe, description: maybe, requestedBy: maybe, author: maybe, approvedBy: maybe, mergedBy: maybe, approvedAt: maybe,
    affects: texts, safetyImpact: maybe, regressionScope: maybe, verifiedBy: texts, commits: texts.describe('full commit ids'),
  })),
});

/** Change requests since the previous release (IEC 62304 8.2, 7.4). An empty list says that there are none. */
export const changeList = listFormat({
  name: 'changes', title: 'Change list', contentKind: 'changes', kinds: ['changes'], schema,
  reads: 'Change requests with approval, safety impact, verification and commits.',
  build({ changes, regressionAnalysis }, at) {
    const content = {
      ...filled({ regressionAnalysis }),
      changes: changes.map((change, i) => ({
        ...filled(change), affects: change.affects ?? [], verifiedBy: change.verifiedBy ?? [], commits: change.commits ?? [], ...at('changes', i),
      })),
    };
    return { content, facts: { changes: changes.length } };
  },
});
