import { EvidenceError } from '../model/problem.ts';
import { parseReleaseAddress } from '../store/release-address.ts';

/** Whether what `verify` was given is the address of a release. Fails with USAGE for an address in a bucket that is none of a release. */
export function isAddress(given: string): boolean {
  if (parseReleaseAddress(given, 'verify') !== null) return true;
  if (/^s3:\/\//i.test(given)) throw new EvidenceError('USAGE', 'usage', `${given} is not the address of a release`, { hint: 'verify s3://BUCKET/PREFIX/releases/PRODUCT/VERSION.json, as publish printed it; list --from shows what is published' });
  return false;
}
