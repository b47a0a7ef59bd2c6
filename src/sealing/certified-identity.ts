import { X509Certificate } from '@sigstore/core';
import { readLeafCertificate } from './verify/leaf-certificate.ts';

/** Whom a certificate of Fulcio is for. */
export interface CertifiedIdentity {
  /** Subject alternative name. */
  readonly identity: string;
  /** OIDC issuer. */
  readonly issuer: string;
  /** The commit that the CI job ran for; absent for a person. */
  readonly commit?: string;
}

/** From PEM or DER; null when the certificate is not one that a verifier would take. */
export function readCertifiedIdentity(certificate: string | Uint8Array): CertifiedIdentity | null {
  try {
    const der = typeof certificate === 'string' ? X509Certificate.parse(certificate).root.toDER() : certificate;
    const leaf = readLeafCertificate(der);
    if (!('identity' in leaf)) return null;
    const { sourceDigest } = leaf.extensions;
    return { identity: leaf.identity, issuer: leaf.issuer, ...(sourceDigest !== undefined && { commit: sourceDigest }) };
  } catch {
    return null;
  }
}
