import { SIGNATURE_REFUSALS } from '../sealing/signature-refusals.ts';

/**
 * Why a bundle is refused, or why its verification could not be completed: the closed table of docs/bundle-format.md §8.1.
 * `exit` 6 = refused, 7 = could not. One code per checkable fact; each has a folder in fixtures/bundles/bad/ or a test by name.
 */
export const REFUSAL_CODES = {
  MALFORMED: { exit: 6, section: '6', meaning: 'not a ZIP archive, truncated, bytes before, after or between its parts, or data that cannot be unpacked' },
  ARCHIVE_FORM: { exit: 6, section: '6.2', meaning: 'a header, its order or its stamp is not as the format fixes it: packed again by another program' },
  HEADERS_DISAGREE: { exit: 6, section: '6.2', meaning: 'local header and central directory say different things of an entry' },
  ENTRY_ENCRYPTED: { exit: 6, section: '6', meaning: 'an entry is encrypted' },
  ENTRY_KIND: { exit: 6, section: '6.1', meaning: 'an entry is a link, a folder or a special file' },
  ENTRY_NAME: { exit: 6, section: '4', meaning: 'an entry name breaks a rule' },
  ENTRY_DUPLICATE: { exit: 6, section: '4', meaning: 'the same entry name occurs twice' },
  ENTRY_COLLISION: { exit: 6, section: '4', meaning: 'two entry names are one file on some systems' },
  ENTRY_DAMAGED: { exit: 6, section: '6.3', meaning: 'unpacked data do not have the size or CRC-32 that the archive states' },
  EXCESSIVE: { exit: 6, section: '9', meaning: 'more entries or bytes than the limits allow' },
  BAG_FORM: { exit: 6, section: '8', meaning: 'not one top folder, or bagit.txt or bag-info.txt are not as the format fixes them' },
  FORMAT_UNKNOWN: { exit: 6, section: '5.2', meaning: 'a format number that is not known here' },
  MANIFEST_FORM: { exit: 6, section: '5.3', meaning: 'a manifest is not in its one form: order, repeated line, digest, name' },
  FILE_MISSING: { exit: 6, section: '8', meaning: 'a file that is listed or required is not there' },
  FILE_EXTRA: { exit: 6, section: '8', meaning: 'a file that no manifest lists' },
  FILE_ALTERED: { exit: 6, section: '8', meaning: 'a file has another digest than its manifest says' },
  NOT_SEALED: { exit: 6, section: '5.8', meaning: 'the bundle has no seal' },
  SEAL_LIST: { exit: 6, section: '5.8', meaning: 'a file below seal/ is missing or extra' },
  SEAL_FORM: { exit: 6, section: '7', meaning: 'a signature file is not the one canonical form, or the two differ' },
  SIGNATURE_COUNT: { exit: 6, section: '7', meaning: 'not exactly one signature' },
  PAYLOAD_TYPE: { exit: 6, section: '7', meaning: 'the envelope does not hold an in-toto statement' },
  STATEMENT_FORM: { exit: 6, section: '7', meaning: 'statement or predicate are not of the known type or shape' },
  ...SIGNATURE_REFUSALS,
  TRUSTED_ROOT_FORM: { exit: 6, section: '5.8', meaning: 'the trusted root in the bundle is no valid one in its one form, or is not what the seal refers to' },
  COMMIT_MISMATCH: { exit: 6, section: '8', meaning: 'the certificate was issued to a run for another commit than the release' },
  SUBJECT_MISMATCH: { exit: 6, section: '8', meaning: 'the subjects of the seal are not the artifacts and the tag manifest of this bundle' },
  PREDICATE_MISMATCH: { exit: 6, section: '8', meaning: 'the sealed predicate and the content say different things' },
  SUMMARY_MISMATCH: { exit: 6, section: '7.1', meaning: 'VSA or SVR are not what follows from the sealed statement' },
  RESULT_FORM: { exit: 6, section: '5.7', meaning: 'release.json or checks.json cannot be read, or counts differ from the rows' },
  ARCHIVE_DATA: { exit: 6, section: '7', meaning: 'the stored bytes of the entries are not the sealed ones, though they unpack to the same' },
  ARTIFACT_UNKNOWN: { exit: 6, section: '8', meaning: 'a given artifact is not a subject of the seal' },
  PRODUCT_UNEXPECTED: { exit: 6, section: '8', meaning: 'the bundle is about another product' },
  VERSION_UNEXPECTED: { exit: 6, section: '8', meaning: 'the bundle is about another version' },
  COMMIT_UNEXPECTED: { exit: 6, section: '8', meaning: 'the bundle is about another commit' },
  SEALED_AT_FAR: { exit: 6, section: '8', meaning: 'a trusted time of the seal is further from the release date than allowed' },
  RELEASE_NOT_READY: { exit: 6, section: '8', meaning: 'the bundle is intact and its verdict is NOT READY' },
  RESULT_DIFFERS: { exit: 6, section: '8', meaning: 're-derivation with the same catalogue gives other rows' },
  APPROVAL_MISSING: { exit: 6, section: '8', meaning: 'nobody whom the auditor lists signed the candidate in a role that was asked for' },
  APPROVAL_INVALID: { exit: 6, section: '8', meaning: 'a signature of a person is altered, about something else, or by somebody whom the auditor does not list' },
  BUNDLE_UNREADABLE: { exit: 7, section: '8', meaning: 'the bundle cannot be had: absent, or it may not be opened' },
  CATALOGUE_OTHER: { exit: 7, section: '8', meaning: 'another catalogue gives other rows; the recorded version has to decide' },
  REDERIVATION_FAILED: { exit: 7, section: '8', meaning: 'the evidence could not be read and checked again' },
} as const satisfies Record<string, { exit: 6 | 7; section: string; meaning: string }>;

export type RefusalCode = keyof typeof REFUSAL_CODES;
