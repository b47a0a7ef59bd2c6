import type { TransparencyLogEntry } from '@sigstore/bundle';

/**
 * The certificate or public key that a log entry names as the one that verifies its signature, DER; null when the entry names none in
 * a way that is known here. Bodies: github.com/sigstore/rekor pkg/types (hashedrekord 0.0.1, dsse 0.0.1, intoto 0.0.2) and
 * rekor-tiles (hashedrekord 0.0.2, dsse 0.0.2).
 */
export function entryVerifier(entry: TransparencyLogEntry): Buffer | null {
  try {
    const { spec } = JSON.parse(entry.canonicalizedBody.toString('utf8')) as { spec: Record<string, any> }; // shaped as its kind says, or not: then the reading throws
    switch (`${entry.kindVersion.kind} ${entry.kindVersion.version}`) {
      case 'hashedrekord 0.0.1': return fromPem(spec.signature.publicKey.content);
      case 'dsse 0.0.1': return fromPem(spec.signatures[0].verifier);
      case 'intoto 0.0.2': return fromPem(spec.content.envelope.signatures[0].publicKey);
      case 'hashedrekord 0.0.2': return fromVerifier(spec.hashedRekordV002.signature.verifier);
      case 'dsse 0.0.2': return fromVerifier(spec.dsseV002.signatures[0].verifier);
      default: return null;
    }
  } catch {
    return null;
  }
}

/** Base64 around PEM, and in `intoto` entries sometimes base64 around that. */
function fromPem(content: string): Buffer | null {
  const decoded = Buffer.from(content, 'base64').toString('latin1');
  const pem = decoded.startsWith('-----') ? decoded : Buffer.from(decoded, 'base64').toString('latin1');
  const body = /^-----BEGIN (CERTIFICATE|PUBLIC KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----\s*$/.exec(pem);
  return body ? Buffer.from(body[2]!, 'base64') : null;
}

function fromVerifier(verifier: { x509Certificate?: { rawBytes: string }; publicKey?: { rawBytes: string } }): Buffer | null {
  const raw = verifier.x509Certificate?.rawBytes ?? verifier.publicKey?.rawBytes;
  return raw ? Buffer.from(raw, 'base64') : null;
}
