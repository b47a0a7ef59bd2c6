import { z } from 'zod';
import { filled, header, id, maybe, texts } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('inspections'),
  inspections: z.array(z.strictObject({
    id, verifies: texts, who: maybe, when: maybe, what: maybe, observed: maybe, verdict: z.enum(['pass', 'fail']).nullish(),
  })),
});

/** Records of verification by inspection or review (IEC 62304 5.7.4 "otherwise verified"). */
export const inspectionList = listFormat({
  name: 'inspections', title: 'Inspection records', contentKind: 'inspections', kinds: ['inspections'], schema,
  reads: 'Who inspected what, when, what was observed, the verdict, and what it verifies.',
  build({ inspections }, at) {
    const content = { inspections: inspections.map((one, i) => ({ ...filled(one), verifies: one.verifies ?? [], ...at('inspections', i) })) };
    return { content, facts: { inspections: inspections.length }, ...(inspections.length === 0 ? { empty: 'the file holds no inspection record' } : {}) };
  },
});
