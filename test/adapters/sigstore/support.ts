import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { Patience } from '../../../src/adapters/sigstore/http.ts';
import { EvidenceError } from '../../../src/model/problem.ts';
import type { Progress } from '../../../src/pipeline/ports.ts';

/** Few and short: what is tested is that there is an end. */
export const HURRY: Patience = { timeout: 400, attempts: 2, backoff: 5, largest: 4096 };
export const SILENT: Progress = { step() {}, note() {} };

export interface Served {
  readonly url: string;
  /** Connections that are open now. */
  readonly open: () => number;
  readonly requests: { url: string; headers: IncomingMessage['headers']; body: Buffer }[];
}
export type Handler = (request: { url: string; body: Buffer; headers: IncomingMessage['headers'] }, response: ServerResponse) => void;

/** A server on a free port of loopback that is stopped after the file's tests. */
export async function serve(handler: Handler): Promise<Served> {
  const requests: Served['requests'] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const seen = { url: request.url!, headers: request.headers, body: Buffer.concat(parts) };
      requests.push(seen);
      handler(seen, response);
    });
  });
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.on('close', () => { open -= 1; });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, open: () => open };
}

export const json = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

/** `CODE exit: message` of what `run` fails with; everything that a user could see, for the search for secrets. */
export async function failure(run: () => Promise<unknown>): Promise<{ readonly says: string; readonly all: string }> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return { says: `${error.code} ${error.exit}: ${error.message}`, all: JSON.stringify([error.message, error.hint, error.problems, String(error.stack), error.cause === undefined ? '' : String(error.cause), JSON.stringify(error)]) };
  }
  return { says: 'no failure', all: '' };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token as a CI gives it; its signature is nobody's. */
export function token(claims: Record<string, unknown> = {}, header: unknown = { alg: 'RS256', kid: '1', typ: 'JWT' }): string {
  const now = Math.floor(Date.now() / 1000);
  return [part(header), part({ iss: 'https://gitlab.example.com', aud: 'sigstore', sub: 'project_path:acme/pump', exp: now + 300, iat: now, nbf: now, ...claims }), Buffer.alloc(256, 7).toString('base64url')].join('.');
}
