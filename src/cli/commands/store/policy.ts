import { EvidenceError } from '../../../model/problem.ts';
import { jsonText } from '../../../results/documents.ts';
import { parseLocation } from '../../../store/location.ts';
import { type PolicyRole, storePolicy as policyFor } from '../../../store/policy.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';

export interface PolicyOptions {
  readonly to: string;
  readonly role: PolicyRole;
  readonly breakGlass?: string;
  readonly minDays?: number;
  readonly conditionKeys: 'aws' | 'none';
}

/** `store policy`: the JSON of a policy, ready to be given to the IAM of the store. Nothing is asked of the store. */
export async function storePolicy(io: Io, options: PolicyOptions): Promise<number> {
  const location = parseLocation(options.to, '--to');
  if (location.kind !== 's3') throw new EvidenceError('USAGE', 'usage', 'a directory has no policies: its protection is that of the file system', { hint: '--to s3://BUCKET/PREFIX' });
  if (options.role !== 'bucket' && (options.breakGlass !== undefined || options.minDays !== undefined)) throw new EvidenceError('USAGE', 'usage', '--break-glass and --min-days are for --role bucket');
  if (options.breakGlass !== undefined && !/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,200}$/.test(options.breakGlass)) {
    throw new EvidenceError('USAGE', 'usage', '--break-glass is not the ARN of a role or user', { hint: 'arn:aws:iam::123456789012:role/break-glass' });
  }
  io.out(jsonText(policyFor(location, options.role, { breakGlass: options.breakGlass, minDays: options.minDays, conditions: options.conditionKeys === 'aws' })));
  return EXIT.done;
}
