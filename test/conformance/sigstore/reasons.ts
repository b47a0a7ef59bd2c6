/**
 * The code under which each published case that must fail is refused. Where the reason is another one than the case's name says:
 * `managed-key-wrong-key_fail` brings a damaged key, not another one; `invalid-inclusion-proof_fail` has no checkpoint and is refused before its
 * proof is looked at; `bundle-invalid-base64-signature_fail` is read by the library without the stray characters, and is then another signature.
 */
export const REASONS: Readonly<Record<string, readonly string[]>> = {
  CERTIFICATE_EXPIRED: [
    'integrated-time-in-future', 'intoto-expired-certificate', 'intoto-set-outside-signing-cert-validity', 'intoto-tsa-timestamp-outside-cert-validity', 'rekor2-timestamp-with-incorrect-time',
  ],
  CERTIFICATE_FORM: ['bundle-with-root-cert'],
  CERTIFICATE_UNTRUSTED: ['bundle-from-wrong-instance'],
  KEY_INVALID: ['managed-key-wrong-key'],
  KEY_UNKNOWN: ['managed-key-no-key'],
  LOG_INVALID: [
    'bundle-negative-log-index', 'checkpoint-bad-keyhint', 'checkpoint-wrong-roothash', 'dsse-mismatch-envelope', 'dsse-mismatch-sig', 'inclusion-proof-corrupted-hash', 'incorrect-public-key',
    'intoto-log-entry-mismatch', 'invalid-checkpoint-signature', 'rekor2-checkpoint-missing-log-signature', 'rekor2-checkpoint-missing-origin', 'rekor2-checkpoint-missing-root-hash',
    'rekor2-checkpoint-missing-size', 'rekor2-checkpoint-no-matching-signature', 'rekor2-dsse-mismatch-envelope', 'rekor2-dsse-mismatch-sig', 'set-invalid-signature',
    'wrong-hashedrekord-artifact', 'wrong-hashedrekord-cert-and-sig', 'wrong-hashedrekord-entry',
  ],
  MALFORMED: ['bundle-empty-certificate-chain', 'bundle-malformed-json', 'bundle-unknown-version', 'intoto-missing-inclusion-proof', 'invalid-inclusion-proof', 'rekor2-no-inclusion-proof'],
  SCT_MISSING: ['invalid-ct-key'],
  SIGNATURE_INVALID: ['bundle-invalid-base64-signature', 'dsse-invalid-sig', 'message-digest-mismatch', 'rekor2-dsse-invalid-sig', 'signature-mismatch', 'wrong-material'],
  TIMESTAMP_INVALID: [
    'rekor2-timestamp-outside-trust-root-tsa-validity', 'rekor2-timestamp-outside-tsa-cert-validity', 'rekor2-timestamp-payload-mismatch',
    'rekor2-timestamp-untrusted-tsa-with-embedded-cert', 'rekor2-timestamp-untrusted-tsa-without-embedded-cert',
  ],
  TIME_UNPROVEN: ['rekor2-no-timestamp'],
  TRUST_ROOT_INVALID: ['trust-root-tlog-missing-validity-start'],
};
