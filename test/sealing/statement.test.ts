import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleChecks, sampleRelease } from '../../fixtures/build/bundles.ts';
import { bundleStatement } from '../../src/bundle/seal-bundle.ts';
import { generateKey, readSealingKey } from '../../src/sealing/key.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import { sealStatement } from '../../src/sealing/seal-statement.ts';
import { predicateJsonSchema } from '../../src/sealing/predicate.ts';
import { sealFiles, SIGNATURE_FILES } from '../../src/sealing/seal-files.ts';
import { parseStatement, writeStatement } from '../../src/sealing/statement.ts';

const content = { tagManifestSha256: 'a'.repeat(64), manifestSha256: 'b'.repeat(64), entryDataSha256: 'c'.repeat(64), materials: { files: 1, bytes: 2 }, payload: { files: 3, bytes: 4 } };
const statement = bundleStatement(sampleRelease, sampleChecks(), content, sealFiles('key', true));

describe('the statement', () => {
  it('has the artifacts first and the tag manifest last', () => {
    expect(statement.subjects.map((subject) => subject.name)).toEqual(['firmware.bin', 'tagmanifest-sha256.txt']);
  });

  it('has the same bytes for the same facts, whatever the order of their fields', () => {
    const shuffled = { predicate: Object.fromEntries(Object.entries(statement.predicate).reverse()) as typeof statement.predicate, subjects: statement.subjects };
    expect(Buffer.compare(writeStatement(statement), writeStatement(shuffled))).toBe(0);
  });

  it('comes back as it was written', () => {
    expect(parseStatement(writeStatement(statement))).toEqual({ statement });
  });

  it.each([
    ['blanks', (text: string) => text.replace(':', ': ')],
    ['an unknown field', (text: string) => text.replace('{"_type"', '{"_more":1,"_type"')],
    ['a repeated key', (text: string) => text.replace('"verdict":"READY"', '"verdict":"NOT READY","verdict":"READY"')],
    ['another type', (text: string) => text.replace('Statement/v1', 'Statement/v0.1')],
    ['a verdict that is none', (text: string) => text.replace('"READY"', '"GREEN"')],
    ['a digest in upper case', (text: string) => text.replace('a'.repeat(64), 'A'.repeat(64))],
    ['no subject', (text: string) => text.replace(/"subject":\[.*\]/, '"subject":[]')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['nothing', () => ''],
  ])('is refused with %s', (_, change) => {
    const changed = change(new TextDecoder().decode(writeStatement(statement)));
    expect(parseStatement(new TextEncoder().encode(changed))).toHaveProperty('faults');
  });

  it('is the same in both signature files of every run; the signatures differ', async () => {
    const key = readSealingKey(generateKey(undefined).privatePem, undefined);
    const [first, second] = [await sealStatement(statement, keyMeans(key)), await sealStatement(statement, keyMeans(key))];
    expect(first.map((file) => file.path)).toEqual(SIGNATURE_FILES);
    const read = (file: { bytes: Uint8Array }) => JSON.parse(new TextDecoder().decode(file.bytes));
    expect(read(first[0]!).payload).toBe(read(second[0]!).payload);
    expect(read(first[1]!).dsseEnvelope).toEqual(read(first[0]!));
    expect(read(first[0]!).signatures[0].sig).not.toBe(read(second[0]!).signatures[0].sig);
    expect(read(first[0]!).signatures[0].keyid).toBe(key.publicKey.fingerprint);
  });
});

describe('docs/schemas/predicate.schema.json', () => {
  it('is the schema of the code', () => {
    expect(JSON.parse(readFileSync(new URL('../../docs/schemas/predicate.schema.json', import.meta.url), 'utf8'))).toEqual(JSON.parse(JSON.stringify(predicateJsonSchema())));
  });
});
