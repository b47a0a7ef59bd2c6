import type { BehaviourId } from '../../../../src/store/behaviours.ts';
import type { Outcome } from '../../../../src/store/doctor.ts';

/** Rows of `store doctor` in which versitygw 1.7.0 (posix) does not do what AWS documents, as measured. Every other row holds. */
export const VERSITYGW: Readonly<Partial<Record<BehaviourId, Exclude<Outcome, 'holds'>>>> = {
  'default-retention': 'not-tried', // the bucket has none
  'delete-bypass-refused': 'not-tried', // its administrator may not bypass GOVERNANCE either, without a bucket policy
  'delete-pair-refused': 'does-not-hold', // the locked version is deleted with the expired one
  'shorten-refused': 'does-not-hold',
  'hold-blocks': 'does-not-hold', // deleted despite the hold, once the retention has ended
  'governance-shorten-refused': 'does-not-hold',
  'copy-keeps-version': 'does-not-hold', // the metadata of the locked version are replaced
  'race-one-winner': 'does-not-hold', // 8 winners, one version
  'race-all-kept': 'does-not-hold', // acknowledged versions vanish
  'suspend-refused': 'not-tried', // no setting is changed
  'paging': 'does-not-hold', // the last entry of a page comes again on the next
};
