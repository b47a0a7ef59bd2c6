import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { signCase } from './sign-case.ts';
import { UNSUPPORTED, verifyCase } from './verify-case.ts';

/** One call of the protocol. 0 = verified or signed, 1 = refused, 2 = not supported or called wrongly; the reason goes to `say`. */
export async function main(argv: readonly string[], say: (line: string) => void): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'sign-bundle') return sign(rest, say);
  if (command !== 'verify-bundle') {
    say(`unknown command ${String(command)}`);
    return 2;
  }
  const { values, positionals } = parseArgs({
    args: rest, allowPositionals: true, options: {
      'staging': { type: 'boolean' }, 'bundle': { type: 'string' }, 'certificate-identity': { type: 'string' }, 'certificate-oidc-issuer': { type: 'string' },
      'key': { type: 'string' }, 'trusted-root': { type: 'string' },
    },
  });
  const { bundle, key } = values;
  const given = positionals[0];
  if (bundle === undefined || given === undefined) {
    say('verify-bundle needs --bundle FILE and FILE or sha256:HEX');
    return 2;
  }
  if (values.staging && values['trusted-root'] === undefined) {
    say('unsupported: the root of the staging instance comes with no package; give --trusted-root');
    return 2;
  }
  const isDigest = /^sha256:[0-9a-f]{64}$/i.test(given) && !statSync(given, { throwIfNoEntry: false });
  const answer = verifyCase({
    bundle: readFileSync(bundle, 'utf8'),
    trustedRoot: values['trusted-root'] === undefined ? undefined : readFileSync(values['trusted-root'], 'utf8'),
    key: key === undefined ? undefined : readFileSync(key, 'utf8'),
    identity: values['certificate-identity'], issuer: values['certificate-oidc-issuer'],
    subject: isDigest ? { sha256: given.slice('sha256:'.length).toLowerCase() } : { bytes: readFileSync(given) },
  });
  for (const line of answer) say(line);
  return answer.length === 0 ? 0 : answer[0]!.startsWith(UNSUPPORTED) ? 2 : 1;
}

async function sign(args: readonly string[], say: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args], allowPositionals: true, options: {
      'staging': { type: 'boolean' }, 'in-toto': { type: 'boolean' }, 'identity-token': { type: 'string' }, 'bundle': { type: 'string' },
      'trusted-root': { type: 'string' }, 'signing-config': { type: 'string' },
    },
  });
  const { 'bundle': bundle, 'identity-token': token, 'signing-config': config } = values;
  const file = positionals[0];
  if (bundle === undefined || token === undefined || file === undefined) {
    say('sign-bundle needs --identity-token TOKEN, --bundle FILE and FILE');
    return 2;
  }
  if (config === undefined) {
    say(`${UNSUPPORTED}: no instance is a default; give --signing-config`);
    return 2;
  }
  try {
    writeFileSync(bundle, await signCase({ content: readFileSync(file), inToto: values['in-toto'] ?? false, token, signingConfig: readFileSync(config, 'utf8') }));
    return 0;
  } catch (error) {
    say(`${(error as { code?: string }).code ?? 'FAILED'}: ${(error as Error).message}`);
    return 1;
  }
}
