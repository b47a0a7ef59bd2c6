import { z } from 'zod';
import { lockSchema } from './receipt.ts';

const text = z.string();
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime({ offset: true });
const what = z.enum(['record', 'bundle', 'receipt', 'catalogue', 'status']);
const lock = lockSchema.nullable();

/** `store audit --json`. */
export function auditSchema(problem: z.ZodType): z.ZodType {
  const problems = z.array(problem);
  const object = z.strictObject({
    what, key: text, versionId: text, size: count.nullable(), sha256: sha256.nullable(), proof: z.enum(['server-sha256', 'read-back']).nullable().describe('null: it could not be looked at'),
    lock, provedAt: time.nullable().describe('by the clock of the store'), problems, warnings: problems,
  });
  return z.strictObject({
    store: text, immutability: text, how: z.strictObject({ read: z.enum(['server', 'sample', 'full']), sample: count.optional(), seed: text.optional() }),
    verdict: z.enum(['proved', 'not-proved']), at: time.nullable().describe('by the clock of the store'),
    counts: z.strictObject({ releases: count.describe('records, damaged ones too'), objects: count, readBack: count, problems: count, warnings: count }),
    releases: z.array(z.strictObject({
      product: text, version: text, kind: z.enum(['published', 'blocked']), status: z.enum(['proved', 'warned', 'failed']), retainUntil: time.nullable().describe('what its record asks for'),
      lockedUntil: time.nullable().describe('the earliest end of a lock among its objects; null when one has none'), objects: z.array(object),
    })),
    orphans: z.array(z.strictObject({ key: text, versionId: text, size: count, lock })).describe('objects that no release record names'),
    unfinished: z.array(z.strictObject({ key: text, uploadId: text, startedAt: time })), foreign: z.array(text).describe('keys of no form that release-evidence writes'),
    throwAway: count.describe('objects that store doctor left'), problems: problems.describe('all of them, those of the objects too'), warnings: problems,
  });
}

/** `store extend-retention --json` and `store hold --json`. */
export function lockChangesSchema(problem: z.ZodType): z.ZodType {
  return z.strictObject({
    store: text, product: text, version: text, until: time.optional().describe('extend-retention'), hold: z.enum(['on', 'off']).optional(), reason: text.optional(),
    changes: z.array(z.strictObject({ what, key: text, versionId: text, before: lock, after: lock.describe('read back'), changed: z.boolean() })), problems: z.array(problem),
  });
}
