import { setTimeout } from 'node:timers/promises';
import { EvidenceError, type ProblemCode } from '../../model/problem.ts';
import { redactTokens } from '../../sealing/redact.ts';
import { connectionWords } from '../connection-words.ts';
import { isLoopback } from '../loopback.ts';

/** One question to a service of signing. */
export interface Question {
  /** What the service is, in words: `the certificate authority`. */
  readonly service: string;
  /** Code of every failure; exit 4. */
  readonly code: ProblemCode;
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Media types that a good answer may have. */
  readonly accept: readonly string[];
  /** Status other than 2xx that is an answer, too. */
  readonly alsoOk?: readonly number[];
  /** Never to be seen in a message, whatever the service answers. */
  readonly secrets?: readonly string[];
  /** Plain http to any host: only for services whose answers are signed and whose questions are no secret. */
  readonly plainHttp?: boolean;
  /** What may be wrong when the service says no, by status. */
  readonly hint?: (status: number) => string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly location: string | null;
}

/** How long and how often; a test has other figures. */
export interface Patience {
  /** Milliseconds for one attempt, from the first byte sent to the last received. A Rekor v2 answers after its next checkpoint, 10 s or more. */
  readonly timeout: number;
  readonly attempts: number;
  /** Milliseconds before the second attempt, doubled before each later one. */
  readonly backoff: number;
  /** Bytes of an answer. A log entry with its certificate has about 10 thousand. */
  readonly largest: number;
  /** Nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export const PATIENCE: Patience = { timeout: 30_000, attempts: 3, backoff: 500, largest: 1024 * 1024 };
const MOST_REDIRECTS = 3;

/**
 * Asks a service and waits for its whole answer. Again after a broken connection, 408, 429 and 5xx; never to another host, whatever a redirect says
 * (a token would go with it: the library's client follows); never without TLS except on this machine. Fails with the question's code,
 * naming host, status and the first line of the answer, without secrets.
 */
export async function ask(question: Question, patience: Patience = PATIENCE): Promise<Answer> {
  const url = addressOf(question);
  for (let attempt = 1; ; attempt += 1) {
    if (patience.signal?.aborted) throw failure(question, url, `${GIVEN_UP}, because another service failed`);
    const outcome = await once(question, url, patience);
    if (!('again' in outcome)) return outcome;
    if (!outcome.again || attempt >= patience.attempts) throw failure(question, url, `${outcome.reason}${attempt > 1 ? `, after ${attempt} attempts` : ''}`, outcome.status);
    await pause(outcome.wait ?? patience.backoff * 2 ** (attempt - 1), patience.signal);
  }
}

/** Ends early when nobody waits any more: a timer would keep the program alive. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(milliseconds, undefined, signal && { signal }).catch(() => undefined);
}

/** Asks with a JSON body (or none) and reads the answer as JSON. */
export async function askJson(question: Omit<Question, 'accept' | 'body'> & { readonly json?: unknown }, patience?: Patience): Promise<{ readonly status: number; readonly value: unknown; readonly location: string | null }> {
  const { json, headers, ...rest } = question;
  const full: Question = {
    ...rest, accept: ['application/json'], headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(json === undefined ? { method: 'GET' } : { body: JSON.stringify(json) }),
  };
  const answer = await ask(full, patience);
  let value: unknown;
  try {
    value = answer.status >= 400 ? undefined : JSON.parse(answer.body.toString('utf8'));
  } catch {
    throw failure(full, new URL(question.url), 'the answer is not JSON');
  }
  return { status: answer.status, value, location: answer.location };
}

type Outcome = Answer | { readonly again: boolean; readonly reason: string; readonly status?: number; readonly wait?: number };

async function once(question: Question, address: URL, patience: Patience): Promise<Outcome> {
  const timeout = AbortSignal.timeout(patience.timeout);
  const signal = patience.signal ? AbortSignal.any([timeout, patience.signal]) : timeout;
  let url = address;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, {
        method: question.method ?? 'POST', redirect: 'manual', signal,
        headers: { ...question.headers, accept: question.accept.join(', ') },
        ...(question.body === undefined ? {} : { body: question.body as string | Uint8Array<ArrayBuffer> }),
      });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        const next = redirected(response, url);
        if (typeof next === 'string') return { again: false, reason: next, status: response.status };
        if (redirects >= MOST_REDIRECTS) return { again: false, reason: 'redirected again and again', status: response.status };
        url = next;
        continue;
      }
      return await judged(question, response, patience);
    }
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause;
    if (patience.signal?.aborted) return { again: true, reason: GIVEN_UP, wait: 0 };
    if (timeout.aborted) return { again: true, reason: `no whole answer within ${patience.timeout / 1000} s` };
    return { again: true, reason: connectionWords(cause) };
  }
}

