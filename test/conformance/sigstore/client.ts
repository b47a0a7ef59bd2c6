import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UNSUPPORTED, verifyCase } from './verify-case.ts';

/** One call of the protocol. 0 = verified or signed, 1 = refused, 2 = not supported or called wrongly; the reason goes to `say`. */
export async function main(argv: readonly string[], say: (line: string) => void): Promise<number> {
  const [command, ...rest] = argv;
  if (command === 'sign-bundle') return sign(say);
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

function sign(say: (line: string) => void): number {
  say(`${UNSUPPORTED}: sign-bundle`);
  return 2;
}
