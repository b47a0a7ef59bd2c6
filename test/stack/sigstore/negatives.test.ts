import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rekorV2Witness } from '../../../src/adapters/sigstore/witnesses.ts';
import { canonicalFile } from '../../../src/model/canonical-json.ts';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import { readSignatureFiles } from '../../../src/sealing/signature-bundle.ts';
import type { ExpectedSigner, Thresholds } from '../../../src/sealing/trust-policy.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';
import { type Others, startOthers } from './others.ts';
import { pipelineSigner, PREDICATE_TYPE, quiet, read, sign, type Signed, SIGNERS, stack, statementOf, type TestSigner, trustedRoot as ourRoot } from './signing.ts';

/** JSON that a test alters. */
type Json = any; // eslint-disable-line @typescript-eslint/no-explicit-any

interface Case {
  readonly name: string;
  /** Which real bundle it starts from. */
  readonly from: (typeof NAMES)[number];
  /** Changes the bundle's JSON in place. */
  readonly alter?: (json: Json) => void;
  /** Changes the trusted root's JSON in place, or gives another text, or none. */
  readonly root?: (json: Json) => Json | void;
  readonly policy?: { readonly signer?: ExpectedSigner; readonly thresholds?: Partial<Thresholds>; readonly noRoot?: true };
  /** Every code that must be told, and no other. */
  readonly ours: readonly string[];
  /** What cosign says of the same files: null = there is nothing to ask it. */
  readonly cosign: 'refused' | 'passes' | null;
  readonly cosignArgs?: readonly string[];
}

const NAMES = ['keyless', 'keylessV1', 'keylessV1Bare', 'key', 'otherLog', 'withoutSct', 'otherSignature', 'otherKeySignature', 'twoTsas', 'emptyClaim', 'later'] as const;
const bundles: Partial<Record<(typeof NAMES)[number], Signed>> = {};
const ARTIFACT = 'the firmware of the negatives';
const folder = join(stack.folder, 'negatives');
let others: Others;
let keyless: TestSigner;
let key: TestSigner;
let otherKey: TestSigner;
const rows: string[][] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'artifact'), ARTIFACT);
  others = await startOthers(stack);
  [keyless, key, otherKey] = await Promise.all([SIGNERS.keyless(), SIGNERS.key(), SIGNERS.key()]);
  writeFileSync(join(folder, 'key.pub'), key.publicKey!.pem);
  const made: Partial<Record<(typeof NAMES)[number], Promise<Signed>>> = {
    keyless: sign(keyless.signer, ['v2', 'tsa'], ARTIFACT),
    otherSignature: sign(pipelineSigner(), ['v2', 'tsa'], `${ARTIFACT}, another`),
    keylessV1: sign(keyless.signer, ['v1', 'tsa'], ARTIFACT),
    keylessV1Bare: sign(keyless.signer, ['v1'], ARTIFACT),
    key: sign(key.signer, ['v2', 'tsa'], ARTIFACT),
    otherKeySignature: sign(key.signer, ['v2', 'tsa'], `${ARTIFACT}, another`),
    otherLog: sign(keyless.signer, [rekorV2Witness(others.rekorV2, quiet), 'tsa'], ARTIFACT),
    withoutSct: sign(pipelineSigner({}, others.fulcioWithoutLog), ['v2', 'tsa'], ARTIFACT),
    twoTsas: sign(keyless.signer, ['v2', 'tsa2'], ARTIFACT),
  };
  await Promise.all(Object.entries(made).map(async ([name, one]) => { bundles[name as (typeof NAMES)[number]] = await one; }));
  bundles.later = await sign(keyless.signer, ['v2', 'tsa'], `${ARTIFACT}, later`);
  // Our signer gives no such signature (below): cosign makes it.
  const statement = join(folder, 'statement.json');
  writeFileSync(statement, statementOf(ARTIFACT));
  const result = stack.cosign('attest-blob', '-y', '--signing-config', stack.signingConfig, '--trusted-root', stack.trustedRoot, '--identity-token', stack.token({ ci_config_ref_uri: '' }),
    '--statement', statement, '--bundle', join(folder, 'empty-claim.json'), join(folder, 'artifact'));
  expect(result.stderr).toContain('Wrote bundle');
  bundles.emptyClaim = read(readFileSync(join(folder, 'empty-claim.json')));
});

afterAll(async () => {
  await others?.stop();
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i]!.length)));
  console.log(rows.map((row) => row.map((text, i) => text.padEnd(widths[i]!)).join(' | ').trimEnd()).join('\n'));
});

const material = (json: Json) => json.verificationMaterial;
const entry = (json: Json) => material(json).tlogEntries[0];
const flip = (base64: string, at: number) => {
  const bytes = Buffer.from(base64, 'base64');
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  return bytes.toString('base64');
};
const before = '2021-01-01T00:00:00Z';
const identity = (san: string, issuer: string = stack.issuer, pattern = false): ExpectedSigner => ({ kind: 'identity', identity: pattern ? { pattern: san } : { exact: san }, issuer: { exact: issuer } });

