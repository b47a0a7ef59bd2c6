import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { stringify } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoReleasedOn } from './demo-release.ts';
import { createKmsKey } from './kms.ts';
import { PROGRAM, program } from '../shared/program.ts';
import { stack } from './signing.ts';

const COMMIT = '7c1e4b09d2a65f83e1c7702b94d6f5a8031c9e6d';
const folder = join(stack.folder, 'sealing');
const at = (name: string) => join(folder, name);
let release = '';
const token = (claims: object = {}) => stack.token({ sha: COMMIT, ci_config_sha: COMMIT, ...claims });

/** Services of the stack as a project file names them. */
const everything = () => ({
  fulcio: stack.urls.fulcio, rekor: [{ url: stack.urls.rekorV1, version: 1 }, { url: stack.urls.rekorV2, version: 2 }],
  timestampAuthorities: [stack.urls.tsa, stack.urls.tsa2], trustedRoot: stack.trustedRoot, identity: stack.identity, issuer: stack.issuer,
});
function bundle(out: string, sealing: object, ...more: string[]) {
  const file = join(release, 'release-evidence.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8').replace(/^sealing:\n(?: .*\n?)+/m, '').trimEnd()}\n${stringify({ sealing })}`);
  return program('bundle', '--project', release, '--out', at(out), ...more);
}
const keyless = (...more: string[]) => {
  writeFileSync(at('id-token'), token());
  return ['--signer', 'keyless', '--id-token', at('id-token'), ...more];
};
/** How many entries a log has. */
const size = async (): Promise<number> => {
  const checkpoint = await (await fetch(`${stack.urls.rekorV2}/api/v2/checkpoint`)).text();
  return Number(checkpoint.split('\n')[1]);
};
const verify = (out: string, ...who: string[]) => program('verify', at(out), ...who, '--trusted-root', stack.trustedRoot, '--require-log', '2', '--require-timestamps', '2', '--quiet');

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  release = demoReleasedOn(new Date(), folder);
});

describe('a seal with two logs and two timestamp authorities, as the project file says', () => {
  it('keyless: verified with two proofs of each kind, and not made again when the same content is there', async () => {
    const first = bundle('keyless.zip', everything(), ...keyless());
    expect(first.status, first.stderr).toBe(0);
    expect(first.stderr).toContain(`sealing as ${stack.identity} (issuer ${stack.issuer})`);
    expect(verify('keyless.zip', '--identity', stack.identity, '--issuer', stack.issuer).stdout).toMatch(/^VERIFIED$/m);
    const [bytes, entries] = [readFileSync(at('keyless.zip')), await size()];
    const again = bundle('keyless.zip', everything(), ...keyless());
    expect(again.status, again.stderr).toBe(0);
    expect(again.stderr).toContain('holds the same content already: it and its seal stay');
    expect(again.stderr).not.toContain('for a certificate');
    expect(readFileSync(at('keyless.zip')).equals(bytes)).toBe(true);
    expect(await size()).toBe(entries);
  });

  it('keyless without an expected identity: whose seal it is cannot be told, and nothing is replaced or logged', async () => {
    const { identity: _, ...stated } = everything();
    expect(bundle('anybody.zip', stated, ...keyless()).status).toBe(0);
    const entries = await size();
    const again = bundle('anybody.zip', stated, ...keyless());
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('[OUTPUT_EXISTS]')]);
    expect(again.stderr).toContain('a keyless seal is known to be the same by sealing.identity and sealing.issuer of the project file');
    expect(await size()).toBe(entries);
  });

  it('key: verified, and kept', () => {
    expect(program('key', 'generate', '--out', at('key.pem'), '--plain').status).toBe(0);
    const { fulcio: _, ...stated } = everything();
    const first = bundle('key.zip', { ...stated, signer: 'key', key: at('key.pem') });
    expect(first.status, first.stderr).toBe(0);
    expect(verify('key.zip', '--key', at('key.pub.pem')).stdout).toMatch(/^VERIFIED$/m);
    expect(bundle('key.zip', { ...stated, signer: 'key', key: at('key.pem') }).stderr).toContain('it and its seal stay');
  });

  it('kms: verified, and kept', async () => {
    const sealing = { ...everything(), signer: 'kms', kms: { key: await createKmsKey(), endpoint: stack.urls.kms } };
    const first = bundle('kms.zip', sealing, '--json');
    expect(first.status, first.stderr).toBe(0);
    const again = bundle('kms.zip', sealing, '--json');
    expect(JSON.parse(again.stdout).bundle).toMatchObject({ kept: true, sha256: JSON.parse(first.stdout).bundle.sha256 });
  });
});

describe('the token of GitHub Actions', () => {
  it('comes from the service that the runner names, with its bearer', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ count: 1, value: token() }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      bundle('unsealed.zip', everything(), '--signer', 'none'); // writes the project file
      const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/token?api-version=2.0`;
      // Not by spawnSync: this process answers.
      const child = spawn(process.execPath, [...PROGRAM, 'bundle', '--project', release, '--out', at('github.zip'), '--signer', 'keyless', '--oidc', 'github'], {
        env: { ...process.env, SIGSTORE_ID_TOKEN: 'a token of another place', ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' },
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { said += String(text); });
      expect(await new Promise((done) => child.on('close', done)), said).toBe(0);
      expect(asked).toEqual(Array(2).fill('/token?api-version=2.0&audience=sigstore Bearer bearer-of-the-job')); // once to look at it first, once to use it
      expect(said).not.toContain('bearer-of-the-job');
      expect(verify('github.zip', '--identity', stack.identity, '--issuer', stack.issuer).stdout).toMatch(/^VERIFIED$/m);
    } finally {
      server.close();
    }
  });
});

