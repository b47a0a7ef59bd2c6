import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { actionOf } from './s3-actions.ts';

/** One request as the proxy saw it, in the order of arrival. */
export interface SeenRequest {
  /** From 1. */
  readonly n: number;
  /** As AWS names it, with what it is about: `PutObject bundle`, `UploadPart 2 bundle`, `HeadObject record`. */
  readonly action: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** What happened to it: null while it went through untouched. */
  fault: Fault['kind'] | null;
  /** Of the real server; null when it never got there. */
  status: number | null;
}

export type Fault =
  /** The client dies (SIGKILL) when the request arrives: the server never sees it. */
  | { readonly kind: 'kill-before' }
  /** The client dies when the server has answered, before it hears so. */
  | { readonly kind: 'kill-after' }
  /** The server did it; its reply is lost with the connection. */
  | { readonly kind: 'lost-reply' }
  /** Both connections break when half of the body has passed; a request without a body breaks before it is forwarded. */
  | { readonly kind: 'reset' }
  /** An answer of its own; the server never sees the request. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The reply breaks after this many bytes of its body. */
  | { readonly kind: 'cut-download'; readonly bytes: number }
  /** Something is done first (another publisher, a server that is killed), then the request goes on. */
  | { readonly kind: 'first'; run(): Promise<void> }
  /** The request is made by somebody else, who says how: a server that ignores what it was asked. */
  | { readonly kind: 'instead'; send(request: IncomingMessage, response: ServerResponse): Promise<void> };

export const SLOW_DOWN: Fault = { kind: 'answer', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
export const INTERNAL_ERROR: Fault = { kind: 'answer', status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' };
export const EXPIRED_TOKEN: Fault = { kind: 'answer', status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' };

/** Says what happens to a request; null lets it through. */
export type Plan = (request: SeenRequest) => Fault | null;

export const atRequest = (n: number, fault: Fault): Plan => (request) => (request.n === n ? fault : null);
/** At the first request with this action. */
export function atAction(action: string | RegExp, fault: Fault, times = 1): Plan {
  let left = times;
  return (request) => (left > 0 && (typeof action === 'string' ? request.action === action : action.test(request.action)) && left-- > 0 ? fault : null);
}
export const always = (fault: Fault): Plan => () => fault;

export interface FaultProxy {
  readonly endpoint: string;
  readonly seen: readonly SeenRequest[];
  /** Whom `kill-…` kills. */
  client: { kill(signal: 'SIGKILL'): boolean } | null;
  plan: Plan;
  close(): Promise<void>;
}

/**
 * Forwards to a real server, byte for byte (the Host header too, so that signatures hold), and harms single requests as `plan` says.
 * It is no server: whatever is not harmed is answered by the real one.
 */
export async function faultProxy(endpoint: string, plan: Plan = () => null): Promise<FaultProxy> {
  const target = new URL(endpoint);
  const seen: SeenRequest[] = [];
  const proxy = { client: null as FaultProxy['client'], plan };
  const server: Server = createServer((incoming, response) => {
    const one: SeenRequest = { n: seen.length + 1, action: actionOf(incoming), method: incoming.method!, url: incoming.url!, headers: incoming.headers, fault: null, status: null };
    seen.push(one);
    const fault = proxy.plan(one);
    one.fault = fault?.kind ?? null;
    incoming.on('error', () => undefined);
    response.on('error', () => undefined);
    void serve(target, one, fault, incoming, response, () => proxy.client?.kill('SIGKILL'));
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => { server.on('error', reject); server.listen(0, '127.0.0.1', resolve); });
  return Object.assign(proxy, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen,
    close: () => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  });
}

async function serve(target: URL, one: SeenRequest, fault: Fault | null, incoming: IncomingMessage, response: ServerResponse, kill: () => void): Promise<void> {
  switch (fault?.kind) {
    case 'kill-before':
      kill();
      incoming.socket.destroy();
      return;
    case 'answer': {
      incoming.resume();
      await ended(incoming);
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${fault.code}</Code><Message>${fault.message}</Message><RequestId>FAULT${one.n}</RequestId></Error>`;
      one.status = null;
      response.writeHead(fault.status, { 'content-type': 'application/xml', 'x-amz-request-id': `FAULT${one.n}`, date: new Date().toUTCString() });
      response.end(incoming.method === 'HEAD' ? '' : body);
      return;
    }
    case 'delay': await wait(fault.ms); break;
    case 'first': await fault.run(); break;
    case 'instead': await fault.send(incoming, response); return;
    default:
  }
  forward(target, one, fault, incoming, response, kill);
}

function forward(target: URL, one: SeenRequest, fault: Fault | null, incoming: IncomingMessage, response: ServerResponse, kill: () => void): void {
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (fault?.kind === 'reset' && length === 0) return void incoming.socket.resetAndDestroy();
  const outgoing = request({ host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers: incoming.rawHeaders, agent: false });
  const broken = () => { outgoing.destroy(); incoming.socket.destroy(); };
  outgoing.on('error', broken);
  // A client that goes away takes its half request with it, as on a wire.
  response.on('close', () => { if (!response.writableFinished && fault?.kind !== 'kill-after' && fault?.kind !== 'lost-reply') outgoing.destroy(); });
  outgoing.on('response', (answer) => {
    one.status = answer.statusCode ?? null;
    answer.on('error', broken);
    if (fault?.kind === 'kill-after' || fault?.kind === 'lost-reply') {
      answer.resume();
      answer.on('end', () => { if (fault.kind === 'kill-after') kill(); incoming.socket.destroy(); });
      return;
    }
    response.writeHead(answer.statusCode!, answer.rawHeaders);
    let passed = 0;
    answer.on('data', (chunk: Buffer) => {
      const rest = fault?.kind === 'cut-download' ? fault.bytes - passed : chunk.length;
      passed += chunk.length;
      if (rest < chunk.length) {
        response.write(chunk.subarray(0, Math.max(0, rest)), broken);
        return;
      }
      if (!response.write(chunk)) { answer.pause(); response.once('drain', () => answer.resume()); }
    });
    answer.on('end', () => response.end());
  });
  let sent = 0;
  incoming.on('data', (chunk: Buffer) => {
    sent += chunk.length;
    if (fault?.kind === 'reset' && sent * 2 >= length) {
      incoming.socket.resetAndDestroy();
      outgoing.destroy();
      return;
    }
    if (!outgoing.write(chunk)) { incoming.pause(); outgoing.once('drain', () => incoming.resume()); }
  });
  incoming.on('end', () => outgoing.end());
}

const ended = (stream: IncomingMessage): Promise<void> => new Promise((resolve) => {
  if (stream.readableEnded || stream.destroyed) resolve();
  stream.on('end', resolve);
  stream.on('close', resolve);
});
