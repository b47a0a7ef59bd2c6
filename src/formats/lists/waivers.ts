import { z } from 'zod';
import { filled, header, id, maybe, texts } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('waivers'),
  waivers: z.array(z.strictObject({
    id, check: maybe, subjects: texts, reason: maybe, riskAssessment: maybe, compensatingMeasure: maybe, author: maybe, approver: maybe,
    created: maybe, expires: maybe.describe('a date, or "release X"'), targetRelease: maybe, record: maybe,
  })),
});

/** Waivers: each lifts one check for named subjects, for a time. An empty list says that there are none. */
export const waiverList = listFormat({
  name: 'waivers', title: 'Waivers', contentKind: 'waivers', kinds: ['waivers'], schema,
  reads: 'Check, subjects, reason, risk assessment, persons and expiry of each waiver.',
  build({ waivers }, at) {
    const content = { waivers: waivers.map((waiver, i) => ({ ...filled(waiver), subjects: waiver.subjects ?? [], ...at('waivers', i) })) };
    return { content, facts: { waivers: waivers.length } };
  },
});
