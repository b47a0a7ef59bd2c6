/**
 * Every problem code with its meaning. Closed: a reader or a stage may use no other, and each one has a fixture or a test.
 * Codes of the bundle verifier are in bundle/refusal-codes.ts; checks have ids of their own (CHK-…).
 */
export const PROBLEM_CODES = {
  // any file
  MISSING: 'a named file or a pattern that must match is not there',
  EMPTY: 'the file has no bytes, or only blank ones',
  NO_PERMISSION: 'the file cannot be opened for reading',
  NOT_A_FILE: 'a directory or a special file stands where a file is named',
  SYMLINK_OUTSIDE: 'a link leads out of the project folder',
  DUPLICATE_FILE: 'the same bytes were given twice as the same kind of evidence',
  CHANGED_WHILE_READ: 'the file changed while it was read',
  UNKNOWN_FORMAT: 'the content is of no format that is read here',
  UNSUPPORTED_FORMAT: 'a known format that is not read, or not in this form',
  UNSUPPORTED_VERSION: 'a version of the format that is not read',
  KIND_MISMATCH: 'the content is not of the kind that the project file declares',
  BAD_NAME: 'the file name cannot stand in a bundle',
  // text, XML, JSON, YAML, CSV
  BAD_ENCODING: 'bytes that are not text in the declared or detected encoding',
  TRUNCATED: 'the content ends before it is complete',
  NOT_WELL_FORMED: 'the syntax of the format is violated',
  ENTITY_DECLARED: 'an XML entity is declared or an unknown one used',
  TOO_DEEP: 'nested deeper than the limit',
  TOO_LARGE: 'larger than the limit for this format',
  BAD_CHARACTER: 'a control character that the format forbids',
  DUPLICATE_KEY: 'the same key twice in one object',
  SCHEMA: 'a field is missing, unknown or of the wrong type',
  UNMAPPED_COLUMN: 'a column that the project file maps is not in the header',
  ROW_SHAPE: 'a row has another number of cells than the header',
  // facts
  NO_DATA: 'the file is valid and holds nothing that could count as evidence',
  COUNTERS_DISAGREE: 'declared totals differ from what was counted',
  CONTRADICTION: 'two statements of the same file contradict each other',
  REPEATED_CASE: 'the same test name occurs more than once in one file',
  INCOMPLETE: 'the file itself says that it is not the whole',
  BAD_VALUE: 'a value that cannot be understood, kept as text',
  DANGLING: 'a link to something that is not in the file',
  // project and command line
  USAGE: 'the command line cannot be understood',
  PROJECT_MISSING: 'no project file was found',
  PROJECT_INVALID: 'the project file violates its schema',
  IDENTITY_UNKNOWN: 'version, commit or tag is given by nothing and nobody',
  IDENTITY_CONFLICT: 'two sources name different versions, commits or tags',
  PROFILE_INVALID: 'a profile is unknown, invalid or loosens another',
  NOT_FOUND: 'no such id, clause or release',
  OUTPUT_EXISTS: 'a file with other content stands where the output should go',
  DISK: 'the output could not be written',
  PDF_UNAVAILABLE: 'the PDF cannot be rendered as PDF/A on this platform',
  // sealing and store
  PRIVATE_KEY: 'a private key was declared as evidence: it would be published',
  KEY_INVALID: 'the key is not a P-256 private key in PKCS#8, or its passphrase is wrong',
  SIGNING_FAILED: 'the signature could not be made',
  STORE_CONFLICT: 'this version is published already, with other content',
  STORE_UNUSABLE: 'the store cannot be read or written',
  NOT_PUBLISHABLE: 'the bundle is not one that may be published',
} as const;
