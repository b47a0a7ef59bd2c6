import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryArchive, memoryFolder, sampleBundle, sampleFiles } from '../../fixtures/build/bundles.ts';
import { collisionKey, collisions, MAX_NAME, nameFault, storedName } from '../../src/bundle/entry-name.ts';
import { parseManifest, writeManifest } from '../../src/bundle/manifest.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { generateKey, readPublicKey, readSealingKey } from '../../src/sealing/key.ts';

const pair = generateKey(undefined);
const key = readSealingKey(pair.privatePem, undefined);
const policy = { trust: { signers: [{ kind: 'key', key: readPublicKey(pair.publicPem) }] } };
const sealed = await sampleBundle({ key });

async function verdict(bytes: Uint8Array): Promise<string> {
  return (await verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, policy)).verdict;
}

describe('a sealed bundle', () => {
  it('is refused after any change of one byte, wherever it is', async () => {
    expect(await verdict(sealed)).toBe('verified');
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = sealed.slice();
      changed[at]! ^= flip;
      expect(await verdict(changed)).toBe('refused');
    }), { numRuns: 300 });
  }, 60_000);

  it('is refused after any one bit of its headers and of the last byte of every entry was changed', async () => {
    // Positions that content digests cannot see: padding bits at the end of deflate data, and every byte of headers.
    const step = 7;
    const accepted: number[] = [];
    for (let at = 0; at < sealed.length; at += step) {
      const changed = sealed.slice();
      changed[at]! ^= 0x80;
      if ((await verdict(changed)) !== 'refused') accepted.push(at);
    }
    expect(accepted).toEqual([]);
  }, 60_000);

  it('is refused when cut anywhere or when anything is put in', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: sealed.length - 1 }), fc.uint8Array({ minLength: 0, maxLength: 40 }), async (at, put) => {
      if (put.length > 0) expect(await verdict(new Uint8Array([...sealed.slice(0, at), ...put, ...sealed.slice(at)]))).toBe('refused');
      expect(await verdict(sealed.slice(0, at))).toBe('refused');
    }), { numRuns: 80 });
  }, 60_000);

  it('holds any content byte for byte, whatever its size', async () => {
    const content = fc.oneof(fc.uint8Array({ maxLength: 5000 }), fc.tuple(fc.nat(255), fc.nat(60_000)).map(([byte, length]) => new Uint8Array(length).fill(byte)));
    await fc.assert(fc.asyncProperty(content, async (bytes) => {
      const files = sampleFiles();
      files.set('data/evidence/attachments/any.bin', bytes);
      const unpackTo = memoryFolder();
      const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(await sampleBundle({ key, files })), unpackTo }, policy);
      expect(answer.verdict).toBe('verified');
      expect(Buffer.compare(unpackTo.files.get('data/evidence/attachments/any.bin')!, bytes)).toBe(0);
    }), { numRuns: 40 });
  }, 60_000);
});

describe('entry names', () => {
  const anyPath = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

  it('are always allowed after storing, within their room, and different for different paths', () => {
    fc.assert(fc.property(anyPath, anyPath, (a, b) => {
      const [storedA, storedB] = [storedName(a, 120), storedName(b, 120)];
      expect(nameFault(`top/data/${storedA}`), storedA).toBeNull();
      expect(storedA.length).toBeLessThanOrEqual(120);
      if (a.toWellFormed() !== b.toWellFormed()) expect(storedA).not.toBe(storedB);
    }), { numRuns: 1000 });
  });

  it('stay as they are when they are allowed', () => {
    fc.assert(fc.property(anyPath, (path) => {
      if (nameFault(path) === null && path.length <= 120) expect(storedName(path, 120)).toBe(path);
    }));
  });

  it('collide exactly when some system takes them for one file', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'A', 'b', 'a/b', 'A/c', 'ß', 'é', 'e\u0301'), { maxLength: 5 }), (names) => {
      const different = new Set(names.map(collisionKey)).size === names.length
        && !names.some((x) => names.some((y) => collisionKey(y).startsWith(`${collisionKey(x)}/`)));
      expect(collisions(names).length === 0).toBe(different);
    }));
  });

  it('are refused above the limit', () => {
    expect(nameFault('a'.repeat(MAX_NAME))).toBeNull();
    expect(nameFault('a'.repeat(MAX_NAME + 1))).toContain('longer');
  });
});

describe('manifests', () => {
  const line = fc.record({
    path: fc.string({ minLength: 1, maxLength: 40 }).filter((path) => nameFault(path) === null),
    sha256: fc.string().map((text) => hash('sha256', text, 'hex')),
  });

  it('come back as they were written, and only their one form is taken', () => {
    fc.assert(fc.property(fc.uniqueArray(line, { selector: (one) => one.path, maxLength: 12 }), (lines) => {
      const text = writeManifest(lines);
      const parsed = parseManifest(text);
      expect(parsed.faults).toEqual([]);
      expect(new Map(lines.map((one) => [one.path, one.sha256]))).toEqual(parsed.listed);
      if (lines.length > 1) expect(parseManifest(text.split('\n').slice(0, -1).reverse().join('\n') + '\n').faults.length).toBeGreaterThan(0);
      expect(parseManifest(text.replaceAll('\n', '\r\n')).faults.length > 0 || lines.length === 0).toBe(true);
    }));
  });
});
