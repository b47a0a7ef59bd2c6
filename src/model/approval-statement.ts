import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';

/*
 * What a person signs (21 CFR 11.50, 11.70): an in-toto Statement v1 about a release candidate, or afterwards about a sealed bundle.
 * docs/approvals.md describes both; their JSON Schemas are written from here.
 */
export const APPROVAL_TYPE = 'https://release-evidence.dev/approval/v1';
const COUNTERSIGNATURE_TYPE = 'https://release-evidence.dev/countersignature/v1';
/** Name of the one subject: what the digest is of. */
const CANDIDATE_SUBJECT = 'candidate';
const BUNDLE_SUBJECT = 'tagmanifest-sha256.txt';

/** No control character and none that turns the direction of the text: what is shown must be what was signed. */
const shown = (most: number) => z.string().min(1).max(most)
  .regex(/^[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u, 'holds a character that cannot be shown')
  .refine((value) => value === value.trim(), 'begins or ends with a blank');
const hex64 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex');

const person = {
  name: shown(200).describe('printed name of the person (11.50 (a)(1))'),
  userId: shown(200).optional().describe('unique id of the person in the organisation (11.100 (a))'),
  role: shown(100).describe('the role in which the person signs'),
  meaning: shown(1000).describe('what the signature means: review, approval, responsibility (11.50 (a)(3))'),
  at: z.iso.datetime({ offset: true }).describe('date and time of signing by the clock of the signer, RFC 3339 with offset (11.50 (a)(2))'),
  signer: z.strictObject({ publicKey: z.string().max(1000).describe('P-256, SPKI PEM') }).optional()
    .describe('with a key: the public half; it counts only when its fingerprint is listed for this name and role'),
};
const release = { product: shown(200), version: shown(200), commit: z.string().regex(/^[0-9a-f]{40}$/) };

const approvalPredicateSchema = z.strictObject({
  format: z.literal('1'), ...release,
  profile: z.strictObject({ id: shown(200), version: shown(200), digest: hex64 }),
  rules: hex64.describe('digest of what decides the verdict beside the candidate: project file and waivers'),
  ...person,
});
export type ApprovalPredicate = z.infer<typeof approvalPredicateSchema>;

const countersignaturePredicateSchema = z.strictObject({
  format: z.literal('1'), ...release,
  verdict: z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']).describe('the sealed verdict of the bundle'),
  ...person,
});
export type CountersignaturePredicate = z.infer<typeof countersignaturePredicateSchema>;

/** Each kind of statement: its predicate type, the name of its subject, its schema. */
export const SIGNED_BY_PERSONS = {
  approval: { type: APPROVAL_TYPE, subject: CANDIDATE_SUBJECT, schema: approvalPredicateSchema },
  countersignature: { type: COUNTERSIGNATURE_TYPE, subject: BUNDLE_SUBJECT, schema: countersignaturePredicateSchema },
} as const;
export type PersonalKind = keyof typeof SIGNED_BY_PERSONS;
export interface PredicateOf { readonly approval: ApprovalPredicate; readonly countersignature: CountersignaturePredicate }

/** The statement's bytes: canonical JSON without a line end. The same facts, the same bytes. `sha256` is lower-case hex. */
export function writePersonalStatement<K extends PersonalKind>(kind: K, sha256: string, predicate: PredicateOf[K]): Uint8Array {
  const { type, subject } = SIGNED_BY_PERSONS[kind];
  return new TextEncoder().encode(canonicalJson({
    _type: 'https://in-toto.io/Statement/v1', subject: [{ name: subject, digest: { sha256 } }], predicateType: type, predicate,
  }));
}

/** A statement as `writePersonalStatement` wrote it. */
export function personalStatementSchema(kind: PersonalKind): z.ZodType {
  const { type, subject, schema } = SIGNED_BY_PERSONS[kind];
  return z.strictObject({
    _type: z.literal('https://in-toto.io/Statement/v1'),
    subject: z.tuple([z.strictObject({ name: z.literal(subject), digest: z.strictObject({ sha256: hex64 }) })]),
    predicateType: z.literal(type),
    predicate: schema,
  });
}
