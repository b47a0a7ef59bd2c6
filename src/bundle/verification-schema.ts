import { z } from 'zod';
import { REFUSAL_CODES, type RefusalCode } from './refusal-codes.ts';
import { STEPS } from './verification.ts';

const text = z.string();
const count = z.int().min(0);

const signedByPerson = z.strictObject({
  file: text, name: text, userId: text.optional(), role: text, meaning: text, at: text.describe('by the clock of the signer'),
  signer: z.union([z.strictObject({ kind: z.literal('key'), fingerprint: text }), z.strictObject({ kind: z.literal('identity'), identity: text, issuer: text })]),
  times: z.array(z.strictObject({ time: text, source: text })).describe('vouched for by others'),
});
const problem = z.strictObject({
  code: z.enum(Object.keys(REFUSAL_CODES) as [RefusalCode, ...RefusalCode[]]).describe('docs/bundle-format.md §8.1'),
  message: text, subject: text.optional(), expected: text.optional(), found: text.optional(),
});

/** `verify --json`; docs/schemas/verification.schema.json is written from this. */
export const verificationSchema = z.strictObject({
  verdict: z.enum(['verified', 'refused', 'incomplete']).describe('exit 0, 6, 7'),
  tagManifestSha256: text.nullable().describe('which content this answer is about: SHA-256 of tagmanifest-sha256.txt; null when there is none'),
  release: z.strictObject({
    product: text, version: text, commit: text, verdict: z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']),
    counts: z.strictObject({ 'pass': count, 'fail': count, 'waived': count, 'warning': count, 'not-applicable': count, 'not-evaluated': count }),
    catalogue: text,
  }).nullable().describe('what the bundle says of itself; null when that cannot be read. To be believed only when the verdict is "verified"'),
  sealedBy: z.strictObject({
    kind: z.enum(['key', 'keyless']), identity: text.optional(), issuer: text.optional(), key: text.optional(),
    certificate: z.record(text, text).optional().describe('what else the certificate says, by the names of docs/policy.md'),
  }).nullable().describe('null unless the signature was verified'),
  sealedAt: z.strictObject({
    time: text, source: text, others: z.array(z.strictObject({ time: text, source: text })).optional().describe('what further authorities say'),
  }).nullable().describe('null: no trusted time'),
  criteria: z.array(text).describe('what was asked, in words'),
  trustedRoot: z.strictObject({ sha256: text, inBundle: text.nullable(), same: z.boolean() }).nullable()
    .describe('the auditor\'s trusted root beside that of the bundle, which is never trusted; null when the auditor gave none'),
  artifacts: z.array(z.strictObject({
    name: text, sha256: text, seen: z.boolean().describe('false: only a digest was given'), subject: text.nullable().describe('null: no artifact of this release'),
  })),
  approvals: z.array(signedByPerson).describe('approvals in the bundle, verified against the persons whom the auditor lists: not the seal'),
  countersignatures: z.array(signedByPerson).describe('files beside the bundle, verified in the same way'),
  steps: z.array(z.strictObject({ step: z.enum(STEPS), outcome: z.enum(['ok', 'refused', 'could-not']), problems: z.array(problem), note: text.optional(), asked: z.literal(false).optional().describe('nothing was asked of this step: its ok proves nothing') })),
  rederived: z.strictObject({ same: z.boolean(), differences: z.array(z.strictObject({ row: text, sealed: text.nullable(), derived: text.nullable() })) }).nullable()
    .describe('null: left out, or the content was not the sealed one'),
});

/** Draft 2020-12 JSON Schema of `verify --json`. */
export function verificationJsonSchema(): object {
  return { title: 'release-evidence verify --json', ...z.toJSONSchema(verificationSchema) };
}
