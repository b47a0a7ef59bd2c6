import { S3Client } from '@aws-sdk/client-s3';
import { EvidenceError } from '../../model/problem.ts';
import type { S3Location } from '../../store/location.ts';
import { type Doing, storeFailure, type StorePlace } from './errors.ts';
import { type Patience, StoreHttpHandler } from './http-handler.ts';
import { uploadJournal, type UploadJournal } from './upload-journal.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** A bucket, the way to it, and the words for it. */
export interface Connection {
  readonly location: S3Location;
  readonly place: StorePlace;
  /** Repeats what may be repeated by itself. */
  readonly client: S3Client;
  /** Asks once: for what must be looked at before it is asked again. */
  readonly once: S3Client;
  /** Endpoint of the key service; '' for that of AWS, null when nobody says where it is. */
  readonly kms: string | null;
  readonly journal: UploadJournal;
  /** Runs one question; what goes wrong comes out in words. */
  ask<T>(doing: Doing, question: () => Promise<T>): Promise<T>;
  /** RFC 3339 in whole seconds, by the server's last answer. */
  serverTime(): string;
  /** Milliseconds that our clock was ahead of the server's at its last answer. */
  ahead(): number;
  /** Key in the bucket. Fails with STORE_UNUSABLE for what is no key (store/keys.ts makes them; this holds even if it did not). */
  full(key: string): string;
}

const QUIET = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const ATTEMPTS = 4;

/**
 * The client for a location. Credentials, region and endpoint by the usual AWS variables and profiles; what the location says wins. Nothing is asked
 * yet. Fails with USAGE for an endpoint without TLS on another machine, or with a name and password in it.
 */
export function connect(location: S3Location, env: Env, patience?: Patience): Connection {
  const endpoint = location.endpoint ?? (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true' ? undefined : nonEmpty(env['AWS_ENDPOINT_URL_S3']) ?? nonEmpty(env['AWS_ENDPOINT_URL']));
  const own = endpoint === undefined ? undefined : checkedEndpoint(endpoint);
  const region = location.region ?? nonEmpty(env['AWS_REGION']) ?? nonEmpty(env['AWS_DEFAULT_REGION']) ?? (own === undefined ? undefined : 'us-east-1');
  const handler = new StoreHttpHandler(env, patience);
  const credentials = staticCredentials(env);
  const config = {
    // A dot in the name of a bucket is in no certificate of *.s3.amazonaws.com.
    forcePathStyle: location.pathStyle ?? (own !== undefined || location.bucket.includes('.')),
    requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED', // a stored object has the SHA-256 that we name; others are no evidence
    requestHandler: handler, logger: QUIET, expectContinueHeader: 1 << 20, followRegionRedirects: false, disableS3ExpressSessionAuth: true,
    ...(own === undefined ? {} : { endpoint: own.href.replace(/\/$/, '') }),
    ...(region === undefined ? {} : { region }),
    ...(nonEmpty(env['AWS_PROFILE']) === undefined ? {} : { profile: env['AWS_PROFILE'] }),
  } as const;
  const place: StorePlace = { bucket: location.bucket, host: own?.host ?? 'AWS', region };
  const make = () => {
    try {
      const client = new S3Client({ ...config, maxAttempts: ATTEMPTS, ...(credentials === undefined ? {} : { credentials }) });
      return { client, once: new S3Client({ ...config, maxAttempts: 1, credentials: client.config.credentials }) };
    } catch (cause) {
      throw storeFailure(cause, { action: 'to be asked', permission: '' }, place);
    }
  };
  return {
    location, place, ...make(), journal: uploadJournal(env),
    kms: nonEmpty(env['AWS_ENDPOINT_URL_KMS']) ?? (location.endpoint === undefined ? nonEmpty(env['AWS_ENDPOINT_URL']) : undefined) ?? (own === undefined ? '' : null),
    async ask(doing, question) {
      try {
        return await question();
      } catch (cause) {
        throw storeFailure(cause, doing, place);
      }
    },
    serverTime: () => `${(handler.clock()?.server ?? new Date()).toISOString().slice(0, 19)}Z`,
    ahead: () => handler.clock()?.ahead ?? 0,
    full(key) {
      if (key === '' || Buffer.byteLength(location.prefix + key) > 1024 || key.split('/').some((part) => part === '' || part.startsWith('.') || part.includes('\\'))) {
        throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${JSON.stringify(key.slice(0, 200))} cannot be a key in a store`);
      }
      return location.prefix + key;
    },
  };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** Those of the environment that was handed over; undefined leaves it to the library's chain: profiles, web identity, container, instance. */
function staticCredentials(env: Env): { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined {
  const accessKeyId = nonEmpty(env['AWS_ACCESS_KEY_ID']);
  const secretAccessKey = nonEmpty(env['AWS_SECRET_ACCESS_KEY']);
  const sessionToken = nonEmpty(env['AWS_SESSION_TOKEN']);
  if (accessKeyId === undefined || secretAccessKey === undefined || nonEmpty(env['AWS_PROFILE']) !== undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function checkedEndpoint(text: string): URL {
  const url = URL.parse(text);
  const refuse = (why: string, hint: string): never => { throw new EvidenceError('USAGE', 'usage', `the endpoint of the store ${why}`, { hint }); };
  if (!url || url.host === '' || !/^https?:$/.test(url.protocol)) return refuse('is not a URL', 'for example https://s3.example.com');
  if (url.username !== '' || url.password !== '') refuse(`holds a name or password (${url.host})`, 'credentials come by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or by a profile');
  if (url.search !== '' || url.hash !== '') refuse(`has a query or a fragment (${url.host})`, 'for example https://s3.example.com');
  return url;
}
