/** Where each service of the stack listens. Fixed: every run has a network namespace of its own. */
export const PLACES = {
  issuer: 'http://127.0.0.1:8888',
  fulcio: 'http://127.0.0.1:5555',
  ctlog: 'http://127.0.0.1:6962',
  rekorV2: 'http://127.0.0.1:3003',
  rekorV1: 'http://127.0.0.1:3000',
  tsa: 'http://127.0.0.1:3004/api/v1/timestamp',
  tsa2: 'http://127.0.0.1:3005',
  kms: 'http://127.0.0.1:4566',
} as const;

/** The issuer of persons: the same server, e-mail addresses as identities. */
export const PERSONS = `${PLACES.issuer}/persons`;

/** Start of every validity window of the trusted root and of the signing configurations. */
export const SINCE = '2020-01-01T00:00:00Z';

/** Files of a run folder. */
export const FILES = {
  trustedRoot: 'trusted_root.json',
  signingConfig: 'signing_config.json',
  signingConfigV1: 'signing_config.v1.json',
  state: 'stack.json',
} as const;
