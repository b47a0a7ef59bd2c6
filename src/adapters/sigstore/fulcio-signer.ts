import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { Signer } from '@sigstore/sign';
import { EvidenceError } from '../../model/problem.ts';
import type { Progress } from '../../pipeline/ports.ts';
import { checkIdToken } from '../../sealing/id-token.ts';
import { type CertifiedIdentity, readCertifiedIdentity } from '../../sealing/certified-identity.ts';
import { askJson, type Patience } from './http.ts';
import type { TokenSource } from './id-token-source.ts';

export interface FulcioOptions {
  /** Base address. */
  readonly url: string;
  readonly token: TokenSource;
  readonly audience: string;
  /** What the project file states: a certificate for another is refused before anything is signed. */
  readonly expected: { readonly identity?: string | undefined; readonly issuer?: string | undefined };
  /** Commit of the release: verification refuses a seal by a run for another one. */
  readonly commit?: string | undefined;
  readonly progress: Progress;
  readonly now: () => Date;
  readonly patience?: Patience;
}

/** Milliseconds of life that a certificate must have left to be used again. */
const LEAST_LIFE = 60_000;

interface Certified {
  readonly privateKey: KeyObject;
  readonly pem: string;
  readonly until: number;
}

/**
 * Signs with a key that lives in this process only, certified by a Fulcio instance for the identity in a token. One certificate serves all
 * signatures of a run, as long as it is valid. Fails with ID_TOKEN_INVALID, ID_TOKEN_UNAVAILABLE, FULCIO_FAILED or SIGNING_FAILED; the token is in no message.
 */
export function fulcioSigner(options: FulcioOptions): Signer {
  let current: Promise<Certified> | undefined;
  return {
    async sign(data) {
      let certified = await (current ??= certify(options));
      if (certified.until - options.now().getTime() < LEAST_LIFE) certified = await (current = certify(options));
      return { signature: sign('sha256', data, certified.privateKey), key: { $case: 'x509Certificate', certificate: certified.pem } };
    },
  };
}

async function certify(options: FulcioOptions): Promise<Certified> {
  const token = await options.token.get();
  const claims = checkIdToken(token, { now: options.now(), audience: options.audience, commit: options.commit, source: options.token.name });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  options.progress.step(`asking ${new URL(options.url).host} for a certificate`);
  const { value } = await askJson({
    service: 'the certificate authority', code: 'FULCIO_FAILED', url: `${options.url.replace(/\/$/, '')}/api/v2/signingCert`, secrets: [token],
    hint: (status) => (status === 400 || status === 401 || status === 403
      ? `it gives no reason for refusing a token; likely: it does not trust the issuer (${claims.issuer}), expects another audience than ${options.audience}, or the token ended meanwhile`
      : status === 404 ? 'is this the base address of a Fulcio instance?' : undefined),
    json: {
      credentials: { oidcIdentityToken: token },
      publicKeyRequest: {
        publicKey: { algorithm: 'ECDSA', content: publicKey.export({ format: 'pem', type: 'spki' }) },
        // Shows that whoever asks holds the private key: the subject of the token, signed.
        proofOfPossession: sign('sha256', Buffer.from(claims.subject), privateKey).toString('base64'),
      },
    },
  }, options.patience);
  const pem = leafOf(value);
  let until: number;
  try {
    const certificate = new X509Certificate(pem);
    if (!certificate.publicKey.equals(publicKey)) throw new TypeError('another key');
    until = Date.parse(certificate.validTo);
  } catch {
    throw notOurs(options, 'the certificate is not one for our key');
  }
  refuseOther(readCertifiedIdentity(pem), options);
  return { privateKey, pem, until };
}

/** The first certificate of the answer: the signer's own. */
function leafOf(answer: unknown): string {
  const { signedCertificateEmbeddedSct: embedded, signedCertificateDetachedSct: detached } = (answer ?? {}) as Record<string, { chain?: { certificates?: unknown[] } } | undefined>;
  const pem = (embedded ?? detached)?.chain?.certificates?.[0];
  return typeof pem === 'string' ? pem : '';
}

function notOurs(options: FulcioOptions, reason: string): EvidenceError {
  return new EvidenceError('FULCIO_FAILED', 'sealing', `the certificate authority at ${new URL(options.url).host}: ${reason}`);
}

/** Somebody else's certificate must not even reach a public log. */
function refuseOther(identity: CertifiedIdentity | null, options: FulcioOptions): void {
  if (!identity) throw notOurs(options, 'the certificate does not name exactly one identity and its issuer');
  for (const name of ['identity', 'issuer'] as const) {
    const [expected, found] = [options.expected[name], identity[name]];
    if (expected !== undefined && expected !== found) {
      throw new EvidenceError('SIGNING_FAILED', 'sealing', `the certificate is for another ${name}: expected ${expected}, found ${found}`, {
        hint: `the project file says who signs (sealing.${name}; for an approval: approvers); run where that identity is given, or correct it there. Nothing was signed`,
      });
    }
  }
  if (options.commit !== undefined && identity.commit !== undefined && identity.commit !== options.commit) {
    throw new EvidenceError('SIGNING_FAILED', 'sealing', `the certificate is for a run of another commit than the release: expected ${options.commit}, found ${identity.commit}`, {
      hint: 'seal in the pipeline of the commit that is released. Nothing was signed',
    });
  }
  options.progress.step(`sealing as ${identity.identity} (issuer ${identity.issuer})`);
}
