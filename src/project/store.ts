import { z } from 'zod';

const text = z.string().trim().min(1);

const directory = z.strictObject({ kind: z.literal('directory'), path: text.describe('folder, relative to the project file') });

const s3 = z.strictObject({
  kind: z.literal('s3'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'),
  prefix: z.string().regex(/^[A-Za-z0-9_=+-][A-Za-z0-9._=+-]*(\/[A-Za-z0-9_=+-][A-Za-z0-9._=+-]*)*$/, 'expected folder/folder, without a slash at either end').optional(),
  region: text.optional().describe('as AWS_REGION; that of the AWS profile when absent'),
  endpoint: z.url({ protocol: /^https?$/, error: 'expected an address that begins with https://' }).optional().describe('another address than that of AWS'),
  pathStyle: z.boolean().optional().describe('https://host/bucket/key instead of https://bucket.host/key; yes when there is an endpoint'),
  lock: z.strictObject({
    mode: z.enum(['COMPLIANCE', 'GOVERNANCE']).default('COMPLIANCE').describe('COMPLIANCE cannot be shortened by anybody; GOVERNANCE can, by who has the permission'),
    legalHold: z.boolean().default(false).describe('also a legal hold, which has no end until somebody lifts it'),
    confirmBeyondDays: z.int().min(0).default(366).describe('COMPLIANCE for longer than this is asked for (--yes)'),
  }).prefault({}),
  sseKmsKey: text.optional().describe('SSE-KMS: ARN or id of the key that every object is encrypted with. Whoever deletes that key deletes the evidence'),
  partSizeMiB: z.int().min(5).max(5120).optional().describe('bundles larger than this go up in parts of this size (at most 64, unless 10,000 parts would not do). When absent: larger than 5120, in parts of 16'),
});

/** `store` of the project file. Credentials come from the usual AWS variables and profiles, never from here. */
export const storeSchema = z.discriminatedUnion('kind', [directory, s3]);
