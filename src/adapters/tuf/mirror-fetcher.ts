import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseFetcher } from 'tuf-js';
import { DownloadHTTPError, DownloadLengthMismatchError } from 'tuf-js/dist/error.js';
import { connectionWords } from '../connection-words.ts';
import { mayBeAsked } from './mirror-address.ts';

export interface FetchLimits {
  /** For one request from first to last byte. */
  readonly timeoutMs: number;
  /** For one file, whatever signed metadata says of its length. */
  readonly largestBytes: number;
  /** Further attempts after a broken connection or a status of 500 and above. */
  readonly retries: number;
}

export const FETCH_LIMITS: FetchLimits = { timeoutMs: 30_000, largestBytes: 16 * 1024 * 1024, retries: 2 };
const MOST_REDIRECTS = 3;
const BETWEEN_ATTEMPTS_MS = 400;

/**
 * The only thing that the TUF client reaches the network with. The library's own follows every redirect, also from https to http, and
 * wraps what goes wrong into text; this one remembers the last network failure, so that "unreachable" is never taken for "altered".
 */
export class MirrorFetcher extends BaseFetcher {
  /** What the network said last, when it did not give a file: words for people. */
  failure: string | undefined;
  readonly #mirror: string;
  readonly #limits: FetchLimits;
  readonly #asked: (name: string) => void;
  readonly #all = new AbortController();

  readonly #folder: string;

  /**
   * @param folder of this run, for what is not yet verified
   * @param asked hears the name of each file before it is asked for
   */
  constructor(mirror: string, folder: string, limits: FetchLimits, asked: (name: string) => void) {
    super();
    this.#folder = folder;
    this.#mirror = mirror;
    this.#limits = limits;
    this.#asked = asked;
  }

  /** Ends connections that a refused answer left open. */
  close(): void {
    this.#all.abort();
  }

  /** The library's own way leaves a folder behind when the program is interrupted; the folder of this run is removed then. */
  override async downloadFile<T>(url: string, maxLength: number, handler: (file: string) => Promise<T>): Promise<T> {
    const parts: Uint8Array[] = [];
    let received = 0;
    for await (const part of await this.fetch(url)) {
      received += part.length;
      if (received > maxLength) throw new DownloadLengthMismatchError('Max length reached');
      parts.push(part);
    }
    const file = join(this.#folder, 'download');
    writeFileSync(file, Buffer.concat(parts));
    try {
      return await handler(file);
    } finally {
      rmSync(file, { force: true });
    }
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const name = url.startsWith(`${this.#mirror}/`) ? url.slice(this.#mirror.length + 1) : url;
    this.#asked(name);
    this.failure = undefined;
    for (let attempt = 0; ; attempt += 1) {
      let response: Response;
      try {
        response = await this.#follow(new URL(url));
      } catch (cause) {
        this.failure = `${name}: ${words(cause, this.#limits)}`;
        if (cause instanceof RedirectRefused || attempt >= this.#limits.retries) throw cause;
        await pause(BETWEEN_ATTEMPTS_MS * (attempt + 1));
        continue;
      }
      if (response.ok && response.body) return ReadableStream.from(this.#bounded(name, response.body));
      await response.body?.cancel();
      // The library takes 403 and 404 for "there is no newer root", which is no failure: whoever asks for another file hears of it.
      this.failure = `${name}: the server answered ${response.status}`;
      if (response.status < 500 || attempt >= this.#limits.retries) throw new DownloadHTTPError('not given', response.status);
      await pause(BETWEEN_ATTEMPTS_MS * (attempt + 1));
    }
  }

  async #follow(from: URL): Promise<Response> {
    const signal = AbortSignal.any([this.#all.signal, AbortSignal.timeout(this.#limits.timeoutMs)]);
    for (let url = from, hops = 0; ; hops += 1) {
      const response = await fetch(url, { signal, redirect: 'manual', headers: { accept: '*/*' } });
      if (![301, 302, 303, 307, 308].includes(response.status)) return response;
      await response.body?.cancel();
      const next = URL.parse(response.headers.get('location') ?? '', url.href);
      if (!next) throw new RedirectRefused('a redirect without an address');
      if (!mayBeAsked(next) || (url.protocol === 'https:' && next.protocol !== 'https:')) throw new RedirectRefused(`a redirect to ${next.protocol}//${next.host}, which is neither https nor on this machine`);
      if (hops >= MOST_REDIRECTS) throw new RedirectRefused(`more than ${MOST_REDIRECTS} redirects`);
      url = next;
    }
  }

  async *#bounded(name: string, body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let received = 0;
    try {
      for await (const chunk of body) {
        received += chunk.length;
        if (received > this.#limits.largestBytes) throw new Error(`Max length reached: more than ${this.#limits.largestBytes} bytes`);
        yield chunk;
      }
    } catch (cause) {
      if (received <= this.#limits.largestBytes) this.failure = `${name}: ${words(cause, this.#limits)}`;
      throw cause;
    }
  }
}

/** For a run without the network: what is not in the cache is not to be had. */
export class NoFetcher extends BaseFetcher {
  failure: string | undefined;

  override fetch(): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    this.failure = 'not in the cache';
    return Promise.reject(new Error(this.failure));
  }

  close(): void {}
}

class RedirectRefused extends Error {}

function words(cause: unknown, limits: FetchLimits): string {
  if (cause instanceof RedirectRefused) return cause.message;
  return (cause as Error).name === 'TimeoutError' ? `no whole answer within ${limits.timeoutMs / 1000} s` : connectionWords(cause);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