const CASES: readonly Case[] = [
  { name: 'nothing altered', from: 'keyless', ours: [], cosign: 'passes' },
  { name: 'nothing altered, by key', from: 'key', ours: [], cosign: 'passes' },
  // who
  { name: 'another identity', from: 'keyless', policy: { signer: identity('https://gitlab.example.com/acme/other//.gitlab-ci.yml@refs/tags/v2.4.0') }, ours: ['IDENTITY_UNEXPECTED'], cosign: 'refused', cosignArgs: ['--certificate-identity', 'https://gitlab.example.com/acme/other//.gitlab-ci.yml@refs/tags/v2.4.0', '--certificate-oidc-issuer', stack.issuer] },
  { name: 'another issuer', from: 'keyless', policy: { signer: identity(stack.identity, 'https://gitlab.com') }, ours: ['IDENTITY_UNEXPECTED'], cosign: 'refused', cosignArgs: ['--certificate-identity', stack.identity, '--certificate-oidc-issuer', 'https://gitlab.com'] },
  { name: 'the beginning of the identity', from: 'keyless', policy: { signer: identity(stack.identity.slice(0, -3)) }, ours: ['IDENTITY_UNEXPECTED'], cosign: null },
  { name: 'a pattern for a part of the identity', from: 'keyless', policy: { signer: identity('gitlab\\.example\\.com/acme', stack.issuer, true) }, ours: ['IDENTITY_UNEXPECTED'], cosign: null },
  { name: 'dots of an exact identity are not wildcards', from: 'keyless', policy: { signer: identity(stack.identity.replace('gitlab.example', 'gitlab-example')) }, ours: ['IDENTITY_UNEXPECTED'], cosign: null },
  { name: 'an empty claim, identity "https:"', from: 'emptyClaim', ours: ['CERTIFICATE_FORM'], cosign: 'refused' },
  { name: 'an empty claim, a pattern that takes every https', from: 'emptyClaim', policy: { signer: identity('https:.*', stack.issuer, true) }, ours: ['CERTIFICATE_FORM'], cosign: null },
  { name: 'another project in the certificate', from: 'keyless', policy: { signer: { ...identity(stack.identity), extensions: { sourceRepository: 'https://gitlab.example.com/acme/other' } } as ExpectedSigner }, ours: ['EXTENSION_UNEXPECTED'], cosign: null },
  // what
  { name: 'payload altered', from: 'keyless', alter: (json) => { json.dsseEnvelope.payload = Buffer.from(Buffer.from(json.dsseEnvelope.payload, 'base64').toString().replace('"predicate":{}', '"predicate":{"a":1}')).toString('base64'); }, ours: ['SIGNATURE_INVALID'], cosign: 'refused' },
  { name: 'payload type altered', from: 'keyless', alter: (json) => { json.dsseEnvelope.payloadType = 'application/json'; }, ours: ['PAYLOAD_TYPE'], cosign: 'refused' },
  { name: 'signature altered', from: 'keyless', alter: (json) => { json.dsseEnvelope.signatures[0].sig = flip(json.dsseEnvelope.signatures[0].sig, -1); }, ours: ['SIGNATURE_INVALID'], cosign: 'refused' },
  { name: 'two signatures', from: 'keyless', alter: (json) => { json.dsseEnvelope.signatures.push(json.dsseEnvelope.signatures[0]); }, ours: ['SIGNATURE_COUNT'], cosign: 'refused' },
  { name: 'no signature', from: 'keyless', alter: (json) => { json.dsseEnvelope.signatures = []; }, ours: ['SIGNATURE_COUNT'], cosign: 'refused' },
  { name: 'another certificate of the same identity', from: 'keyless', alter: (json) => { material(json).certificate = material(bundles.otherSignature!.json).certificate; }, ours: ['SIGNATURE_INVALID'], cosign: 'refused' },
  // certificate
  { name: 'certificate without SCT', from: 'withoutSct', ours: ['SCT_MISSING'], cosign: 'refused' },
  { name: 'root without certificate transparency log', from: 'keyless', root: (root) => { root.ctlogs = []; }, ours: ['SCT_MISSING'], cosign: 'refused' },
  { name: 'certificate authority retired before signing', from: 'keyless', root: (root) => { root.certificateAuthorities[0].validFor.end = before; }, ours: ['CERTIFICATE_UNTRUSTED'], cosign: 'refused' },
  { name: 'certificate transparency log retired before signing', from: 'keyless', root: (root) => { root.ctlogs[0].publicKey.validFor.end = before; }, ours: ['SCT_MISSING'], cosign: 'refused' },
  // log
  { name: 'log entry removed', from: 'keyless', alter: (json) => { delete material(json).tlogEntries; }, ours: ['LOG_MISSING'], cosign: 'refused' },
  { name: 'entry of another log of the same name', from: 'otherLog', ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'checkpoint of another log', from: 'keyless', alter: (json) => { entry(json).inclusionProof.checkpoint = entry(bundles.otherLog!.json).inclusionProof.checkpoint; }, ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'checkpoint of a later tree of the same log', from: 'keyless', alter: (json) => { entry(json).inclusionProof.checkpoint = entry(bundles.later!.json).inclusionProof.checkpoint; }, ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'checkpoint that is none', from: 'keyless', alter: (json) => { entry(json).inclusionProof.checkpoint.envelope = 'no checkpoint'; }, ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'entry of another signature', from: 'keyless', alter: (json) => { material(json).tlogEntries = material(bundles.otherSignature!.json).tlogEntries; }, ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'inclusion proof removed', from: 'keyless', alter: (json) => { delete entry(json).inclusionProof; }, ours: ['SEAL_FORM'], cosign: 'refused' },
  { name: 'root without transparency logs', from: 'keyless', root: (root) => { root.tlogs = []; }, ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'Rekor v2 retired before signing (no library looks)', from: 'keyless', root: (root) => { for (const log of root.tlogs) log.publicKey.validFor.end = before; }, ours: ['LOG_RETIRED'], cosign: 'passes' },
  { name: 'Rekor v1 retired before signing', from: 'keylessV1', root: (root) => { for (const log of root.tlogs) log.publicKey.validFor.end = before; }, ours: ['LOG_RETIRED'], cosign: 'refused' },
  { name: 'Rekor v1, time altered', from: 'keylessV1', alter: (json) => { entry(json).integratedTime = String(Number(entry(json).integratedTime) + 1); }, ours: ['LOG_INVALID'], cosign: 'refused' },
  { name: 'Rekor v1 alone, its promise removed', from: 'keylessV1Bare', alter: (json) => { delete entry(json).inclusionPromise; }, ours: ['TIME_UNPROVEN'], cosign: 'refused' },
  // time
  { name: 'timestamp removed', from: 'keyless', alter: (json) => { delete material(json).timestampVerificationData; }, ours: ['TIME_UNPROVEN'], cosign: 'refused' },
  { name: 'timestamp of another signature', from: 'keyless', alter: (json) => { material(json).timestampVerificationData = material(bundles.otherSignature!.json).timestampVerificationData; }, ours: ['TIMESTAMP_INVALID'], cosign: 'refused' },
  { name: 'timestamp by an authority that the root does not name', from: 'twoTsas', root: (root) => { root.timestampAuthorities.length = 1; }, ours: ['TIMESTAMP_INVALID'], cosign: 'refused' },
  { name: 'root without timestamp authorities', from: 'keyless', root: (root) => { root.timestampAuthorities = []; }, ours: ['TIMESTAMP_INVALID'], cosign: 'refused' },
  { name: 'timestamp authority retired before signing', from: 'keyless', root: (root) => { for (const one of root.timestampAuthorities) one.validFor.end = before; }, ours: ['TIMESTAMP_INVALID'], cosign: 'refused' },
  // root
  { name: 'root of another instance', from: 'keyless', root: () => JSON.parse(others.trustedRoot), ours: ['CERTIFICATE_UNTRUSTED', 'SCT_MISSING', 'TIMESTAMP_INVALID', 'LOG_INVALID'], cosign: 'refused' },
  { name: 'no root', from: 'keyless', policy: { noRoot: true }, ours: ['TRUST_ROOT_MISSING'], cosign: null },
  // key
  { name: 'key: another key', from: 'key', policy: { signer: { kind: 'key', key: null as never } }, ours: ['KEY_UNKNOWN'], cosign: null },
  { name: 'key: another hint than the keyid', from: 'key', alter: (json) => { material(json).publicKey.hint = 'SHA256:AAAA'; }, ours: ['SEAL_FORM'], cosign: 'passes' },
  { name: 'key: another hint and keyid', from: 'key', alter: (json) => { material(json).publicKey.hint = json.dsseEnvelope.signatures[0].keyid = 'SHA256:AAAA'; }, ours: ['KEY_UNKNOWN'], cosign: 'refused' },
  { name: 'key: signature by another statement', from: 'key', alter: (json) => { json.dsseEnvelope.signatures = bundles.otherKeySignature!.json.dsseEnvelope.signatures; }, ours: ['SIGNATURE_INVALID'], cosign: 'refused' },
  { name: 'key: log entry removed, one asked for', from: 'key', alter: (json) => { delete material(json).tlogEntries; }, policy: { thresholds: { log: 1 } }, ours: ['LOG_MISSING'], cosign: 'refused' },
  { name: 'key: timestamp removed, one asked for', from: 'key', alter: (json) => { delete material(json).timestampVerificationData; }, policy: { thresholds: { timestamps: 1 } }, ours: ['TIMESTAMP_MISSING'], cosign: 'passes' },
  { name: 'key: timestamp of another signature', from: 'key', alter: (json) => { material(json).timestampVerificationData = material(bundles.otherKeySignature!.json).timestampVerificationData; }, ours: ['TIMESTAMP_INVALID'], cosign: 'passes' },
  { name: 'key: Rekor v2 retired before signing', from: 'key', root: (root) => { for (const log of root.tlogs) log.publicKey.validFor.end = before; }, ours: ['LOG_RETIRED'], cosign: 'passes' },
  { name: 'an identity is expected, a key has signed', from: 'key', policy: { signer: identity(stack.identity) }, ours: ['KEY_UNKNOWN'], cosign: null },
];

