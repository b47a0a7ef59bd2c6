import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FulcioOptions, fulcioSigner } from '../../../src/adapters/sigstore/fulcio-signer.ts';
import { fileTokenSource, githubTokenSource, gitlabTokenSource, sourcesHere } from '../../../src/adapters/sigstore/id-token-source.ts';
import { failure, type Handler, HURRY, json, serve, SILENT, token } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 're-fulcio-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const secret = token();
const options = (url: string, more: Partial<FulcioOptions> = {}): FulcioOptions => ({
  url, token: { name: 'SIGSTORE_ID_TOKEN', get: async () => secret }, audience: 'sigstore', expected: {}, progress: SILENT, now: () => new Date(), patience: HURRY, ...more,
});
const signing = async (handler: Handler, more?: Partial<FulcioOptions>) => {
  const { url } = await serve(handler);
  return failure(() => fulcioSigner(options(url, more)).sign(Buffer.from('data')));
};
const hidesToken = (text: string) => {
  for (const part of secret.split('.')) expect(text).not.toContain(part);
};

/** A certificate for the key in a request, by a throw-away authority. */
function certify(publicPem: string, extensions: readonly string[]): string {
  const at = (name: string) => join(folder, name);
  writeFileSync(at('key.pub'), publicPem);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=test', '-days', '1'], { stdio: 'ignore' });
  execFileSync('openssl', ['req', '-new', '-key', at('ca.key'), '-subj', '/', '-out', at('csr.pem')], { stdio: 'ignore' });
  writeFileSync(at('ext'), ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature', 'extendedKeyUsage=codeSigning', ...extensions].join('\n'));
  return execFileSync('openssl', ['x509', '-req', '-in', at('csr.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '1', '-force_pubkey', at('key.pub'), '-extfile', at('ext')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
const SAN = 'https://gitlab.example.com/acme/pump//.gitlab-ci.yml@refs/tags/v1';
const ISSUER = 'https://gitlab.example.com';
const FULCIO_EXTENSIONS = [`subjectAltName=critical,URI:${SAN}`, `1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:${ISSUER}`];
const certifying = (extensions: readonly string[]): Handler => ({ body }, response) => {
  const { publicKeyRequest } = JSON.parse(body.toString()) as { publicKeyRequest: { publicKey: { content: string } } };
  json(response, 201, { signedCertificateEmbeddedSct: { chain: { certificates: [certify(publicKeyRequest.publicKey.content, extensions)] } } });
};
const openssl = spawnSync('openssl', ['version']).error === undefined;
if (!openssl) console.error('left out: certificates for a signer (no openssl)');

describe('[SRS-100] a signer with a certificate of Fulcio', () => {
  it.skipIf(!openssl)('signs with the certified key, and asks once for all signatures of a run', async () => {
    const { url, requests } = await serve(certifying(FULCIO_EXTENSIONS));
    const steps: string[] = [];
    const signer = fulcioSigner(options(url, { expected: { identity: SAN, issuer: ISSUER }, progress: { step: (text) => steps.push(text), note() {} } }));
    const [first, second] = [await signer.sign(Buffer.from('one')), await signer.sign(Buffer.from('two'))];
    expect(first.key).toEqual(second.key);
    expect(requests.map((one) => one.url)).toEqual(['/api/v2/signingCert']);
    expect(JSON.parse(requests[0]!.body.toString()).credentials).toEqual({ oidcIdentityToken: secret });
    expect(steps).toEqual([`asking ${new URL(url).host} for a certificate`, `sealing as ${SAN} (issuer ${ISSUER})`]);
  });

  it.skipIf(!openssl).each([
    ['another identity', { identity: 'https://other' }, `the certificate is for another identity: expected https://other, found ${SAN}`],
    ['another issuer', { issuer: 'https://other' }, `the certificate is for another issuer: expected https://other, found ${ISSUER}`],
  ])('refuses a certificate for %s than the project file states', async (_, expected, sentence) => {
    const { says, all } = await signing(certifying(FULCIO_EXTENSIONS), { expected });
    expect(says).toBe(`SIGNING_FAILED sealing: ${sentence}`);
    hidesToken(all);
  });

  it.skipIf(!openssl)('refuses a certificate for a run of another commit than the release', async () => {
    const handler = certifying([...FULCIO_EXTENSIONS, `1.3.6.1.4.1.57264.1.13=ASN1:UTF8String:${'b'.repeat(40)}`]);
    expect((await signing(handler, { commit: 'a'.repeat(40) })).says).toBe(`SIGNING_FAILED sealing: the certificate is for a run of another commit than the release: expected ${'a'.repeat(40)}, found ${'b'.repeat(40)}`);
    expect((await signing(handler, { commit: 'b'.repeat(40) })).says).toBe('no failure');
  });

  it.skipIf(!openssl).each([
    ['without an identity', FULCIO_EXTENSIONS.slice(1)], ['without an issuer', FULCIO_EXTENSIONS.slice(0, 1)],
    ['with two identities', [`subjectAltName=critical,URI:${SAN},URI:https://b`, FULCIO_EXTENSIONS[1]!]], ['for nobody', ['subjectAltName=critical,URI:https:', FULCIO_EXTENSIONS[1]!]],
  ])('refuses a certificate %s', async (_, extensions) => {
    expect((await signing(certifying(extensions))).says).toContain('the certificate does not name exactly one identity and its issuer');
  });

  it.each<[string, Handler, string]>([
    ['another key', (_, r) => json(r, 201, { signedCertificateEmbeddedSct: { chain: { certificates: ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'] } } }), 'the certificate is not one for our key'],
    ['no certificate', (_, r) => json(r, 200, {}), 'the certificate is not one for our key'],
    ['null', (_, r) => json(r, 200, null), 'the certificate is not one for our key'],
    ['400 with the token', ({ body }, r) => json(r, 400, { code: 3, message: `There was an error processing the identity token ${JSON.parse(body.toString()).credentials.oidcIdentityToken}` }), '400 There was an error processing the identity token [redacted]'],
    ['400 with the claims', (_, r) => json(r, 400, { message: `claims ${secret.split('.')[1]} are bad` }), '400 claims [redacted] are bad'],
    ['400 over many lines', (_, r) => json(r, 400, { message: 'template: :1:11: map has no entry for key "ref"\nstack\nmore' }), '400 template: :1:11: map has no entry for key "ref"'],
    ['500 with the token in text', (_, r) => r.writeHead(500, { 'content-type': 'text/plain' }).end(`panic: ${secret}`), '500 panic: [redacted], after 2 attempts'],
    ['a redirect to another host', (_, r) => r.writeHead(307, { location: `https://evil.example/?t=${secret}` }).end(), '307: redirected to another host (evil.example), which is never followed'],
    ['the token as HTML', (_, r) => r.writeHead(403, { 'content-type': 'text/html' }).end(`<html>${secret}`), '403 (an HTML page: is this the address of the service?)'],
    ['the token as its media type', (_, r) => r.writeHead(200, { 'content-type': secret }).end('{}'), 'the answer is without a media type, not application/json'],
  ])('refuses %s, without a word of the token', async (_, handler, sentence) => {
    const { says, all } = await signing(handler);
    expect(says).toMatch(/^FULCIO_FAILED sealing: the certificate authority at 127\.0\.0\.1:\d+: /);
    expect(says).toContain(sentence);
    hidesToken(all);
  });

  it('looks at the token before it asks', async () => {
    const { url, requests } = await serve((_, response) => json(response, 500, {}));
    const old = token({ exp: 1 });
    const { says } = await failure(() => fulcioSigner(options(url, { token: { name: 'id.jwt', get: async () => old } })).sign(Buffer.from('data')));
    expect(says).toContain('ID_TOKEN_INVALID sealing: the identity token from id.jwt cannot be used: it expired');
    expect(requests).toEqual([]);
  });
});

describe('[SRS-100] where the identity token comes from', () => {
  it('is a file', async () => {
    const path = join(folder, 'token');
    writeFileSync(path, `${secret}\n`);
    expect(await fileTokenSource(path, 'token').get()).toBe(secret);
    expect((await failure(() => fileTokenSource(join(folder, 'absent'), 'absent').get())).says).toBe('ID_TOKEN_UNAVAILABLE sealing: absent: there is no such file');
    expect((await failure(() => fileTokenSource(folder, 'it').get())).says).toBe('ID_TOKEN_UNAVAILABLE sealing: it: not a regular file');
    expect((await failure(() => fileTokenSource('/dev/zero', 'it').get())).says).toMatch(/^ID_TOKEN_UNAVAILABLE sealing: it: (not a regular file|there is no such file)$/);
    writeFileSync(path, 'x'.repeat(70_000));
    expect((await failure(() => fileTokenSource(path, 'token').get())).says).toBe('ID_TOKEN_UNAVAILABLE sealing: token: larger than any token');
  });

  it('is the variable of GitLab', async () => {
    expect(await gitlabTokenSource({ SIGSTORE_ID_TOKEN: secret }).get()).toBe(secret);
    expect((await failure(() => gitlabTokenSource({ SIGSTORE_ID_TOKEN: ' ' }).get())).says).toBe('ID_TOKEN_UNAVAILABLE sealing: SIGSTORE_ID_TOKEN is not set');
  });

  it('is the service of GitHub Actions, asked for an audience with the bearer of the job', async () => {
    const { url, requests } = await serve((_, response) => json(response, 200, { value: secret }));
    expect(await githubTokenSource({ ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2`, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' }, 'sigstore', HURRY).get()).toBe(secret);
    expect(requests[0]!.url).toBe('/token?api-version=2&audience=sigstore');
    expect(requests[0]!.headers.authorization).toBe('Bearer bearer-of-the-job');
  });

  it.each<[string, Handler, string]>([
    ['no token', (_, r) => json(r, 200, {}), 'answered without a token'],
    ['a refusal with the bearer', ({ headers }, r) => json(r, 401, { message: headers.authorization }), '401 Bearer [redacted]'],
    ['another host', (_, r) => r.writeHead(302, { location: 'https://evil.example' }).end(), 'redirected to another host'],
  ])('says when GitHub answers with %s', async (_, handler, sentence) => {
    const { url } = await serve(handler);
    const { says, all } = await failure(() => githubTokenSource({ ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' }, 'sigstore', HURRY).get());
    expect(says).toContain('ID_TOKEN_UNAVAILABLE sealing');
    expect(says).toContain(sentence);
    expect(all).not.toContain('bearer-of-the-job');
  });

  it('is named, and never shown', async () => {
    const env = { SIGSTORE_ID_TOKEN: secret, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' };
    expect(sourcesHere(env).join()).toBe('--oidc gitlab (SIGSTORE_ID_TOKEN is set),--oidc github (ACTIONS_ID_TOKEN_REQUEST_URL and …_TOKEN are set)');
    expect(sourcesHere({})).toEqual([]);
    expect((await failure(() => githubTokenSource({}, 'sigstore').get())).says).toBe('ID_TOKEN_UNAVAILABLE sealing: ACTIONS_ID_TOKEN_REQUEST_URL is not set');
  });
});
