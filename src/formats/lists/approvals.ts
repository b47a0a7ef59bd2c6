import { z } from 'zod';
import { filled, header, id, maybe } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('approvals'),
  approvals: z.array(z.strictObject({
    role: id, name: maybe, userId: maybe, meaning: maybe, at: maybe.describe('RFC 3339 with offset'),
    candidateDigest: maybe.describe('what was approved, as printed by check'), record: maybe,
  })),
});

/** Approvals of the release candidate by named persons (21 CFR 11.50, 11.70). */
export const approvalList = listFormat({
  name: 'approvals', title: 'Approvals', contentKind: 'approvals', kinds: ['approvals'], schema,
  reads: 'Role, name, user id, meaning, time and candidate digest of each approval.',
  build({ approvals }, at) {
    const content = { approvals: approvals.map((approval, i) => ({ ...filled(approval), ...at('approvals', i) })) };
    return { content, facts: { approvals: approvals.length }, ...(approvals.length === 0 ? { empty: 'the file holds no approval' } : {}) };
  },
});
