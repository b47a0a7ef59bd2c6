import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Project } from '../project/schema.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { parseLocation, type S3Location, type StoreLocation } from '../store/location.ts';
import type { LockWish } from '../store/lock.ts';
import type { Io } from './io.ts';
import { openStore } from './wire.ts';

/** Options of every command that writes to a store. */
export interface DestinationOptions {
  readonly to?: string;
  readonly endpoint?: string;
  readonly lock?: 'compliance' | 'governance';
  readonly retainUntil?: string;
  readonly legalHold?: boolean;
  readonly sseKmsKey?: string;
  readonly partSize?: number;
}

/** Options of every command that reads a store. */
export interface SourceOptions {
  readonly from: string;
  readonly endpoint?: string;
}

const DEFAULT_CONFIRM_BEYOND_DAYS = 366;

/** A store to write to, and what is asked of it. */
export interface Destination {
  readonly store: EvidenceStore;
  readonly wish: LockWish;
  /** The project file names a directory as its store, and this is it (CHK-808). */
  readonly directoryDeclared: boolean;
}

/** The store that `--to` names, or that of the project file; an option wins over the project file. Fails with USAGE. */
export async function destination(io: Io, options: DestinationOptions, project: Project | undefined, folder: string | undefined): Promise<Destination> {
  const stated = project?.store;
  const location = options.to !== undefined ? parseLocation(options.to, '--to') : stated && statedLocation(io, stated, folder);
  if (location === undefined) throw new EvidenceError('USAGE', 'usage', 'no store to publish to', { hint: '--to s3://BUCKET/PREFIX, --to DIRECTORY, or store: in the project file' });
  const lock = stated?.kind === 's3' ? stated.lock : undefined;
  return {
    store: await openStore(io, location.kind === 's3' ? withOptions(location, options, stated) : onlyForS3(location, options)),
    wish: {
      mode: options.lock === 'governance' ? 'GOVERNANCE' : options.lock === 'compliance' ? 'COMPLIANCE' : lock?.mode ?? 'COMPLIANCE',
      legalHold: options.legalHold ?? lock?.legalHold ?? false,
      retainUntil: options.retainUntil === undefined ? undefined : dayGiven(options.retainUntil),
      confirmBeyondDays: lock?.confirmBeyondDays ?? DEFAULT_CONFIRM_BEYOND_DAYS,
    },
    directoryDeclared: options.to === undefined && location.kind === 'directory',
  };
}

/** The store that `--from` names. `there` is false when the folder does not exist: nothing was ever published to it, or the name is wrong. */
export async function sourceStore(io: Io, { from, endpoint }: SourceOptions): Promise<{ store: EvidenceStore; there: boolean }> {
  const location = parseLocation(from, '--from');
  if (location.kind === 's3') return { store: await openStore(io, withOptions(location, endpoint === undefined ? {} : { endpoint }, undefined)), there: true };
  if (endpoint !== undefined) throw new EvidenceError('USAGE', 'usage', '--endpoint is for s3:// only', { hint: 'leave it out: a directory is reached by its path' });
  const stat = statSync(resolve(io.cwd, from), { throwIfNoEntry: false });
  if (stat?.isDirectory() === false) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${from}: not a folder`, { hint: 'name the folder of the store, not a file in it' });
  return { store: await openStore(io, location), there: stat !== undefined };
}

function statedLocation(io: Io, stated: NonNullable<Project['store']>, folder: string | undefined): StoreLocation {
  if (stated.kind === 'directory') return { kind: 'directory', path: relative(io.cwd, resolve(folder ?? io.cwd, stated.path)) || '.' };
  return { kind: 's3', bucket: stated.bucket, prefix: stated.prefix === undefined ? '' : `${stated.prefix}/` };
}

/** How a bucket is reached: by options, and by what the project file says of it when it is the same bucket. */
function withOptions(location: S3Location, options: DestinationOptions, stated: Project['store']): S3Location {
  const said = stated?.kind === 's3' && stated.bucket === location.bucket ? stated : undefined;
  const endpoint = options.endpoint ?? said?.endpoint;
  const sseKmsKey = options.sseKmsKey ?? said?.sseKmsKey;
  const partSize = options.partSize ?? (said?.partSizeMiB === undefined ? undefined : said.partSizeMiB * (1 << 20));
  return {
    ...location,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(said?.region === undefined ? {} : { region: said.region }),
    ...(said?.pathStyle === undefined ? {} : { pathStyle: said.pathStyle }),
    ...(sseKmsKey === undefined ? {} : { sseKmsKey }),
    ...(partSize === undefined ? {} : { partSize }),
  };
}

/** An option that a directory cannot honour is refused: a lock that was asked for and is not there would be believed. */
function onlyForS3(location: StoreLocation, options: DestinationOptions): StoreLocation {
  const asked = (['endpoint', 'lock', 'retainUntil', 'legalHold', 'sseKmsKey', 'partSize'] as const).find((name) => options[name] !== undefined);
  if (asked !== undefined) throw new EvidenceError('USAGE', 'usage', `--${asked.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} is for s3:// only: a directory has no object lock`);
  return location;
}

/** A day (its beginning in UTC) or an RFC 3339 time. Fails with USAGE. */
function dayGiven(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const read = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? Date.parse(time) : Number.NaN;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (!Number.isNaN(read) && !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text.slice(0, 10)) return time;
  throw new EvidenceError('USAGE', 'usage', `--retain-until ${text}: not a day`, { hint: '--retain-until 2041-11-20, or a time with its offset' });
}
