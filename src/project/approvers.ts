import { z } from 'zod';

const text = z.string().trim().min(1);
const roles = z.union([text, z.array(text).min(1)]).transform((v) => (typeof v === 'string' ? [v] : v));

/** Somebody who may approve, with what proves it is this person: the fingerprint of a key, or an OIDC identity with its issuer. */
const approver = z.strictObject({
  name: text.describe('printed name, exactly as in the approval'),
  userId: text.optional().describe('unique id of the person; when given, the approval must state it too'),
  roles: roles.describe('roles of the profile in which this person may approve'),
  key: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'expected a fingerprint as `ssh-keygen -lf` prints it, SHA256:…').optional().describe('fingerprint of the public key of this person'),
  identity: text.optional().describe('OIDC identity of this person, compared exactly'),
  issuer: z.url({ protocol: /^https?$/, error: 'expected the URL of the issuer' }).optional().describe('OIDC issuer that vouches for the identity'),
}).refine((one) => (one.key === undefined) !== (one.identity === undefined), 'expected either key, or identity and issuer')
  .refine((one) => (one.identity === undefined) === (one.issuer === undefined), 'identity and issuer belong together');

/** `approvers` of the project file. A key or an identity is unique to one person (21 CFR 11.100 (a)). */
export const approversSchema = z.array(approver).superRefine((list, problems) => {
  const holder = new Map<string, string>();
  for (const [i, { name, key, identity, issuer }] of list.entries()) {
    const proof = key ?? `${identity} ${issuer}`;
    const other = holder.get(proof);
    if (other !== undefined && other !== name) problems.addIssue({ code: 'custom', path: [i, key === undefined ? 'identity' : 'key'], message: `is that of ${other} as well: a signature must be of one person` });
    holder.set(proof, name);
  }
}).default([]).describe('persons whose signed approvals count, with roles and keys or identities');

export type Approver = z.infer<typeof approversSchema>[number];
