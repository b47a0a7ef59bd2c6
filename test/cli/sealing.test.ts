import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { json, serve, token, type Served } from '../adapters/sigstore/support.ts';
import { run } from '../../src/cli/main.ts';
import { Instance } from '../support/instance.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';
import { hasOpenssl, opensslTsa } from '../support/openssl-tsa.ts';

const here = scratch();
const at = (name: string) => join(here, name);
const secret = token();
const ENV = { SIGSTORE_ID_TOKEN: secret };
/** Of today: a seal with a trusted time must be near to the date of the release. */
const DATE = new Date(Date.now() - 3600_000).toISOString();
/** A product whose project file says nothing of sealing but what is given. */
function project(sealing: string): string {
  const folder = at('project');
  if (!existsSync(folder)) cpSync(releaseFixture('meridian-2.4.0'), folder, { recursive: true });
  const text = readFileSync(join(releaseFixture('meridian-2.4.0'), 'release-evidence.yaml'), 'utf8').replace(/^sealing:\n(?: .*\n)+/m, '').replace(/(\bdate: ).*/, `$1${DATE}`);

  writeFileSync(join(folder, 'release-evidence.yaml'), `${text}\n${sealing}\n`);
  return folder;
}
const bundle = (sealing: string, more: readonly string[], env: Record<string, string> = {}) => cli(here, ['bundle', '--project', project(sealing), '--out', at('out.zip'), ...more], env);
/** Exit and what a person sees; nothing may be left, and nothing of a token shown. */
async function refused(sealing: string, more: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, out, err } = await bundle(sealing, more, env);
  for (const part of secret.split('.')) expect(out + err).not.toContain(part);
  expect(existsSync(at('out.zip'))).toBe(false);
  return `${code} ${err.split('\n').filter((line) => !/^[·!] /.test(line)).join('\n')}${out}`;
}
const service = (url: string, majorApiVersion: number) => ({ url, majorApiVersion, validFor: { start: '2020-01-01T00:00:00Z' }, operator: url });
const config = (name: string, more: object) => {
  writeFileSync(at(name), JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json', ...more }));
  return name;
};
const LOCAL = 'http://127.0.0.1:9';
const ca = { caUrls: [service(LOCAL, 1)] };

describe('the means of sealing', () => {
  it.each([
    ['--key', 'keyless', 'key'], ['--kms-key', 'key', 'kms'], ['--kms-endpoint', 'key', 'kms'], ['--id-token', 'kms', 'keyless'], ['--oidc', 'key', 'keyless'],
  ])('refuse %s with the signer %s', async (flag, signer, owner) => {
    expect(await refused('', ['--signer', signer, flag, flag === '--oidc' ? 'gitlab' : 'x'])).toContain(`2 release-evidence: ${flag} is for --signer ${owner}, and the signer is ${signer} [USAGE]`);
  });

  it('name no certificate authority of their own accord', async () => {
    expect(await refused('', ['--signer', 'keyless', '--oidc', 'gitlab'], ENV)).toContain('2 release-evidence: no certificate authority to sign with [USAGE]');
  });

  it('refuse a keyless seal that no trusted time will go with', async () => {
    const without = config('no-tsa.json', { ...ca, rekorTlogUrls: [service(LOCAL, 2)] });
    expect(await refused('', ['--signer', 'keyless', '--oidc', 'gitlab', '--signing-config', without], ENV)).toContain('2 release-evidence: a keyless seal needs a trusted time');
  });

  it('need a trusted root, which knows every kind of service that is used', async () => {
    const full = config('full.json', { ...ca, rekorTlogUrls: [service(LOCAL, 2)], tsaUrls: [service(LOCAL, 1)] });
    const keyless = ['--signer', 'keyless', '--oidc', 'gitlab', '--signing-config', full];
    expect(await refused('', keyless, ENV)).toContain('2 release-evidence: the seal will rest on a certificate, log entries, timestamps, and no trusted root says by whose key they are verified [USAGE]');
    writeFileSync(at('empty-root.json'), JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' }));
    expect(await refused('', [...keyless, '--trusted-root', 'empty-root.json'], ENV)).toContain('2 release-evidence: empty-root.json: names no certificate authority and no transparency log and no timestamp authority, which the seal will need [TRUST_ROOT_INVALID]');
    writeFileSync(at('text.json'), 'not JSON');
    expect(await refused('', [...keyless, '--trusted-root', 'text.json'], ENV)).toContain('2 release-evidence: text.json: the trusted root cannot be used');
    expect(await refused('', [...keyless, '--trusted-root', 'absent.json'], ENV)).toContain('2 release-evidence: absent.json: there is no such file [TRUST_ROOT_INVALID]');
    expect(await refused('', ['--signer', 'keyless', '--oidc', 'gitlab', '--signing-config', 'text.json'], ENV)).toContain('2 release-evidence: text.json: the signing configuration cannot be used: the file is not JSON [SIGNING_CONFIG_INVALID]');
  });

  it('name the key of the key management service', async () => {
    expect(await refused('sealing: { signer: kms }', [])).toContain('2 release-evidence: no key of the key management service was named [USAGE]');
    expect(await refused('sealing: { signer: kms, kms: { key: alias/seal, endpoint: "http://kms.example" } }', [])).toContain('2 release-evidence: the endpoint of the key management service would be asked without TLS');
  });

  it('are said to be wrong with the line of the project file', async () => {
    expect(await refused('sealing: { rekor: [{ url: "ftp://x", version: 2 }] }', ['--signer', 'none'])).toMatch(/2 release-evidence: .*\n {2}release-evidence\.yaml:\d+ PROJECT_INVALID column \d+: sealing\.rekor\.0\.url/);
  });
});

/** Everything but the certificate is there. */
const full = () => {
  const root = { mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', ...JSON.parse(tsa.trustedRoot) };
  root.certificateAuthorities = [{ ...root.timestampAuthorities[0], certChain: { certificates: [root.timestampAuthorities[0].certChain.certificates[1]] } }];
  writeFileSync(at('root.json'), JSON.stringify(root));
};
let tsa: ReturnType<typeof opensslTsa>;
let tsaServer: Served;
if (!hasOpenssl) console.error('left out: seals with timestamps (no openssl)');

describe.skipIf(!hasOpenssl)('a keyless seal', () => {
  let fulcio: Served;
  const keyless = () => ['--signer', 'keyless', '--trusted-root', 'root.json', '--signing-config', config('keyless.json', { caUrls: [service(fulcio.url, 1)], oidcUrls: [service('https://gitlab.example.com', 1)], tsaUrls: [service(LOCAL, 1)] })];
  beforeAll(async () => {
    tsa = opensslTsa(at('tsa'));
    full();
    fulcio = await serve(({ body }, response) => json(response, 400, { message: `There was an error processing the identity token: ${JSON.parse(body.toString()).credentials.oidcIdentityToken}` }));
  });

  it('takes its token from one source that is named, and says which are there without their values', async () => {
    const github = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://actions.example/x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' };
    const none = await refused('', keyless(), { ...ENV, ...github });
    expect(none).toContain('2 release-evidence: nothing says where the identity token comes from [USAGE]');
    expect(none).toContain('in this environment there is --oidc gitlab (SIGSTORE_ID_TOKEN is set) and --oidc github (ACTIONS_ID_TOKEN_REQUEST_URL and …_TOKEN are set)');
    expect(none).not.toContain('bearer-of-the-job');
    expect(none).not.toContain('actions.example');
    expect(await refused('', keyless())).toContain('in this environment there is none of the two');
    expect(await refused('', [...keyless(), '--oidc', 'github', '--id-token', 'x'])).toContain('2 release-evidence: --id-token and --oidc are two sources of one token [USAGE]');
    expect(await refused('sealing: { oidc: gitlab }', keyless())).toContain('4 release-evidence: SIGSTORE_ID_TOKEN is not set [ID_TOKEN_UNAVAILABLE]');
    expect(await refused('', [...keyless(), '--oidc', 'github'], ENV)).toContain('4 release-evidence: ACTIONS_ID_TOKEN_REQUEST_URL is not set [ID_TOKEN_UNAVAILABLE]');
  });

  it.each([
    ['expired', { exp: 1_000_000_000 }, 'it expired'], ['for another audience', { aud: 'vault' }, 'expected sigstore'],
  ])('looks at its token before anything else: %s', async (_, claims, sentence) => {
    writeFileSync(at('id.jwt'), token(claims));
    const before = fulcio.requests.length;
    const said = await refused('', [...keyless(), '--id-token', 'id.jwt']);
    expect(said).toContain('4 release-evidence: the identity token from id.jwt cannot be used: ');
    expect(said).toContain(sentence);
    expect(said).not.toContain(token(claims).split('.')[1]);
    expect(fulcio.requests.length).toBe(before);
  });

  it('asks the authority for a token of a CI system whose issuer the signing configuration does not list: oidcUrls are where persons log in', async () => {
    const before = fulcio.requests.length;
    const publicGood = config('public.json', { caUrls: [service(fulcio.url, 1)], oidcUrls: [service('https://oauth2.sigstore.dev/auth', 1)], tsaUrls: [service(LOCAL, 1)] });
    expect(await refused('', ['--signer', 'keyless', '--trusted-root', 'root.json', '--signing-config', publicGood, '--oidc', 'gitlab'], ENV)).toContain('FULCIO_FAILED');
    expect(fulcio.requests.length).toBe(before + 1);
  });

  it.each([['to people', []], ['to a script', ['--json']]])('shows nothing of the token when the authority repeats it, %s', async (_, more) => {
    const said = await refused('', [...keyless(), '--oidc', 'gitlab', ...more], ENV);
    expect(said.startsWith('4 ')).toBe(true);
    expect(said).toContain('400 There was an error processing the identity token: [redacted]');
    expect(said).toContain('it does not trust the issuer (https://gitlab.example.com)');
  });
});

describe.skipIf(!hasOpenssl)('a seal by key with a timestamp', () => {
  const sealing = () => `sealing: { key: ../seal.pem, timestampAuthorities: ["${tsaServer.url}/tsa"], trustedRoot: ../root.json }`;
  beforeAll(async () => {
    tsaServer = await serve(({ body }, response) => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(tsa.stamp(body)));
  });

  it('is not written when the trusted root knows another authority: not even a file beside it', async () => {
    writeFileSync(at('other-root.json'), opensslTsa(at('other-tsa')).trustedRoot);
    const said = await refused(sealing(), ['--trusted-root', 'other-root.json']);
    expect(said).toContain('4 ');
    expect(said).toContain('the signature was made and does not verify, so nothing is written: a timestamp is not by an authority of the trusted root');
    expect(said).toContain('[TIMESTAMP_INVALID] [SIGNING_FAILED]');
  });

  it('waits for no one when one has failed', async () => {
    const silent = await serve(() => {});
    const failing = await serve((_, response) => json(response, 400, { message: 'no' }));
    const started = performance.now();
    const said = await refused(`sealing: { key: ../seal.pem, timestampAuthorities: ["${silent.url}", "${failing.url}"], trustedRoot: ../root.json }`, []);
    expect(said).toContain('400 no [WITNESS_FAILED]');
    await expect.poll(() => silent.open(), { timeout: 2000 }).toBe(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('has its times, and is not made again when the same content is there', async () => {
    const first = await bundle(sealing(), []);
    expect(first.code, first.err).toBeLessThan(2); // the evidence of the fixture is older than this release: NOT READY is bundled and sealed as well
    expect(first.err).not.toContain('no trusted time');
    const asked = tsaServer.requests.length;
    const bytes = readFileSync(at('out.zip'));
    const again = await bundle(sealing(), ['--json', '--report', 'report']);
    expect(again.code, again.err).toBe(first.code);
    expect(JSON.parse(again.out).bundle.kept).toBe(true);
    expect(tsaServer.requests.length).toBe(asked);
    expect(readFileSync(at('out.zip')).equals(bytes)).toBe(true);
    expect(existsSync(at('report/report.pdf'))).toBe(true);
  });

  it('is not made again for a release that is published already, wherever the bundle was', async () => {
    const direct = () => cli(here, ['release', '--project', releaseFixture('meridian-2.4.0'), '--key', 'seal.pem', '--to', 'store', '--json']);
    const [first, again] = [await direct(), await direct()];
    expect([first.code, again.code, JSON.parse(again.out).receipt.outcome]).toEqual([0, 0, 'already-published']);
    expect(JSON.parse(again.out).receipt.record).toEqual(JSON.parse(first.out).receipt.record);
    expect(again.err).toContain('published already with the same content: it and its seal stay');
    const out = await cli(here, ['release', '--project', releaseFixture('meridian-2.4.0'), '--key', 'seal.pem', '--to', 'store', '--out', 'again/', '--quiet']);
    expect(out.code, out.err).toBe(0);
    expect((await cli(here, ['verify', 'again/meridian-sp-20-2.4.0.evidence.zip', '--key', 'seal.pub.pem', '--rederive', 'skip'])).code).toBe(0);
  });

  it('asks no one when the release is of another week: every verifier would refuse the seal', async () => {
    const asked = tsaServer.requests.length;
    const folder = project(sealing());
    const file = join(folder, 'release-evidence.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(DATE, new Date(Date.now() - 8 * 86_400_000).toISOString()));
    const { code, err } = await cli(here, ['bundle', '--project', folder, '--out', 'far.zip']);
    expect([code, err]).toEqual([4, expect.stringContaining('is 8 days from now: a seal with a trusted time must be within 7, and would be refused [SIGNING_FAILED]')]);
    expect(tsaServer.requests.length).toBe(asked);
  });

  it('is not written when the clock of this machine is another than that of the authority: every verifier would refuse it', async () => {
    const folder = project(sealing());
    const file = join(folder, 'release-evidence.yaml');
    const wrong = new Date(Date.now() - 9 * 86_400_000);
    writeFileSync(file, readFileSync(file, 'utf8').replace(DATE, wrong.toISOString()));
    let said = '';
    const show = (text: string): void => { said += text; };
    const code = await run(['bundle', '--project', folder, '--out', 'wrong-clock.zip'], { cwd: here, env: {}, out: show, err: show, outIsTerminal: false, errIsTerminal: false, stdin: async () => '', now: () => wrong });
    expect([code, said]).toEqual([4, expect.stringMatching(/sealed at \S+ \(RFC 3161, .*\), 9 days from release\.date .* must be within 7, and would be refused \[SIGNING_FAILED\]/)]);
    expect(existsSync(at('wrong-clock.zip'))).toBe(false);
  });

  it('says what stays in a log for ever when a witness after it fails', async () => {
    const signatures = (body: Buffer) => JSON.parse(body.toString()).hashedRekordRequestV002.signature.content as string;
    const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
    const log = await serve(({ body }, response) => json(response, 201, {
      logIndex: '0', logId: { keyId: b64(1) }, kindVersion: { kind: 'hashedrekord', version: '0.0.2' }, inclusionProof: { logIndex: '0', treeSize: '1', rootHash: b64(1), hashes: [], checkpoint: { envelope: 'x' } },
      canonicalizedBody: b64({ spec: { hashedRekordV002: { signature: { content: signatures(body) } } } }),
    }));
    const failing = await serve((_, response) => setTimeout(() => json(response, 400, { message: 'no' }), 100));
    writeFileSync(at('with-log.json'), new Instance('with-log', new Date()).root());
    const both = `sealing: { key: ../seal.pem, rekor: [{ url: "${log.url}", version: 2 }], timestampAuthorities: ["${failing.url}"], trustedRoot: ../with-log.json }`;
    const { code, err } = await cli(here, ['bundle', '--project', project(both), '--out', 'half-witnessed.zip']);
    expect([code, existsSync(at('half-witnessed.zip'))]).toEqual([4, false]);
    expect(err).toContain('400 no [WITNESS_FAILED]');
    expect(err).toContain(`what was logged stays there: 1 entry in ${new URL(log.url).host}`);
  });

  it('asks no one when the bundle that is there would have to be replaced', async () => {
    const asked = tsaServer.requests.length;
    const other = await bundle(sealing(), ['--key', 'another.pem']);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('[OUTPUT_EXISTS]')]);
    expect(tsaServer.requests.length).toBe(asked);
    expect(existsSync(at('out.zip.new'))).toBe(false);
  });

  it('says that the option wins over the project file, and that a key alone gives no trusted time', async () => {
    const said = await bundle(sealing(), ['--signing-config', config('nobody.json', {}), '--yes', '--key', 'another.pem']);
    expect(said.code, said.err).toBeLessThan(2);
    expect(said.err).toContain('--signing-config nobody.json wins: sealing.fulcio, rekor and timestampAuthorities of the project file are not used');
    expect(said.err).toContain('no trusted time');
  });
});
