import { z } from 'zod';
import { filled, header, id, maybe } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('documents'),
  documents: z.array(z.strictObject({
    id, kind: maybe.describe('plan, risk-file, procedure, legacy-statement …'), title: maybe, version: maybe, status: maybe, approvedAt: maybe,
    safetyClass: maybe, reference: maybe,
  })),
});

/** References to controlled documents: plans, risk file, procedures (IEC 62304 5.1). */
export const documentList = listFormat({
  name: 'documents', title: 'Document references', contentKind: 'documents', kinds: ['documents'], schema,
  reads: 'Id, kind, version, status, approval and safety class of each document that is referred to.',
  build({ documents }, at) {
    const content = { documents: documents.map((one, i) => ({ ...filled(one), ...at('documents', i) })) };
    return { content, facts: { documents: documents.length }, ...(documents.length === 0 ? { empty: 'the list names no document' } : {}) };
  },
});
