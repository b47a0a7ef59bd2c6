// Runs a command against a fresh real Sigstore and ends with its exit code:
//
//   node test/stack/sigstore/install.mjs                                   (once; needs a network)
//   test/stack/in-namespace.sh node test/stack/sigstore/run.mjs [--rekor-v1] [--tsa2] [--kms] [--folder DIR] -- COMMAND…
//
// COMMAND gets: STACK_DIR (run folder), STACK_TRUSTED_ROOT, STACK_SIGNING_CONFIG, STACK_SIGNING_CONFIG_V1 (files), STACK_FULCIO_URL,
// STACK_REKOR_V2_URL, STACK_REKOR_V1_URL, STACK_TSA_URL, STACK_TSA2_URL, STACK_KMS_URL, STACK_ISSUER, STACK_IDENTITY (of the token), STACK_ID_TOKEN_FILE and
// SIGSTORE_ID_TOKEN (a GitLab-like token, good for 5 minutes), STACK_PERSON_ISSUER, STACK_PERSON_TOKEN_FILE (pat.ng@example.com), STACK_COSIGN;
// with --kms also STACK_KMS_KEY (a P-256 key's id) and AWS_* for it.
// A new token: node test/stack/sigstore/mint.mjs [--person EMAIL] [CLAIM=VALUE…]. `-- sh` gives a shell.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKmsKey, KMS_ENVIRONMENT } from './kms.ts';
import { startStack } from './stack.ts';
import { paths } from './tools.mjs';

const dashes = process.argv.indexOf('--');
const options = process.argv.slice(2, dashes === -1 ? undefined : dashes);
const [command, ...args] = dashes === -1 ? [] : process.argv.slice(dashes + 1);
if (command === undefined) {
  console.error('usage: run.mjs [--rekor-v1] [--tsa2] [--kms] [--folder DIR] -- COMMAND…');
  process.exit(2);
}
const kept = options.includes('--folder');
const folder = kept ? options[options.indexOf('--folder') + 1] : mkdtempSync(join(tmpdir(), 'sigstore-stack-'));
const kms = options.includes('--kms');
const stack = await startStack(folder, { rekorV1: options.includes('--rekor-v1'), tsa2: options.includes('--tsa2'), kms });
process.exitCode = 70;
try {
  const [token, person] = [join(stack.folder, 'id-token'), join(stack.folder, 'person-token')];
  writeFileSync(token, stack.token(), { mode: 0o600 });
  writeFileSync(person, stack.personToken('pat.ng@example.com'), { mode: 0o600 });
  const env = {
    ...process.env,
    STACK_DIR: stack.folder, STACK_TRUSTED_ROOT: stack.trustedRoot, STACK_SIGNING_CONFIG: stack.signingConfig, STACK_SIGNING_CONFIG_V1: stack.signingConfigV1,
    STACK_FULCIO_URL: stack.urls.fulcio, STACK_REKOR_V2_URL: stack.urls.rekorV2, STACK_REKOR_V1_URL: stack.urls.rekorV1, STACK_TSA_URL: stack.urls.tsa,
    STACK_TSA2_URL: stack.urls.tsa2, STACK_KMS_URL: stack.urls.kms, STACK_ISSUER: stack.issuer, STACK_IDENTITY: stack.identity, STACK_ID_TOKEN_FILE: token, SIGSTORE_ID_TOKEN: stack.token(),
    STACK_PERSON_ISSUER: stack.personIssuer, STACK_PERSON_TOKEN_FILE: person, STACK_COSIGN: paths.cosign,
    ...(kms && { ...KMS_ENVIRONMENT, STACK_KMS_KEY: await createKmsKey() }),
  };
  const child = spawn(command, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => {
    child.on('error', (error) => { console.error(error.message); resolve(127); });
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 128 : 70)));
  });
} finally {
  await stack.stop();
  if (!kept) rmSync(stack.folder, { recursive: true, force: true });
}
