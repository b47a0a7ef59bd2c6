/**
 * The real Sigstore on 127.0.0.1: OIDC issuer, Fulcio, CT log, Rekor v2, TSA; on request Rekor v1, a second TSA (OpenSSL's) and a KMS.
 *
 *   node test/stack/sigstore/install.mjs                                                    once, with a network
 *   test/stack/in-namespace.sh node test/stack/sigstore/run.mjs [--rekor-v1] [--tsa2] [--kms] [--folder DIR] -- COMMAND…     see run.mjs
 *
 * In code: `const stack = await startStack(folder, { rekorV1: true, kms: true }); … await stack.stop()`. Another process of the same
 * namespace (a test worker) has it by `openStack(folder)`. Logs are in `folder/*.log`, keys in `folder/keys` (kept between starts).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FULCIO_OIDC, signingConfig } from './configuration.ts';
import { CA_PASSPHRASE, makeKeys } from './keys.ts';
import { requireNamespace } from '../shared/namespace.ts';
import { FILES, PERSONS, PLACES } from './places.ts';
import type { CommandResult } from '../shared/program.ts';
import { launch, ready, said, type Service, stop } from '../shared/services.ts';
import { type Claims, IDENTITY, personToken, pipelineToken } from './token.ts';
import { paths } from './tools.mjs';
import { trustedRoot } from './trusted-root.ts';

export interface StackOptions {
  readonly rekorV1?: boolean;
  readonly tsa2?: boolean;
  readonly kms?: boolean;
}

export interface Stack {
  /** Run folder; absolute, without links. */
  readonly folder: string;
  readonly urls: typeof PLACES;
  /** Keys and certificates of the authorities: fulcio.crt, tsa-ca.crt, tsa.crt, rekor.pub, rekor-v1.pub, ct.pub and the private halves (*.pem). */
  readonly keys: string;
  /** Paths of files; the trusted root names Rekor v1 only when it was asked for. */
  readonly trustedRoot: string;
  readonly signingConfig: string;
  readonly signingConfigV1: string;
  /** In the certificate of a pipeline's default token. */
  readonly identity: string;
  readonly issuer: string;
  readonly personIssuer: string;
  /** A new ID token of a pipeline; `claims` replaces single claims, undefined leaves one out. `alg: 'none'` is for negatives. */
  token(claims?: Claims, algorithm?: 'RS256' | 'none'): string;
  personToken(email: string, claims?: Claims): string;
  /** Runs cosign with a scratch home; never throws for what cosign answers. */
  cosign(...args: string[]): CommandResult;
}

/** A stack that runs in this namespace already. */
export function openStack(folder: string): Stack {
  const at = realpathSync(folder);
  const keys = join(at, 'keys');
  const pem = readFileSync(join(keys, 'issuer.pem'), 'utf8');
  return {
    folder: at, urls: PLACES, keys,
    trustedRoot: join(at, FILES.trustedRoot), signingConfig: join(at, FILES.signingConfig), signingConfigV1: join(at, FILES.signingConfigV1),
    identity: IDENTITY, issuer: PLACES.issuer, personIssuer: PERSONS,
    token: (claims, algorithm) => pipelineToken(pem, claims, algorithm),
    personToken: (email, claims) => personToken(pem, email, claims),
    cosign(...args) {
      const home = join(at, 'home');
      const result = spawnSync(paths.cosign, args, { encoding: 'utf8', timeout: 60_000, env: { PATH: process.env.PATH, HOME: home, COSIGN_PASSWORD: '' } });
      if (result.error) throw result.error;
      return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
    },
  };
}

/** Starts all that is asked for and waits until each answers. What was started is ended again when one does not come up. */
export async function startStack(folder: string, options: StackOptions = {}): Promise<Stack & { stop(): Promise<void> }> {
  requireNamespace();
  mkdirSync(join(folder, 'home'), { recursive: true });
  const at = realpathSync(folder);
  makeKeys(join(at, 'keys'));
  const { rekorV1 = false, tsa2 = false, kms = false } = options;
  for (const [name, text] of [
    [FILES.trustedRoot, trustedRoot(join(at, 'keys'), { rekorV1, tsa2 })], [FILES.signingConfig, signingConfig('v2')], [FILES.signingConfigV1, signingConfig('v1')],
    ['oidc.yaml', FULCIO_OIDC],
  ] as const) writeFileSync(join(at, name), text);
  const services: Service[] = [];
  const begin = (name: string, command: string, args: string, env?: NodeJS.ProcessEnv) => {
    const service = launch(at, name, command, args.split(/\s+/).filter((one) => one !== '').map((one) => (one === "''" ? '' : one)), env);
    services.push(service);
    return service;
  };
  try {
    await startAll(at, begin, { rekorV1, tsa2, kms });
  } catch (error) {
    await stop(at, services);
    throw error;
  }
  return { ...openStack(at), stop: () => stop(at, services) };
}

