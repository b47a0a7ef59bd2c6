import { BLOCKED, BUNDLES, CATALOGUE, DOCTOR, RELEASES, STATUS } from './keys.ts';
import type { S3Location } from './location.ts';

export type PolicyRole = 'publisher' | 'auditor' | 'doctor' | 'bucket';

export interface PolicyWish {
  /** ARN of the one principal that the denials of the bucket policy do not bind. */
  readonly breakGlass?: string | undefined;
  /** The shortest lock that may be given, in days. */
  readonly minDays?: number | undefined;
  /** False for a server that does not know the condition keys of AWS: what cannot be said without them is left out, never said more widely. */
  readonly conditions: boolean;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

const READ_VERSION = ['s3:GetObjectVersion', 's3:GetObjectRetention', 's3:GetObjectLegalHold'];
const NEVER = ['s3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectVersion'];
const SETTINGS = ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'];

/**
 * What a role needs in the store at this place, and no more, as an IAM policy; for `bucket` the policy of the bucket itself. Actions and condition
 * keys by the AWS Service Authorization Reference (Amazon S3).
 */
export function storePolicy(place: Pick<S3Location, 'bucket' | 'prefix'>, role: PolicyRole, wish: PolicyWish): Policy {
  const make = { publisher, auditor, doctor, bucket: bucketPolicy }[role];
  return { Version: '2012-10-17', Statement: make(resources(place), wish) };
}

interface Resources {
  readonly bucket: string;
  readonly prefix: string;
  /** Objects of releases: every folder of a store. */
  readonly releases: readonly string[];
  readonly doctor: string;
  readonly all: string;
}

function resources({ bucket, prefix }: Pick<S3Location, 'bucket' | 'prefix'>): Resources {
  const arn = `arn:aws:s3:::${bucket}`;
  return {
    bucket: arn, prefix, all: `${arn}/*`, doctor: `${arn}/${prefix}${DOCTOR}*`,
    releases: [RELEASES, BUNDLES, STATUS, BLOCKED, CATALOGUE].map((folder) => `${arn}/${prefix}${folder}*`),
  };
}

/** Retention can be set, because a put with lock headers needs the right; what it could weaken needs the bypass, which is denied. */
function publisher(at: Resources, wish: PolicyWish): Statement[] {
  return [
    ...look(at, wish),
    { Sid: 'PutAndProve', Effect: 'Allow', Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:GetObject', ...READ_VERSION], Resource: at.releases },
    { Sid: 'NeverDeleteOrBypass', Effect: 'Deny', Action: NEVER, Resource: [at.all] },
    { Sid: 'NeverChangeTheBucket', Effect: 'Deny', Action: SETTINGS, Resource: [at.bucket] },
  ];
}

/** Named versions only: without s3:GetObject nothing can be taken for evidence because it is on top. */
function auditor(at: Resources, wish: PolicyWish): Statement[] {
  return [...look(at, wish), { Sid: 'ReadNamedVersions', Effect: 'Allow', Action: READ_VERSION, Resource: at.releases }];
}

/** May delete, in the folder of throw-away keys only: a refusal shows a lock only to who could delete without one. */
function doctor(at: Resources, wish: PolicyWish): Statement[] {
  return [
    ...look(at, wish),
    { Sid: 'ThrowAwayKeys', Effect: 'Allow', Action: ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:GetObject', ...READ_VERSION, ...NEVER], Resource: [at.doctor] },
  ];
}

function look({ bucket, prefix }: Resources, { conditions }: PolicyWish): Statement[] {
  const within = conditions && prefix !== '' ? { Condition: { StringLike: { 's3:prefix': [`${prefix}*`] } } } : {};
  return [
    { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket', 's3:ListBucketVersions'], Resource: [bucket], ...within },
    // s3:prefix is no condition key of these.
    { Sid: 'SeeSettings', Effect: 'Allow', Action: ['s3:GetBucketVersioning', 's3:GetBucketObjectLockConfiguration', 's3:ListBucketMultipartUploads'], Resource: [bucket] },
  ];
}

function bucketPolicy(at: Resources, { breakGlass, minDays, conditions }: PolicyWish): Statement[] {
  const others = breakGlass !== undefined && conditions ? { Condition: { ArnNotEquals: { 'aws:PrincipalArn': breakGlass } } } : {};
  const always: Statement[] = [
    { Sid: 'NobodyBypasses', Effect: 'Deny', Principal: '*', Action: ['s3:BypassGovernanceRetention'], Resource: at.releases, ...others },
    { Sid: 'NobodyChangesTheLock', Effect: 'Deny', Principal: '*', Action: SETTINGS, Resource: [at.bucket], ...others },
  ];
  if (!conditions) return always;
  return [
    { Sid: 'NothingWithoutTls', Effect: 'Deny', Principal: '*', Action: ['s3:*'], Resource: [at.bucket, at.all], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ...always,
    // Creating an upload and sending its parts are s3:PutObject as well, and take no condition: only what makes an object must have it.
    { Sid: 'NothingIsPutTwice', Effect: 'Deny', Principal: '*', Action: ['s3:PutObject'], Resource: at.releases, Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } } },
    ...(minDays === undefined ? [] : [{
      Sid: 'NoShortLock', Effect: 'Deny' as const, Principal: '*' as const, Action: ['s3:PutObject', 's3:PutObjectRetention'], Resource: at.releases,
      Condition: { NumericLessThan: { 's3:object-lock-remaining-retention-days': String(minDays) } },
    }]),
  ];
}