async function judged(question: Question, response: Response, patience: Patience): Promise<Outcome> {
  const { status } = response;
  const body = await bounded(response, patience.largest);
  if (body === null) return { again: false, reason: `the answer is larger than ${patience.largest} bytes`, status };
  const type = mediaType(response);
  if (!response.ok && !question.alsoOk?.includes(status)) {
    const again = status === 408 || status === 429 || status >= 500;
    const wait = Number(response.headers.get('retry-after') ?? NaN) * 1000;
    return { again, reason: `${status} ${firstLine(body, type, question.secrets)}`.trim(), status, ...(wait >= 0 && wait <= 10_000 && { wait }) };
  }
  if (response.ok && !question.accept.includes(type)) return { again: false, reason: `the answer is ${type}, not ${question.accept.join(' or ')}`, status };
  return { status, body, location: response.headers.get('location') };
}

/** Lower case, without parameters. What is no media type is not repeated: it could be anything. */
function mediaType(response: Response): string {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  return /^[a-z]+\/[a-z0-9.+-]{1,60}$/.test(type) ? type : 'without a media type';
}

/** The next address, or why it is not taken. */
function redirected(response: Response, from: URL): URL | string {
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, from.href)) return `${response.status}: redirected to nowhere`;
  const to = new URL(location, from);
  if (to.origin !== from.origin) return `${response.status}: redirected to another host (${to.host}), which is never followed`;
  return response.status === 307 || response.status === 308 ? to : `${response.status}: redirected, which would lose the question`;
}

/** Null when there is more. */
async function bounded(response: Response, largest: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > largest) return null; // leaving the loop cancels the stream
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts);
}

/** The service's own words: `message` of a JSON object, else the first line, never a page. */
function firstLine(body: Buffer, type: string, secrets: readonly string[] = []): string {
  let text = body.toString('utf8', 0, 64 * 1024);
  if (type === 'text/html' || /^\s*<(!doctype|html)/i.test(text)) return '(an HTML page: is this the address of the service?)';
  try {
    const value = JSON.parse(text) as { message?: unknown; error?: unknown };
    const said = value.message ?? value.error;
    if (typeof said === 'string') text = said;
  } catch {
    // not JSON: its first line
  }
  // Redacted before it is cut: half a token must not slip through.
  return redactTokens(text, secrets).trim().split(/[\r\n]/)[0]!.slice(0, 300);
}

function addressOf(question: Question): URL {
  const url = URL.canParse(question.url) ? new URL(question.url) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new EvidenceError('USAGE', 'usage', `the address of ${question.service} is not one of https: ${redactTokens(question.url.slice(0, 200))}`);
  if (url.username !== '' || url.password !== '') throw new EvidenceError('USAGE', 'usage', `the address of ${question.service} holds a name or password (${url.host})`, { hint: 'write the address without them' });
  if (url.protocol === 'http:' && !question.plainHttp && !isLoopback(url.hostname)) {
    throw new EvidenceError('USAGE', 'usage', `${question.service} at ${url.host} would be asked without TLS`, { hint: 'use its https address' });
  }
  if (url.protocol === 'https:' && process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    throw new EvidenceError('USAGE', 'usage', `${question.service} at ${url.host} could be anybody: NODE_TLS_REJECT_UNAUTHORIZED=0 switches off what TLS proves`, { hint: 'NODE_EXTRA_CA_CERTS=FILE names the authority of an own instance' });
  }
  return url;
}

const GIVEN_UP = 'given up';

/** Of a service that has not answered. */
function whatToDo(reason: string): string | undefined {
  if (reason.startsWith(GIVEN_UP)) return undefined; // what failed before it has its own advice
  return reason.includes('TLS certificate') ? 'NODE_EXTRA_CA_CERTS=FILE names the authority of an own instance' : 'check its address and the network, then run again; behind a proxy: NODE_USE_ENV_PROXY=1 with HTTPS_PROXY';
}

function failure(question: Question, url: URL, reason: string, status?: number): EvidenceError {
  const hint = status === undefined ? whatToDo(reason) : question.hint?.(status);
  return new EvidenceError(question.code, 'sealing', redactTokens(`${question.service} at ${url.host}: ${reason}`, question.secrets), hint === undefined ? {} : { hint });
}
