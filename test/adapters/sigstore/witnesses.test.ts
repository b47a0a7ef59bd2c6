import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignatureBundle } from '@sigstore/sign';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rekorV1Witness, rekorV2Witness, timestampWitness } from '../../../src/adapters/sigstore/witnesses.ts';
import { hasOpenssl, opensslTsa, type OpensslTsa } from '../../support/openssl-tsa.ts';
import { failure, type Handler, HURRY, json, serve, SILENT } from './support.ts';

const SIGNATURE = Buffer.from('3045022100aabbcc', 'hex');
const content: SignatureBundle = { $case: 'dsseEnvelope', dsseEnvelope: { payload: Buffer.from('{}'), payloadType: 'application/vnd.in-toto+json', signatures: [{ sig: SIGNATURE, keyid: '' }] } };
const KEY = '-----BEGIN PUBLIC KEY-----\nAAAA\nBBBB\n-----END PUBLIC KEY-----\n';
const b64 = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
const refused = async (witness: (url: string, ...rest: [typeof SILENT, typeof HURRY]) => { testify(c: SignatureBundle, k: string): Promise<unknown> }, handler: Handler) => {
  const { url } = await serve(handler);
  const { says } = await failure(() => witness(url, SILENT, HURRY).testify(content, KEY));
  expect(says).toMatch(/^WITNESS_FAILED sealing: the (transparency log|timestamp authority) at 127\.0\.0\.1:\d+: /);
  return says;
};

/** What no service may do to us, whichever it is. */
const HOSTILE: readonly [string, Handler, string][] = [
  ['a page', (_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Welcome'), 'the answer is text/html, not'],
  ['an error page', (_, r) => r.writeHead(404, { 'content-type': 'text/html' }).end('<html>'), '404 (an HTML page: is this the address of the service?)'],
  ['more than any answer has', (_, r) => r.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(100_000)), 'the answer is larger than 4096 bytes'],
  ['an error without end', (_, r) => r.writeHead(500, { 'content-type': 'text/plain' }).end('x'.repeat(100_000)), 'the answer is larger than 4096 bytes'],
  ['nothing, for ever', () => {}, 'no whole answer within 0.4 s, after 2 attempts'],
  ['half an answer', (_, r) => { r.writeHead(200, { 'content-type': 'application/json' }).write('{'); }, 'no whole answer within 0.4 s, after 2 attempts'],
  ['a cut connection', (_, r) => { r.destroy(); }, 'the connection was cut, after 2 attempts'],
  ['a redirect to another host', (_, r) => r.writeHead(308, { location: 'http://127.0.0.2:1/' }).end(), '308: redirected to another host (127.0.0.2:1), which is never followed'],
  ['a redirect that drops the question', (_, r) => r.writeHead(302, { location: '/elsewhere' }).end(), '302: redirected, which would lose the question'],
  ['redirects in a circle', (_, r) => r.writeHead(307, { location: '/again' }).end(), 'redirected again and again'],
  ['a redirect to nowhere', (_, r) => r.writeHead(307).end(), '307: redirected to nowhere'],
  ['too many questions', (_, r) => json(r, 429, { message: 'slow down' }, { 'retry-after': '0' }), '429 slow down, after 2 attempts'],
];

describe.each([['Rekor v1', rekorV1Witness], ['Rekor v2', rekorV2Witness], ['a timestamp authority', timestampWitness]] as const)('%s that answers badly', (_, witness) => {
  it.each(HOSTILE)('with %s', async (_, handler, sentence) => {
    expect(await refused(witness, handler)).toContain(sentence);
  });
});

it('that cannot be reached comes with what to do', async () => {
  await expect(rekorV2Witness('http://127.0.0.1:1', SILENT, HURRY).testify(content, KEY)).rejects.toMatchObject({
    code: 'WITNESS_FAILED', hint: 'check its address and the network, then run again; behind a proxy: NODE_USE_ENV_PROXY=1 with HTTPS_PROXY',
  });
});

it('is asked again after a failure, and follows to another path of the same host', async () => {
  let calls = 0;
  const { url, requests } = await serve((request, response) => {
    calls += 1;
    if (calls === 1) json(response, 503, {});
    else if (request.url.startsWith('/api')) response.writeHead(307, { location: '/new/path' }).end();
    else json(response, 201, v2Entry());
  });
  expect((await rekorV2Witness(url, SILENT, HURRY).testify(content, KEY)).tlogEntries).toHaveLength(1);
  expect(requests.map((one) => one.url)).toEqual(['/api/v2/log/entries', '/api/v2/log/entries', '/new/path']);
  expect(requests[2]!.body.equals(requests[0]!.body)).toBe(true);
});

it('is not waited for before the next attempt when nobody wants its answer any more', async () => {
  const { url } = await serve((_, response) => json(response, 503, {}, { 'retry-after': '10' }));
  const given = new AbortController();
  const asked = failure(() => rekorV2Witness(url, SILENT, { ...HURRY, signal: given.signal }).testify(content, KEY));
  setTimeout(() => given.abort(), 50);
  const started = performance.now();
  expect((await asked).says).toContain('given up, because another service failed');
  expect(performance.now() - started).toBeLessThan(5000);
});

it('is never asked without TLS on another machine, but for timestamps', async () => {
  for (const witness of [rekorV1Witness, rekorV2Witness]) expect((await failure(() => witness('http://rekor.invalid', SILENT, HURRY).testify(content, KEY))).says).toBe('USAGE usage: the transparency log at rekor.invalid would be asked without TLS');
  expect((await failure(() => timestampWitness('http://tsa.invalid', SILENT, HURRY).testify(content, KEY))).says).toContain('WITNESS_FAILED sealing: the timestamp authority at tsa.invalid: there is no such host');
  expect((await failure(() => rekorV2Witness('http://127.0.0.1:9', SILENT, HURRY).testify(content, KEY))).says).toContain('its port is one that no HTTP client uses');
  expect((await failure(() => rekorV2Witness('https://name:word@rekor.invalid', SILENT, HURRY).testify(content, KEY))).says).toBe('USAGE usage: the address of the transparency log holds a name or password (rekor.invalid)');
});

it('is never asked where the environment switches off what TLS proves', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  expect((await failure(() => rekorV2Witness('https://rekor.invalid', SILENT, HURRY).testify(content, KEY))).says).toContain('USAGE usage: the transparency log at rekor.invalid could be anybody: NODE_TLS_REJECT_UNAUTHORIZED=0');
  vi.unstubAllEnvs();
});

