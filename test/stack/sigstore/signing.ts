import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Bundle, bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder, type Signer, type Witness } from '@sigstore/sign';
import { inject } from 'vitest';
import { fulcioSigner } from '../../../src/adapters/sigstore/fulcio-signer.ts';
import { openKmsKey } from '../../../src/adapters/sigstore/kms-signer.ts';
import { rekorV1Witness, rekorV2Witness, timestampWitness } from '../../../src/adapters/sigstore/witnesses.ts';
import { canonicalFile } from '../../../src/model/canonical-json.ts';
import { generateKey, type PublicKey, readSealingKey } from '../../../src/sealing/key.ts';
import { keyMeans } from '../../../src/sealing/key-means.ts';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import { PAYLOAD_TYPE } from '../../../src/sealing/statement.ts';
import type { ExpectedSigner } from '../../../src/sealing/trust-policy.ts';
import { createKmsKey, KMS_ENVIRONMENT } from './kms.ts';
import { openStack } from './stack.ts';

export const stack = openStack(inject('stack'));
Object.assign(process.env, KMS_ENVIRONMENT); // the usual variables, as a user has them

export const trustedRoot = readTrustedRoot(readFileSync(stack.trustedRoot, 'utf8'));
export const PREDICATE_TYPE = 'https://example.com/test-predicate/v1';
export const quiet = { step: () => undefined, note: () => undefined };

/** An in-toto statement about one artifact. */
export const statementOf = (artifact: string | Uint8Array, predicate: object = {}): Uint8Array => Buffer.from(JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1', subject: [{ name: 'artifact', digest: { sha256: createHash('sha256').update(artifact).digest('hex') } }],
  predicateType: PREDICATE_TYPE, predicate,
}));

export const WITNESSES = {
  v1: rekorV1Witness(stack.urls.rekorV1, quiet), v2: rekorV2Witness(stack.urls.rekorV2, quiet),
  tsa: timestampWitness(stack.urls.tsa, quiet), tsa2: timestampWitness(stack.urls.tsa2, quiet),
} satisfies Record<string, Witness>;
export type WitnessName = keyof typeof WITNESSES;

export interface TestSigner {
  readonly signer: Signer;
  readonly expected: ExpectedSigner;
  readonly publicKey?: PublicKey;
}

export const pipelineSigner = (claims: Readonly<Record<string, unknown>> = {}, url: string = stack.urls.fulcio): Signer => fulcioSigner({
  url, token: { name: 'a test token', get: async () => stack.token(claims) }, audience: 'sigstore', expected: {}, progress: quiet, now: () => new Date(),
});

/** One signer of each kind that the product has. */
export const SIGNERS = {
  async keyless(): Promise<TestSigner> {
    return { signer: pipelineSigner(), expected: { kind: 'identity', identity: { exact: stack.identity }, issuer: { exact: stack.issuer } } };
  },
  async kms(): Promise<TestSigner> {
    const { signer, publicKey } = await openKmsKey({ key: await createKmsKey(), endpoint: stack.urls.kms });
    return { signer, publicKey, expected: { kind: 'key', key: publicKey } };
  },
  async key(): Promise<TestSigner> {
    const key = readSealingKey(generateKey(undefined).privatePem, undefined);
    return { signer: keyMeans(key).signer, publicKey: key.publicKey, expected: { kind: 'key', key: key.publicKey } };
  },
};
export type SignerName = keyof typeof SIGNERS;

export interface Signed {
  /** The bundle file. */
  readonly file: Uint8Array;
  readonly json: Record<string, any>; // eslint-disable-line
  readonly bundle: Bundle;
}

/** A bundle as it is read back from its file. */
export function read(file: Uint8Array): Signed {
  const json = JSON.parse(Buffer.from(file).toString('utf8'));
  return { file, json, bundle: bundleFromJSON(json) };
}

/**
 * Signs and witnesses a statement as the product does, but without its own last look: a test must be able to have what the product
 * would not give away.
 */
export async function sign(signer: Signer, witnesses: readonly (WitnessName | Witness)[], artifact: string | Uint8Array): Promise<Signed> {
  const builder = new DSSEBundleBuilder({ signer, witnesses: witnesses.map((one) => (typeof one === 'string' ? WITNESSES[one] : one)) });
  return read(canonicalFile(bundleToJSON(await builder.create({ data: Buffer.from(statementOf(artifact)), type: PAYLOAD_TYPE }))));
}

/** What a signature is over: PAE of DSSE v1. */
export function preAuthenticationEncoding({ json }: Signed): Buffer {
  const payload = Buffer.from(json.dsseEnvelope.payload, 'base64');
  const type: string = json.dsseEnvelope.payloadType;
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

export const rawSignature = ({ json }: Signed): Buffer => Buffer.from(json.dsseEnvelope.signatures[0].sig, 'base64');

/** SPKI PEM of who signed: the certificate's key, or the given one. */
export function signerPem({ json }: Signed, key: PublicKey | undefined): string {
  const raw = json.verificationMaterial.certificate?.rawBytes;
  return raw === undefined ? key?.pem ?? '' : createPublicKey(new X509Certificate(Buffer.from(raw, 'base64')).publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'pem' }) as string;
}

export const timestampTokens = ({ json }: Signed): Buffer[] =>
  (json.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? []).map((one: { signedTimestamp: string }) => Buffer.from(one.signedTimestamp, 'base64'));
