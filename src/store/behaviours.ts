/** What a word about a store stands on: `always` for every word, the mode for that word, `when-tried` may be open but never fail, `no` is told only. */
export type Need = 'always' | 'COMPLIANCE' | 'GOVERNANCE' | 'when-tried' | 'no';

/** One thing that a server of Object Lock does or does not do. */
export interface Behaviour {
  readonly id: string;
  /** The row's name: what should be the case. */
  readonly behaviour: string;
  /** What AWS documents for S3. */
  readonly documented: string;
  /** What it means for a release when it does not hold. */
  readonly otherwise: string;
  readonly need: Need;
}

const RETENTION = 'S3 User Guide, Object Lock: a version in COMPLIANCE mode cannot be overwritten or deleted by any user, the root user of the account included';

/** Every row of `store doctor`, in the order of its table. Source of `documented`: Amazon S3 User Guide and API Reference, in our words. */
export const BEHAVIOURS = [
  { id: 'versioning', behaviour: 'versioning is on', need: 'always',
    documented: 'Object Lock works only in buckets with versioning', otherwise: 'a put over a key replaces what was there' },
  { id: 'lock', behaviour: 'object lock is on', need: 'always',
    documented: 'lock headers are refused in a bucket without Object Lock', otherwise: 'nothing can be locked: publish refuses the bucket' },
  { id: 'clock', behaviour: 'the clock of the server is ours, within 5 minutes', need: 'always',
    documented: 'a request that is signed more than 15 minutes off is refused', otherwise: 'retention ends earlier or later than it says' },
  { id: 'default-retention', behaviour: 'default retention is written onto new objects', need: 'no',
    documented: 'an object that is put without lock headers gets the default of the bucket, for good', otherwise: 'nothing for releases: each of their objects carries a lock of its own' },
  { id: 'wrong-sha256-refused', behaviour: 'content with another SHA-256 than stated is refused', need: 'always',
    documented: 'PutObject with x-amz-checksum-sha256 that does not match: 400 BadDigest, nothing is kept', otherwise: 'a transfer error would be locked in; only reading back notices' },
  { id: 'sha256-returned', behaviour: 'the server tells the SHA-256 of what it has', need: 'no',
    documented: 'HeadObject with x-amz-checksum-mode returns the stored checksum', otherwise: 'publish and audit read every object back: slower, as sure' },
  { id: 'lock-kept-put', behaviour: 'lock headers of a put are kept', need: 'always',
    documented: 'PutObject takes mode, date and legal hold', otherwise: 'a bundle is put and is not locked; publish notices and fails' },
  { id: 'lock-kept-multipart', behaviour: 'lock headers of an upload in parts are kept', need: 'always',
    documented: 'CreateMultipartUpload takes mode, date and legal hold for the object to come', otherwise: 'a large bundle is put and is not locked; publish notices and fails' },
  { id: 'upload-listed', behaviour: 'an upload that was not completed is listed', need: 'no',
    documented: 'ListMultipartUploads by prefix shows every upload that is neither completed nor aborted', otherwise: 'parts of a publication that was killed stay unseen; add a lifecycle rule that aborts them' },
  { id: 'put-once', behaviour: 'put with If-None-Match is refused where something is', need: 'always',
    documented: '412 Precondition Failed, or 409 while another writes', otherwise: 'a second publisher puts a version over the first one' },
  { id: 'complete-once', behaviour: 'completing parts with If-None-Match is refused where something is', need: 'always',
    documented: 'as for PutObject', otherwise: 'a second publisher puts a version over the first one' },
  { id: 'delete-refused', behaviour: 'deleting a COMPLIANCE version is refused', need: 'COMPLIANCE',
    documented: RETENTION, otherwise: 'who has the credentials can delete evidence' },
  { id: 'delete-bypass-refused', behaviour: 'deleting a COMPLIANCE version with the bypass of GOVERNANCE is refused', need: 'when-tried',
    documented: 'x-amz-bypass-governance-retention has no effect on COMPLIANCE', otherwise: 'who has the right to bypass can delete evidence' },
  { id: 'delete-batch-refused', behaviour: 'deleting a COMPLIANCE version by DeleteObjects is refused', need: 'COMPLIANCE',
    documented: 'an error for each locked key in an answer of 200', otherwise: 'evidence can be deleted by the other verb' },
  { id: 'delete-pair-refused', behaviour: 'DeleteObjects of an expired and a locked version keeps the locked one', need: 'COMPLIANCE',
    documented: 'every key is judged for itself', otherwise: 'evidence is deleted together with something that may go' },
  { id: 'shorten-refused', behaviour: 'shortening COMPLIANCE is refused', need: 'COMPLIANCE',
    documented: 'the retain-until date of a COMPLIANCE version can be extended only', otherwise: 'who has the credentials can end the lock, then delete' },
  { id: 'downgrade-refused', behaviour: 'COMPLIANCE to GOVERNANCE is refused', need: 'COMPLIANCE',
    documented: 'the mode of a COMPLIANCE version cannot be changed', otherwise: 'who has the right to bypass can delete evidence in two steps' },
  { id: 'removal-refused', behaviour: 'taking COMPLIANCE away is refused', need: 'COMPLIANCE',
    documented: 'PutObjectRetention with an empty retention is refused for COMPLIANCE', otherwise: 'who has the credentials can unlock, then delete' },
  { id: 'extend-accepted', behaviour: 'extending COMPLIANCE is accepted', need: 'always',
    documented: 'a later retain-until date is accepted', otherwise: 'a longer lifetime of the device cannot be followed' },
  { id: 'hold-blocks', behaviour: 'a legal hold blocks deletion after retention has ended', need: 'always',
    documented: 'a hold has no end and stands beside retention', otherwise: 'a hold does not protect: extend retention instead' },
  { id: 'hold-lifts', behaviour: 'an ended lock without a hold lets go', need: 'no',
    documented: 'a version without hold and running retention can be deleted by who may', otherwise: 'this is what the refusals are compared with' },
  { id: 'governance-delete-refused', behaviour: 'deleting a GOVERNANCE version is refused without the bypass', need: 'GOVERNANCE',
    documented: 'needs s3:BypassGovernanceRetention and the header', otherwise: 'GOVERNANCE protects nothing' },
  { id: 'governance-shorten-refused', behaviour: 'shortening GOVERNANCE is refused without the bypass', need: 'GOVERNANCE',
    documented: 'needs s3:BypassGovernanceRetention and the header', otherwise: 'GOVERNANCE protects nothing from who can set retention' },
  { id: 'copy-keeps-version', behaviour: 'a copy onto itself leaves the locked version as it is', need: 'always',
    documented: 'CopyObject makes a new version', otherwise: 'content type and metadata of evidence can be replaced' },
  { id: 'race-one-winner', behaviour: 'of 8 writers of 8 MiB at once with If-None-Match one wins, and its version is there', need: 'always',
    documented: 'the first to finish wins, the others get 412 or 409', otherwise: 'two pipelines can both believe that they published' },
  { id: 'race-all-kept', behaviour: '8 plain puts at once make 8 versions', need: 'always',
    documented: 'no acknowledged version is lost', otherwise: 'an acknowledged, locked version can vanish' },
  { id: 'suspend-refused', behaviour: 'suspending versioning is refused', need: 'no',
    documented: 'versioning cannot be suspended in a bucket with Object Lock', otherwise: 'deny s3:PutBucketVersioning by policy' },
  { id: 'marker-leaves-version', behaviour: 'below a delete marker the named version stays readable', need: 'always',
    documented: 'a delete without version adds a marker; the versions stay', otherwise: 'a delete without version hides or destroys evidence' },
  { id: 'presigned-opens', behaviour: 'a presigned link opens the named version', need: 'no',
    documented: 'the version id is part of what is signed', otherwise: 'links for auditors without an account do not work' },
  { id: 'presigned-guarded', behaviour: 'an altered or expired link opens nothing', need: 'always',
    documented: '403 SignatureDoesNotMatch, 403 AccessDenied', otherwise: 'the server does not check signatures: anybody is anybody' },
  { id: 'paging', behaviour: 'a list of versions by pages has each version once', need: 'no',
    documented: 'pages follow each other by key and version marker', otherwise: 'nothing for us: repeats are dropped; other tools may count wrong or never end' },
] as const satisfies readonly Behaviour[];

export type BehaviourId = (typeof BEHAVIOURS)[number]['id'];
