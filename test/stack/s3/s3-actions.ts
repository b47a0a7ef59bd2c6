import type { IncomingMessage } from 'node:http';

/** The parts of a store by their keys (src/store/keys.ts), as a table of requests names them. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)blocked\//, 'blocked'],
  [/(^|\/)releases\//, 'record'],
  [/\/receipt\.(sigstore\.)?json$/, 'receipt'],
  [/\.evidence\.zip$/, 'bundle'],
  [/(^|\/)bundles\//, 'bundles'],
  [/(^|\/)status\//, 'status'],
  [/(^|\/)catalogue\//, 'catalogue'],
];

/** `action` as AWS names it, then what it is about: `UploadPart 2 bundle`, `ListObjectVersions record`. Path style. */
export function actionOf({ method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): string {
  const { pathname, searchParams: query } = new URL(url!, 'http://host');
  const [, , ...rest] = decodeURIComponent(pathname).split('/');
  const key = rest.join('/');
  const about = partOf(key === '' ? query.get('prefix') ?? '' : key);
  const name = key === '' ? bucketAction(method!, query) : objectAction(method!, query, headers);
  return about === '' ? name : `${name} ${about}`;
}

const partOf = (key: string): string => PARTS.find(([pattern]) => pattern.test(key))?.[1] ?? '';

function bucketAction(method: string, query: URLSearchParams): string {
  if (query.has('versioning')) return 'GetBucketVersioning';
  if (query.has('object-lock')) return 'GetObjectLockConfiguration';
  if (query.has('versions')) return 'ListObjectVersions';
  if (query.has('uploads')) return 'ListMultipartUploads';
  if (query.has('list-type')) return 'ListObjectsV2';
  if (query.has('policy')) return `${method} BucketPolicy`;
  if (query.has('delete')) return 'DeleteObjects';
  if (query.has('location')) return 'GetBucketLocation';
  return method === 'HEAD' ? 'HeadBucket' : `${method} bucket`;
}

function objectAction(method: string, query: URLSearchParams, headers: IncomingMessage['headers']): string {
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('uploadId')) {
    if (method === 'PUT') return `UploadPart ${query.get('partNumber')}`;
    return { POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload', GET: 'ListParts' }[method] ?? method;
  }
  const sub = { retention: 'ObjectRetention', 'legal-hold': 'ObjectLegalHold', attributes: 'ObjectAttributes', tagging: 'ObjectTagging', acl: 'ObjectAcl' };
  for (const [name, action] of Object.entries(sub)) if (query.has(name)) return `${method === 'PUT' ? 'Put' : 'Get'}${action}`;
  if (method === 'PUT' && headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  return { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' }[method] ?? method;
}
