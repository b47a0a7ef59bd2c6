import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { s3Store } from '../../../src/adapters/s3/s3-store.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { memorySource } from '../../../src/model/source.ts';
import type { EvidenceStore, NewObject, ObjectLock } from '../../../src/store/evidence-store.ts';
import type { S3Location } from '../../../src/store/location.ts';

/** A request as it arrived: `PUT /evidence/a?retention` and its headers. */
export interface Asked {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
}
export type Answer = (request: IncomingMessage, response: ServerResponse, asked: Asked) => void;

/** Built from parts: a scanner would take it for a real one. */
export const SECRET = ['wJalr', 'XUtn', 'FEMI-invented-for-this-test'].join('');
export const ENV = { AWS_ACCESS_KEY_ID: ['AKIA', 'INVENTEDFORTEST1'].join(''), AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: ['session', 'invented'].join('-') };
export const LOCK: ObjectLock = { mode: 'COMPLIANCE', retainUntil: '2041-01-01T00:00:00Z', legalHold: false };

/**
 * Listens on 127.0.0.1 and gives the answers of a test: no server of S3, it keeps nothing and checks nothing. Ends with the test.
 */
export async function answering(answer: Answer, location: Partial<S3Location> = {}, env: Record<string, string> = {}): Promise<{ store: EvidenceStore; asked: Asked[]; port: number }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const one = { line: `${request.method} ${request.url}`, headers: request.headers };
    asked.push(one);
    answer(request, response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const store = s3Store({ kind: 's3', bucket: 'evidence', prefix: '', endpoint: `http://127.0.0.1:${port}`, ...location }, { ...ENV, RELEASE_EVIDENCE_STATE: '', HOME: '', ...env });
  return { store, asked, port };
}

export const xml = (response: ServerResponse, body: string, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
};
export const refusal = (response: ServerResponse, status: number, code: string, message = 'the words of the server'): void => xml(response, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`, status);
export const versions = (entries: string, more = ''): string => `<ListVersionsResult>${more === '' ? '<IsTruncated>false</IsTruncated>' : `<IsTruncated>true</IsTruncated>${more}`}${entries}</ListVersionsResult>`;
export const version = (key: string, id: string, size = 7): string => `<Version><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>true</IsLatest><Size>${size}</Size></Version>`;

export function object(key: string, content: string, change: Partial<NewObject> = {}): NewObject {
  const bytes = new TextEncoder().encode(content);
  return { key, content: memorySource(key, bytes), sha256: sha256(bytes), mediaType: 'text/plain', lock: LOCK, ...change };
}

/** What came out of a promise that must fail. */
export async function failureOf(promise: Promise<unknown>): Promise<{ code: string; message: string; hint?: string; stack?: string; cause?: unknown; problems: readonly object[] }> {
  return promise.then((value) => { throw new Error(`no failure, but ${JSON.stringify(value)}`); }, (cause) => cause);
}
