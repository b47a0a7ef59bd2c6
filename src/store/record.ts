import { z } from 'zod';

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A release record (`releases/‹product›/‹version›.json`): names the published bundle. Times are RFC 3339 in UTC. */
export const recordSchema = z.strictObject({
  format: z.literal('1'),
  product: z.string().min(1),
  version: z.string().min(1),
  verdict: z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']),
  bundle: z.strictObject({ key: text, versionId: text, sha256, size: z.int().min(0) }),
  receipt: z.strictObject({ key: text, versionId: text, sha256, sealed: z.boolean() }).nullable().describe('the proof that the bundle is locked; null for a blocked bundle'),
  catalogue: z.strictObject({ key: text, sha256, size: z.int().min(0) }).nullable().describe('the facts of this release for queries; put after the record, so named by digest only'),
  tagManifestSha256: sha256.describe('bundles with the same one have the same content'),
  publishedAt: z.iso.datetime({ offset: true }),
  retainUntil: z.iso.datetime({ offset: true }).nullable().describe('the end of the lock, never before the day that the bundle states; a directory does not enforce it'),
  lock: z.strictObject({ mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), legalHold: z.boolean() }).nullable().describe('how every object of this release is locked; null where the store cannot'),
  immutability: text,
});

export type ReleaseRecord = z.infer<typeof recordSchema>;

export function writeRecord(record: ReleaseRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`);
}

/** The record, or why the bytes are none. */
export function parseRecord(bytes: Uint8Array): { record: ReleaseRecord } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { fault: 'not JSON' };
  }
  const result = recordSchema.safeParse(value);
  if (result.success) return { record: result.data };
  const [issue] = result.error.issues;
  return { fault: `${issue!.path.join('.') || 'the record'}: ${issue!.message}` };
}

/** Draft 2020-12 JSON Schema of the record (docs/schemas/release-record.schema.json). */
export function recordJsonSchema(): object {
  return { title: 'release-evidence release record, format 1', ...z.toJSONSchema(recordSchema) };
}
