import { parentPort } from 'node:worker_threads';
import type { BlockJob, FilesJob } from '../bundle/ports.ts';
import { runDeflateJob } from '../bundle/zip/deflate.ts';

/** Thread of worker-deflater.ts: one job in, one result out, in order. */
parentPort!.on('message', (job: FilesJob | BlockJob) => {
  const result = runDeflateJob(job);
  parentPort!.postMessage(result, [result.bytes.buffer as ArrayBuffer, result.spare]);
});