type Begin = (name: string, command: string, args: string, env?: NodeJS.ProcessEnv) => Service;

async function startAll(folder: string, begin: Begin, { rekorV1, tsa2, kms }: Required<StackOptions>): Promise<void> {
  for (const one of ['ct', 'rekor', 'kms']) mkdirSync(join(folder, one), { recursive: true });
  const issuer = begin('issuer', process.execPath, `--no-warnings ${fileURLToPath(new URL('issuer.ts', import.meta.url))} keys/issuer.pem`);
  const ctlog = begin('ctlog', paths.ctlog, '--http_endpoint 127.0.0.1:6962 --origin 127.0.0.1 --private_key keys/ct.pem --storage_dir ct --roots_pem_file keys/fulcio.crt');
  const rekor = begin('rekor', paths.rekorV2, 'serve --hostname 127.0.0.1 --http-address 127.0.0.1 --http-port 3003 --grpc-address 127.0.0.1 --grpc-port 3001 '
    + '--http-metrics-port 2114 --storage-dir rekor --signer-filepath keys/rekor.pem --checkpoint-interval 500ms');
  const tsa = begin('tsa', paths.tsa, 'serve --host 127.0.0.1 --port 3004 --disable-ntp-monitoring --timestamp-signer file --file-signer-key-path keys/tsa.pem '
    + "--file-signer-passwd '' --certificate-chain-path keys/tsa-chain.pem");
  const store = kms ? begin('kms', paths.kms, '', { BIND_HOST: '127.0.0.1', GATEWAY_PORT: '4566', IOT_MTLS_ENABLED: '0' }) : null;
  const openssl = tsa2 ? begin('tsa2', process.execPath, `--no-warnings ${fileURLToPath(new URL('openssl-tsa.ts', import.meta.url))} ${folder}/keys`) : null;
  const trillian = rekorV1 ? begin('trillian', paths.trillian, '--rpc_endpoint 127.0.0.1:8090') : null;
  await Promise.all([
    ready(folder, issuer, `${PLACES.issuer}/.well-known/openid-configuration`), ready(folder, ctlog, `${PLACES.ctlog}/healthz`),
    ready(folder, rekor, `${PLACES.rekorV2}/healthz`), ready(folder, tsa, 'http://127.0.0.1:3004/ping'),
  ]);
  rmSync(join(folder, 'fulcio.sock'), { force: true }); // Fulcio leaves it behind and then cannot start
  const fulcio = begin('fulcio', paths.fulcio, 'serve --host 127.0.0.1 --port 5555 --grpc-host 127.0.0.1 --grpc-port 5554 --metrics-port 2113 --legacy-unix-domain-socket fulcio.sock '
    + `--ca fileca --fileca-cert keys/fulcio.crt --fileca-key keys/fulcio.key --fileca-key-passwd ${CA_PASSPHRASE} --fileca-watch=false `
    + `--ct-log-url ${PLACES.ctlog} --ct-log-public-key-path keys/ct.pub --config-path oidc.yaml`);
  const waits = [ready(folder, fulcio, `${PLACES.fulcio}/healthz`)];
  if (openssl) waits.push(ready(folder, openssl, PLACES.tsa2));
  if (store) waits.push(ready(folder, store, `${PLACES.kms}/_ministack/health`));
  if (trillian) {
    const tree = await said(folder, trillian, /^\d+$/);
    // After the TSA: both want port 2112 for their figures, and only Rekor v1 can do without.
    const v1 = begin('rekor-v1', paths.rekorV1, 'serve --rekor_server.address 127.0.0.1 --port 3000 --rekor_server.hostname 127.0.0.1 --rekor_server.signer keys/rekor-v1.pem '
      + `--trillian_log_server.address 127.0.0.1 --trillian_log_server.port 8090 --trillian_log_server.tlog_id ${tree} --enable_retrieve_api=false `
      + '--enabled_api_endpoints searchLogQuery,getLogInfo,getPublicKey,getLogProof,createLogEntry,getLogEntryByIndex,getLogEntryByUUID');
    waits.push(ready(folder, v1, `${PLACES.rekorV1}/api/v1/log`));
  }
  await Promise.all(waits);
}
