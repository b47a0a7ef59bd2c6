import { z } from 'zod';

/** Predicate of the seal: docs/bundle-format.md §7. The JSON Schema docs/schemas/predicate.schema.json is written from this. */
export const PREDICATE_TYPE = 'https://release-evidence.dev/predicate/v1';

const sha256 = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const text = z.string().min(1);
/** Semantic Versioning 2.0.0: it becomes part of a command that people copy. */
export const versionSchema = z.string().max(100).regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/);
const count = z.int().min(0);

export const predicateSchema = z.strictObject({
  archive: z.strictObject({ entryData: sha256.describe('over the stored data of the entries up to the tag manifest, in order') }),
  candidateDigest: sha256.describe('what approvals name'),
  catalogue: versionSchema.describe('version of the readers and checks; an npm version of the tool'),
  counts: z.strictObject({ 'pass': count, 'fail': count, 'waived': count, 'warning': count, 'not-applicable': count, 'not-evaluated': count }),
  format: z.literal('1'),
  materials: z.strictObject({ files: count, bytes: count }).describe('payload files below data/evidence/'),
  profile: z.strictObject({ id: text, version: text, digest: sha256 }),
  release: z.strictObject({ product: text, version: text, commit: z.string().regex(/^[0-9a-f]{40}$/), date: z.iso.datetime({ offset: true }) }),
  seal: z.array(text).min(1).describe('every path below seal/: one of the four lists of docs/bundle-format.md §5.8'),
  tool: z.strictObject({ name: text, version: versionSchema }),
  verdict: z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']),
});

export type Predicate = z.infer<typeof predicateSchema>;

/** Draft 2020-12 JSON Schema of the predicate. */
export function predicateJsonSchema(): object {
  return { $id: PREDICATE_TYPE, title: 'release-evidence predicate, format 1', ...z.toJSONSchema(predicateSchema) };
}
