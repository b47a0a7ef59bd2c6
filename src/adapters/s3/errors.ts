import { EvidenceError, type ProblemCode } from '../../model/problem.ts';

/** What was being done when a store failed, for the sentence and the advice. */
export interface Doing {
  /** `to write`, `to list`: completes "the store refused …". */
  readonly action: string;
  /** What an account needs for it, as IAM calls it. */
  readonly permission: string;
  /** Key, or '' for the bucket as a whole. */
  readonly key?: string;
}

export interface StorePlace {
  readonly bucket: string;
  /** Host of the store in words; `AWS`, or the host of its own endpoint. */
  readonly host: string;
  readonly region: string | undefined;
}

interface Raw {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly Code?: unknown;
  readonly errors?: readonly { readonly code?: unknown }[];
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** HTTP status of a refusal; undefined when there was no answer. */
export const statusOf = (cause: unknown): number | undefined => (cause as Raw | null)?.$metadata?.httpStatusCode;

/** The server's word for it: `NoSuchKey`. Only letters, digits and dots: a server can say anything. */
export function nameOf(cause: unknown): string {
  const name = String((cause as Raw | null)?.name ?? '');
  return /^[A-Za-z][A-Za-z0-9.]{0,79}$/.test(name) ? name : '';
}

/** The key, the version, or the upload is not there (or its id is none). */
export function isAbsent(cause: unknown): boolean {
  const name = nameOf(cause);
  return name !== 'NoSuchBucket' && (statusOf(cause) === 404 || /^NoSuch(Key|Version|Upload)$/.test(name) || (statusOf(cause) === 400 && ABSENT_VERSION.test(`${name} ${String((cause as Raw).message)}`)));
}
const ABSENT_VERSION = /InvalidVersionId|[Ii]nvalid version id/;

/** Whether the same question may get another answer: the server is busy, a connection broke, nobody knows what became of it. */
export function mayPass(cause: unknown): boolean {
  if (cause instanceof EvidenceError) return false;
  const status = statusOf(cause);
  if (status !== undefined && status >= 400) return status >= 500 ? status !== 501 && status !== 507 : status === 408 || status === 409 || status === 412 || status === 429 || /^(SlowDown|RequestTimeout|Throttling\w*|RequestTimeTooSkewed)$/.test(nameOf(cause));
  return connectionCode(cause) !== '' && !TLS.test(connectionCode(cause)) && !/^(ENOTFOUND|EPROTO|EUNKNOWNHOST|HPE_\w+)$/.test(connectionCode(cause));
}

/**
 * A failure of the S3 client in words: one sentence and one piece of advice for each cause. The server's and the library's own texts are not repeated: they
 * may hold credentials, signed addresses and requests; nor are they kept as a cause.
 */
export function storeFailure(cause: unknown, doing: Doing, place: StorePlace): EvidenceError {
  if (cause instanceof EvidenceError) return cause;
  const name = nameOf(cause);
  const status = statusOf(cause);
  const what = doing.key === undefined || doing.key === '' ? doing.action : `${doing.action} ${doing.key}`;
  const at = `s3://${place.bucket} (${place.host})`;
  const fail = (code: ProblemCode, message: string, hint: string) => new EvidenceError(code, 'publishing', message, { hint });
  const attempts = (cause as Raw).$metadata?.attempts;
  const tried = attempts !== undefined && attempts > 1 ? `, after ${attempts} attempts` : '';

  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name)) {
    return /expired|sso/i.test(String((cause as Raw).message))
      ? fail('STORE_DENIED', `the AWS credentials for ${at} have expired or their session has ended`, 'sign in again (aws sso login), or renew the credentials of the job')
      : fail('STORE_DENIED', `no AWS credentials were found for ${at}`, 'AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the role of the runner');
  }
  if (/^(InvalidIdentityToken|IDPRejectedClaim|IDPCommunicationError)(Exception)?$/.test(name) || /sts:AssumeRole/.test(String((cause as Raw).message))) {
    return fail('STORE_DENIED', `the role that AWS_ROLE_ARN or the profile names is not given to this job, so ${at} was not asked${name === '' ? '' : ` (${name})`}`, 'compare the trust policy of the role with issuer, audience and subject of the token (docs/publishing.md)');
  }
  if (/^(ENOENT|EACCES|EISDIR|ENOTDIR|EPERM)$/.test(connectionCode(cause)) && (cause as Raw).syscall !== 'connect') {
    return fail('STORE_DENIED', `a file that the AWS variables name cannot be read (${connectionCode(cause)}), so ${at} was not asked`, 'check AWS_WEB_IDENTITY_TOKEN_FILE and the files of the AWS profile; in CI the job writes the token first (docs/publishing.md)');
  }
  if (/^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/.test(name)) return fail('STORE_DENIED', `the AWS credentials for ${at} have expired`, 'renew them and run it again: what was stored is not sent again');
  if (/^(RequestTimeTooSkewed|RequestExpired)$/.test(name)) return fail('STORE_CLOCK', `${at} does not accept the time of this machine`, 'set the clock of this machine (NTP) and run it again');
  if (/^(InvalidAccessKeyId|InvalidToken|UnrecognizedClientException|InvalidClientTokenId)$/.test(name)) return fail('STORE_DENIED', `${at} does not know these credentials (${name})`, 'check AWS_ACCESS_KEY_ID, AWS_PROFILE and, for temporary credentials, AWS_SESSION_TOKEN');
  if (name === 'SignatureDoesNotMatch') return fail('STORE_DENIED', `${at} does not accept the signature of these credentials`, 'AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID, or a proxy changes requests');
  if (name === 'NoSuchBucket') return fail('STORE_UNUSABLE', `there is no bucket ${place.bucket} at ${place.host}`, 'check the name, the account and the region; the bucket is made by whoever owns the account, with object lock (docs/store.md)');
  const region = (cause as Raw).$response?.headers?.['x-amz-bucket-region'];
  if (status === 301 || status === 307 || /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(name)) {
    return fail('STORE_UNUSABLE', `the bucket ${place.bucket} is not in the region ${place.region ?? 'that was asked'}${region !== undefined && /^[a-z0-9-]{1,40}$/.test(region) ? ` but in ${region}` : ''}`, 'set AWS_REGION or store.region to the region of the bucket');
  }
  if (/^KMS\.|^KMS|KmsKey/.test(name)) return fail('STORE_UNFIT', `${at} cannot use the encryption key for ${what}: ${name}`, 'the key must be enabled, not scheduled for deletion, and the role needs kms:GenerateDataKey and kms:Decrypt on it');
  if (status === 507 || /^(XMinioStorageFull|QuotaExceeded\w*|InsufficientStorage\w*|ServiceQuotaExceeded\w*)$/.test(name)) return fail('STORE_UNUSABLE', `${at} is full: it refused ${what}`, 'free space or raise the quota of the store, then run it again');
  if (/^(EntityTooLarge)$/.test(name)) return fail('STORE_UNUSABLE', `${at} does not take an object of this size at once`, 'give a smaller --part-size, so that it goes up in parts');
  if (/^(BadDigest|InvalidDigest|XAmzContentChecksumMismatch|XAmzContentSHA256Mismatch|InvalidPart|ChecksumMismatch)$/.test(name)) return fail('STORE_UNUSABLE', `${at} received other bytes than were announced: ${what} (${name})`, 'nothing was stored; the file changed while it was read, or the connection alters content');
  if (/^(NotImplemented|MethodNotAllowed)$/.test(name) || status === 501) return fail('STORE_UNFIT', `${at} does not know how ${what}`, 'this server cannot keep evidence: `release-evidence store doctor` says what it lacks');
  if (status === 401 || status === 403 || /AccessDenied|Forbidden|NotAuthorized|AccountProblem|AllAccessDisabled/.test(name)) return fail('STORE_DENIED', `the account may not ${infinitive(what)} in ${at}${doing.permission === '' ? '' : ` (${doing.permission})`}`, `it needs ${doing.permission} there (release-evidence store policy prints the whole policy); a key that is not there is answered like this as well when s3:ListBucket is missing`);
  if (status === 503 || status === 429 || /^(SlowDown|Throttling\w*|RequestLimitExceeded|ServiceUnavailable)$/.test(name)) return fail('STORE_UNUSABLE', `${at} is too busy ${what}${tried}`, 'run it again later: what was stored is not sent again');
  if (status !== undefined && status >= 500) return fail('STORE_UNUSABLE', `${at} failed ${what}: ${status}${name === '' ? '' : ` ${name}`}${tried}`, 'look at the server, then run it again: what was stored is not sent again');
  if (status !== undefined && status >= 400) return fail('STORE_UNUSABLE', `${at} refused ${what}: ${status}${name === '' ? '' : ` ${name}`}`, '`release-evidence store doctor` says what holds of this store');

  const code = connectionCode(cause);
  if (TLS.test(code)) return fail('STORE_UNUSABLE', `the TLS certificate of ${place.host} is not trusted here (${code})`, 'name the certificates to trust in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS');
  if (code !== '') return fail('STORE_UNUSABLE', `${at} cannot be reached ${what}: ${CONNECTION[code] ?? code}${tried}`, 'check the network, --endpoint and the region, then run it again: what was stored is not sent again');
  if (/region is missing/i.test(String((cause as Raw).message))) return fail('STORE_UNUSABLE', `no region was given for s3://${place.bucket}`, 'AWS_REGION, the region of the AWS profile, or store.region in the project file');
  if (/^(ProfileNotFound|ConfigNotFound)/.test(name) || /Profile .* (could not be found|not found)/i.test(String((cause as Raw).message))) return fail('STORE_DENIED', 'the AWS profile that AWS_PROFILE names is not there', 'check AWS_PROFILE and the files of the AWS configuration');
  return fail('STORE_UNUSABLE', `${at} gave no answer that is one of S3 ${what}${name === '' || name === 'Error' ? '' : ` (${name})`}`, 'check --endpoint: something else may answer there');
}

