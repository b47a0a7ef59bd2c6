import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, explicit, integer, octets, oid, sequence, set, time, tlv, truth, utf8 } from './der.ts';

export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface Extension {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Uint8Array;
}

export interface CertificateFields {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
  readonly serial?: Uint8Array;
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

export const newPair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** A distinguished name of one common name. */
export const commonName = (name: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), utf8(name))));

export function tbs(fields: CertificateFields): Buffer {
  const extensions = fields.extensions.map((one) => sequence(oid(one.oid), ...(one.critical ? [truth()] : []), octets(one.value)));
  return sequence(
    explicit(0, integer(2)), integer(fields.serial ?? Buffer.concat([Buffer.of(1), randomBytes(8)])), ECDSA_SHA256, commonName(fields.issuer),
    sequence(time(fields.notBefore), time(fields.notAfter)), commonName(fields.subject), spki(fields.publicKey), ...(extensions.length > 0 ? [explicit(3, sequence(...extensions))] : []),
  );
}

export function signTbs(content: Uint8Array, key: KeyObject): Buffer {
  return sequence(content, ECDSA_SHA256, bits(sign('sha256', content, key)));
}

export const issue = (fields: CertificateFields, key: KeyObject): Buffer => signTbs(tbs(fields), key);

export const EXTENSIONS = {
  authority: (): Extension => ({ oid: '2.5.29.19', critical: true, value: sequence(truth()) }),
  signsCertificates: (): Extension => ({ oid: '2.5.29.15', critical: true, value: bits(Buffer.of(0x06), 1) }),
  signsData: (): Extension => ({ oid: '2.5.29.15', critical: true, value: bits(Buffer.of(0x80), 7) }),
  purpose: (use: string, critical = false): Extension => ({ oid: '2.5.29.37', critical, value: sequence(oid(use)) }),
  /** Context tag 6 is a URI, 1 an e-mail address (RFC 5280 §4.2.1.6). */
  names: (...names: readonly (readonly [tag: number, name: string | Uint8Array])[]): Extension => ({
    oid: '2.5.29.17', critical: true, value: sequence(...names.map(([tag, name]) => tlv(0x80 + tag, typeof name === 'string' ? Buffer.from(name, 'latin1') : name))),
  }),
  fulcio: (number: number, text: string): Extension => ({ oid: `1.3.6.1.4.1.57264.1.${number}`, value: number <= 6 ? Buffer.from(text) : utf8(text) }),
};
export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
export const TIMESTAMPING = '1.3.6.1.5.5.7.3.8';
