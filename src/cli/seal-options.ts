import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Project } from '../project/schema.ts';
import { generateKey, readSealingKey, type SealingKey } from '../sealing/key.ts';
import type { Progress } from '../pipeline/ports.ts';
import type { Io } from './io.ts';
import { named } from './named.ts';
import { systemWords } from './output/errno.ts';

export interface SealOptions {
  readonly signer?: 'key' | 'none';
  readonly key?: string;
}

/**
 * The key that the command line or the project file names; made when it does not exist yet (readable by its owner only, with its public
 * half beside it as NAME.pub.pem). Undefined with `--signer none`.
 */
export function sealingKey(io: Io, options: SealOptions, project: Project, folder: string, progress: Progress): SealingKey | undefined {
  const signer = options.signer ?? project.sealing.signer ?? 'key';
  if (signer === 'none') {
    progress.note('not sealed: nothing will prove who made this bundle, and publish will refuse it');
    return undefined;
  }
  const path = options.key !== undefined ? resolve(io.cwd, options.key) : project.sealing.key !== undefined ? resolve(folder, project.sealing.key) : undefined;
  if (path === undefined) {
    throw new EvidenceError('KEY_INVALID', 'usage', 'no key to seal with', { hint: '--key FILE (made when it does not exist), or --signer none' });
  }
  const name = options.key ?? project.sealing.key!;
  const passphrase = io.env.RELEASE_EVIDENCE_KEY_PASSWORD;
  if (!existsSync(path)) {
    makeKey(path, name, passphrase);
    progress.note(`made a new key: ${name}; give auditors ${publicKeyPath(name)}`);
  }
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EvidenceError('KEY_INVALID', 'sealing', `${name}: ${systemWords(cause)}`, { cause, hint: 'name the private key with --key, or in sealing.key of the project file' });
  }
  if (pem.includes('-----BEGIN PUBLIC KEY-----')) {
    throw new EvidenceError('KEY_INVALID', 'sealing', `${name}: this is a public key; sealing takes the private one`, { hint: 'name the private key, from which the public one was made' });
  }
  const key = named(name, () => readSealingKey(pem, passphrase));
  if (key.plain) progress.note(`${name} is not encrypted: set RELEASE_EVIDENCE_KEY_PASSWORD before the key is made, or encrypt it with openssl pkcs8 -topk8`);
  return key;
}

/** Both halves or neither: a private key without its public half could seal what nobody can verify. */
function makeKey(path: string, name: string, passphrase: string | undefined): void {
  const made = generateKey(passphrase);
  const written: string[] = [];
  const write = (target: string, pem: string, mode: number) => {
    if (existsSync(target)) throw new EvidenceError('KEY_INVALID', 'sealing', `${publicKeyPath(name)} is there without ${name}`, { hint: 'restore the private key, or name another one' });
    written.push(target);
    writeFileSync(target, pem, { flag: 'wx', mode });
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    write(publicKeyPath(path), made.publicPem, 0o644);
    write(path, made.privatePem, 0o600);
  } catch (cause) {
    for (const target of written) rmSync(target, { force: true });
    if (cause instanceof EvidenceError) throw cause;
    throw new EvidenceError('DISK', 'sealing', `${name} could not be written: ${systemWords(cause)}`, { cause, hint: 'free space or name another place; nothing was left behind' });
  }
}

/** `seal.pem` → `seal.pub.pem`. */
export function publicKeyPath(path: string): string {
  return path.endsWith('.pem') ? `${path.slice(0, -4)}.pub.pem` : `${path}.pub.pem`;
}