/** `to write x` → `write x`. */
const infinitive = (what: string): string => what.replace(/^to /, '');

/** System code of a broken connection; '' for anything else. */
function connectionCode(cause: unknown): string {
  const { code, errors, name, message } = cause as Raw;
  const stated = String(code ?? errors?.[0]?.code ?? '');
  if (/^(E[A-Z_]{3,30}|HPE_\w+|ERR_[A-Z_]+|[A-Z_]*CERT[A-Z_]*|SELF_SIGNED\w*|DEPTH_ZERO\w*|UNABLE_TO\w*)$/.test(stated)) return stated;
  if (name === 'TimeoutError') return 'ETIMEDOUT';
  return /socket hang up|aborted/.test(String(message)) ? 'ECONNRESET' : '';
}

/** ENOTFOUND as the handler calls it: the library would look the name up again, four times. */
export const UNKNOWN_HOST = 'EUNKNOWNHOST';

const TLS = /CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO|DEPTH_ZERO/;

const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there (connection refused)', ENOTFOUND: 'there is no such host', [UNKNOWN_HOST]: 'there is no such host', EAI_AGAIN: 'the name of the host cannot be looked up now',
  EPROTO: 'no TLS is spoken there (is it http://?)', HPE_INVALID_CONSTANT: 'no HTTP is spoken there (is it https://?)',
  ECONNRESET: 'the connection was cut', EPIPE: 'the connection was cut', ENETUNREACH: 'there is no network to it', EHOSTUNREACH: 'there is no network to it', ETIMEDOUT: 'it does not answer',
};
