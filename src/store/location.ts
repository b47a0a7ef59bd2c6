import { EvidenceError } from '../model/problem.ts';

/** Where a store is, and how it is reached: what the command line and the project file say together. No credential is ever part of it. */
export type StoreLocation = DirectoryLocation | S3Location;

export interface DirectoryLocation {
  readonly kind: 'directory';
  readonly path: string;
}

export interface S3Location {
  readonly kind: 's3';
  readonly bucket: string;
  /** '' or a folder with `/` at its end. */
  readonly prefix: string;
  /** Another address than that of AWS. */
  readonly endpoint?: string;
  readonly region?: string;
  /** `https://host/bucket/key`; when absent: with an endpoint of its own yes, at AWS no. */
  readonly pathStyle?: boolean;
  /** Objects larger than this many bytes go up in parts of this size. */
  readonly partSize?: number;
  /** SSE-KMS: the key that every object is encrypted with. */
  readonly sseKmsKey?: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** `s3://bucket/prefix`, or the path of a directory. Fails with USAGE (exit 2) for any other address. */
export function parseLocation(text: string, option: string): StoreLocation {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: 'directory', path: text };
  const [, bucket = '', path = ''] = /^s3:\/\/([^/?#]*)(?:\/([^?#]*))?$/.exec(text) ?? [];
  const parts = path.replace(/\/$/, '').split('/');
  if (!BUCKET.test(bucket) || (path !== '' && parts.some((part) => !/^[A-Za-z0-9_=+-][A-Za-z0-9._=+-]*$/.test(part)))) {
    throw new EvidenceError('USAGE', 'usage', `${text} is no address of a store`, { hint: `${option} s3://BUCKET/PREFIX, or ${option} DIRECTORY` });
  }
  return { kind: 's3', bucket, prefix: path === '' ? '' : `${parts.join('/')}/` };
}
