import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import { readPublicKey, readSealingKey, type PublicKey } from '../../sealing/key.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { named } from '../named.ts';
import { systemWords } from '../output/errno.ts';
import { KEY_PASSWORD, publicKeyPath, refuseWeak, writeKeyPair } from '../sealing-key.ts';

interface GenerateOptions { readonly out: string; readonly plain?: boolean; readonly json?: boolean }

/** `key generate`: a P-256 key pair, the private half encrypted unless `--plain` says otherwise. Nothing that exists is overwritten. */
export async function keyGenerate(io: Io, options: GenerateOptions): Promise<number> {
  const path = resolve(io.cwd, options.out);
  for (const [at, name] of [[path, options.out], [publicKeyPath(path), publicKeyPath(options.out)]] as const) {
    if (existsSync(at)) throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${name} is there already`, { hint: 'name another file: a key that is overwritten can never seal again' });
  }
  const passphrase = options.plain ? undefined : await newPassphrase(io);
  if (options.plain) io.err(`! ${options.out} is not encrypted: whoever can read the file can seal in your name\n`);
  writeKeyPair(path, options.out, passphrase);
  const { fingerprint } = readPublicKey(readFileSync(publicKeyPath(path), 'utf8'));
  const files = { privateKey: options.out, publicKey: publicKeyPath(options.out) };
  io.out(options.json ? jsonText({ ...files, encrypted: passphrase !== undefined, fingerprint }) : [
    `private key  ${files.privateKey}  ${passphrase === undefined ? 'NOT ENCRYPTED' : 'encrypted'}, for the owner's eyes`,
    `public key   ${files.publicKey}  give it to auditors by another way than the bundle`,
    `fingerprint  ${fingerprint}\n`,
  ].join('\n'));
  return EXIT.done;
}

/** `key show FILE`: the fingerprint of a public or private key, by which two people compare; no secret. */
export async function keyShow(io: Io, file: string, options: { readonly json?: boolean }): Promise<number> {
  let pem: string;
  try {
    pem = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new EvidenceError('MISSING', 'input', `${file}: ${systemWords(cause)}`, { cause });
  }
  const { kind, key } = named(file, () => read(pem, io.env[KEY_PASSWORD]));
  io.out(options.json ? jsonText({ kind, fingerprint: key.fingerprint, publicKey: key.pem }) : `${key.fingerprint}  ${kind} key, P-256\n`);
  return EXIT.done;
}

function read(pem: string, passphrase: string | undefined): { readonly kind: 'public' | 'private'; readonly key: PublicKey } {
  return pem.includes('PRIVATE KEY-----') ? { kind: 'private', key: readSealingKey(pem, passphrase).publicKey } : { kind: 'public', key: readPublicKey(pem) };
}

/** From the environment, or typed twice. */
async function newPassphrase(io: Io): Promise<string> {
  const given = io.env[KEY_PASSWORD];
  if (given === undefined && io.askSecret === undefined) {
    throw new EvidenceError('USAGE', 'usage', 'no passphrase for the new key', { hint: `set ${KEY_PASSWORD}, or run at a terminal; --plain makes a key that is not encrypted` });
  }
  const passphrase = given ?? await io.askSecret!('Passphrase of the new key: ');
  refuseWeak(passphrase); // before it is typed again
  if (given === undefined && await io.askSecret!('The same again: ') !== passphrase) throw new EvidenceError('USAGE', 'usage', 'the two passphrases differ; no key was made');
  return passphrase;
}
