import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { generateKey, readSealingKey, type SealingKey } from '../sealing/key.ts';
import { keyMeans } from '../sealing/key-means.ts';
import type { PersonalSigner } from '../sealing/approval-signature.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import type { Progress } from '../pipeline/ports.ts';
import type { Io } from './io.ts';
import { named } from './named.ts';
import { systemWords } from './output/errno.ts';

/** With what a person signs. */
export interface PersonalMeans {
  readonly means: SealingMeans;
  readonly signer: PersonalSigner;
  /** Goes into the statement; keys only. */
  readonly publicKeyPem?: string;
}

/** The person's own key. Never made here: a key that nobody has listed proves nobody's identity. Fails with KEY_INVALID. */
export function personalKey(io: Io, file: string, progress: Progress): PersonalMeans {
  let pem: string;
  try {
    pem = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new EvidenceError('KEY_INVALID', 'sealing', `${file}: ${systemWords(cause)}`, { cause, hint: 'name your own private key (P-256, PKCS#8 PEM); release-evidence key generate makes one' });
  }
  if (pem.includes('-----BEGIN PUBLIC KEY-----')) throw new EvidenceError('KEY_INVALID', 'sealing', `${file}: this is a public key; approving takes the private one`, { hint: 'name your own private key' });
  const key = named(file, () => readSealingKey(pem, io.env.RELEASE_EVIDENCE_KEY_PASSWORD));
  if (key.plain) progress.note(`${file} is not encrypted: who can read it can sign in your name; encrypt it with openssl pkcs8 -topk8`);
  return byKey(key);
}

/** A key for looking ahead: what is signed with it is thrown away. */
export function throwAwayKey(): PersonalMeans {
  return byKey(readSealingKey(generateKey(undefined).privatePem, undefined));
}

function byKey(key: SealingKey): PersonalMeans {
  return { means: keyMeans(key), signer: { kind: 'key', fingerprint: key.publicKey.fingerprint }, publicKeyPem: key.publicKey.pem };
}
