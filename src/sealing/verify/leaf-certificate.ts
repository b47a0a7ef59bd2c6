import { type KeyObject, X509Certificate as NodeCertificate } from 'node:crypto';
import { ASN1Obj, X509Certificate } from '@sigstore/core';
import { oneLineName } from '../authorities.ts';
import { CERTIFICATE_EXTENSIONS, extensionName, FULCIO_ARC, ISSUER_EXTENSION, LAST_BARE_EXTENSION, OLD_ISSUER_EXTENSION } from '../certificate-extensions.ts';
import type { SignatureRefusal } from '../signature-refusals.ts';

/** What a signing certificate claims. Nothing in it is trusted before its chain is. */
export interface LeafCertificate {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  /** The only subject alternative name: a URI or an e-mail address. */
  readonly identity: string;
  readonly issuer: string;
  /** By the names of certificate-extensions.ts; those that are not known here are left out. */
  readonly extensions: Readonly<Record<string, string>>;
}

const EKU_CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const SUBJECT_ALT_NAME = '2.5.29.17';
/** Key usage, alternative name, basic constraints, extended key usage: what is judged here. A critical extension that nobody judges is refused (RFC 5280 §4.2). */
const JUDGED = new Set(['2.5.29.15', SUBJECT_ALT_NAME, '2.5.29.19', '2.5.29.37']);
const RFC822_NAME = 1;
const URI_NAME = 6;
const UTF8_STRING = 0x0c;
const LONGEST_NAME = 2048;

/**
 * Reads a signing certificate: DER and nothing else, an end entity for code signing, exactly one name, each extension once. The library
 * looks at none of this: it would take an authority's certificate, the first of several names, and bytes above 127 as other letters.
 */
export function readLeafCertificate(raw: Uint8Array): LeafCertificate | SignatureRefusal {
  try {
    return read(Buffer.from(raw));
  } catch (cause) {
    if (cause instanceof Fault) return { code: 'CERTIFICATE_FORM', message: cause.message, ...cause.more };
    return { code: 'CERTIFICATE_FORM', message: 'the certificate cannot be read' };
  }
}

/**
 * Certificates that a bundle of an old version may bring beside the signer's. None of them is used. A root among them is refused: who is
 * believed is the auditor's to say, and another program might take it.
 */
export function chainBesideLeaf(raw: readonly Uint8Array[]): SignatureRefusal | null {
  try {
    const found = raw.map((one) => new NodeCertificate(one)).find((one) => one.checkIssued(one));
    return found ? { code: 'CERTIFICATE_FORM', message: 'the bundle brings a root certificate of its own', expected: 'the certificate of the signer', found: oneLineName(found.subject) } : null;
  } catch {
    return { code: 'CERTIFICATE_FORM', message: 'a certificate beside the signer’s cannot be read' };
  }
}

class Fault extends Error {
  readonly more: { expected?: string; found?: string };

  constructor(message: string, more: { expected?: string; found?: string } = {}) {
    super(message);
    this.more = more;
  }
}

function read(raw: Buffer<ArrayBuffer>): LeafCertificate {
  const node = new NodeCertificate(raw);
  // Both parsers must have read the same bytes, and the library checks a signature over what it writes again.
  if (!node.raw.equals(raw) || !ASN1Obj.parseBuffer(raw).toDER().equals(raw)) throw new Fault('the certificate is not in its one encoding (DER)');
  const certificate = X509Certificate.parse(raw);
  if (certificate.version !== 'v3') throw new Fault('not a certificate of X.509 version 3', { found: certificate.version });
  const extensions = readExtensions(certificate);
  // The constraint alone decides: both libraries call a certificate no authority's when its key usage does not say so as well.
  if (node.ca || certificate.isCA || certificate.extBasicConstraints?.isCA) throw new Fault('the certificate is one of an authority, not of a signer');
  if (!certificate.extKeyUsage?.digitalSignature) throw new Fault('the certificate is not for signatures', { expected: 'key usage digitalSignature' });
  if (!node.keyUsage?.includes(EKU_CODE_SIGNING)) throw new Fault('the certificate is not for signing code', { expected: `extended key usage ${EKU_CODE_SIGNING}`, found: node.keyUsage?.join(', ') ?? 'none' });
  const issuer = issuerOf(extensions);
  return { certificate, key: node.publicKey, identity: subjectOf(certificate), issuer, extensions: named(extensions) };
}

