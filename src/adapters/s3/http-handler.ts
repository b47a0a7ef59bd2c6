import { readFileSync } from 'node:fs';
import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { EvidenceError } from '../../model/problem.ts';
import { isLoopback } from '../loopback.ts';
import { UNKNOWN_HOST } from './errors.ts';
import { SourceBody } from './source-body.ts';

/** How long a store may be silent, in milliseconds. */
export interface Patience {
  /** Until there is a connection. */
  readonly connect: number;
  /** Between two signs of life. */
  readonly idle: number;
  /** For the answer once all of a body has been sent: the server may still hash or copy it. */
  readonly answer: number;
  /** For `100 Continue`; then the body is sent all the same. */
  readonly goAhead: number;
}

export const PATIENCE: Patience = { connect: 10_000, idle: 60_000, answer: 300_000, goAhead: 3_000 };

type Handler = Extract<NonNullable<S3ClientConfig['requestHandler']>, { handle: unknown }>;
type Request = Parameters<Handler['handle']>[0];

/**
 * The HTTP side of the S3 client. It sends the blocks of a source as they are, one buffer for all of them (the library's way through streams takes twice the
 * memory and processor time: docs/decisions/0021), stops sending as soon as the server has answered, follows no redirect, refuses plain http to
 * other machines, and keeps the server's clock.
 */
export class StoreHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly patience: Patience;
  private readonly plain: PlainAgent;
  private readonly tls: TlsAgent;
  private heard: { readonly server: number; readonly here: number } | null = null;

  /** @param env `AWS_CA_BUNDLE` (as the AWS tools read it) and the variables that name a proxy */
  constructor(env: Readonly<Record<string, string | undefined>>, patience: Patience = PATIENCE) {
    this.patience = patience;
    const ca = env['AWS_CA_BUNDLE'] === undefined || env['AWS_CA_BUNDLE'] === '' ? undefined : certificates(env['AWS_CA_BUNDLE']);
    this.plain = new PlainAgent({ keepAlive: true, maxSockets: 64 });
    this.tls = new TlsAgent({ keepAlive: true, maxSockets: 64, proxyEnv: { ...env }, ...(ca === undefined ? {} : { ca }) });
  }

  /** The time by the server's last answer, and how far our clock was ahead of it then, in milliseconds; null before the first answer. */
  clock(): { readonly server: Date; readonly ahead: number } | null {
    return this.heard && { server: new Date(this.heard.server), ahead: this.heard.here - this.heard.server };
  }

  async handle(request: Request, options: { readonly abortSignal?: unknown; readonly requestTimeout?: number } = {}): Promise<{ response: { statusCode: number; reason: string; headers: Record<string, string>; body: IncomingMessage } }> {
    const encrypted = request.protocol === 'https:';
    if (!encrypted && !isLoopback(request.hostname)) {
      throw new EvidenceError('USAGE', 'usage', `the store would be asked without TLS: ${request.protocol}//${request.hostname}`, { hint: 'use its https address (--endpoint, store.endpoint, AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_S3)' });
    }
    const { body } = request as { body?: unknown };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = (encrypted ? tlsRequest : plainRequest)({
        host: request.hostname.replace(/^\[(.*)\]$/, '$1'), method: request.method, path: pathOf(request), headers: request.headers, agent: encrypted ? this.tls : this.plain,
        ...(request.port === undefined ? {} : { port: request.port }),
      });
      const silence = options.requestTimeout ?? this.patience.idle;
      const connecting = setTimeout(() => call.destroy(timeout('no connection', this.patience.connect)), this.patience.connect);
      call.setTimeout(silence, () => call.destroy(timeout('no sign of life', silence)));
      call.on('socket', (socket) => {
        if (!socket.connecting) clearTimeout(connecting);
        else socket.once(encrypted ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
      });
      call.on('close', () => clearTimeout(connecting));
      const signal = options.abortSignal as AbortSignal | undefined;
      const abort = () => call.destroy(Object.assign(new Error('given up'), { name: 'AbortError' }));
      signal?.addEventListener('abort', abort);
      call.on('close', () => signal?.removeEventListener('abort', abort));
      if (signal?.aborted) abort();
      call.on('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'ENOTFOUND' ? Object.assign(new Error('no such host'), { code: UNKNOWN_HOST }) : cause));
      call.on('response', (message) => {
        this.note(message);
        resolve(message);
      });
      if (body instanceof SourceBody) {
        const answer = Math.max(this.patience.answer, silence);
        void sendBlocks(call, body, 'Expect' in request.headers ? this.patience.goAhead : 0)
          .then((whole) => { if (whole) call.setTimeout(answer, () => call.destroy(timeout('no answer', answer))); }, (cause: Error) => { reject(cause); call.destroy(); });
      } else call.end(body as string | Uint8Array | undefined);
    });
    return { response: { statusCode: response.statusCode!, reason: response.statusMessage ?? '', headers: flat(response.headers), body: response } };
  }

  destroy(): void {
    this.plain.destroy();
    this.tls.destroy();
  }

  // What the library asks of a handler, and which nothing changes here.
  updateHttpClientConfig(): void {}
  httpHandlerConfigs(): object { return {}; }

  private note(message: IncomingMessage): void {
    const server = Date.parse(message.headers.date ?? '');
    if (!Number.isNaN(server)) this.heard = { server, here: Date.now() };
  }
}

/** Whether all of it was sent: a server that has answered already, with a refusal, wants no more. */
async function sendBlocks(call: ClientRequest, body: SourceBody, goAhead: number): Promise<boolean> {
  const state = { over: false, whole: false };
  call.on('response', (message) => {
    state.over = true;
    message.once('close', () => { if (!state.whole) call.destroy(); }); // half a body was sent: the connection is good for nothing more
  });
  call.on('close', () => { state.over = true; });
  if (goAhead > 0) {
    call.flushHeaders();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, goAhead);
      for (const event of ['continue', 'response', 'close']) call.once(event, () => { clearTimeout(timer); resolve(); });
    });
  }
  for (const block of body.blocks()) {
    if (state.over) return false;
    // Until the block is with the system it must not be written over.
    await new Promise<void>((resolve) => {
      call.once('close', resolve);
      call.write(block, () => { call.off('close', resolve); resolve(); });
    });
  }
  if (state.over) return false;
  state.whole = true;
  call.end();
  return true;
}

function pathOf(request: Request): string {
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => (one === null || one === undefined ? escaped(name) : `${escaped(name)}=${escaped(one)}`)));
  return query.length === 0 ? request.path : `${request.path}?${query.join('&')}`;
}

/** As the signature has it (RFC 3986). */
const escaped = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, once(name, Array.isArray(value) ? value.join(',') : value)]])));
}

/** Some servers give the number of a request in two headers, which Node joins: "X, X". */
function once(name: string, value: string): string {
  if (!/^x-amz-(request-id|id-2)$/.test(name)) return value;
  return [...new Set(value.split(', '))].join(', ');
}

function timeout(what: string, milliseconds: number): Error {
  return Object.assign(new Error(`${what} within ${milliseconds / 1000} s`), { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

function certificates(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new EvidenceError('STORE_UNUSABLE', 'publishing', `AWS_CA_BUNDLE cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown cause'}`, { cause, hint: 'name a file with the certificates in PEM' });
  }
}