describe('what is not sealed, and not even logged', () => {
  it.each<[string, object, string]>([
    ['a certificate for another identity than the project file states', { identity: 'https://gitlab.example.com/acme/other' }, 'SIGNING_FAILED'],
    ['a certificate of another issuer than the project file states', { issuer: 'https://gitlab.com' }, 'SIGNING_FAILED'],
    ['when the certificate authority does not answer', { fulcio: 'http://127.0.0.1:59999' }, 'FULCIO_FAILED'],
    ['when the log is taken for a certificate authority', { fulcio: stack.urls.rekorV2 }, 'FULCIO_FAILED'],
  ])('%s', async (_, more, code) => {
    const entries = await size();
    const result = bundle('never.zip', { ...everything(), ...more }, ...keyless());
    console.log(result.stderr.split('\n').filter((line) => !/^[·!] /.test(line)).join('\n'));
    expect([result.status, result.stderr]).toEqual([4, expect.stringContaining(`[${code}]`)]);
    expect(existsSync(at('never.zip'))).toBe(false);
    expect(await size()).toBe(entries);
  });

  it.each<[string, object]>([
    ['a log does not answer', { rekor: [{ url: 'http://127.0.0.1:59999', version: 2 }] }], ['a log of v1 is taken for one of v2', { rekor: [{ url: stack.urls.rekorV1, version: 2 }] }],
    ['a log of v2 is taken for one of v1', { rekor: [{ url: stack.urls.rekorV2, version: 1 }] }], ['a timestamp authority does not answer', { timestampAuthorities: ['http://127.0.0.1:59999'] }],
    ['a timestamp authority is named by half its address', { timestampAuthorities: [new URL(stack.urls.tsa).origin] }],
  ])('when %s', (_, more) => {
    const result = bundle('never.zip', { ...everything(), ...more }, ...keyless());
    console.log(result.stderr.split('\n').filter((line) => !/^[·!] /.test(line)).join('\n'));
    expect([result.status, result.stderr]).toEqual([4, expect.stringContaining('[WITNESS_FAILED]')]);
    expect(existsSync(at('never.zip'))).toBe(false);
  });

  it('with the trusted root of another instance', () => {
    const root = JSON.parse(readFileSync(stack.trustedRoot, 'utf8'));
    for (const log of root.tlogs) log.publicKey = root.ctlogs[0].publicKey;
    writeFileSync(at('other-root.json'), JSON.stringify(root));
    const result = bundle('never.zip', everything(), ...keyless('--trusted-root', at('other-root.json')));
    expect([result.status, result.stderr]).toEqual([4, expect.stringContaining('the signature was made and does not verify, so nothing is written')]);
    expect(existsSync(at('never.zip'))).toBe(false);
  });
});

