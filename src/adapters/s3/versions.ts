import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { EvidenceError } from '../../model/problem.ts';
import { byCodeUnit } from '../../model/order.ts';
import type { ListedObject } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';

/** One version of a key. */
export interface Version {
  readonly versionId: string;
  readonly size: number;
}

/** What lies under one key. */
export interface KeyVersions {
  /** As a key in the bucket, prefix included. */
  readonly key: string;
  /** The oldest first; never empty. */
  readonly versions: readonly Version[];
  readonly hiddenBy: ListedObject['hiddenBy'];
}

/** The versions of exactly this key of the bucket; null when there is none (delete markers alone are no object). */
export async function versionsOf(connection: Connection, key: string): Promise<KeyVersions | null> {
  return (await collect(connection, key, (found) => found === key, (page) => page.past(key))).get(key) ?? null;
}

/** Every key of the bucket below a prefix, in code unit order. */
export async function keysBelow(connection: Connection, prefix: string): Promise<readonly KeyVersions[]> {
  return [...(await collect(connection, prefix, () => true, () => false)).values()].sort((a, b) => byCodeUnit(a.key, b.key));
}

interface Page { past(key: string): boolean }

/**
 * Reads all pages. Some servers give the last entry of a page again as the first of the next, so entries are taken once; a page that is said to be
 * followed by another and leads nowhere is a failure: a list that may be short would hide a release.
 */
async function collect(connection: Connection, prefix: string, wanted: (key: string) => boolean, enough: (page: Page) => boolean): Promise<Map<string, KeyVersions>> {
  const seen = new Set<string>();
  const versions = new Map<string, Version[]>();
  const markerOnTop = new Set<string>();
  let at: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await connection.ask({ action: 'to list the versions below', permission: 's3:ListBucketVersions', key: prefix }, () => connection.client.send(
      new ListObjectVersionsCommand({ Bucket: connection.place.bucket, Prefix: prefix, ...at })));
    let brought = 0;
    const take = (key: string | undefined, id: string | undefined, act: (key: string) => void) => {
      if (key === undefined || id === undefined || !key.startsWith(prefix) || seen.has(`${id}\n${key}`)) return;
      seen.add(`${id}\n${key}`);
      brought += 1;
      if (wanted(key)) act(key);
    };
    for (const { Key, VersionId, Size } of page.Versions ?? []) {
      // The newest comes first, in one page and from page to page.
      take(Key, VersionId, (key) => { versions.set(key, [{ versionId: VersionId!, size: Size ?? 0 }, ...(versions.get(key) ?? [])]); });
    }
    for (const { Key, VersionId, IsLatest } of page.DeleteMarkers ?? []) take(Key, VersionId, (key) => { if (IsLatest) markerOnTop.add(key); });
    if (page.IsTruncated !== true || enough({ past: (key) => page.NextKeyMarker !== undefined && byCodeUnit(page.NextKeyMarker, key) > 0 })) break;
    const next = { ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }), ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }) };
    if (brought === 0 && next.KeyMarker === at.KeyMarker && next.VersionIdMarker === at.VersionIdMarker) {
      throw new EvidenceError('STORE_UNUSABLE', 'publishing', `the list of versions below ${prefix === '' ? `s3://${connection.place.bucket}` : prefix} never ends: the server gives the same page again`, { hint: 'the list may be short, so nothing is concluded from it; look at the server' });
    }
    at = next;
  }
  return new Map([...versions].map(([key, all]) => [key, { key, versions: all, hiddenBy: markerOnTop.has(key) ? 'delete-marker' : all.length > 1 ? 'newer-version' : null }]));
}
