import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryArchive, memoryFolder } from '../../fixtures/build/bundles.ts';
import { verificationJsonSchema, verificationSchema } from '../../src/bundle/verification-schema.ts';
import { unreadableBundle } from '../../src/bundle/verification.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { readPublicKey } from '../../src/sealing/key.ts';
import { readPolicyFile } from '../../src/sealing/policy-file.ts';
import { readTrustedRoot } from '../../src/sealing/read-trusted-root.ts';
import { receiptJsonSchema } from '../../src/store/receipt.ts';
import { recordJsonSchema } from '../../src/store/record.ts';

const root = new URL('../../', import.meta.url);
const published = (name: string): unknown => JSON.parse(readFileSync(new URL(`docs/schemas/${name}.schema.json`, root), 'utf8'));

describe('docs/schemas', () => {
  it('has verification, release-record and publication-receipt as the code has them', () => {
    expect(published('verification')).toEqual(JSON.parse(JSON.stringify(verificationJsonSchema())));
    expect(published('release-record')).toEqual(JSON.parse(JSON.stringify(recordJsonSchema())));
    expect(published('publication-receipt')).toEqual(JSON.parse(JSON.stringify(receiptJsonSchema())));
  });
});

describe('every answer of verify', () => {
  const fixtures = new URL('fixtures/bundles/', root);
  const policy = { trust: { signers: [{ kind: 'key', key: readPublicKey(readFileSync(new URL('key.pub.pem', fixtures), 'utf8')) }] } };
  it('has the shape of the schema', async () => {
    const answers = [unreadableBundle('absent')];
    const sealed = { trust: { signers: readPolicyFile(readFileSync(new URL('sigstore/policy.json', fixtures), 'utf8')).signers, trustedRoot: readTrustedRoot(readFileSync(new URL('sigstore/trusted_root.json', fixtures), 'utf8'), 'incomplete') } };
    for (const kind of ['good', 'bad', 'sigstore/good', 'sigstore/bad']) {
      for (const name of readdirSync(new URL(`${kind}/`, fixtures))) {
        const bytes = new Uint8Array(readFileSync(new URL(`${kind}/${name}/bundle.evidence.zip`, fixtures)));
        answers.push(await verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, kind.startsWith('sigstore') ? sealed : policy));
      }
    }
    expect(answers.length).toBeGreaterThan(50);
    for (const answer of answers) expect(verificationSchema.safeParse(JSON.parse(JSON.stringify(answer))).error).toBeUndefined();
  });
});