/** Value of each extension by its identifier. */
function readExtensions(certificate: X509Certificate): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const extension of certificate.extensions) {
    const oid = extension.subs[0]!.toOID();
    if (found.has(oid)) throw new Fault('the certificate has the same extension twice', { found: oid });
    const read = certificate.extension(oid)!;
    if (read.critical && !JUDGED.has(oid)) throw new Fault('the certificate has a critical extension that is not known here', { found: oid });
    found.set(oid, read.value);
  }
  return found;
}

function subjectOf(certificate: X509Certificate): string {
  const names = certificate.extension(SUBJECT_ALT_NAME)?.valueObj.subs[0]?.subs ?? [];
  if (names.length !== 1) throw new Fault('the certificate does not name exactly one identity', { expected: '1 subject alternative name', found: String(names.length) });
  const one = names[0]!;
  if (one.tag.constructed || !(one.tag.isContextSpecific(URI_NAME) || one.tag.isContextSpecific(RFC822_NAME))) {
    throw new Fault('the identity of the certificate is neither a URI nor an e-mail address');
  }
  const bytes = one.value;
  // IA5String. The library drops the eighth bit: bytes above 127 would become other letters.
  if (bytes.length === 0 || bytes.length > LONGEST_NAME || bytes.some((byte) => byte <= 0x20 || byte >= 0x7f)) {
    throw new Fault('the identity of the certificate is empty, too long, or holds blanks, control or non-ASCII characters');
  }
  const identity = bytes.toString('latin1');
  // An empty claim of a token becomes `https:`: a real certificate for nobody.
  if (/^[a-z][a-z0-9+.-]*:\/*$/i.test(identity)) throw new Fault('the identity of the certificate is a scheme and nothing more', { found: identity });
  return identity;
}

function issuerOf(extensions: ReadonlyMap<string, Buffer>): string {
  const der = extensions.get(`${FULCIO_ARC}${ISSUER_EXTENSION}`);
  const bare = extensions.get(`${FULCIO_ARC}${OLD_ISSUER_EXTENSION}`);
  const [issuer, old] = [der && text(der, ISSUER_EXTENSION), bare && text(bare, OLD_ISSUER_EXTENSION)];
  if (issuer !== undefined && old !== undefined && issuer !== old) throw new Fault('the certificate names two issuers of its identity', { found: `${issuer}, ${old}` });
  const one = issuer ?? old;
  if (!one) throw new Fault('the certificate does not say who vouches for its identity (issuer)');
  return one;
}

function named(extensions: ReadonlyMap<string, Buffer>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [oid, value] of extensions) {
    if (!oid.startsWith(FULCIO_ARC)) continue;
    const number = Number(oid.slice(FULCIO_ARC.length));
    const name = extensionName(number);
    if (name) read[name] = text(value, number);
  }
  return Object.fromEntries((Object.keys(CERTIFICATE_EXTENSIONS)).flatMap((name) => (read[name] === undefined ? [] : [[name, read[name]]])));
}

/** One UTF8String that fills the whole value (or the bare bytes of the old extensions), without control characters. */
function text(value: Buffer, number: number): string {
  let bytes = value;
  if (number > LAST_BARE_EXTENSION) {
    const one = ASN1Obj.parseBuffer(Buffer.from(value));
    if (!one.tag.isUniversal() || one.tag.constructed || one.tag.number !== UTF8_STRING) throw new Fault('an extension of the certificate is not a UTF8String', { found: `${FULCIO_ARC}${number}` });
    bytes = one.value;
  }
  let read: string;
  try {
    read = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault('an extension of the certificate is not UTF-8', { found: `${FULCIO_ARC}${number}` });
  }
  if (read.length > LONGEST_NAME || /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(read)) throw new Fault('an extension of the certificate is too long or holds control characters', { found: `${FULCIO_ARC}${number}` });
  return read;
}
