import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { VerifyPolicy } from '../bundle/verify-policy.ts';
import { EvidenceError } from '../model/problem.ts';
import { sameRole } from '../sealing/approval-signature.ts';
import type { PolicyFile } from '../sealing/policy-file.ts';
import type { Io } from './io.ts';
import { systemWords } from './output/errno.ts';

/** Options about signatures of persons. */
export interface PersonOptions {
  readonly requireApproval: readonly string[];
  readonly countersignature: readonly string[];
}

/**
 * The signatures of persons that are asked for, and by whom. Undefined when none is. Fails with USAGE (exit 2) when nobody is listed who
 * could have given them: a signature by anybody is worth nothing.
 */
export function expectedPersons(io: Io, policy: PolicyFile | undefined, { requireApproval, countersignature }: PersonOptions): VerifyPolicy['persons'] | undefined {
  const people = policy?.approvals?.signers ?? [];
  const unheld = requireApproval.filter((role) => !people.some((one) => one.roles.some((held) => sameRole(held, role))));
  if (unheld.length > 0) {
    throw new EvidenceError('USAGE', 'usage', `--require-approval ${unheld[0]}: nobody is listed who may approve in this role`, { hint: 'list the persons in approvals.signers of a policy file, and give it with --policy' });
  }
  if (countersignature.length > 0 && people.length === 0) {
    throw new EvidenceError('USAGE', 'usage', '--countersignature: nobody is listed who may have signed it', { hint: 'list the persons in approvals.signers of a policy file, and give it with --policy' });
  }
  const roles = [...(policy?.approvals?.roles ?? []), ...requireApproval];
  if (roles.length === 0 && people.length === 0) return undefined;
  return { roles: [...new Set(roles)], people, countersignatures: countersignature.map((path) => ({ path, bytes: bytesOf(io.cwd, path) })) };
}

function bytesOf(cwd: string, file: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (cause) {
    throw new EvidenceError('MISSING', 'incomplete', `${file}: ${systemWords(cause)}`, { cause, hint: 'name the counter-signature file that was given with the bundle' });
  }
}
