import {
  GetObjectLegalHoldCommand, GetObjectRetentionCommand, HeadObjectCommand, ListObjectVersionsCommand, PutObjectCommand, type ObjectLockMode, type S3Client,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { ask, must, Untried, type Answer } from './answers.ts';

/** Every throw-away version is locked for so long, unless a row says otherwise: a row that takes longer was not tried. */
const LOCK_SECONDS = 20;

export interface PutWish {
  readonly body?: Uint8Array;
  readonly seconds?: number;
  readonly mode?: ObjectLockMode;
  readonly hold?: boolean;
  readonly once?: boolean;
  /** Base64; that of the body when absent. */
  readonly sha256?: string;
}

/** One locked version of a throw-away object. */
export interface Specimen {
  readonly key: string;
  readonly versionId: string;
  /** When its lock ends, by the server's clock. */
  readonly until: Date;
}

/**
 * The bucket under examination: puts throw-away versions below one folder, always with lock headers of seconds (a default retention of the bucket
 * would keep them for years), and looks at what became of them.
 */
export class Patient {
  readonly client: S3Client;
  readonly bucket: string;
  readonly folder: string;
  /** Milliseconds by which our clock is ahead of the server's. */
  readonly ahead: () => number;
  /** The latest end of a lock that was given. */
  latest = 0;

  constructor(client: S3Client, bucket: string, folder: string, ahead: () => number) {
    this.client = client;
    this.bucket = bucket;
    this.folder = folder;
    this.ahead = ahead;
  }

  /** By the server's clock, in milliseconds. */
  now(): number {
    return Date.now() - this.ahead();
  }

  /** A whole second by the server's clock, at least `seconds` from now. */
  until(seconds: number): Date {
    return new Date(Math.ceil(this.now() / 1000 + seconds) * 1000);
  }

  /** Something was locked until then, or may have been. */
  lockedUntil(until: Date): void {
    this.latest = Math.max(this.latest, until.getTime());
  }

  at(key: string, versionId?: string): { Bucket: string; Key: string; VersionId?: string } {
    return { Bucket: this.bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
  }

  lockHeaders(until: Date, mode: ObjectLockMode = 'COMPLIANCE', hold = false) {
    return { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ...(hold && { ObjectLockLegalHoldStatus: 'ON' as const }) };
  }

  async tryPut(name: string, wish: PutWish = {}): Promise<{ readonly key: string; readonly until: Date; readonly answer: Answer<{ readonly versionId: string | undefined }> }> {
    const key = `${this.folder}${name}`;
    const body = wish.body ?? new TextEncoder().encode(`release-evidence store doctor: throw-away object ${name}\n`);
    const until = this.until(wish.seconds ?? LOCK_SECONDS);
    const answer = await ask(this.client.send(new PutObjectCommand({
      ...this.at(key), Body: body, ContentLength: body.length, ChecksumSHA256: wish.sha256 ?? base64Sha256(body), ContentType: 'text/plain',
      ...this.lockHeaders(until, wish.mode, wish.hold), ...(wish.once && { IfNoneMatch: '*' }), Metadata: { purpose: 'store-doctor' },
    })).then(({ VersionId: versionId }) => ({ versionId })));
    if (answer.kind !== 'refused') this.lockedUntil(until);
    return { key, until, answer };
  }

  /** A locked version that is there; else the row ends. */
  async put(name: string, wish: PutWish = {}): Promise<Specimen> {
    const { key, until, answer } = await this.tryPut(name, wish);
    const { versionId } = must(answer, 'a put with lock headers');
    if (versionId === undefined || versionId === 'null') throw new Untried('the put made no version');
    const specimen = { key, versionId, until };
    if (!(await this.isThere(specimen))) throw new Untried('the put was acknowledged, and the version is not there');
    return specimen;
  }

  /** Without lock headers: it gets the default retention of the bucket. */
  async putPlain(name: string): Promise<Pick<Specimen, 'key' | 'versionId'>> {
    const key = `${this.folder}${name}`;
    const body = new TextEncoder().encode('throw-away\n');
    const { VersionId: versionId } = must(await ask(this.client.send(new PutObjectCommand({ ...this.at(key), Body: body, ChecksumSHA256: base64Sha256(body) }))), 'a put without lock headers');
    if (versionId === undefined) throw new Untried('the put made no version');
    return { key, versionId };
  }

  async isThere({ key, versionId }: Pick<Specimen, 'key' | 'versionId'>): Promise<boolean> {
    const answer = await ask(this.client.send(new HeadObjectCommand(this.at(key, versionId))));
    if (answer.kind === 'refused' && answer.status === 404) return false;
    must(answer, 'looking at the version');
    return true;
  }

  async retention({ key, versionId }: Pick<Specimen, 'key' | 'versionId'>): Promise<{ readonly mode: string | undefined; readonly until: number | undefined }> {
    const answer = await ask(this.client.send(new GetObjectRetentionCommand(this.at(key, versionId))));
    if (answer.kind === 'refused' && answer.status !== 401 && answer.status !== 403) return { mode: undefined, until: undefined }; // no lock at all is answered by an error
    const { Retention: retention } = must(answer, 'reading the retention');
    return { mode: retention?.Mode, until: retention?.RetainUntilDate?.getTime() };
  }

  async holdOf({ key, versionId }: Pick<Specimen, 'key' | 'versionId'>): Promise<boolean> {
    const answer = await ask(this.client.send(new GetObjectLegalHoldCommand(this.at(key, versionId))));
    if (answer.kind === 'refused' && answer.status !== 401 && answer.status !== 403) return false;
    return must(answer, 'reading the legal hold').LegalHold?.Status === 'ON';
  }

  /** A refusal after the lock has ended would prove nothing. */
  stillLocked({ until }: Specimen): void {
    if (this.now() > until.getTime() - 1000) throw new Untried(`the server took longer than the lock of the throw-away object`);
  }

  async waitUntil(time: number): Promise<void> {
    const wait = time - this.now();
    if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
  }

  /** Every version and marker below a prefix, once each, whatever the server repeats. */
  async versions(prefix: string, pageSize?: number): Promise<{ readonly entries: readonly VersionEntry[]; readonly repeated: number; readonly pages: number }> {
    const seen = new Map<string, VersionEntry>();
    let repeated = 0;
    let pages = 0;
    let at: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = must(await ask(this.client.send(new ListObjectVersionsCommand({ Bucket: this.bucket, Prefix: prefix, ...at, ...(pageSize === undefined ? {} : { MaxKeys: pageSize }) }))), 'listing the versions');
      pages += 1;
      const before = seen.size;
      for (const [list, marker] of [[page.Versions ?? [], false], [page.DeleteMarkers ?? [], true]] as const) {
        for (const { Key: key, VersionId: versionId } of list) {
          if (key === undefined || versionId === undefined || !key.startsWith(prefix)) continue;
          const name = `${key}\0${versionId}`;
          if (seen.has(name)) repeated += 1;
          else seen.set(name, { key, versionId, marker });
        }
      }
      if (!page.IsTruncated || seen.size === before) return { entries: [...seen.values()], repeated, pages };
      at = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }
}

export interface VersionEntry {
  readonly key: string;
  readonly versionId: string;
  readonly marker: boolean;
}

export function base64Sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
