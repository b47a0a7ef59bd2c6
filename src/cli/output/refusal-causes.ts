import { REFUSAL_CODES, type RefusalCode } from '../../bundle/refusal-codes.ts';

const MALFORMED = 'malformed: not a bundle in the one form of the format';
const ALTERED = 'altered: not what was sealed';
const SOMEONE_ELSE = 'signed by someone else than expected';
const EXPIRED = 'the certificate had expired, or nothing proves that it had not';
const WITNESS = 'a log entry, timestamp or proof of transparency that was asked for is missing or false';

/** What a refusal comes to, in one sentence for people: which code says so is in the lines above it. */
const CAUSES: Readonly<Partial<Record<RefusalCode, string>>> = {
  MALFORMED, ARCHIVE_FORM: MALFORMED, HEADERS_DISAGREE: MALFORMED, ENTRY_ENCRYPTED: MALFORMED, ENTRY_KIND: MALFORMED, ENTRY_NAME: MALFORMED, ENTRY_DUPLICATE: MALFORMED,
  ENTRY_COLLISION: MALFORMED, ENTRY_DAMAGED: MALFORMED, EXCESSIVE: MALFORMED, BAG_FORM: MALFORMED, FORMAT_UNKNOWN: 'of a format that this program does not know',
  MANIFEST_FORM: MALFORMED, SEAL_LIST: MALFORMED, SEAL_FORM: MALFORMED, SIGNATURE_COUNT: MALFORMED, PAYLOAD_TYPE: MALFORMED, STATEMENT_FORM: MALFORMED, CERTIFICATE_FORM: MALFORMED,
  TRUSTED_ROOT_FORM: MALFORMED, RESULT_FORM: MALFORMED,
  NOT_SEALED: 'not sealed: nothing says who made it',
  FILE_MISSING: ALTERED, FILE_EXTRA: ALTERED, FILE_ALTERED: ALTERED, SIGNATURE_INVALID: ALTERED, SUBJECT_MISMATCH: ALTERED, PREDICATE_MISMATCH: ALTERED, SUMMARY_MISMATCH: ALTERED, ARCHIVE_DATA: ALTERED,
  KEY_UNKNOWN: SOMEONE_ELSE, IDENTITY_UNEXPECTED: SOMEONE_ELSE, EXTENSION_UNEXPECTED: SOMEONE_ELSE,
  CERTIFICATE_UNTRUSTED: 'the certificate is by no authority of the trusted root', CERTIFICATE_EXPIRED: EXPIRED, TIME_UNPROVEN: EXPIRED,
  SCT_MISSING: WITNESS, LOG_MISSING: WITNESS, LOG_INVALID: WITNESS, LOG_RETIRED: WITNESS, TIMESTAMP_MISSING: WITNESS, TIMESTAMP_INVALID: WITNESS,
  TRUST_ROOT_MISSING: 'no trusted root was given (--trusted-root FILE)',
  COMMIT_MISMATCH: 'wrong commit: sealed by a run for other sources', COMMIT_UNEXPECTED: 'wrong commit: about other sources than expected',
  ARTIFACT_UNKNOWN: 'wrong artifact: not one of this release', PRODUCT_UNEXPECTED: 'wrong product', VERSION_UNEXPECTED: 'wrong version',
  SEALED_AT_FAR: 'sealed too far from the release date', RELEASE_NOT_READY: 'intact, and the release is NOT READY',
  APPROVAL_MISSING: 'not approved by a person who was asked for', APPROVAL_INVALID: 'an approval by a person does not count',
  STORE_MISMATCH: 'not what its store holds or records', STORE_UNLOCKED: 'not locked in its store as recorded', RECEIPT_INVALID: 'its publishing receipt does not hold',
  RELEASE_WITHDRAWN: 'WITHDRAWN: it must no longer be used', STATUS_UNVERIFIED: 'whether it was withdrawn stays open',
  RESULT_DIFFERS: 'the verdict does not follow from the evidence',
};

/** Each cause once, in the order of the steps. */
export function causesOf(codes: readonly RefusalCode[]): readonly string[] {
  return [...new Set(codes.map((code) => CAUSES[code] ?? REFUSAL_CODES[code].meaning))];
}
