import { z } from 'zod';
import { filled, flag, header, maybe, number, texts } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('retention'), retainUntil: maybe.describe('YYYY-MM-DD'), deviceLifetimeYears: number, regions: texts, extendable: flag, reference: maybe,
});

/** How long the release is kept (IEC 62304 5.8.7, ISO 13485 4.2.5). */
export const retention = listFormat({
  name: 'retention', title: 'Retention', contentKind: 'retention', kinds: ['retention'], schema,
  reads: 'Retain-until date, device lifetime, regions.',
  build({ schema: _, ...fields }, at) {
    const content = { ...filled(fields), regions: fields.regions ?? [], ...(fields.retainUntil ? at('retainUntil') : at()) };
    return { content, facts: filled({ retainUntil: fields.retainUntil }) };
  },
});
