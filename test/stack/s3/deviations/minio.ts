import type { BehaviourId } from '../../../../src/store/behaviours.ts';
import type { Outcome } from '../../../../src/store/doctor.ts';

/** Rows of `store doctor` in which MinIO 2026-02-12 does not do what AWS documents, as measured. Every other row holds. */
export const MINIO: Readonly<Partial<Record<BehaviourId, Exclude<Outcome, 'holds'>>>> = {
  'default-retention': 'not-tried', // the bucket has none
  'upload-listed': 'does-not-hold', // found by its whole key only
  'suspend-refused': 'not-tried', // no setting is changed
};
