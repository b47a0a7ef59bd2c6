import { z } from 'zod';
import { TEST_LEVELS } from '../model/kinds.ts';
import { approversSchema } from './approvers.ts';
import { credentialsSchema } from './credentials.ts';
import { storeSchema } from './store.ts';

/**
 * The project file `release-evidence.yaml`: one schema from which the types, the error messages and the published JSON Schema
 * (docs/schemas/project.schema.json) all come. Every description below is shown by editors.
 */
const text = z.string().trim().min(1);
const texts = z.union([text, z.array(text).min(1)]).transform((v) => (typeof v === 'string' ? [v] : v));
const rfc3339 = z.iso.datetime({ offset: true, error: 'expected a date-time with offset, such as 2026-11-20T08:00:00Z' });
const hex40 = z.string().regex(/^[0-9a-f]{40}$/, 'expected a full commit id of 40 lower-case hex digits');

/** A pattern or a list of patterns, or an object with them and more. */
const plain = z.union([texts.transform((files) => ({ files })), z.strictObject({ files: texts })]);
const withColumns = z.union([texts.transform((files) => ({ files })), z.strictObject({
  files: texts,
  columns: z.record(text, text).optional().describe('field → column header, for CSV; only mapped columns are read'),
  separator: z.enum([',', ';', '\t', '|']).optional().describe('cell separator of the CSV; "," when absent'),
})]);
const withLevel = z.strictObject({
  files: texts,
  level: z.enum(TEST_LEVELS).describe('the level these tests verify at'),
  run: text.optional().describe('the test-run sidecar of these files: who, when, version, configuration, tools, procedure'),
});
const performance = z.strictObject({
  files: texts,
  columns: z.strictObject({ value: text }).describe('the column that holds the measured value'),
  separator: z.enum([',', ';', '\t', '|']).optional(),
  unit: text.describe('unit of the values, shown beside them'),
  limit: z.number().positive().describe('largest value that is accepted, in that unit'),
  requirements: texts.optional().describe('requirements whose limit this is'),
  tests: texts.optional().describe('tests that made the measurement'),
});
const list = <T extends z.ZodType>(one: T) => z.union([one.transform((v) => [v]), z.array(one)]);
const one = <T extends z.ZodType>(shape: T) => list(shape).optional();

const evidence = z.strictObject({
  'requirements': one(withColumns), 'risk-controls': one(withColumns), 'hazards': one(withColumns), 'design': one(withColumns),
  'test-cases': one(withColumns), 'trace': one(withColumns),
  'tests': z.array(withLevel).optional(),
  'coverage': one(plain), 'analysis': one(plain), 'sbom': one(plain), 'vex': one(plain), 'kev': one(plain), 'lockfiles': one(plain),
  'performance': z.array(performance).optional(),
  'soup': one(plain), 'anomalies': one(withColumns), 'tracker': one(withColumns), 'changes': one(plain), 'inspections': one(plain),
  'config-items': one(plain), 'documents': one(plain), 'checklist': one(plain), 'retention': one(plain), 'build': one(plain),
  'vcs': one(plain), 'approvals': one(plain), 'waivers': one(plain), 'attachments': one(plain),
});

const item = z.strictObject({
  id: text.describe('software item, e.g. SI-ALM'),
  title: text.optional(),
  paths: texts.describe('globs of its source files, relative to the project file'),
  safetyClass: z.enum(['A', 'B', 'C']).optional(),
  safety: z.boolean().optional().describe('true when it implements or is affected by a risk control: the higher coverage thresholds hold'),
  requiredSuites: z.array(text).optional(),
  reviewers: z.array(text).optional(),
});

