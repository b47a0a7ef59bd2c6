import { createHash, sign } from 'node:crypto';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { CODE_SIGNING, commonName, EXTENSIONS, type Extension, issue, newPair, type Pair, signTbs, spki, tbs, TIMESTAMPING } from './certificates.ts';
import { explicit, integer, nothing, octets, oid, sequence, set, time } from './der.ts';

/** Everything that a certificate of the instance is made of; what is not said is as a pipeline's would be. */
export interface LeafWish {
  readonly identity?: string;
  readonly issuer?: string;
  readonly from?: Date;
  readonly until?: Date;
  /** Replaces the extensions altogether, the proof of transparency aside. */
  readonly extensions?: readonly Extension[];
  readonly more?: readonly Extension[];
  /** How many proofs of transparency; 1. */
  readonly proofs?: number;
  readonly proofAt?: Date;
  readonly by?: Pair;
}

export interface Leaf extends Pair {
  readonly der: Buffer;
}

const DAY = 86_400_000;
const SHA256 = sequence(oid('2.16.840.1.101.3.4.2.1'), nothing());
const sha256 = (...bytes: readonly Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(bytes)).digest();
const uint = (value: number | bigint, length: number): Buffer => Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
export const pae = (type: string, payload: Uint8Array): Buffer => Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);

/**
 * A Sigstore instance in memory for tests: real keys, real certificates, real proofs, and a clock that obeys. What it makes is what the
 * real services make (test/stack holds that); here single bytes, times and authorities can be wrong on purpose.
 */
export class Instance {
  readonly name: string;
  readonly at: Date;
  readonly ca: Pair = newPair();
  readonly ct: Pair = newPair();
  readonly log: Pair = newPair();
  readonly logV1: Pair = newPair();
  readonly tsa: Pair = newPair();
  readonly caCertificate: Buffer;
  readonly tsaRoot: Pair = newPair();
  readonly tsaChain: readonly Buffer[];

  /** `at`: the moment of signing. The authorities are good for ten years around it. */
  constructor(name: string, at: Date) {
    this.name = name;
    this.at = at;
    const span = { notBefore: this.days(-3650), notAfter: this.days(3650) };
    const authority = [EXTENSIONS.authority(), EXTENSIONS.signsCertificates()];
    this.caCertificate = issue({ subject: `${name} ca`, issuer: `${name} ca`, publicKey: this.ca.publicKey, ...span, extensions: authority }, this.ca.privateKey);
    const root = issue({ subject: `${name} tsa ca`, issuer: `${name} tsa ca`, publicKey: this.tsaRoot.publicKey, ...span, extensions: authority }, this.tsaRoot.privateKey);
    const tsa = issue({ subject: `${name} tsa`, issuer: `${name} tsa ca`, publicKey: this.tsa.publicKey, ...span, serial: Buffer.of(7), extensions: [EXTENSIONS.signsData(), EXTENSIONS.purpose(TIMESTAMPING, true)] }, this.tsaRoot.privateKey);
    this.tsaChain = [tsa, root];
  }

  days(n: number): Date {
    return new Date(this.at.getTime() + n * DAY);
  }

  seconds(n: number): Date {
    return new Date(this.at.getTime() + n * 1000);
  }

  /** The trusted root as a value; `bend` may change it. */
  root(bend: (root: any) => void = () => undefined): string {
    const validFor = { start: this.days(-3650).toISOString() };
    const log = (host: string, pair: Pair) => ({
      baseUrl: `https://${host}`, hashAlgorithm: 'SHA2_256', logId: { keyId: sha256(spki(pair.publicKey)).toString('base64') },
      publicKey: { rawBytes: spki(pair.publicKey).toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: { ...validFor } },
    });
    const authority = (chain: readonly Buffer[]) => ({ subject: {}, uri: '', certChain: { certificates: chain.map((one) => ({ rawBytes: one.toString('base64') })) }, validFor: { ...validFor } });
    const root = {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [log(`log2.${this.name}.example`, this.log), log(`log1.${this.name}.example`, this.logV1)], certificateAuthorities: [authority([this.caCertificate])],
      ctlogs: [log(`ct.${this.name}.example`, this.ct)], timestampAuthorities: [authority(this.tsaChain)],
    };
    bend(root);
    return JSON.stringify(root);
  }

