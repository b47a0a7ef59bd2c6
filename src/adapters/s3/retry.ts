import { setTimeout } from 'node:timers/promises';
import { mayPass } from './errors.ts';

const ATTEMPTS = 6;
/** Milliseconds, doubled each time. */
const BACKOFF = 300;

/**
 * Asks again while the failure is one that may pass, some seconds in all. `look` runs before each repetition, since an answer that was lost may
 * have been a yes; what it finds is taken instead. The last failure comes out as it is, with the number of attempts.
 */
export async function patiently<T>(question: () => Promise<T>, look: () => Promise<T | undefined> = async () => undefined, signal?: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await question();
    } catch (cause) {
      if (!mayPass(cause) || signal?.aborted) throw cause;
      const found = await look();
      if (found !== undefined) return found;
      if (tries >= ATTEMPTS) throw Object.assign(cause as object, { $metadata: { ...(cause as { $metadata?: object }).$metadata, attempts: tries } });
      await setTimeout(BACKOFF * 2 ** (tries - 1) * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal });
    }
  }
}
