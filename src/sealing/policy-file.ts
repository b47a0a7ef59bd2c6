import { createHash } from 'node:crypto';
import { EvidenceError } from '../model/problem.ts';
import { readPublicKey, type PublicKey } from './key.ts';
import { plainText } from './plain-text.ts';
import { type PolicyInput, policySchema, type WhoInput } from './policy-schema.ts';
import { schemaFaults } from './schema-faults.ts';
import { parseStrictJson } from './strict-json.ts';
import type { ExpectedSigner, TextExpectation, Thresholds, TrustPolicy } from './trust-policy.ts';
import type { TrustedRootFile } from './trusted-root.ts';
import { patternFault } from './verify/expectation.ts';

/** A person who may approve, and by what the signature is known. `fingerprint` is that of OpenSSH, `SHA256:…`. */
export interface PolicyApprover {
  readonly name: string;
  readonly userId?: string;
  readonly roles: readonly string[];
  readonly signer: { readonly kind: 'key'; readonly fingerprint: string } | { readonly kind: 'identity'; readonly identity: TextExpectation; readonly issuer: TextExpectation };
}

/** What an auditor keeps in a file and asks of every bundle (docs/policy.md). */
export interface PolicyFile {
  readonly signers: readonly ExpectedSigner[];
  readonly thresholds?: Partial<Thresholds>;
  readonly trustedRootSha256?: string;
  readonly approvals?: { readonly roles: readonly string[]; readonly signers: readonly PolicyApprover[] };
  readonly product?: string;
  readonly sealedWithinDays?: number;
  /** SHA-256 of the file's text, so that an answer can say which policy it is about. */
  readonly sha256: string;
}

const LARGEST_POLICY = 1024 * 1024;

/** Reads a policy file: JSON. Fails with POLICY_INVALID (exit 2) and every fault with its JSON path. */
export function readPolicyFile(text: string): PolicyFile {
  if (text.length > LARGEST_POLICY) throw invalid([`larger than ${LARGEST_POLICY} characters`]);
  let json: unknown;
  try {
    json = parseStrictJson(text);
  } catch (cause) {
    throw invalid([(cause as Error).message]);
  }
  const parsed = policySchema.safeParse(json);
  if (!parsed.success) throw invalid(schemaFaults(parsed.error));
  const { signers, thresholds, trustedRootSha256, approvals, product, sealedWithinDays } = parsed.data;
  const faults: string[] = [];
  const expected = signers.map((one, i) => signerOf(one, `signers[${i}]`, faults));
  const approvers = approvals?.signers.map((one, i) => approverOf(one, `approvals.signers[${i}]`, faults));
  if (approvers) faults.push(...sharedSigners(approvers));
  const unheld = approvals?.roles.filter((role) => !approvals.signers.some((one) => one.roles.some((held) => held.trim().toLowerCase() === role.trim().toLowerCase()))) ?? [];
  for (const role of unheld) faults.push(`approvals.roles: nobody in approvals.signers has the role ${JSON.stringify(role)}`);
  if (faults.length > 0) throw invalid(faults);
  return {
    signers: expected as ExpectedSigner[], sha256: createHash('sha256').update(text).digest('hex'),
    ...(thresholds && { thresholds: present(thresholds) }), ...(trustedRootSha256 !== undefined && { trustedRootSha256 }),
    ...(approvals && { approvals: { roles: approvals.roles, signers: approvers as PolicyApprover[] } }),
    ...(product !== undefined && { product }), ...(sealedWithinDays !== undefined && { sealedWithinDays }),
  };
}

/**
 * The part of a policy that is about the signature, with the auditor's trusted root. A policy that pins a root takes no other and needs
 * it: fails with TRUST_ROOT_INVALID (exit 7).
 */
