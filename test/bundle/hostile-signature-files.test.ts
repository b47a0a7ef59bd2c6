import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memoryArchive, memoryFolder } from '../../fixtures/build/bundles.ts';
import { encode, nameOf, putTogether, takeApart } from '../../fixtures/build/zip-editor.ts';
import { type Refusal } from '../../src/bundle/verification.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { readPolicyFile, trustPolicyOf } from '../../src/sealing/policy-file.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { CODE_SIGNING, EXTENSIONS, issue, newPair } from '../support/certificates.ts';
import { sequence, tlv } from '../support/der.ts';

/* Signature files are covered by no digest: whoever has the bundle in hand can put anything there. */
const root = new URL('../../fixtures/bundles/', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const bundle = (path: string) => new Uint8Array(readFileSync(new URL(`${path}/bundle.evidence.zip`, root)));
const byKey = bundle('sigstore/good/key_log-and-timestamp');
const byCertificate = bundle('sigstore/good/keyless_all-witnesses');
const trust = trustPolicyOf(readPolicyFile(text('sigstore/policy.json')), readTrustedRoot(text('sigstore/trusted_root.json')));

/** The bundle with each signature file changed. */
function withSignatures(from: Uint8Array, change: (file: string) => string): Uint8Array {
  return putTogether(takeApart(from).map((entry) => {
    if (!nameOf(entry).endsWith('.sigstore.json')) return entry;
    const data = encode(change(new TextDecoder().decode(entry.data)));
    return { ...entry, data, size: data.length, packedSize: data.length, crc32: crc32(data) };
  }));
}

async function refusalsOf(bytes: Uint8Array): Promise<readonly Refusal[]> {
  const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, { trust }, { rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }) });
  expect(answer.verdict).toBe('refused');
  return answer.steps.flatMap((step) => step.problems);
}

const certificate = (extension: Uint8Array): string => {
  const pair = newPair();
  return issue({ subject: 'x', issuer: 'x', publicKey: pair.publicKey, notBefore: new Date(0), notAfter: new Date(4e12), extensions: [
    EXTENSIONS.signsData(), EXTENSIONS.purpose(CODE_SIGNING), EXTENSIONS.names([6, 'https://a/b']), EXTENSIONS.fulcio(8, 'https://i'), { oid: '1.2.3.4', value: extension },
  ] }, pair.privateKey).toString('base64');
};
/** Hundreds of thousands of empty elements. */
const many = (bytes: number) => sequence(tlv(0x30, Buffer.alloc(bytes, Buffer.of(5, 0))));

describe('[SRS-081] a signature file whose pieces are larger than any real one is refused before they are taken apart', () => {
  it.each<[string, Uint8Array, (file: string) => string]>([
    ['a certificate', byCertificate, (file) => file.replace(/"certificate":\{"rawBytes":"[^"]*"/, `"certificate":{"rawBytes":"${certificate(many(1_000_000))}"`)],
    ['a timestamp', byCertificate, (file) => file.replace(/"signedTimestamp":"[^"]*"/, `"signedTimestamp":"${many(2_000_000).toString('base64')}"`)],
    ['a log entry', byCertificate, (file) => file.replace(/"canonicalizedBody":"[^"]*"/, `"canonicalizedBody":"${Buffer.from(`[${'{},'.repeat(500_000)}{}]`).toString('base64')}"`)],
    ['a checkpoint', byCertificate, (file) => file.replace(/"checkpoint":\{"envelope":"/, `$&${'— a AAAAAAAAAA==\\n'.repeat(50_000)}`)],
    ['a proof', byCertificate, (file) => file.replace(/"hashes":\[[^\]]*\]/, `"hashes":[${'"AAAA",'.repeat(300_000)}"AAAA"]`)],
    ['a length in the place of a signature', byKey, (file) => file.replace(/"sig":"[^"]*"/, '"sig":{"length":500000000}')],
    ['a length in the place of a payload', byKey, (file) => file.replace(/"payload":"[^"]*"/, '"payload":{"length":500000000}')],
    ['a length in the place of the id of a log', byKey, (file) => file.replace(/"keyId":"[^"]*"/, '"keyId":{"length":500000000}')],
    ['a length in a second kind of content', byKey, (file) => file.replace(/^{/, '{"messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":{"length":500000000}},"signature":""},')],
  ])('%s', async (_, from, change) => {
    const begin = performance.now();
    const problems = await refusalsOf(withSignatures(from, change));
    expect(problems).toContainEqual(expect.objectContaining({ code: 'EXCESSIVE', subject: 'seal/statement.sigstore.json' }));
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it.each<[string, string]>([
    ['nested without end', `${'['.repeat(300_000)}${']'.repeat(300_000)}`],
    ['millions of letters', `"${'x'.repeat(3_000_000)}"`],
    ['an object', '{"toString":1}'],
  ])('a payload type: %s', async (_, type) => {
    const problems = await refusalsOf(withSignatures(byKey, (file) => file.replace(/"payloadType":"[^"]*"/, `"payloadType":${type}`)));
    const problem = problems.find(({ code }) => code === 'PAYLOAD_TYPE')!;
    expect(problem.found!.length).toBeLessThan(300);
  });
});