/** Every code of a refusal, by the strict reader of signature files first, as `verify` does. */
function judge(json: Json, one: Case, rootText: string): string[] {
  const { seal, faults } = readSignatureFiles(canonicalFile(json), undefined);
  if (!seal || faults.length > 0) return faults.map((fault) => fault.code);
  let signer = one.policy?.signer ?? (one.from.startsWith('key') && !one.from.startsWith('keyless') ? key.expected : keyless.expected);
  if (signer.kind === 'key' && signer.key === null) signer = otherKey.expected;
  const { problems, signer: who } = verifySignature(seal.bundle, {
    signers: [signer], ...(one.policy?.noRoot ? {} : { trustedRoot: readTrustedRoot(rootText) }), ...(one.policy?.thresholds && { thresholds: one.policy.thresholds }),
  });
  expect(who === null).toBe(problems.length > 0);
  for (const problem of problems) expect(problem.message).toMatch(/^[a-zA-Z0-9]/);
  return problems.map((problem) => problem.code);
}

describe('negatives on real bundles', () => {
  it.each(CASES.map((one, i) => ({ ...one, i })))('$name', (one) => {
    const json: Json = structuredClone(bundles[one.from]!.json);
    one.alter?.(json);
    const root: Json = JSON.parse(ourRoot.text);
    const rootText = `${JSON.stringify(one.root?.(root) ?? root)}\n`;
    const found = judge(json, one, rootText);
    let cosign = '-';
    if (one.cosign !== null) {
      const [bundleFile, rootFile] = [join(folder, `${one.i}.json`), join(folder, `${one.i}.root.json`)];
      writeFileSync(bundleFile, canonicalFile(json));
      writeFileSync(rootFile, rootText);
      const isKey = one.from === 'key';
      const who = one.cosignArgs ?? (isKey ? ['--key', join(folder, 'key.pub')] : ['--certificate-identity', stack.identity, '--certificate-oidc-issuer', stack.issuer]);
      const result = stack.cosign('verify-blob-attestation', '--bundle', bundleFile, '--trusted-root', rootFile, ...who, '--type', PREDICATE_TYPE, join(folder, 'artifact'));
      cosign = result.status === 0 ? 'passes' : 'refused';
    }
    rows.push([one.name, found.join(' ') || 'ok', cosign]);
    expect({ ours: found.toSorted(), cosign }).toEqual({ ours: one.ours.toSorted(), cosign: one.cosign ?? '-' });
  });

  it('our signer does not sign with a certificate whose identity is empty', async () => {
    await expect(sign(pipelineSigner({ ci_config_ref_uri: '' }), [], ARTIFACT)).rejects.toMatchObject({ code: 'FULCIO_FAILED', message: expect.stringContaining('identity') });
  });

  it('a bundle cut off', () => {
    const { file } = bundles.keyless!;
    for (const length of [0, 1, 100, file.length - 2]) {
      expect(readSignatureFiles(file.subarray(0, length), undefined)).toMatchObject({ seal: null, faults: [{ code: 'SEAL_FORM' }] });
    }
  });

  it('each SHA-256 of another artifact is not the one in the statement: for the caller, which has the artifact', () => {
    const statement = JSON.parse(Buffer.from(read(bundles.keyless!.file).json.dsseEnvelope.payload, 'base64').toString('utf8'));
    writeFileSync(join(folder, 'other-artifact'), 'other');
    writeFileSync(join(folder, 'good.json'), bundles.keyless!.file);
    expect(statement.subject).toHaveLength(1);
    const result = stack.cosign('verify-blob-attestation', '--bundle', join(folder, 'good.json'), '--trusted-root', stack.trustedRoot, '--certificate-identity', stack.identity, '--certificate-oidc-issuer', stack.issuer, '--type', PREDICATE_TYPE, join(folder, 'other-artifact'));
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('provided artifact digest');
  });
});
