import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArchiveFile } from '../../src/adapters/archive-file.ts';
import { writeFileWhole } from '../../src/adapters/output-file.ts';
import { packBundle } from '../../src/bundle/pack.ts';
import type { ArchiveFile } from '../../src/bundle/ports.ts';
import { readDirectory } from '../../src/bundle/zip/reader.ts';
import { centralHeader, type EntryFields, endRecords, localHeader } from '../../src/bundle/zip/records.ts';
import { memorySource } from '../../src/model/source.ts';

/** A file of which only some pieces are kept; all else is zero. */
function sparse(size: number, pieces: readonly (readonly [number, Uint8Array])[]): ArchiveFile {
  return {
    size,
    read(offset, length) {
      const out = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      for (const [at, bytes] of pieces) {
        const from = Math.max(at, offset);
        const to = Math.min(at + bytes.length, offset + out.length);
        if (from < to) out.set(bytes.subarray(from - at, to - at), from - offset);
      }
      return out;
    },
  };
}

function large(): { file: ArchiveFile; entries: EntryFields[] } {
  const name = (text: string): Uint8Array => new TextEncoder().encode(text);
  const gib = 2 ** 30;
  const first: EntryFields = { name: name('t/a'), method: 0, stamp: 0x00210000, crc32: 1, packedSize: 5 * gib, size: 5 * gib, offset: 0 };
  const second: EntryFields = { name: name('t/b'), method: 0, stamp: 0x00210000, crc32: 2, packedSize: 7, size: 7, offset: localHeader(first).length + 5 * gib };
  const entries = [first, second];
  const directory = Buffer.concat(entries.map(centralHeader));
  const offset = second.offset + localHeader(second).length + 7;
  const end = endRecords(2, directory.length, offset);
  const file = sparse(offset + directory.length + end.length, [[0, localHeader(first)], [second.offset, localHeader(second)], [offset, directory], [offset + directory.length, end]]);
  return { file, entries };
}

describe('archives beyond the old limits', () => {
  it('with entries and offsets of more than 4 GiB are read as they were written', () => {
    const { file, entries } = large();
    const directory = readDirectory(file);
    expect(directory.problems).toEqual([]);
    expect(directory.entries.map((entry) => [entry.fields.size, entry.fields.packedSize, entry.fields.offset])).toEqual(entries.map((entry) => [entry.size, entry.packedSize, entry.offset]));
  });

  it('with more than 65,535 entries are whole for us and for unzip', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip64-'));
    try {
      const path = join(folder, 'many.zip');
      const content = memorySource('x', new TextEncoder().encode('x'));
      const files = Array.from({ length: 65_600 }, (_, i) => ({ path: `data/evidence/attachments/${i}`, content }));
      await writeFileWhole(path, { replace: false }, (sink) => packBundle(files, sink, { product: 'p', version: '1', date: '2026-01-01T00:00:00Z', toolVersion: '0' }));
      const file = openArchiveFile(path)!;
      const directory = readDirectory(file);
      file.close();
      expect(directory.problems).toEqual([]);
      expect(directory.entries).toHaveLength(65_605);
      if (spawnSync('unzip', ['-v']).status === 0) expect(execFileSync('unzip', ['-tqq', path], { encoding: 'utf8' })).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
