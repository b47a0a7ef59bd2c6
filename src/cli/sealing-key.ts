import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Progress } from '../pipeline/ports.ts';
import { generateKey, readSealingKey, type SealingKey } from '../sealing/key.ts';
import type { Io } from './io.ts';
import { named } from './named.ts';
import { systemWords } from './output/errno.ts';

/** Variable that holds the passphrase of a private key. */
export const KEY_PASSWORD = 'RELEASE_EVIDENCE_KEY_PASSWORD';
const SHORTEST = 8;

/**
 * The private key at `path`, which the user calls `name`; made when it does not exist yet (readable by its owner only, with its public half
 * beside it as NAME.pub.pem).
 */
export function sealingKey(io: Io, path: string, name: string, progress: Progress): SealingKey {
  const passphrase = io.env[KEY_PASSWORD];
  if (!existsSync(path)) {
    writeKeyPair(path, name, passphrase);
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
  if (key.plain) progress.note(`${name} is not encrypted: set ${KEY_PASSWORD} before the key is made, or encrypt it with openssl pkcs8 -topk8`);
  return key;
}

/**
 * Makes a key pair. Both halves or neither: a private key without its public half could seal what nobody can verify. Nothing that exists
 * is overwritten. Fails with USAGE, KEY_INVALID or DISK (exit 4).
 */
export function writeKeyPair(path: string, name: string, passphrase: string | undefined): void {
  if (passphrase !== undefined) refuseWeak(passphrase);
  const made = generateKey(passphrase);
  const written: string[] = [];
  const write = (target: string, shown: string, pem: string, mode: number) => {
    if (existsSync(target)) throw new EvidenceError('KEY_INVALID', 'sealing', `${shown} is there already, without its other half`, { hint: 'restore the other half, or name another file' });
    const fd = openSync(target, 'wx', mode); // of another run beside this one: EEXIST, and not ours to remove
    written.push(target);
    try {
      writeFileSync(fd, pem);
    } finally {
      closeSync(fd);
    }
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    write(publicKeyPath(path), publicKeyPath(name), made.publicPem, 0o644);
    write(path, name, made.privatePem, 0o600);
  } catch (cause) {
    for (const target of written) rmSync(target, { force: true });
    if (cause instanceof EvidenceError) throw cause;
    throw new EvidenceError('DISK', 'sealing', `${name} could not be written: ${systemWords(cause)}`, { cause, hint: 'free space or name another place; nothing was left behind' });
  }
}

/** A passphrase that a machine guesses in minutes protects nothing; an empty one is a secret that CI did not hand over. Fails with USAGE. */
export function refuseWeak(passphrase: string): void {
  if (passphrase.length >= SHORTEST) return;
  throw new EvidenceError('USAGE', 'usage', `the passphrase ${passphrase === '' ? 'is empty' : `is shorter than ${SHORTEST} characters`}; no key was made`, { hint: 'a sentence is long and easy to remember' });
}

/** `seal.pem` → `seal.pub.pem`. */
export function publicKeyPath(path: string): string {
  return path.endsWith('.pem') ? `${path.slice(0, -4)}.pub.pem` : `${path}.pub.pem`;
}