  certificate(wish: LeafWish = {}): Leaf {
    const pair = newPair();
    const extensions = wish.extensions ?? [
      EXTENSIONS.signsData(), EXTENSIONS.purpose(CODE_SIGNING), EXTENSIONS.names([6, wish.identity ?? IDENTITY]),
      EXTENSIONS.fulcio(1, wish.issuer ?? ISSUER), EXTENSIONS.fulcio(8, wish.issuer ?? ISSUER), EXTENSIONS.fulcio(12, 'https://git.example.com/acme/app'), EXTENSIONS.fulcio(13, COMMIT),
      ...(wish.more ?? []),
    ];
    const fields = { subject: 'signer', issuer: `${this.name} ca`, publicKey: pair.publicKey, notBefore: wish.from ?? this.seconds(-60), notAfter: wish.until ?? this.seconds(540), serial: Buffer.of(9, 9) };
    const by = wish.by ?? this.ca;
    const bare = tbs({ ...fields, extensions });
    const proofs = Array.from({ length: wish.proofs ?? 1 }, () => this.proof(bare, by, wish.proofAt ?? this.seconds(-60)));
    const list = Buffer.concat(proofs.map((one) => Buffer.concat([uint(one.length, 2), one])));
    const proven = proofs.length === 0 ? bare : tbs({ ...fields, extensions: [...extensions, { oid: '1.3.6.1.4.1.11129.2.4.2', value: octets(Buffer.concat([uint(list.length, 2), list])) }] });
    return { ...pair, der: signTbs(proven, by.privateKey) };
  }

  /** Signed certificate timestamp over a precertificate (RFC 6962 §3.2). */
  private proof(bare: Uint8Array, issuer: Pair, at: Date): Buffer {
    const entry = Buffer.concat([uint(0, 2), uint(BigInt(at.getTime()), 8), uint(1, 2), sha256(spki(issuer.publicKey)), uint(bare.length, 3), bare, uint(0, 2)]);
    const signature = sign('sha256', entry, this.ct.privateKey);
    return Buffer.concat([uint(0, 1), sha256(spki(this.ct.publicKey)), uint(BigInt(at.getTime()), 8), uint(0, 2), Buffer.of(4, 3), uint(signature.length, 2), signature]);
  }

  /** RFC 3161 response over a signature. */
  timestamp(signature: Uint8Array, at: Date = this.at, status = 0): { signedTimestamp: string } {
    const info = sequence(integer(1), oid('1.2.3.4'), sequence(SHA256, octets(sha256(signature))), integer(Math.floor(at.getTime() / 1000)), time(at));
    const attribute = (id: string, value: Buffer) => sequence(oid(id), set(value));
    const attributes = [attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.9.16.1.4')), attribute('1.2.840.113549.1.9.4', octets(sha256(info)))];
    const signer = sequence(
      integer(1), sequence(commonName(`${this.name} tsa ca`), integer(7)), SHA256, explicit(0, ...attributes), sequence(oid('1.2.840.10045.4.3.2')),
      octets(sign('sha256', set(...attributes), this.tsa.privateKey)),
    );
    const signed = sequence(integer(3), set(SHA256), sequence(oid('1.2.840.113549.1.9.16.1.4'), explicit(0, octets(info))), set(signer));
    return { signedTimestamp: sequence(sequence(integer(status)), sequence(oid('1.2.840.113549.1.7.2'), explicit(0, signed))).toString('base64') };
  }

  /** Rekor v2: hashedrekord over the signed bytes, the only leaf of its tree. */
  entryV2(signature: Uint8Array, signedBytes: Uint8Array, signer: Leaf | Pair): object {
    const verifier = 'der' in signer ? { x509Certificate: { rawBytes: signer.der.toString('base64') } } : { publicKey: { rawBytes: spki(signer.publicKey).toString('base64') } };
    const body = Buffer.from(canonicalJson({
      apiVersion: '0.0.2', kind: 'hashedrekord', spec: { hashedRekordV002: {
        data: { algorithm: 'SHA2_256', digest: sha256(signedBytes).toString('base64') },
        signature: { content: Buffer.from(signature).toString('base64'), verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...verifier } },
      } },
    }));
    return this.entry(body, 'hashedrekord', '0.0.2', this.log, `log2.${this.name}.example`);
  }

