import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { sampleBundle, sampleChecks, sampleRelease } from '../../fixtures/build/bundles.ts';
import { bundleStatement } from '../../src/bundle/seal-bundle.ts';
import type { PackedContent, Sealer } from '../../src/bundle/pack.ts';
import { canonicalFile } from '../../src/model/canonical-json.ts';
import { sha256 } from '../../src/model/digest.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { type SealFile, sealFiles, sigstoreFile, type StatementKind } from '../../src/sealing/seal-files.ts';
import { writeStatement } from '../../src/sealing/statement.ts';
import { svrStatement, vsaStatement } from '../../src/sealing/summary-statements.ts';
import { CODE_SIGNING, EXTENSIONS, type Extension, newPair } from './certificates.ts';
import { type BundleWish, IDENTITY, Instance, ISSUER, type LeafWish, makeBundle } from './instance.ts';

type Json = any; // the JSON of a Sigstore bundle, changed at will

/*
 * Whole bundles sealed with certificates, by an instance in memory: also those that no real service would give (fixtures/bundles/sigstore/ has
 * what the real ones give).
 */
export interface WitnessedRecipe {
  readonly why: string;
  make(): Promise<Uint8Array>;
}

/** Two instances with keys of this run: the one that the auditor believes, and another one that does everything the same way. */
const ours = new Instance('ours', new Date('2026-11-20T08:05:00Z'));
const others = new Instance('elsewhere', ours.at);
/** A log of ours that went out of use before the release. */
const retired = new Instance('retired', ours.at);

const SOURCE = 'https://git.example.com/acme/sample-pump';

/** Who is expected to have sealed them. */
export const EXPECTED_SIGNER = { kind: 'identity', identity: { exact: IDENTITY }, issuer: { exact: ISSUER }, extensions: { sourceRepository: SOURCE } } as const;

/** The auditor's trusted root for these bundles. */
export function auditorsRoot(): string {
  return readTrustedRoot(ours.root((root) => {
    const [log] = JSON.parse(retired.root()).tlogs;
    log.publicKey.validFor.end = '2026-11-01T00:00:00.000Z';
    root.tlogs.push(log);
  }), 'usage').text;
}

/** Extensions of a certificate of a pipeline run for the sample release. */
function extensions({ identity = IDENTITY, source = SOURCE, commit = sampleRelease.commit, more = [] }: { identity?: string; source?: string; commit?: string; more?: readonly Extension[] } = {}): readonly Extension[] {
  return [
    EXTENSIONS.signsData(), EXTENSIONS.purpose(CODE_SIGNING), EXTENSIONS.names([6, identity]), EXTENSIONS.fulcio(8, ISSUER), EXTENSIONS.fulcio(12, source), EXTENSIONS.fulcio(13, commit), ...more,
  ];
}

interface Wish extends Omit<BundleWish, 'leaf' | 'payload' | 'key'> {
  readonly leaf?: LeafWish;
  readonly by?: Instance;
  /** Changes the bundle of every statement. */
  readonly bend?: (bundle: Json) => void;
}

/** Seals while packing, with one certificate for all statements; the trusted root inside is the auditor's own. */
function sealer({ leaf, by = ours, bend = () => undefined, ...wish }: Wish): Sealer {
  const certificate = by.certificate({ extensions: extensions(), ...leaf });
  const signed = (kind: StatementKind, payload: Uint8Array): SealFile => {
    const bundle = makeBundle(by, { ...wish, leaf: certificate, payload: Buffer.from(payload) });
    bend(bundle);
    return { path: sigstoreFile(kind), bytes: canonicalFile(bundleToJSON(bundleFromJSON(bundle))) };
  };
  return {
    trustedRoot: auditorsRoot(),
    async seal(content: PackedContent) {
      const statement = bundleStatement(sampleRelease, sampleChecks(), content, sealFiles('certificate', true));
      const own = signed('statement', writeStatement(statement));
      const { predicate, subjects } = statement;
      return [own, signed('svr', svrStatement(predicate, subjects)!), signed('vsa', vsaStatement(predicate, subjects, sha256(own.bytes)))];
    },
  };
}

