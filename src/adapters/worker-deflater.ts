import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BlockJob, Deflater, DeflateResult, FilesJob } from '../bundle/ports.ts';

/** Threads beyond this gain nothing: the disk and the hashing thread are the limit then. */
const MOST = 8;

interface Thread {
  readonly worker: Worker;
  readonly waiting: { resolve(result: DeflateResult): void; reject(error: Error): void }[];
}

/**
 * Deflates in worker threads, started with the first job. The bytes are those of zip/deflate.ts, whatever the number of threads.
 * `close` ends the threads; a job that is under way then fails.
 */
export function workerDeflater(threads: number = Math.min(MOST, availableParallelism())): Deflater & { close(): Promise<void> } {
  const pool: Thread[] = [];
  const pick = (): Thread => {
    const free = pool.find((thread) => thread.waiting.length === 0);
    if (free) return free;
    if (pool.length < threads) {
      const thread = startThread();
      pool.push(thread);
      return thread;
    }
    return pool.reduce((least, thread) => (thread.waiting.length < least.waiting.length ? thread : least));
  };
  return {
    deflate(job) {
      const thread = pick();
      return new Promise((resolve, reject) => {
        thread.waiting.push({ resolve, reject });
        thread.worker.ref(); // an idle thread keeps no process alive; one at work must
        const { job: sent, transfer } = transferable(job);
        thread.worker.postMessage(sent, transfer);
      });
    },
    async close() {
      await Promise.all(pool.map((thread) => thread.worker.terminate()));
    },
  };
}

function startThread(): Thread {
  // Run from source or compiled: the worker lies beside this file and has the same ending.
  const name = import.meta.url.endsWith('.ts') ? './deflate-worker.ts' : './deflate-worker.js';
  const worker = new Worker(new URL(name, import.meta.url));
  const thread: Thread = { worker, waiting: [] };
  worker.on('message', (result: DeflateResult) => {
    thread.waiting.shift()?.resolve(result);
    if (thread.waiting.length === 0) worker.unref();
  });
  const fail = (error: Error): void => {
    for (const job of thread.waiting.splice(0)) job.reject(error);
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the deflating thread ended')));
  worker.unref();
  return thread;
}

function transferable(job: FilesJob | BlockJob): { job: FilesJob | BlockJob; transfer: ArrayBuffer[] } {
  return { job, transfer: [job.bytes.buffer] };
}
