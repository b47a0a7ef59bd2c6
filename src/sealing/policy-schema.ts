import { z } from 'zod';
import { CERTIFICATE_EXTENSIONS, type ExtensionName } from './certificate-extensions.ts';

/** `schema` of a policy file, first version. */
export const POLICY_SCHEMA = 'release-evidence/verification-policy/v1';

const text = z.string().min(1).max(2048).regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'holds control characters');
const pem = z.string().max(4096).describe('public key: P-256, SPKI, PEM with its line ends as \\n');
const threshold = z.int().min(0).max(10);

const EXTENSION_HELP: Partial<Record<ExtensionName, string>> = {
  sourceRepository: 'URL of the project', sourceDigest: 'commit', sourceRef: 'refs/heads/… or refs/tags/…',
  sourceRepositoryId: 'unlike the name, an id cannot be registered again by somebody else', buildSigner: 'the workflow or pipeline file, with its ref',
};
const certificate = z.strictObject(Object.fromEntries((Object.keys(CERTIFICATE_EXTENSIONS) as ExtensionName[]).map((name) => [
  name, text.optional().describe(`1.3.6.1.4.1.57264.1.${CERTIFICATE_EXTENSIONS[name]}${EXTENSION_HELP[name] ? `: ${EXTENSION_HELP[name]}` : ''}`),
])) as Record<ExtensionName, z.ZodOptional<z.ZodString>>);

const who = {
  key: pem.optional(),
  identity: text.optional().describe('subject alternative name of the certificate, exactly: a URI or an e-mail address'),
  identityPattern: text.optional().describe('instead of identity: a regular expression (ECMAScript, flag u) that must match the whole of it'),
  issuer: text.optional().describe('who vouched for the identity (OIDC issuer), exactly'),
  issuerPattern: text.optional().describe('instead of issuer: a regular expression that must match the whole of it'),
};
/** A person is one person: whoever else a pattern matches could sign under the name. */
const person = { key: who.key, identity: who.identity, issuer: who.issuer };
/** For editors; the same rule with better words is in policy-file.ts. */
const EITHER = {
  oneOf: [
    { required: ['key'] },
    { required: ['identity', 'issuer'] }, { required: ['identity', 'issuerPattern'] }, { required: ['identityPattern', 'issuer'] }, { required: ['identityPattern', 'issuerPattern'] },
  ],
};
const EITHER_EXACTLY = { oneOf: [{ required: ['key'] }, { required: ['identity', 'issuer'] }] };

export const policySchema = z.strictObject({
  schema: z.literal(POLICY_SCHEMA),
  description: z.string().max(4096).optional(),
  signers: z.array(z.strictObject({ ...who, certificate: certificate.optional().describe('what else the certificate must say; each exactly') }).meta(EITHER)).min(1).max(100)
    .describe('who may have sealed: any one of them'),
  thresholds: z.strictObject({
    log: threshold.optional().describe('different transparency logs; 1 when absent, for a key 0'),
    certificateTransparency: threshold.optional().describe('different certificate transparency logs; 1 when absent'),
    timestamps: threshold.optional().describe('different authorities that vouch for the time; 1 when absent, for a key 0; never less than 1 for a certificate'),
  }).optional(),
  trustedRootSha256: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in lower-case hex').optional().describe('of the canonical trusted root, as trust update prints it: another one is refused'),
  approvals: z.strictObject({
    roles: z.array(text).max(50).describe('each must have approved, with a valid signature; empty when the persons are listed for counter-signatures or --require-approval only'),
    signers: z.array(z.strictObject({ name: text, userId: text.optional(), roles: z.array(text).min(1).max(50), ...person }).meta(EITHER_EXACTLY)).min(1).max(500).describe('persons, with the roles in which each may approve'),
  }).optional(),
  product: text.optional().describe('the bundle must be about this product'),
  sealedWithinDays: z.number().positive().max(3650).optional().describe('how far each trusted time of the seal may be from the release date; there must be one then, of a key too'),
});

export type PolicyInput = z.infer<typeof policySchema>;
export type WhoInput = Partial<Pick<PolicyInput['signers'][number], keyof typeof who>>;
