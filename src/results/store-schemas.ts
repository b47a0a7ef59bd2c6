import { z } from 'zod';
import { lockSchema } from '../store/receipt.ts';

const text = z.string();
const time = z.iso.datetime({ offset: true });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const verdict = z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']);

const change = z.strictObject({
  status: z.enum(['withdrawn', 'superseded']), reason: text, by: z.strictObject({ name: text, userId: text.optional() }),
  at: time.describe('by the clock of the signer'), supersededBy: text.optional().describe('version of the same product'),
}).describe('a status record of the store, as stated: who signed it is judged by verify');
const changes = z.array(change).optional().describe('by time; absent when there is none');
const lock = lockSchema.nullable();

/** What commands that read or mark published releases answer with `--json`: name in docs/schemas → title and schema. `problem` is that of every answer. */
export const storeSchemas = (problem: z.ZodType): Readonly<Record<string, readonly [title: string, schema: z.ZodType]>> => ({
  'list': ['list --json', z.strictObject({
    releases: z.array(z.strictObject({
      product: text, version: text, verdict, status: z.enum(['published', 'withdrawn', 'superseded', 'blocked']).describe('withdrawn is for ever; blocked bundles are no releases'),
      publishedAt: time, retainUntil: time.nullable().describe('as the release record states it'), size: count, sha256: sha256.describe('of the bundle file'),
      changes, lock: lock.optional().describe('with --locks: of the stored bundle now; null: none'),
    })),
    problems: z.array(problem).describe('damaged and stray records, locks that fall short (exit 5); STORE_HIDDEN: what lies over a published object, which counts all the same (exit 0)'),
  })],
  'fetch': ['fetch --json', z.strictObject({
    product: text, version: text, verdict, status: z.enum(['published', 'withdrawn', 'superseded', 'blocked']), changes,
    file: text, size: count, sha256, outcome: z.enum(['fetched', 'already-there']), resumedFrom: count.describe('bytes of an earlier run that were continued'),
    beside: z.array(z.strictObject({ what: z.enum(['receipt', 'record', 'status']), file: text, sha256 })).optional().describe('with --receipt'),
    problems: z.array(problem),
  })],
  'fetch-links': ['fetch --link --json', z.strictObject({
    product: text, version: text, status: z.enum(['published', 'withdrawn', 'superseded']), changes, expiresAt: time,
    links: z.array(z.strictObject({ what: z.enum(['bundle', 'receipt', 'record', 'status']), file: text, sha256, url: text.describe('a secret: it opens the file without an account') })),
    problems: z.array(problem),
  })],
  'status-change': ['withdraw --json and supersede --json', z.strictObject({
    outcome: z.enum(['recorded', 'already']), product: text, version: text, status: z.enum(['withdrawn', 'superseded']).describe('what the release counts as now'), change,
    record: z.strictObject({ key: text, versionId: text, sha256, lock }), release: text.describe('address of the release'),
  })],
});
