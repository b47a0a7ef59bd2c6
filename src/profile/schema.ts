import { z } from 'zod';
import { EVIDENCE_KINDS, TEST_LEVELS } from '../model/kinds.ts';

/** Our YAML door keeps numbers as they were written, so that versions survive; here they are numbers. */
const number = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a number').transform(Number)]).pipe(z.number().nonnegative());
const text = z.string().trim().min(1);

const threshold = z.strictObject({
  min: number.optional(), safetyItems: number.optional(), max: number.optional(),
  source: text.describe('plan and section that state this limit (IEC 62304 5.1.6)'),
}).refine((t) => t.min !== undefined || t.max !== undefined || t.safetyItems !== undefined, 'expected min, safetyItems or max');

const shared = {
  id: z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'expected a lower-case id such as acme-pump-c'),
  version: text,
  requiredEvidence: z.array(z.enum(EVIDENCE_KINDS)),
  requiredLevels: z.array(z.enum(TEST_LEVELS)),
  thresholds: z.record(z.string(), threshold),
  roles: z.strictObject({ required: z.array(text), independent: z.array(z.tuple([text, text])) }),
  retention: z.strictObject({ minYears: number }),
  checks: z.record(z.string().regex(/^CHK-\d{3}$/), z.enum(['error', 'warning', 'off'])),
  nonWaivable: z.array(z.string().regex(/^CHK-\d{3}$/)),
  analysisLevel: z.enum(['error', 'warning', 'note']),
  sealWithinDays: number.pipe(z.number().positive()).optional().describe('how far a trusted time of the seal may be from release.date; 7 when absent'),
  signedApprovals: z.boolean().optional().describe('true: only approvals that the person signed count (21 CFR 11.50, 11.70)'),
};

/** A complete profile, as shipped. */
export const profileSchema = z.strictObject({ ...shared, standard: z.strictObject({ id: text, edition: text }), safetyClass: z.enum(['A', 'B', 'C']) });
export type ProfileData = z.infer<typeof profileSchema>;

/** A manufacturer's own profile: names the one that it extends and says what is stricter. The safety class comes from there. */
export const ownProfileSchema = z.strictObject({
  id: shared.id, version: shared.version, extends: text.describe('iec62304-a, iec62304-b or iec62304-c'),
  requiredEvidence: shared.requiredEvidence.default([]), requiredLevels: shared.requiredLevels.default([]), thresholds: shared.thresholds.default({}),
  roles: z.strictObject({ required: z.array(text).default([]), independent: z.array(z.tuple([text, text])).default([]) }).prefault({}),
  retention: shared.retention.optional(), checks: shared.checks.default({}), nonWaivable: shared.nonWaivable.default([]),
  analysisLevel: shared.analysisLevel.optional(), sealWithinDays: shared.sealWithinDays, signedApprovals: shared.signedApprovals,
});
export type OwnProfile = z.infer<typeof ownProfileSchema>;