  /** Rekor v1: dsse, with the log's promise of a time. */
  entryV1(signature: Uint8Array, payload: Uint8Array, signer: Leaf | Pair, at: Date = this.at): object {
    const pem = 'der' in signer ? `-----BEGIN CERTIFICATE-----\n${signer.der.toString('base64')}\n-----END CERTIFICATE-----\n` : signer.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const body = Buffer.from(canonicalJson({
      apiVersion: '0.0.1', kind: 'dsse', spec: {
        payloadHash: { algorithm: 'sha256', value: sha256(payload).toString('hex') },
        signatures: [{ signature: Buffer.from(signature).toString('base64'), verifier: Buffer.from(pem).toString('base64') }],
      },
    }));
    const integratedTime = Math.floor(at.getTime() / 1000);
    const promise = canonicalJson({ body: body.toString('base64'), integratedTime, logID: sha256(spki(this.logV1.publicKey)).toString('hex'), logIndex: 0 });
    return {
      ...this.entry(body, 'dsse', '0.0.1', this.logV1, `log1.${this.name}.example`), integratedTime: String(integratedTime),
      inclusionPromise: { signedEntryTimestamp: sign('sha256', Buffer.from(promise), this.logV1.privateKey).toString('base64') },
    };
  }

  private entry(body: Buffer, kind: string, version: string, log: Pair, origin: string): object {
    const id = sha256(spki(log.publicKey));
    const root = sha256(Buffer.of(0), body).toString('base64');
    const note = `${origin}\n1\n${root}\n`;
    const signed = Buffer.concat([id.subarray(0, 4), sign('sha256', Buffer.from(note), log.privateKey)]).toString('base64');
    return {
      logIndex: '0', logId: { keyId: id.toString('base64') }, kindVersion: { kind, version }, integratedTime: '0', canonicalizedBody: body.toString('base64'),
      inclusionProof: { logIndex: '0', rootHash: root, treeSize: '1', hashes: [], checkpoint: { envelope: `${note}\n— ${origin} ${signed}\n` } },
    };
  }
}

export const IDENTITY = 'https://git.example.com/acme/app//.ci.yml@refs/tags/v1.0.0';
export const ISSUER = 'https://git.example.com';
export const COMMIT = '1f'.repeat(20);
export const TYPE = 'application/vnd.in-toto+json';
export const PAYLOAD = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

/** What a bundle is to be made of. Witnesses: v2 and tsa when nothing is said. */
export interface BundleWish {
  readonly leaf?: Leaf;
  /** Signed by a key of its own instead; its hint. */
  readonly key?: Pair & { readonly hint: string };
  readonly payload?: Buffer;
  readonly witnesses?: readonly ('v1' | 'v2' | 'tsa')[];
  readonly stampAt?: Date;
  readonly integratedAt?: Date;
}

/** A Sigstore bundle v0.3 as JSON value, to be bent by a test before it is read. */
export function makeBundle(instance: Instance, wish: BundleWish = {}): any {
  const payload = wish.payload ?? PAYLOAD;
  const leaf = wish.key ? undefined : wish.leaf ?? instance.certificate();
  const signer = wish.key ?? leaf!;
  const signedBytes = pae(TYPE, payload);
  const signature = sign('sha256', signedBytes, signer.privateKey);
  const witnesses = wish.witnesses ?? ['v2', 'tsa'];
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      ...(wish.key ? { publicKey: { hint: wish.key.hint } } : { certificate: { rawBytes: leaf!.der.toString('base64') } }),
      tlogEntries: witnesses.flatMap((one) => (one === 'v2' ? [instance.entryV2(signature, signedBytes, signer)] : one === 'v1' ? [instance.entryV1(signature, payload, signer, wish.integratedAt)] : [])),
      timestampVerificationData: { rfc3161Timestamps: witnesses.includes('tsa') ? [instance.timestamp(signature, wish.stampAt)] : [] },
    },
    dsseEnvelope: { payload: payload.toString('base64'), payloadType: TYPE, signatures: [{ sig: signature.toString('base64'), keyid: wish.key?.hint ?? '' }] },
  };
}