const url = z.url({ protocol: /^https?$/, error: 'expected an address that begins with https://' });
const sealing = z.strictObject({
  signer: z.enum(['key', 'kms', 'keyless', 'none']).optional().describe('who seals; key when absent'),
  key: text.optional().describe('signer key: P-256 private key, PKCS#8 PEM'),
  kms: z.strictObject({
    key: text.describe('ARN, id or alias of an ECC_NIST_P256 key for SIGN_VERIFY'),
    endpoint: url.optional().describe('another address than that of AWS'),
  }).optional().describe('signer kms: the key in AWS KMS'),
  oidc: z.enum(['gitlab', 'github']).optional().describe('signer keyless: which CI gives the identity token'),
  audience: text.optional().describe('signer keyless: audience that the token must have; sigstore when absent'),
  fulcio: url.optional().describe('signer keyless: the certificate authority'),
  rekor: z.array(z.strictObject({ url, version: z.union([z.literal(1), z.literal(2)]).describe('major version of its API') })).default([])
    .describe('transparency logs; each gets an entry for each signature'),
  timestampAuthorities: z.array(url).default([]).describe('RFC 3161 timestamp authorities; each is asked for each signature'),
  trustedRoot: text.optional().describe('trusted_root.json of these services: it goes into the bundle'),
  identity: text.optional().describe('who is expected to seal: printed on page 1, and a certificate for another is refused'),
  issuer: text.optional().describe('signer keyless: the OIDC issuer that is expected'),
  publicLog: z.literal('accepted').optional().describe('the release may be named in public, permanent logs'),
  privateHosts: z.array(z.string().regex(/^[A-Za-z0-9.:[\]-]+$/, 'expected the name of a host, without scheme and port')).optional().describe('hosts of the services above that only the manufacturer can read: no consent is asked for them'),
});

export const projectSchema = z.strictObject({
  product: z.strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a lower-case slug such as meridian-sp-20'),
    name: text, description: text.optional(), manufacturer: text.optional(), udi: text.optional(),
    safetyClass: z.enum(['A', 'B', 'C']).optional().describe('software safety class (IEC 62304 4.3); absent is evaluated as C and reported'),
    documentationLevel: z.enum(['basic', 'enhanced']).optional().describe('FDA documentation level'),
    markets: z.array(text).default([]), lifetimeYears: z.number().positive().optional(),
    own: z.array(text).default([]).describe('purl patterns of components made by the manufacturer: not SOUP'),
  }),
  release: z.strictObject({
    version: text.optional(), commit: hex40.optional(), tag: text.optional(), date: rfc3339.optional(),
    repository: text.optional(),
    previous: z.strictObject({ version: text, tag: text.optional(), bundleSha256: z.string().regex(/^[0-9a-f]{64}$/).optional() }).optional(),
    first: z.literal(true).optional().describe('this is the first release of the product: there is no range of commits, which is said here and never assumed'),
    equivalence: text.optional().describe('why the tested binary is equivalent to the released one, when their digests differ'),
  }).refine((release) => release.first === undefined || release.previous === undefined, 'a first release has no previous one').default({}),
  profile: z.union([text.transform((id) => ({ id, overlays: [] as string[] })), z.strictObject({
    id: text.optional(), file: text.optional().describe('own profile that extends one of ours'), overlays: z.array(text).default([]),
  })]).describe('iec62304-a, iec62304-b, iec62304-c, or a file'),
  artifacts: z.array(z.union([text.transform((path) => ({ path })), z.strictObject({ path: text, name: text.optional() })])).default([])
    .describe('the released files: subjects of the seal, the main one first'),
  ids: z.partialRecord(z.enum(['HAZ', 'HS', 'RC', 'SRS', 'SDS', 'TST', 'INS', 'ANOM', 'CR', 'SI', 'SYS', 'WVR']), text).default({})
    .describe('id scheme: node type → anchored regular expression'),
  binding: z.strictObject({
    properties: z.array(text).default(['testspec', 'test_id', 'requirement', 'requirements', 'req', 'verifies', 'covers', 'trace', 'tracesTo', 'test_key'])
      .describe('test-case properties that carry ids, in order of precedence'),
    names: text.optional().describe('regular expression that finds an id in a test name; first group or whole match. Without it names bind nothing'),
    suiteProperties: z.boolean().default(false).describe('an id on a suite holds for all its tests'),
  }).prefault({}),
  sourceRoots: z.array(text).default([]).describe('prefixes to strip from paths in coverage and analysis reports, e.g. /builds/group/project/'),
  items: z.array(item).default([]).describe('software items: paths → item, safety class, required suites, reviewers'),
  evidence,
  credentials: credentialsSchema,
  approvers: approversSchema,
  sealing: sealing.prefault({}),
  store: storeSchema.optional(),
});

export type Project = z.infer<typeof projectSchema>;
/** The file as an author may write it. */
export type ProjectInput = z.input<typeof projectSchema>;
export type SoftwareItem = Project['items'][number];
