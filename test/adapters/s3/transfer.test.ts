import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreHttpHandler } from '../../../src/adapters/s3/http-handler.ts';
import { s3Store } from '../../../src/adapters/s3/s3-store.ts';
import { answering, ENV, failureOf, LOCK, object, refusal, version, versions, xml, type Asked } from './listener.ts';

const PATIENT = { connect: 2000, idle: 2000, answer: 2000, goAhead: 200 };
const request = (port: number, more: object = {}) => ({ protocol: 'http:', hostname: '127.0.0.1', port, method: 'GET', path: '/', query: {}, headers: {}, ...more }) as never;
const RETENTION = `<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>${LOCK.retainUntil}</RetainUntilDate></Retention>`;

/** What a server says of one version when everything is well. */
function wellKept(asked: Asked, response: Parameters<typeof xml>[0], { sha256 = object('a', 'content').sha256, attempt = '' } = {}): void {
  if (asked.line.startsWith('HEAD')) return void response.writeHead(200, { 'content-length': '7', 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'), 'x-amz-checksum-type': 'FULL_OBJECT', 'x-amz-meta-attempt': attempt, 'x-amz-request-id': 'R1' }).end();
  if (asked.line.includes('retention')) return xml(response, RETENTION);
  return xml(response, '<LegalHold><Status>OFF</Status></LegalHold>');
}

describe('sending an object', () => {
  /** `lose`: what becomes of the first put; `keep`: whether the object is there then. */
  const losing = async (lose: (response: Parameters<typeof xml>[0]) => void, keep: boolean, whose?: string) => {
    let attempt = '';
    let there = false;
    let puts = 0;
    const answer = await answering((incoming, response, asked) => {
      if (incoming.method === 'PUT') {
        puts += 1;
        attempt = String(incoming.headers['x-amz-meta-attempt']);
        incoming.resume().on('end', () => {
          there = puts > 1 || keep;
          if (puts === 1) lose(response);
          else response.writeHead(200, { 'x-amz-version-id': 'v1' }).end();
        });
      } else if (asked.line.includes('versions')) xml(response, versions(there ? version('a', 'v1') : ''));
      else wellKept(asked, response, { attempt: whose ?? attempt });
    });
    return { ...answer, puts: () => puts };
  };
  const cut = (response: Parameters<typeof xml>[0]) => response.socket!.destroy();

  it('whose yes was lost looks before it sends again, and finds its own', async () => {
    const { store, puts } = await losing(cut, true);
    expect(await store.putNew(object('a', 'content'))).toMatchObject({ outcome: 'created', stored: { versionId: 'v1', lock: LOCK } });
    expect(puts()).toBe(1);
  });

  it('finds that of somebody else, with the same bytes, and claims nothing', async () => {
    const { store, puts } = await losing(cut, true, 'another');
    expect(await store.putNew(object('a', 'content'))).toMatchObject({ outcome: 'exists' });
    expect(puts()).toBe(1);
  });

  it.each([['a cut', cut], ['SlowDown', (response: Parameters<typeof xml>[0]) => refusal(response, 503, 'SlowDown')], ['500', (response: Parameters<typeof xml>[0]) => refusal(response, 500, 'InternalError')]])('that came to nothing (%s) is sent again, whole', async (_, lose) => {
    const { store, puts, asked } = await losing(lose, false);
    expect((await store.putNew(object('a', 'content'))).outcome).toBe('created');
    expect(puts()).toBe(2);
    const lines = asked.map(({ line }) => line.replace(/\?.*(versions).*/, '?$1').replace(/\?.*/, (query) => (query === '?versions' ? query : '')));
    expect(lines.slice(0, 4), 'looks between the two').toEqual(['GET /evidence?versions', 'PUT /evidence/a', 'GET /evidence?versions', 'PUT /evidence/a'].map((line) => expect.stringMatching(line.replace('?', '/?\\?'))));
  });

  it.each([['AccessDenied', 403, 'STORE_DENIED'], ['XAmzContentChecksumMismatch', 400, 'STORE_UNUSABLE'], ['InvalidRequest', 400, 'STORE_UNUSABLE']] as const)('that is refused (%s) is sent once', async (name, status, code) => {
    const { store, puts } = await losing((response) => refusal(response, status, name), false);
    expect(await failureOf(store.putNew(object('a', 'content')))).toMatchObject({ code });
    expect(puts()).toBe(1);
  });

  it('says lock, digest and that nothing may be there, with the request itself', async () => {
    const { store, asked } = await losing(() => {}, false).then((made) => made);
    const given = object('a', 'content', { lock: { ...LOCK, mode: 'GOVERNANCE', legalHold: true } });
    void store.putNew(given).catch(() => {});
    await expect.poll(() => asked.find(({ line }) => line.startsWith('PUT'))?.headers).toMatchObject({
      'if-none-match': '*', 'x-amz-checksum-sha256': Buffer.from(given.sha256, 'hex').toString('base64'), 'x-amz-object-lock-mode': 'GOVERNANCE',
      'x-amz-object-lock-retain-until-date': expect.stringMatching(/^2041-01-01T00:00:00/), 'x-amz-object-lock-legal-hold': 'ON', 'content-length': '7',
    });
  });

  it('that the server says it took and does not have is lost', async () => {
    const { store } = await answering((incoming, response) => {
      if (incoming.method === 'PUT') incoming.resume().on('end', () => response.writeHead(200, { 'x-amz-version-id': 'v1' }).end());
      else if (incoming.method === 'HEAD') response.writeHead(404).end();
      else xml(response, versions(''));
    });
    expect(await failureOf(store.putNew(object('a', 'content')))).toMatchObject({ code: 'STORE_LOST' });
  });

  it('that comes back as other bytes is lost, whatever the server says of the put', async () => {
    let there = false;
    const { store } = await answering((incoming, response, asked) => {
      if (incoming.method === 'PUT') incoming.resume().on('end', () => { there = true; response.writeHead(200, { 'x-amz-version-id': 'v1' }).end(); });
      else if (asked.line.includes('versions')) xml(response, versions(there ? version('a', 'v1') : ''));
      else wellKept(asked, response, { sha256: object('a', 'CONTENT').sha256 });
    });
    expect(await failureOf(store.putNew(object('a', 'content')))).toMatchObject({ code: 'STORE_LOST', message: expect.stringMatching(/other bytes than were sent/) });
  });

  it('without a lock is refused before anything is asked', async () => {
    const { store, asked } = await answering((_, response) => response.end());
    expect(await failureOf(store.putNew(object('a', 'content', { lock: null })))).toMatchObject({ code: 'NOT_PUBLISHABLE' });
    expect(asked).toEqual([]);
  });
});

describe('a lock that is less than was asked for', () => {
  const locked = (put: number, shows: string) => answering((incoming, response, asked) => {
    if (incoming.method === 'PUT') return void incoming.resume().on('end', () => (put === 200 ? response.writeHead(200).end() : refusal(response, put, 'AccessDenied')));
    if (asked.line.includes('retention')) return xml(response, `<Retention><Mode>${shows}</Mode><RetainUntilDate>2040-01-01T00:00:00Z</RetainUntilDate></Retention>`);
    return xml(response, '<LegalHold><Status>OFF</Status></LegalHold>');
  });
  it('is a shortfall when the server says yes and keeps the old one', async () => {
    const { store } = await locked(200, 'COMPLIANCE');
    expect(await failureOf(store.locking!.extendRetention('a', 'v1', LOCK))).toMatchObject({ code: 'LOCK_SHORTFALL', message: expect.stringMatching(/ends on 2040-01-01/) });
  });
  it('is a shortfall when GOVERNANCE may not become COMPLIANCE, also by the bypass', async () => {
    const { store, asked } = await locked(403, 'GOVERNANCE');
    expect(await failureOf(store.locking!.extendRetention('a', 'v1', LOCK))).toMatchObject({ code: 'LOCK_SHORTFALL', message: expect.stringMatching(/does not let it become COMPLIANCE/) });
    expect(asked.filter(({ line }) => line.startsWith('PUT')).map(({ headers }) => headers['x-amz-bypass-governance-retention'])).toEqual([undefined, 'true']);
  });
});

describe('the HTTP side', () => {
  it('follows no redirect', async () => {
    const { store, asked } = await answering((_, response) => response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end());
    expect(await failureOf(store.list(''))).toMatchObject({ code: 'STORE_UNUSABLE', message: expect.stringMatching(/not in the region/) });
    expect(asked).toHaveLength(1);
  });

  it.each(['http://s3.example.com', 'http://10.0.0.1:9000'])('asks no other machine without TLS: %s', async (endpoint) => {
    expect(await failureOf(s3Store({ kind: 's3', bucket: 'evidence', prefix: '', endpoint }, ENV).list(''))).toMatchObject({ code: 'USAGE', message: expect.stringMatching(/without TLS/) });
  });

  it('stops sending when the server has answered', async () => {
    const { store, asked } = await answering((incoming, response) => {
      if (incoming.method === 'PUT') refusal(response, 403, 'AccessDenied'); // nothing of the body is read
      else xml(response, versions(''));
    });
    let sent = 0;
    const size = 64 << 20;
    const content = { name: 'large', size, *chunks() { for (let at = 0; at < size; at += 1 << 20) yield new Uint8Array(1 << 20); } };
    expect(await failureOf(store.putNew(object('a', '', { content, onProgress: (bytes) => { sent = bytes; } })))).toMatchObject({ code: 'STORE_DENIED' });
    expect(sent).toBeLessThan(size / 2);
    expect(asked.filter(({ line }) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it('keeps the clock of the server, and says the number of a request once', async () => {
    const { port } = await answering((_, response) => response.writeHead(200, { date: 'Tue, 01 Jan 2041 00:00:00 GMT', 'x-amz-request-id': ['X', 'X'], 'x-amz-id-2': 'Y, Z' }).end());
    const handler = new StoreHttpHandler({}, PATIENT);
    const { response } = await handler.handle(request(port));
    response.body.resume();
    expect(response.headers).toMatchObject({ 'x-amz-request-id': 'X', 'x-amz-id-2': 'Y, Z' });
    expect(handler.clock()!.server.toISOString()).toBe('2041-01-01T00:00:00.000Z');
    expect(handler.clock()!.ahead).toBeLessThan(0);
    handler.destroy();
  });

  it('waits for a silent server no longer than it was told', async () => {
    const server = createTcpServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const handler = new StoreHttpHandler({}, { ...PATIENT, idle: 150 });
    expect(await failureOf(handler.handle(request((server.address() as AddressInfo).port)))).toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
    handler.destroy();
  });

  it('takes up an answer that was cut where it was', async () => {
    const content = Buffer.from('0123456789');
    const asked: (string | undefined)[] = [];
    const { store } = await answering((incoming, response) => {
      const from = Number(/^bytes=(\d+)-/.exec(incoming.headers.range ?? '')?.[1] ?? 0);
      asked.push(incoming.headers.range);
      response.writeHead(from === 0 ? 200 : 206, { 'content-length': String(10 - from), ...(from === 0 ? {} : { 'content-range': `bytes ${from}-9/10` }) });
      response.write(content.subarray(from, from + 4), () => setTimeout(() => (from + 4 >= 10 ? response.end() : response.destroy()), 20));
    });
    const parts: Buffer[] = [];
    for await (const block of (await store.open('a', { versionId: 'v1' }))!.chunks()) parts.push(Buffer.from(block));
    expect(Buffer.concat(parts).toString()).toBe('0123456789');
    expect(asked).toEqual([undefined, 'bytes=4-', 'bytes=8-']);
  });

  it('refuses another part, or another version, than was asked for', async () => {
    const { store } = await answering((_, response) => response.writeHead(206, { 'content-range': 'bytes 0-6/7', 'content-length': '7' }).end('content'));
    expect(await failureOf(store.open('a', { versionId: 'v1', from: 3 }))).toMatchObject({ code: 'STORE_LOST' });
    const other = await answering((_, response) => response.writeHead(200, { 'x-amz-version-id': 'v2' }).end('content'));
    expect(await failureOf(other.store.open('a', { versionId: 'v1' }))).toMatchObject({ code: 'STORE_LOST' });
  });
});

describe('certificates and proxies', () => {
  it('a bundle of certificates that cannot be read is said', () => {
    expect(() => new StoreHttpHandler({ AWS_CA_BUNDLE: '/nowhere/ca.pem' }, PATIENT)).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE', message: expect.stringMatching(/AWS_CA_BUNDLE cannot be read: ENOENT/) }));
  });

  it('a proxy that the environment names is asked for https, and never for this machine in plain http', async () => {
    const connects: string[] = [];
    const proxy = createTcpServer((socket) => socket.once('data', (bytes) => {
      connects.push(bytes.toString('latin1').split('\r\n')[0]!);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const handler = new StoreHttpHandler({ HTTPS_PROXY: address, HTTP_PROXY: address }, PATIENT);
    const { port } = await answering((_, response) => response.end());
    (await handler.handle(request(port))).response.body.resume();
    expect(connects).toEqual([]);
    await failureOf(handler.handle(request(443, { protocol: 'https:', hostname: 'store.invalid' })));
    expect(connects).toEqual(['CONNECT store.invalid:443 HTTP/1.1']);
    handler.destroy();
  });
});
