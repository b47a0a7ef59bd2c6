import { parentPort } from 'node:worker_threads';
import type { BlockJob, FilesJob } from '../bundle/ports.ts';
import { runDeflateJob } from '../bundle/zip/deflate.ts';

/** Thread of worker-deflater.ts: one job in, one result out, in order. */
parentPort!.on('message', (job: FilesJob | BlockJob) => {
  const result = runDeflateJob(job);
  // Only a buffer of its own may be handed over: small results lie in a pool that others use.
  const own = result.bytes.byteLength === result.bytes.buffer.byteLength ? result.bytes : new Uint8Array(result.bytes); // a Buffer's own slice() would share the pool
  parentPort!.postMessage({ ...result, bytes: own }, [own.buffer as ArrayBuffer, result.spare]);
});
