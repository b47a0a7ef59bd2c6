import { GetObjectCommand } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { EvidenceError } from '../../model/problem.ts';
import type { StoredContent } from '../../store/evidence-store.ts';
import type { Connection } from './connection.ts';
import { isAbsent, mayPass, statusOf, storeFailure } from './errors.ts';
import { headOf } from './head-object.ts';

const BLOCK = 1 << 20;
/** Broken connections in a row that bring nothing new. */
const TRIES = 5;

/** One version from byte `from` on; null when it is not there. `key` is the key in the bucket. A connection that breaks is taken up where it was. */
export async function readObject(connection: Connection, key: string, versionId: string, from = 0): Promise<StoredContent | null> {
  const first = await get(connection, key, versionId, from);
  if (first === null) return null;
  const { size } = first;
  return {
    size,
    async *chunks() {
      const block = new Uint8Array(Math.min(BLOCK, Math.max(1, size - from)));
      let filled = 0;
      let at = from;
      let part: Part | null = first;
      for (let failures = 0; ;) {
        try {
          for await (const piece of part.body as AsyncIterable<Uint8Array>) {
            for (let used = 0; used < piece.length;) {
              const taken = Math.min(piece.length - used, block.length - filled);
              block.set(piece.subarray(used, used + taken), filled);
              used += taken;
              filled += taken;
              at += taken;
              failures = 0;
              if (filled === block.length) {
                yield block;
                filled = 0;
              }
            }
          }
          if (at > size && at !== from) throw lost(key, `it is longer than the ${size} bytes it was said to have`);
          if (at >= size) break;
          throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
        } catch (cause) {
          failures += 1;
          if (!mayPass(cause) || failures >= TRIES) throw storeFailure(cause, reading(key), connection.place);
          await setTimeout(250 * 2 ** failures);
        }
        part = await get(connection, key, versionId, at);
        if (part === null || part.size !== size) throw lost(key, 'it went away while it was read');
      }
      if (filled > 0) yield block.subarray(0, filled);
    },
  };
}

interface Part { readonly body: Readable; readonly size: number }

const reading = (key: string) => ({ action: 'to read', permission: 's3:GetObjectVersion', key });

async function get(connection: Connection, key: string, versionId: string, from: number): Promise<Part | null> {
  try {
    const answer = await connection.client.send(new GetObjectCommand({ Bucket: connection.place.bucket, Key: key, VersionId: versionId, ...(from > 0 ? { Range: `bytes=${from}-` } : {}) }));
    const body = answer.Body as unknown as Readable;
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.ContentRange ?? '') ?? [];
    if ((answer.VersionId ?? versionId) !== versionId || (from > 0 && Number(start) !== from)) {
      body.destroy();
      throw lost(key, 'another version, or another part of it, was given than was asked for');
    }
    return { body, size: from > 0 ? Number(total) : answer.ContentLength ?? 0 };
  } catch (cause) {
    if (isAbsent(cause)) return null;
    if (from > 0 && statusOf(cause) === 416) return nothingLeft(connection, key, versionId, from);
    throw storeFailure(cause, reading(key), connection.place);
  }
}

/** A range that begins at the end is refused, although the answer is plain: there is no more. */
async function nothingLeft(connection: Connection, key: string, versionId: string, from: number): Promise<Part | null> {
  const head = await headOf(connection, key, versionId);
  if (head === null) return null;
  const size = head.ContentLength ?? 0;
  if (from < size) throw lost(key, `it ends before byte ${from}, and is said to have ${size}`);
  return { body: Readable.from([]), size };
}

function lost(key: string, why: string): EvidenceError {
  return new EvidenceError('STORE_LOST', 'publishing', `${key} cannot be read whole: ${why}`, { hint: 'the store does not keep what it was given: look at the server' });
}
