import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trustedRoot } from './trusted-root.ts';
import { makeKeys, CA_PASSPHRASE } from './keys.ts';
import { launch, ready, type Service, stop } from '../shared/services.ts';
import type { Stack } from './stack.ts';
import { paths } from './tools.mjs';

/** Authorities beside the stack, for what must be refused. */
export interface Others {
  /** A Rekor v2 with the stack's origin and another key. */
  readonly rekorV2: string;
  /** The stack's Fulcio, asking no certificate transparency log. */
  readonly fulcioWithoutLog: string;
  /** Text of the trusted root of another instance altogether. */
  readonly trustedRoot: string;
  stop(): Promise<void>;
}

export async function startOthers(stack: Stack): Promise<Others> {
  mkdirSync(join(stack.folder, 'others'), { recursive: true });
  const folder = realpathSync(join(stack.folder, 'others'));
  makeKeys(join(folder, 'keys'));
  mkdirSync(join(folder, 'rekor'), { recursive: true });
  execFileSync('cp', ['-r', stack.keys, join(folder, 'same-keys')]);
  writeFileSync(join(folder, 'oidc.yaml'), readFileSync(join(stack.folder, 'oidc.yaml')));
  rmSync(join(folder, 'fulcio.sock'), { force: true });
  const services: Service[] = [
    launch(folder, 'rekor', paths.rekorV2, ('serve --hostname 127.0.0.1 --http-address 127.0.0.1 --http-port 3103 --grpc-address 127.0.0.1 --grpc-port 3101 --http-metrics-port 2214 '
      + '--storage-dir rekor --signer-filepath keys/rekor.pem --checkpoint-interval 500ms').split(' ')),
    launch(folder, 'fulcio', paths.fulcio, [...('serve --host 127.0.0.1 --port 5655 --grpc-host 127.0.0.1 --grpc-port 5654 --metrics-port 2213 --legacy-unix-domain-socket fulcio.sock '
      + `--ca fileca --fileca-cert same-keys/fulcio.crt --fileca-key same-keys/fulcio.key --fileca-key-passwd ${CA_PASSPHRASE} --fileca-watch=false --config-path oidc.yaml --ct-log-url`).split(' '), '']),
  ];
  const [rekorV2, fulcioWithoutLog] = ['http://127.0.0.1:3103', 'http://127.0.0.1:5655'];
  try {
    await Promise.all([ready(folder, services[0]!, `${rekorV2}/healthz`), ready(folder, services[1]!, `${fulcioWithoutLog}/healthz`)]);
  } catch (error) {
    await stop(folder, services);
    throw error;
  }
  return { rekorV2, fulcioWithoutLog, trustedRoot: trustedRoot(join(folder, 'keys'), { rekorV1: true, tsa2: true }), stop: () => stop(folder, services) };
}
