import { X509Certificate } from '@sigstore/core';
import { readLeafCertificate } from './verify/leaf-certificate.ts';

/** Whom a certificate of Fulcio is for. */
export interface CertifiedIdentity {
  /** Subject alternative name. */
  readonly identity: string;
  /** OIDC issuer. */
  readonly issuer: string;
}

/** From PEM or DER; null when the certificate is not one that a verifier would take. */
export function readCertifiedIdentity(certificate: string | Uint8Array): CertifiedIdentity | null {
  try {
    const der = typeof certificate === 'string' ? X509Certificate.parse(certificate).root.toDER() : certificate;
    const leaf = readLeafCertificate(der);
    return 'identity' in leaf ? { identity: leaf.identity, issuer: leaf.issuer } : null;
  } catch {
    return null;
  }
}
