import { EvidenceError } from '../../model/problem.ts';
import { byCodeUnit } from '../../model/order.ts';
import type { EvidenceStore, ListedObject } from '../../store/evidence-store.ts';
import type { S3Location } from '../../store/location.ts';
import { connect, type Connection, type Env } from './connection.ts';
import { preflight } from './preflight.ts';
import { presign } from './presign.ts';
import { prove } from './prove.ts';
import { putNew } from './put-new.ts';
import { readObject } from './read-object.ts';
import { abortUpload, unfinishedUploads } from './uploads.ts';
import { keysBelow, versionsOf } from './versions.ts';
import { extendRetention, setLegalHold } from './write-lock.ts';

/** A store in an S3 bucket with Object Lock. Fails with USAGE for an endpoint that cannot be used; nothing is asked yet. */
export function s3Store(location: S3Location, env: Env): EvidenceStore {
  const connection = connect(location, env);
  return {
    kind: 's3',
    address: `s3://${location.bucket}/${location.prefix}`.replace(/\/$/, ''),
    immutability: 'S3 Object Lock: no version can be altered, or deleted before its date, as far as this server keeps what it says (release-evidence store doctor)',
    locking: {
      extendRetention: (key, versionId, lock) => extendRetention(connection, key, versionId, lock),
      setLegalHold: (key, versionId, on) => setLegalHold(connection, key, versionId, on),
      presign: (key, versionId, seconds) => presign(connection, key, versionId, seconds),
      unfinishedUploads: (prefix) => unfinishedUploads(connection, prefix),
      abortUpload: (upload) => abortUpload(connection, upload),
    },
    preflight: (lock) => preflight(connection, lock),
    putNew: (object) => putNew(connection, object),
    open: async (key, at = {}) => {
      const full = connection.full(key);
      const versionId = at.versionId ?? (await versionsOf(connection, full))?.versions[0]!.versionId;
      return versionId === undefined ? null : readObject(connection, full, versionId, at.from);
    },
    prove: (key, at) => prove(connection, key, at),
    list: (prefix) => list(connection, prefix),
  };
}

async function list(connection: Connection, prefix: string): Promise<readonly ListedObject[]> {
  if (prefix !== '' && !prefix.endsWith('/')) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${JSON.stringify(prefix)} is no folder of a store`);
  const base = connection.location.prefix;
  const found = await keysBelow(connection, base + prefix);
  return found.map(({ key, versions: [first], hiddenBy }) => ({ key: key.slice(base.length), versionId: first!.versionId, size: first!.size, hiddenBy })).sort((a, b) => byCodeUnit(a.key, b.key));
}
