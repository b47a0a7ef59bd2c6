import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { generateKey, readSealingKey, type SealingKey } from '../sealing/key.ts';
import { keyMeans } from '../sealing/key-means.ts';
import type { Approver } from '../project/approvers.ts';
import type { Project } from '../project/schema.ts';
import type { PersonalSigner } from '../sealing/approval-signature.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import type { Progress } from '../pipeline/ports.ts';
import type { Io } from './io.ts';
import { named } from './named.ts';
import { sealingMeans } from './seal-options.ts';
import { KEY_PASSWORD } from './sealing-key.ts';
import { systemWords } from './output/errno.ts';

/** Options of `approve`. */
export interface ApproveOptions {
  readonly bundle?: string;
  readonly project?: string;
  readonly role: string;
  readonly name: string;
  readonly userId?: string;
  readonly meaning: string;
  readonly signer?: 'key' | 'keyless';
  readonly key?: string;
  readonly idToken?: string;
  readonly signingConfig?: string;
  readonly trustedRoot?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** With what a person signs. */
export interface PersonalMeans {
  readonly means: SealingMeans;
  readonly signer: PersonalSigner;
  /** Goes into the statement; keys only. */
  readonly publicKeyPem?: string;
}

/** The person's own key. Never made here: a key that nobody has listed proves nobody's identity. The passphrase is that in RELEASE_EVIDENCE_KEY_PASSWORD, or asked for at the terminal. Fails with KEY_INVALID. */
export async function personalKey(io: Io, file: string, progress: Progress): Promise<PersonalMeans> {
  let pem: string;
  try {
    pem = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new EvidenceError('KEY_INVALID', 'sealing', `${file}: ${systemWords(cause)}`, { cause, hint: 'name your own private key (P-256, PKCS#8 PEM); release-evidence key generate makes one' });
  }
  if (pem.includes('-----BEGIN PUBLIC KEY-----')) throw new EvidenceError('KEY_INVALID', 'sealing', `${file}: this is a public key; approving takes the private one`, { hint: 'name your own private key' });
  const stated = io.env[KEY_PASSWORD];
  const passphrase = stated === undefined && io.askSecret && pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') ? await io.askSecret(`Passphrase of ${file}: `) : stated;
  const key = named(file, () => readSealingKey(pem, passphrase));
  if (key.plain) progress.note(`${file} is not encrypted: who can read it can sign in your name; encrypt it with openssl pkcs8 -topk8`);
  return byKey(key);
}

/** Options of signing by identity. A CI job's identity is no person's, so that there is no `--oidc` here. */
export interface IdentityOptions {
  readonly idToken?: string;
  readonly signingConfig?: string;
  readonly trustedRoot?: string;
  readonly yes?: boolean;
}

/** The person's OIDC identity, by a certificate of a Sigstore instance: `approver` says which one the token must have. Fails as sealing does. */
export async function personalIdentity(io: Io, options: IdentityOptions, approver: Approver & { readonly identity: string; readonly issuer: string }, project: Project, folder: string, commit: string, progress: Progress): Promise<PersonalMeans> {
  const { identity, issuer } = approver;
  if (options.idToken === undefined) throw new EvidenceError('USAGE', 'usage', 'nothing says where your identity token is', { hint: '--id-token FILE: the token that your OIDC issuer gave you for the audience sigstore' });
  // The project's consent to a public log is about its own workflow: a person's address is the person's to publish.
  const { publicLog: _, ...sealing } = project.sealing;
  const asPerson: Project = { ...project, sealing: { ...sealing, identity, issuer } };
  const means = await sealingMeans(io, { ...options, signer: 'keyless' }, asPerson, folder, progress, commit);
  return { means: means!, signer: { kind: 'identity', identity, issuer } };
}

/** A key for looking ahead: what is signed with it is thrown away. */
export function throwAwayKey(): PersonalMeans {
  return byKey(readSealingKey(generateKey(undefined).privatePem, undefined));
}

function byKey(key: SealingKey): PersonalMeans {
  return { means: keyMeans(key), signer: { kind: 'key', fingerprint: key.publicKey.fingerprint }, publicKeyPem: key.publicKey.pem };
}