const proof = { logIndex: '0', treeSize: '1', rootHash: b64('root'), hashes: [], checkpoint: { envelope: 'log\n1\n' } };
const v2Entry = (signature = SIGNATURE, more: object = {}) => ({
  logIndex: '0', logId: { keyId: b64('log') }, kindVersion: { kind: 'hashedrekord', version: '0.0.2' }, inclusionProof: proof,
  canonicalizedBody: b64({ apiVersion: '0.0.2', kind: 'hashedrekord', spec: { hashedRekordV002: { data: {}, signature: { content: signature.toString('base64') } } } }), ...more,
});
const v1Entry = (signature = SIGNATURE, more: object = {}) => ({ abcdef0123456789: {
  body: b64({ apiVersion: '0.0.1', kind: 'dsse', spec: { signatures: [{ signature: signature.toString('base64') }] } }), integratedTime: 1_790_000_000, logID: 'ab'.repeat(32), logIndex: 3,
  verification: { signedEntryTimestamp: b64('set'), inclusionProof: { logIndex: 3, treeSize: 4, rootHash: 'cd'.repeat(32), hashes: ['ef'.repeat(32)], checkpoint: 'log\n4\n' } }, ...more,
} });

describe('[SRS-101] Rekor v2', () => {
  it('is told the hash that was signed, with key or certificate, and gives an entry', async () => {
    const { url, requests } = await serve((_, response) => json(response, 201, v2Entry()));
    const witness = rekorV2Witness(`${url}/`, SILENT, HURRY);
    const { tlogEntries } = await witness.testify(content, KEY);
    expect(tlogEntries![0]!.kindVersion).toEqual({ kind: 'hashedrekord', version: '0.0.2' });
    const pae = 'DSSEv1 28 application/vnd.in-toto+json 2 {}';
    expect(JSON.parse(requests[0]!.body.toString())).toEqual({ hashedRekordRequestV002: {
      digest: createHash('sha256').update(pae).digest('base64'), signature: { content: SIGNATURE.toString('base64'), verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', publicKey: { rawBytes: 'AAAABBBB' } } },
    } });
    await witness.testify(content, KEY.replaceAll('PUBLIC KEY', 'CERTIFICATE'));
    expect(JSON.parse(requests[1]!.body.toString()).hashedRekordRequestV002.signature.verifier).toHaveProperty('x509Certificate', { rawBytes: 'AAAABBBB' });
  });

  it.each<[string, unknown, string]>([
    ['another signature', v2Entry(Buffer.from('other')), 'the log entry is about another signature than ours'],
    ['no proof', v2Entry(SIGNATURE, { inclusionProof: undefined }), 'no proof that it is in the log'],
    ['no checkpoint', v2Entry(SIGNATURE, { inclusionProof: { ...proof, checkpoint: undefined } }), 'no proof that it is in the log'],
    ['no log', v2Entry(SIGNATURE, { logId: undefined }), 'does not say which log made it'],
    ['another kind', v2Entry(SIGNATURE, { canonicalizedBody: b64({ spec: {} }) }), 'another form than the one that was asked for'],
    ['no body', v2Entry(SIGNATURE, { canonicalizedBody: undefined }), 'another form than the one that was asked for'],
    ['a list', [], 'does not say which log made it'],
    ['null', null, 'the answer is not a log entry'],
  ])('is not believed with %s', async (_, value, sentence) => {
    expect(await refused(rekorV2Witness, (_, r) => json(r, 201, value))).toContain(sentence);
  });

  it('hints at the other version when it answers 404', async () => {
    const { url } = await serve((_, response) => json(response, 404, { message: 'Not Found' }));
    const { all } = await failure(() => rekorV2Witness(url, SILENT, HURRY).testify(content, KEY));
    expect(all).toContain('is this the base address of a Rekor v2?');
  });
});

describe('[SRS-101] Rekor v1', () => {
  it('is told the envelope, and gives an entry', async () => {
    const { url, requests } = await serve((_, response) => json(response, 201, v1Entry()));
    const { tlogEntries } = await rekorV1Witness(url, SILENT, HURRY).testify(content, KEY);
    expect(tlogEntries![0]).toMatchObject({ logIndex: '3', integratedTime: '1790000000', kindVersion: { kind: 'dsse', version: '0.0.1' } });
    expect(tlogEntries![0]!.inclusionProof!.hashes[0]!.toString('hex')).toBe('ef'.repeat(32));
    const { spec } = JSON.parse(requests[0]!.body.toString()) as { spec: { proposedContent: { envelope: string; verifiers: string[] } } };
    expect(JSON.parse(spec.proposedContent.envelope).payloadType).toBe('application/vnd.in-toto+json');
    expect(Buffer.from(spec.proposedContent.verifiers[0]!, 'base64').toString()).toBe(KEY);
  });

  it('is asked for the entry that it has already', async () => {
    const { url, requests } = await serve((request, response) => (request.body.length > 0 ? json(response, 409, { message: 'exists' }, { location: '/api/v1/log/entries/abcdef0123456789' }) : json(response, 200, v1Entry())));
    expect((await rekorV1Witness(url, SILENT, HURRY).testify(content, KEY)).tlogEntries).toHaveLength(1);
    expect(requests[1]!.url).toBe('/api/v1/log/entries/abcdef0123456789');
    expect(await refused(rekorV1Witness, (_, r) => json(r, 409, {}, { location: 'https://evil.example/../x' }))).toContain('it has the entry already and does not say where');
  });

  it.each<[string, unknown, string]>([
    ['another signature', v1Entry(Buffer.from('other')), 'the log entry is about another signature than ours'],
    ['two entries', { ...v1Entry(), other: v1Entry() }, 'the answer holds 2 log entries, not one'],
    ['none', {}, 'the answer holds 0 log entries, not one'],
    ['null', null, 'the answer holds 0 log entries, not one'],
    ['no promise', v1Entry(SIGNATURE, { verification: { inclusionProof: undefined } }), 'no signed entry timestamp'],
    ['no body', v1Entry(SIGNATURE, { body: undefined }), 'the answer is not a log entry'],
    ['a number', { a: 1 }, 'the answer is not a log entry'],
  ])('is not believed with %s', async (_, value, sentence) => {
    expect(await refused(rekorV1Witness, (_, r) => json(r, 201, value))).toContain(sentence);
  });
});

if (!hasOpenssl) console.error('left out: timestamps by a real authority (no openssl)');

describe.skipIf(!hasOpenssl)('a timestamp authority (OpenSSL)', () => {
  const folder = mkdtempSync(join(tmpdir(), 're-tsa-'));
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let tsa: OpensslTsa;
  const stamp = (query: Buffer): Buffer => tsa.stamp(query);
  const reply = (response: Parameters<Handler>[1], bytes: Uint8Array) => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(bytes);

  beforeAll(() => { tsa = opensslTsa(join(folder, 'tsa')); });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives a token over the signature that openssl verifies', async () => {
    const { url, requests } = await serve(({ body }, response) => reply(response, stamp(body)));
    const { rfc3161Timestamps } = await timestampWitness(url, SILENT, HURRY).testify(content, KEY);
    expect(requests[0]!.headers['content-type']).toBe('application/timestamp-query');
    writeFileSync(at('token.tsr'), rfc3161Timestamps![0]!.signedTimestamp);
    writeFileSync(at('sig'), SIGNATURE);
    expect(run('ts', '-verify', '-data', at('sig'), '-in', at('token.tsr'), '-CAfile', tsa.ca, '-untrusted', tsa.certificate).toString()).toContain('Verification: OK');
    writeFileSync(at('q.tsq'), requests[0]!.body);
    const question = run('ts', '-query', '-in', at('q.tsq'), '-text').toString();
    expect(question).toMatch(/Nonce: 0x01[0-9A-F]{16}/);
    expect(question).toContain('Certificate required: yes');
  });

  it('is asked with another nonce each time', async () => {
    const { url, requests } = await serve(({ body }, response) => reply(response, stamp(body)));
    await timestampWitness(url, SILENT, HURRY).testify(content, KEY);
    await timestampWitness(url, SILENT, HURRY).testify(content, KEY);
    expect(requests[0]!.body.equals(requests[1]!.body)).toBe(false);
  });

  /** A question with a part changed on its way. */
  const changed = (change: (query: Buffer) => Buffer): Handler => ({ body }, response) => reply(response, stamp(change(Buffer.from(body))));
  const nonceAt = (query: Buffer) => query.indexOf(Buffer.from('020901', 'hex'));
  it.each<[string, Handler, string]>([
    ['another nonce', changed((q) => { q[nonceAt(q) + 5]! ^= 1; return q; }), 'the token has another nonce than ours'],
    ['no nonce', changed((q) => { const i = nonceAt(q); const out = Buffer.concat([q.subarray(0, i), q.subarray(i + 11)]); out[1]! -= 11; return out; }), 'the token has no nonce'],
    ['another imprint', changed((q) => { q[q.indexOf(Buffer.from('0420', 'hex')) + 4]! ^= 1; return q; }), 'the token is about another signature than ours'],
    ['no certificate', changed((q) => { const out = Buffer.from(q.subarray(0, -3)); out[1]! -= 3; return out; }), 'the token holds no certificate, which was asked for'],
    ['another digest algorithm', changed((q) => { q[q.indexOf(Buffer.from('0609608648016503040201', 'hex')) + 10] = 2; return q; }), 'the authority refused: rejection'],
    ['a version that it does not know', changed((q) => { q[4] = 9; return q; }), 'the authority refused: rejection'],
    ['bytes that are no DER', (_, r) => reply(r, Buffer.from('not DER at all')), 'the answer is not a time-stamp response'],
    ['nothing', (_, r) => reply(r, Buffer.alloc(0)), 'the answer is not a time-stamp response'],
    ['an empty sequence', (_, r) => reply(r, Buffer.of(0x30, 0)), 'the answer is not a time-stamp response: a part is missing'],
    ['a status alone', (_, r) => reply(r, Buffer.from('30053003020100', 'hex')), 'the answer holds no time-stamp token'],
    ['half a token', ({ body }, r) => reply(r, stamp(body).subarray(0, 400)), 'the answer is not a time-stamp response in DER'],
    ['a refusal', (_, r) => reply(r, Buffer.from('300f300d02010230040c026e6f03020780', 'hex')), 'the authority refused: rejection, no, it does not know the algorithm'],
  ])('is not believed with %s', async (_, handler, sentence) => {
    expect(await refused(timestampWitness, handler)).toContain(sentence);
  });
});
