import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { EvidenceError } from '../model/problem.ts';
import { encryptPkcs8 } from './encrypted-key.ts';

/** A key that may seal. */
export interface SealingKey {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
  /** The PEM held the key in the clear: the command line warns. */
  readonly plain: boolean;
}

/** A key that an auditor expects. */
export interface PublicKey {
  readonly key: KeyObject;
  /** What `ssh-keygen -lf` prints, `SHA256:…`: cosign refuses any other keyid. */
  readonly fingerprint: string;
  /** SPKI, PEM. */
  readonly pem: string;
}

/**
 * Reads a P-256 private key in PKCS#8 PEM, encrypted when `passphrase` is given for it. Fails with KEY_INVALID (exit 4);
 * the message never holds any part of the file.
 */
export function readSealingKey(pem: string, passphrase: string | undefined): SealingKey {
  const encrypted = pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');
  if (!encrypted && !pem.includes('-----BEGIN PRIVATE KEY-----')) throw invalid('no PKCS#8 private key in PEM', 'openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem');
  if (encrypted && !passphrase) throw invalid('the key is encrypted and no passphrase was given', 'set RELEASE_EVIDENCE_KEY_PASSWORD');
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: pem, format: 'pem', ...(encrypted && { passphrase }) });
  } catch (cause) {
    throw invalid(encrypted ? 'the passphrase is wrong or the key is damaged' : 'the key is damaged', 'check the file and the passphrase', cause);
  }
  requireP256(privateKey, 'sealing');
  return { privateKey, publicKey: publicKeyOf(createPublicKey(privateKey)), plain: !encrypted };
}

/** Reads the key that an auditor brings: P-256, SPKI PEM. A private key is refused: nobody who verifies should hold one. Fails with KEY_INVALID (exit 2). */
export function readPublicKey(pem: string): PublicKey {
  if (pem.includes('PRIVATE KEY-----')) throw unusable('this is a private key; verification takes the public one', 'the public half is beside it as NAME.pub.pem, or: openssl pkey -in KEY.pem -pubout');
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw unusable('no public key in SPKI PEM', 'it begins with -----BEGIN PUBLIC KEY-----; its owner writes it with: openssl pkey -in KEY.pem -pubout');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch (cause) {
    throw unusable('the public key is damaged', 'ask the manufacturer for it again', cause);
  }
  requireP256(key, 'usage');
  return publicKeyOf(key);
}

/** A new P-256 key in PKCS#8 PEM (encrypted with AES-256 when there is a passphrase) and its public half. */
export function generateKey(passphrase: string | undefined): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    privatePem: passphrase ? encryptPkcs8(privateKey.export({ type: 'pkcs8', format: 'der' }), passphrase) : privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  };
}

function publicKeyOf(key: KeyObject): PublicKey {
  return { key, fingerprint: sshFingerprint(key), pem: key.export({ type: 'spki', format: 'pem' }) as string };
}

/** OpenSSH fingerprint of a P-256 key: SHA-256 over its wire form (RFC 5656 §3.1), unpadded base64. */
function sshFingerprint(key: KeyObject): string {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]); // uncompressed, however the PEM had it
  const field = (bytes: Uint8Array): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const wire = Buffer.concat([field(Buffer.from('ecdsa-sha2-nistp256')), field(Buffer.from('nistp256')), field(point)]);
  return `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;
}

function requireP256(key: KeyObject, exit: 'sealing' | 'usage'): void {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'ec' && curve === 'prime256v1') return;
  const found = key.asymmetricKeyType === 'ec' ? `EC ${curve ?? ''}` : String(key.asymmetricKeyType);
  throw new EvidenceError('KEY_INVALID', exit, `the key is ${found.trim()}, not P-256`, { hint: 'release-evidence key generate --out KEY.pem makes one' });
}

function invalid(message: string, hint: string, cause?: unknown): EvidenceError {
  return new EvidenceError('KEY_INVALID', 'sealing', message, { hint, cause });
}

function unusable(message: string, hint: string, cause?: unknown): EvidenceError {
  return new EvidenceError('KEY_INVALID', 'usage', message, { hint, cause });
}
