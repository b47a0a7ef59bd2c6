import { z } from 'zod';
import { canonicalJson } from '../model/canonical-json.ts';
import { ONCE } from '../model/parse-once.ts';
import { parseStrictJson } from '../sealing/strict-json.ts';
import { STATEMENT_TYPE } from '../sealing/statement.ts';

/** Predicate of a change of status: docs/withdrawals.md. The JSON Schema docs/schemas/release-status.schema.json is written from here. */
const STATUS_TYPE = 'https://release-evidence.dev/release-status/v1';
const TAG_MANIFEST_SUBJECT = 'tagmanifest-sha256.txt';

/** No control character and none that turns the direction of the text: what is shown must be what was signed. */
const shown = (most: number) => z.string().min(1).max(most)
  .regex(/^[^\p{Cc}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u, 'holds a character that cannot be shown')
  .refine((value) => value === value.trim(), 'begins or ends with a blank');
const hex64 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex');
const digest = z.strictObject({ sha256: hex64 });

const common = {
  format: z.literal('1'),
  product: shown(200).describe('as in the release record'),
  version: shown(200),
  bundle: digest.describe('of the published bundle file'),
  tagManifest: digest.describe('of tagmanifest-sha256.txt in it: which content this is about, however the bundle was packed or sealed'),
  reason: shown(1000).describe('why, for whoever holds the bundle'),
  by: z.strictObject({
    name: shown(200).describe('printed name of the person who decided'),
    userId: shown(200).optional().describe('unique id of the person in the organisation'),
  }),
  at: z.iso.datetime({ offset: true }).describe('by the clock of the signer, RFC 3339 with offset'),
};

const statusPredicateSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('withdrawn'), ...common }),
  z.strictObject({
    status: z.literal('superseded'), ...common,
    supersededBy: z.strictObject({ version: shown(200), bundle: digest }).describe('the release to take instead: same product, published in the same store'),
  }),
]);
export type StatusPredicate = z.infer<typeof statusPredicateSchema>;

const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([z.strictObject({ name: z.string().min(1).max(600), digest }), z.strictObject({ name: z.literal(TAG_MANIFEST_SUBJECT), digest })]),
  predicateType: z.literal(STATUS_TYPE),
  predicate: statusPredicateSchema,
});

/** What is signed: in-toto Statement v1 as canonical JSON, about the bundle file and about its content. The same facts, the same bytes. */
export function writeStatusStatement(predicate: StatusPredicate): Uint8Array {
  const { product, version, bundle, tagManifest } = predicate;
  return new TextEncoder().encode(canonicalJson({
    _type: STATEMENT_TYPE,
    subject: [{ name: `${product}-${version}.evidence.zip`, digest: bundle }, { name: TAG_MANIFEST_SUBJECT, digest: tagManifest }],
    predicateType: STATUS_TYPE, predicate,
  }));
}

/** The statement, or why the payload is none. A payload that is not in its one form is none either: nothing may stand beside what was judged. */
export function parseStatusStatement(payload: Uint8Array): { readonly predicate: StatusPredicate } | { readonly fault: string } {
  let value: unknown;
  try {
    value = parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload));
  } catch {
    return { fault: 'the payload is not JSON' };
  }
  const type = (value as { predicateType?: unknown } | null)?.predicateType;
  if (type !== STATUS_TYPE) return { fault: 'it is a statement about something else than the status of a release' };
  const parsed = statementSchema.safeParse(value, ONCE);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { fault: `${issue!.path.join('.') || 'the statement'}: ${issue!.message}`.slice(0, 300) };
  }
  const { predicate } = parsed.data;
  if (Buffer.compare(writeStatusStatement(predicate), payload) !== 0) return { fault: 'its payload is not in its one form: canonical JSON about the bundle that the predicate names' };
  return { predicate };
}

/** Why this cannot be said in a status record, or null. */
export function statusFault(predicate: StatusPredicate): string | null {
  const parsed = statusPredicateSchema.safeParse(predicate);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  return `${issue!.path.join('.')}: ${issue!.message}`;
}

/** Draft 2020-12 JSON Schema of the signed statement (docs/schemas/release-status.schema.json). */
export function statusJsonSchema(): object {
  return { title: 'release-evidence status of a release, format 1', ...z.toJSONSchema(statementSchema) };
}