const sealed = (why: string, wish: Wish = {}): WitnessedRecipe => ({ why, make: () => sampleBundle({ sealer: sealer(wish) }) });
const material = (bundle: Json): Json => bundle.verificationMaterial;
const signatureOf = (bundle: Json): Buffer => Buffer.from(bundle.dsseEnvelope.signatures[0].sig, 'base64');
const paeOf = (bundle: Json): Buffer => {
  const { payload, payloadType } = bundle.dsseEnvelope;
  const bytes = Buffer.from(payload, 'base64');
  return Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `), bytes]);
};
const leafOf = (bundle: Json): Json => ({ der: Buffer.from(material(bundle).certificate.rawBytes, 'base64') });

export const WITNESSED_GOOD: Readonly<Record<string, WitnessedRecipe>> = {
  'sealed-keyless': sealed('a certificate, an entry in a log of Rekor v2 and a timestamp'),
  'sealed-keyless-rekor-v1': sealed('a certificate and an entry in a log of Rekor v1, whose promise is the time', { witnesses: ['v1'] }),
  'sealed-keyless-all-witnesses': sealed('a certificate, both logs and a timestamp', { witnesses: ['v1', 'v2', 'tsa'] }),
};

export const WITNESSED_BAD: Readonly<Record<string, WitnessedRecipe>> = {
  'IDENTITY_UNEXPECTED_another-project': sealed('sealed by the pipeline of another project of the same server', { leaf: { extensions: extensions({ identity: IDENTITY.replace('/app//', '/evil//') }) } }),
  'IDENTITY_UNEXPECTED_longer-name': sealed('an identity that begins with the expected one', { leaf: { extensions: extensions({ identity: `${IDENTITY}.evil` }) } }),
  'EXTENSION_UNEXPECTED_repository': sealed('the expected workflow, called from another repository', { leaf: { extensions: extensions({ source: `${SOURCE}-fork` }) } }),
  'COMMIT_MISMATCH_certificate': sealed('the certificate was given to a run for another commit', { leaf: { extensions: extensions({ commit: 'f'.repeat(40) }) } }),
  'CERTIFICATE_FORM_scheme-only': sealed('an empty claim of the token: a certificate for "https:"', { leaf: { extensions: extensions({ identity: 'https:' }) } }),
  'CERTIFICATE_FORM_two-names': sealed('two names, the expected one first', { leaf: { extensions: [...extensions().filter((one) => one.oid !== '2.5.29.17'), EXTENSIONS.names([6, IDENTITY], [6, 'https://evil.example/'])] } }),
  'CERTIFICATE_FORM_nul': sealed('a name with a NUL after the expected one', { leaf: { extensions: extensions({ identity: `${IDENTITY}\0.evil` }) } }),
  'CERTIFICATE_FORM_authority': sealed('a certificate that may issue others', { leaf: { extensions: extensions({ more: [EXTENSIONS.authority()] }) } }),
  'CERTIFICATE_FORM_web-server': sealed('a certificate for another purpose', { leaf: { extensions: [...extensions().filter((one) => one.oid !== '2.5.29.37'), EXTENSIONS.purpose('1.3.6.1.5.5.7.3.1')] } }),
  'CERTIFICATE_UNTRUSTED_same-name': sealed('issued by somebody who calls himself as the authority', { leaf: { extensions: extensions(), by: newPair() } }),
  'CERTIFICATE_UNTRUSTED_another-instance': sealed('everything is right, of another Sigstore instance', { by: others }),
  'CERTIFICATE_EXPIRED_signed-later': sealed('the timestamp is of after the end of the certificate', { stampAt: ours.seconds(1200) }),
  'CERTIFICATE_EXPIRED_signed-before': sealed('the timestamp is of before the certificate', { stampAt: ours.seconds(-1200) }),
  'SCT_MISSING_no-proof': sealed('a certificate that is in no transparency log', { leaf: { extensions: extensions(), proofs: 0 } }),
  'LOG_MISSING_removed': sealed('a timestamp only', { witnesses: ['tsa'] }),
  'LOG_INVALID_another-signature': sealed('the log entry is that of another signature', { bend: (one) => { material(one).tlogEntries = material(makeBundle(ours)).tlogEntries; } }),
  'LOG_INVALID_another-certificate': sealed('the log entry names another certificate for this signature', { bend: (one) => { material(one).tlogEntries = [ours.entryV2(signatureOf(one), paeOf(one), ours.certificate({ extensions: extensions() }))]; } }),
  'LOG_INVALID_another-log': sealed('the log entry is by a log that the auditor does not know', { bend: (one) => { material(one).tlogEntries = [others.entryV2(signatureOf(one), paeOf(one), leafOf(one))]; } }),
  'LOG_INVALID_checkpoint': sealed('the checkpoint is that of another tree', { bend: (one) => { material(one).tlogEntries[0].inclusionProof.checkpoint = material(makeBundle(ours)).tlogEntries[0].inclusionProof.checkpoint; } }),
  'LOG_INVALID_twice': sealed('the same log entry twice', { bend: (one) => { material(one).tlogEntries.push(material(one).tlogEntries[0]); } }),
  'LOG_INVALID_promised-time': sealed('the time of Rekor v1 is another than promised', { witnesses: ['v1', 'tsa'], bend: (one) => { material(one).tlogEntries[0].integratedTime = String(Number(material(one).tlogEntries[0].integratedTime) - 60); } }),
  'LOG_RETIRED_rekor-v2': sealed('an entry of a log that was out of use: its key may be anybody\'s', { bend: (one) => { material(one).tlogEntries = [retired.entryV2(signatureOf(one), paeOf(one), leafOf(one))]; } }),
  'TIME_UNPROVEN_no-timestamp': sealed('a certificate of ten minutes, and nothing that says when', { witnesses: ['v2'] }),
  'TIME_UNPROVEN_unpromised-time': sealed('a time of Rekor v1 that the log did not promise', { witnesses: ['v1'], bend: (one) => { delete material(one).tlogEntries[0].inclusionPromise; } }),
  'TIMESTAMP_INVALID_another-signature': sealed('the timestamp is over another signature', { bend: (one) => { material(one).timestampVerificationData.rfc3161Timestamps = [ours.timestamp(Buffer.from('another'))]; } }),
  'TIMESTAMP_INVALID_another-authority': sealed('the timestamp is by an authority that the auditor does not know', { bend: (one) => { material(one).timestampVerificationData.rfc3161Timestamps = [others.timestamp(signatureOf(one))]; } }),
  'TIMESTAMP_INVALID_unreadable': sealed('the timestamp is cut off', { bend: (one) => { const [stamp] = material(one).timestampVerificationData.rfc3161Timestamps; stamp.signedTimestamp = Buffer.from(stamp.signedTimestamp, 'base64').subarray(0, -9).toString('base64'); } }),
  'TIMESTAMP_INVALID_twice': sealed('the same timestamp twice', { bend: (one) => { const list = material(one).timestampVerificationData.rfc3161Timestamps; list.push(list[0]); } }),
  'SIGNATURE_INVALID_another-certificate': sealed('another certificate of the same signer', { bend: (one) => { material(one).certificate.rawBytes = ours.certificate({ extensions: extensions() }).der.toString('base64'); } }),
  'SEALED_AT_FAR_a-month': sealed('sealed a month after the release date', { leaf: { extensions: extensions(), from: ours.days(30), until: ours.days(31), proofAt: ours.days(30) }, stampAt: ours.seconds(30 * 86_400 + 60) }),
};
