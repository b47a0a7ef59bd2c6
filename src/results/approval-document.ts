import { z } from 'zod';
import { jsonText } from './documents.ts';

const count = z.int().min(0);
const text = z.string();

/** `approve --json`. */
export const approvalAnswerSchema = z.strictObject({
  outcome: z.enum(['signed', 'already', 'refused']).describe('already: this person has signed this candidate in this role; refused: nothing was signed'),
  candidateDigest: z.string().regex(/^[0-9a-f]{64}$/).describe('what is signed'),
  release: z.looseObject({ product: text, version: text, commit: text }),
  verdict: z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']).describe('with this approval, when it was signed'),
  counts: z.strictObject({ 'pass': count, 'fail': count, 'waived': count, 'warning': count, 'not-applicable': count, 'not-evaluated': count }),
  name: text, userId: text.optional(), role: text, meaning: text, at: text.optional(),
  signer: z.union([z.strictObject({ kind: z.literal('key'), fingerprint: text }), z.strictObject({ kind: z.literal('identity'), identity: text, issuer: text })]),
  file: text.optional().describe('where the approval is, relative to the current folder'),
  open: z.array(text).describe('required roles in which no approval is given'),
  reasons: z.array(text).describe('why it was refused'),
});

/** `approve --bundle FILE --json`. */
export const countersignatureAnswerSchema = z.strictObject({
  outcome: z.enum(['signed', 'already', 'refused']), bundle: text, tagManifestSha256: z.string().regex(/^[0-9a-f]{64}$/).describe('what is signed'),
  release: z.looseObject({ product: text, version: text, commit: text }), verdict: approvalAnswerSchema.shape.verdict.describe('the sealed one'),
  name: text, userId: text.optional(), role: text, meaning: text, at: text.optional(), signer: approvalAnswerSchema.shape.signer, file: text.optional(),
});

export type CountersignatureAnswer = z.infer<typeof countersignatureAnswerSchema>;

export function countersignatureDocument(answer: CountersignatureAnswer): string {
  return jsonText(answer);
}

export type ApprovalAnswer = z.infer<typeof approvalAnswerSchema>;

export function approvalDocument(answer: ApprovalAnswer): string {
  return jsonText(answer);
}
