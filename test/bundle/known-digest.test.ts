import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { memoryFolder, sampleBundle } from '../../fixtures/build/bundles.ts';
import { openArchiveFile } from '../../src/adapters/archive-file.ts';
import { bagFolder } from '../../src/adapters/bag-folder.ts';
import { openArchive } from '../../src/bundle/verify/archive-step.ts';
import { openFolder } from '../../src/bundle/verify/folder-step.ts';
import { hashedArchive } from '../../src/cli/hashed-archive.ts';
import { sha256, sha256Of } from '../../src/model/digest.ts';
import { readAll } from '../../src/model/source.ts';

const here = mkdtempSync(join(tmpdir(), 're-known-'));
afterAll(() => rmSync(here, { recursive: true, force: true }));

/** Bytes that deflate cannot shrink, without an end in sight of a block. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0, state = 7; i < length; i += 1) { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; bytes[i] = state >>> 24; }
  return bytes;
}

const files = new Map<string, Uint8Array>([
  ['data/evidence/attachments/noise.bin', noise((3 << 20) + 5)], // stored, read in many pieces through one buffer
  ['data/evidence/attachments/text.txt', new TextEncoder().encode(Array.from({ length: 400_000 }, (_, i) => `line ${i}\n`).join(''))], // inflated piece by piece
  ['data/evidence/attachments/empty.txt', new Uint8Array()],
]);

it('[SRS-065] every file of an archive is known by the digest of the bytes that were unpacked, and the archive by that of its own', async () => {
  const bytes = await sampleBundle({ files });
  writeFileSync(join(here, 'x.zip'), bytes);
  const file = openArchiveFile(join(here, 'x.zip'))!;
  const hashed = hashedArchive(file);
  const { inventory, problems } = await openArchive(hashed.file, memoryFolder());
  expect([problems, hashed.digest()]).toEqual([[], sha256(bytes)]);
  for (const [path, content] of files) {
    const source = inventory!.open(path);
    expect(sha256(readAll(source)), path).toBe(sha256(content));
    expect([source.sha256, sha256Of(source)], path).toEqual([sha256(content), sha256(content)]);
  }
  file.close();
});

it('a damaged file is known by what was unpacked of it, never by what it should have been', async () => {
  const bytes = await sampleBundle({ files });
  bytes[1 << 20]! ^= 1; // inside the stored noise
  const { inventory, problems } = await openArchive({ size: bytes.length, read: (offset, length) => bytes.slice(offset, offset + length) }, memoryFolder());
  expect(problems.map(({ code }) => code)).toEqual(['ENTRY_DAMAGED']);
  const source = inventory!.open('data/evidence/attachments/noise.bin');
  expect(source.sha256).toBe(sha256(readAll(source)));
  expect(source.sha256).not.toBe(sha256(files.get('data/evidence/attachments/noise.bin')!));
});

it('a file of an unpacked folder is read again each time: others may write there', () => {
  const target = join(here, 'bag.txt');
  writeFileSync(target, 'before');
  const source = openFolder(bagFolder(here)).inventory!.open('bag.txt');
  expect(source.sha256).toBeUndefined();
  writeFileSync(target, 'behind');
  expect(sha256Of(source)).toBe(sha256('behind'));
});