export function trustPolicyOf(policy: PolicyFile, trustedRoot: TrustedRootFile | undefined): TrustPolicy {
  const { signers, thresholds, trustedRootSha256: pinned } = policy;
  if (pinned !== undefined && trustedRoot?.sha256 !== pinned) {
    throw new EvidenceError('TRUST_ROOT_INVALID', 'incomplete', trustedRoot ? 'the trusted root is not the one that the policy names' : 'the policy names a trusted root, and none was given', {
      hint: `give the trusted root with the SHA-256 ${pinned}${trustedRoot ? `; this one has ${trustedRoot.sha256}` : ''}`,
    });
  }
  // How far a time may be off is a question about a time: without one the limit would be met by leaving it away.
  const asked = policy.sealedWithinDays === undefined ? thresholds : { ...thresholds, timestamps: Math.max(1, thresholds?.timestamps ?? 0) };
  return { signers, ...(asked && { thresholds: asked }), ...(trustedRoot && { trustedRoot }) };
}

function signerOf(input: PolicyInput['signers'][number], path: string, faults: string[]): ExpectedSigner | null {
  const signer = whoOf(input, path, faults);
  if (signer?.kind === 'key' && input.certificate) faults.push(`${path}.certificate: a key has no certificate`);
  return signer?.kind === 'identity' && input.certificate ? { ...signer, extensions: present(input.certificate) } : signer;
}

function approverOf(input: NonNullable<PolicyInput['approvals']>['signers'][number], path: string, faults: string[]): PolicyApprover | null {
  const signer = whoOf(input, path, faults);
  if (!signer) return null;
  const { name, userId, roles } = input;
  return { name, ...(userId !== undefined && { userId }), roles, signer: signer.kind === 'key' ? { kind: 'key', fingerprint: signer.key.fingerprint } : signer };
}

/** Two persons with one key could not be told apart: one would give both approvals. */
function sharedSigners(approvers: readonly (PolicyApprover | null)[]): string[] {
  const names = new Map<string, string>();
  return approvers.flatMap((one, i) => {
    if (!one) return [];
    const id = JSON.stringify(one.signer);
    const first = names.get(id) ?? one.name;
    names.set(id, first);
    return first === one.name ? [] : [`approvals.signers[${i}]: the ${one.signer.kind} of ${plainText(first, 60)} is listed for ${plainText(one.name, 60)} too`];
  });
}

type Who = { readonly kind: 'key'; readonly key: PublicKey } | { readonly kind: 'identity'; readonly identity: TextExpectation; readonly issuer: TextExpectation };

/** A key, or an identity with its issuer: nothing less names anybody, and both would leave open which one counts. */
function whoOf(input: WhoInput, path: string, faults: string[]): Who | null {
  const { key, identity, identityPattern, issuer, issuerPattern } = input;
  if (key !== undefined) {
    if ([identity, identityPattern, issuer, issuerPattern].some((one) => one !== undefined)) {
      faults.push(`${path}: has a key and an identity; write two signers`);
      return null;
    }
    try {
      return { kind: 'key', key: readPublicKey(key) };
    } catch (cause) {
      faults.push(`${path}.key: ${(cause as Error).message}`);
      return null;
    }
  }
  const named = expectationOf('identity', identity, identityPattern, path, faults);
  const vouching = expectationOf('issuer', issuer, issuerPattern, path, faults);
  return named && vouching && { kind: 'identity', identity: named, issuer: vouching };
}

function expectationOf(field: 'identity' | 'issuer', exact: string | undefined, pattern: string | undefined, path: string, faults: string[]): TextExpectation | null {
  if (exact !== undefined && pattern !== undefined) faults.push(`${path}: has ${field} and ${field}Pattern; one of them`);
  else if (exact !== undefined) return { exact };
  else if (pattern === undefined) faults.push(field === 'identity' ? `${path}: names nobody: key, or identity with issuer` : `${path}.issuer: is missing: anybody could vouch for this identity`);
  else {
    const fault = patternFault(pattern);
    if (fault === null) return { pattern };
    faults.push(`${path}.${field}Pattern: ${fault}`);
  }
  return null;
}

/** Without the fields that are not there. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function invalid(faults: readonly string[]): EvidenceError {
  return new EvidenceError('POLICY_INVALID', 'usage', `the policy cannot be used: ${faults[0]}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''}`, {
    hint: 'docs/policy.md has every field, docs/schemas/verification-policy.schema.json the schema',
    problems: faults.map((message) => ({ code: 'POLICY_INVALID' as const, file: 'policy', message })),
  });
}
