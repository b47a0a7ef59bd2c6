/**
 * Why a signature is refused, each cause under its own code: the codes of the library name what it looked at, not what is wrong.
 * Part of the closed table of docs/bundle-format.md §8.1 (bundle/refusal-codes.ts takes these in). `exit` 6 = refused, 7 = could not.
 */
export const SIGNATURE_REFUSALS = {
  KEY_UNKNOWN: { exit: 6, section: '8', meaning: 'sealed with another key than the expected one' },
  IDENTITY_UNEXPECTED: { exit: 6, section: '8', meaning: 'sealed by another identity or issuer than the expected one' },
  EXTENSION_UNEXPECTED: { exit: 6, section: '8', meaning: 'the certificate names another project, ref or workflow than the expected one' },
  SIGNATURE_INVALID: { exit: 6, section: '8', meaning: 'the signature does not belong to this statement and key' },
  CERTIFICATE_FORM: { exit: 6, section: '8', meaning: 'the certificate is not one of the form that signs for one identity: encoding, use, names' },
  CERTIFICATE_UNTRUSTED: { exit: 6, section: '8', meaning: 'the certificate does not lead to an authority of the trusted root' },
  CERTIFICATE_EXPIRED: { exit: 6, section: '8', meaning: 'the certificate was not valid at the trusted time' },
  SCT_MISSING: { exit: 6, section: '8', meaning: 'fewer proofs of certificate transparency by logs of the trusted root than required' },
  LOG_MISSING: { exit: 6, section: '8', meaning: 'fewer verified entries in transparency logs than required' },
  LOG_INVALID: { exit: 6, section: '8', meaning: 'a log entry is about another signature, or its proof is not by a log of the trusted root' },
  LOG_RETIRED: { exit: 6, section: '8', meaning: 'the log was not in use at the trusted time, by the trusted root' },
  TIME_UNPROVEN: { exit: 6, section: '8', meaning: 'a certificate without a trusted time: nothing shows that it was valid when it signed' },
  TIMESTAMP_MISSING: { exit: 6, section: '8', meaning: 'fewer trusted times than required' },
  TIMESTAMP_INVALID: { exit: 6, section: '8', meaning: 'a timestamp is over another signature or not by an authority of the trusted root' },
  TRUST_ROOT_MISSING: { exit: 7, section: '8', meaning: 'the signature rests on authorities and no trusted root was given' },
} as const satisfies Record<string, { exit: 6 | 7; section: string; meaning: string }>;

export type SignatureRefusalCode = keyof typeof SIGNATURE_REFUSALS;

/** One reason, with what was expected and found. The message is one sentence, lower case, no full stop. */
export interface SignatureRefusal {
  readonly code: SignatureRefusalCode;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
}
