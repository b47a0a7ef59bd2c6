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
  /** Objects larger than this many bytes go up in parts of this size; parts are at most 64 MiB, unless 10,000 of them would not do. */
  readonly partSize?: number;
  /** SSE-KMS: the key that every object is encrypted with. */
  readonly sseKmsKey?: string;
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const PART = /^[A-Za-z0-9_=+-][A-Za-z0-9._=+-]*$/;
/** A letter and a colon is a drive of Windows. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;
const RELEASE = /^(.+?)\/releases\/[^/]+\/[^/]+\.json\/?(?:\?.*)?$/s;

/**
 * `s3://bucket/prefix`, or the path of a directory. Fails with USAGE (exit 2) for any other address. `s3:/bucket` is never taken for a folder: somebody would
 * believe to have published to a store that keeps; and below the address of a release nothing is published, because it would be locked there for years.
 */
export function parseLocation(text: string, option: string): StoreLocation {
  const [, scheme] = SCHEME.exec(text) ?? [];
  if (scheme === undefined) return { kind: 'directory', path: text };
  if (!text.startsWith('s3://')) throw noStore(shown(text), option, scheme);
  const [, store] = RELEASE.exec(text) ?? [];
  if (store !== undefined && store !== 's3:/') throw new EvidenceError('USAGE', 'usage', `${shown(text)} is the address of a release, not of a store`, { hint: `the store is ${option} ${store}` });
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(text) ?? [];
  const wrong = (reason: string) => new EvidenceError('USAGE', 'usage', `${shown(text)} is no address of a store: ${reason}`, { hint: `${option} s3://BUCKET/PREFIX, or ${option} DIRECTORY` });
  if (bucket.includes('@')) throw wrong('credentials have no place in it; they come from the AWS variables and profiles');
  if (bucket === '') throw wrong('no bucket is named');
  if (!BUCKET.test(bucket)) throw wrong(`"${bucket}" is no name of a bucket (3 to 63 lower-case letters, digits, - and .)`);
  if (path === '') return { kind: 's3', bucket, prefix: '' };
  const parts = path.replace(/\/$/, '').split('/');
  const bad = parts.find((part) => !PART.test(part));
  if (bad !== undefined) throw wrong(`"${bad}" cannot be a part of the prefix (letters, digits, . _ - = +)`);
  return { kind: 's3', bucket, prefix: `${parts.join('/')}/` };
}

function noStore(text: string, option: string, scheme: string): EvidenceError {
  const s3 = scheme.toLowerCase() === 's3';
  const reason = !s3 ? `${scheme} is no kind of store` : text.startsWith('S3://') ? 'S3: in lower case' : 'two slashes follow s3:';
  const other = /^https?$/i.test(scheme) ? 'the host of a server goes into --endpoint' : `a folder of this name is ${option} ./${text}`;
  return new EvidenceError('USAGE', 'usage', `${text} is no address of a store: ${reason}`, { hint: `${option} s3://BUCKET/PREFIX; ${other}` });
}

/** Without what may be a secret: credentials before a host, the signature of a link. */
const shown = (text: string): string => text.replace(/:\/\/[^/]*@/, '://…@').replace(/\?(?!versionId=).*$/s, '?…');
