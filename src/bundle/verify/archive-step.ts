import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { byCodeUnit } from '../../model/order.ts';
import type { Source } from '../../model/source.ts';
import { SIGNATURE_FILES } from '../../sealing/seal-files.ts';
import { collisions, nameFault } from '../entry-name.ts';
import { archiveOrder, PAYLOAD, UNLISTED } from '../layout.ts';
import { LIMITS } from '../limits.ts';
import type { ArchiveFile, UnpackFolder } from '../ports.ts';
import type { Refusal } from '../verification.ts';
import { Damaged, readEntry } from '../zip/inflate.ts';
import { type ArchiveEntry, NotAnArchive, readDirectory } from '../zip/reader.ts';
import type { Inventory } from './inventory.ts';

export interface Opened {
  /** null when the archive is none, or may not be unpacked. */
  readonly inventory: Inventory | null;
  readonly problems: readonly Refusal[];
}

/** Step 1 for an archive: structure, names, bounds; then unpacks into `folder` while taking digests. */
export async function openArchive(file: ArchiveFile, folder: UnpackFolder): Promise<Opened> {
  let directory;
  try {
    directory = readDirectory(file);
  } catch (error) {
    if (error instanceof NotAnArchive) return { inventory: null, problems: [error.refusal] };
    throw error;
  }
  const { entries } = directory;
  const excess = excessProblem(entries, file.size);
  const { top, paths, outside } = split(entries);
  // Put together by concat: a call with a quarter of a million arguments ends in a RangeError.
  const problems = directory.problems.concat(nameProblems(entries), kindProblems(entries), outside, excess ?? [], deflatedSignatures(entries, paths));
  if (excess || directory.overlapping) return { inventory: null, problems };
  if (outside.length === 0 && !problems.some((p) => p.code.startsWith('ENTRY_'))) problems.push(...orderProblem(paths));
  // Of a repeated name the first entry is looked at; every other fault keeps the entry from the disk.
  const blocked = new Set(problems.filter((p) => (p.code.startsWith('ENTRY_') && p.code !== 'ENTRY_DUPLICATE') || p.code === 'BAG_FORM').map((p) => p.subject));
  const files = new Map<string, { sha256: string; size: number }>();
  const order: string[] = [];
  const data = createHash('sha256');
  for (const [i, entry] of entries.entries()) {
    const path = paths[i]!;
    if (blocked.has(entry.name) || files.has(path)) continue;
    const damage = await unpack(file, entry, path, folder, files, (bytes) => {
      if (!SIGNATURE_FILES.includes(path)) data.update(bytes);
    });
    order.push(path);
    if (damage) problems.push(damage);
  }
  return { inventory: { kind: 'archive', top, files, order, entryDataSha256: data.digest('hex'), open: (path) => withDigest(folder.open(path), files.get(path)) }, problems };
}

/** What was unpacked is written by nobody else: its digest need not be taken again by who reads it. */
function withDigest(source: Source, file: { readonly sha256: string; readonly size: number } | undefined): Source {
  return file === undefined || file.size !== source.size ? source : { name: source.name, size: source.size, sha256: file.sha256, chunks: () => source.chunks() };
}

async function unpack(
  file: ArchiveFile, entry: ArchiveEntry, path: string, folder: UnpackFolder,
  files: Map<string, { sha256: string; size: number }>, packed: (bytes: Uint8Array) => void,
): Promise<Refusal | null> {
  const digest = createHash('sha256');
  let size = 0;
  let crc = 0;
  const out = folder.create(path);
  try {
    await readEntry(file, entry, packed, (bytes) => {
      digest.update(bytes);
      crc = crc32(bytes, crc);
      size += bytes.length;
      out.write(bytes);
    });
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return { code: 'MALFORMED', message: error.message, subject: entry.name };
  } finally {
    out.close();
    // A damaged entry is there, with whatever it holds: its digest will not be the listed one.
    files.set(path, { sha256: digest.digest('hex'), size });
  }
  if (size !== entry.fields.size) return { code: 'ENTRY_DAMAGED', message: 'another size than stated', subject: entry.name, expected: String(entry.fields.size), found: String(size) };
  if (crc !== entry.fields.crc32) return { code: 'ENTRY_DAMAGED', message: 'another CRC-32 than stated', subject: entry.name };
  return null;
}

function nameProblems(entries: readonly ArchiveEntry[]): Refusal[] {
  const problems: Refusal[] = [];
  for (const entry of entries) {
    const utf8 = Buffer.compare(new TextEncoder().encode(entry.name), entry.fields.name) === 0;
    const fault = utf8 ? nameFault(entry.name) : 'is not UTF-8';
    if (fault !== null && !(entry.name.endsWith('/') && fault === 'has an empty segment')) problems.push({ code: 'ENTRY_NAME', message: `the name ${fault}`, subject: entry.name });
  }
  for (const c of collisions(entries.map((entry) => entry.name))) {
    problems.push({ code: c.why === 'same name' ? 'ENTRY_DUPLICATE' : 'ENTRY_COLLISION', message: c.why === 'same name' ? 'occurs more than once' : `${c.why}: ${c.other}`, subject: c.name });
  }
  return problems;
}

function kindProblems(entries: readonly ArchiveEntry[]): Refusal[] {
  const problems: Refusal[] = [];
  for (const entry of entries) {
    if (entry.kind !== 'file') problems.push({ code: 'ENTRY_KIND', message: 'not a regular file', subject: entry.name });
    if ((entry.flags & 0x2041) !== 0) problems.push({ code: 'ENTRY_ENCRYPTED', message: 'encrypted', subject: entry.name });
  }
  return problems;
}

/** Bounds the work before any of it is done: sizes of the central directory are not exceeded later. */
function excessProblem(entries: readonly ArchiveEntry[], archive: number): Refusal | null {
  const total = entries.reduce((sum, entry) => sum + entry.fields.size, 0);
  if (total > LIMITS.bytes) return { code: 'EXCESSIVE', message: 'would unpack to more than the limit', expected: `at most ${LIMITS.bytes} bytes`, found: String(total) };
  if (total > LIMITS.expansionFrom && total > LIMITS.expansion * archive) {
    return { code: 'EXCESSIVE', message: `would unpack to more than ${LIMITS.expansion} times the archive`, expected: `at most ${LIMITS.expansion * archive} bytes`, found: String(total) };
  }
  return null;
}

/** The folder of the first entry, paths below it, and every entry that lies elsewhere (its path stays the whole name and is not used). */
function split(entries: readonly ArchiveEntry[]): { top: string | null; paths: readonly string[]; outside: readonly Refusal[] } {
  const slash = entries[0]?.name.indexOf('/') ?? -1;
  const top = slash > 0 ? entries[0]!.name.slice(0, slash) : null;
  if (top === null) return { top, paths: entries.map((entry) => entry.name), outside: [] };
  const inside = (entry: ArchiveEntry): boolean => entry.name.startsWith(`${top}/`);
  return {
    top,
    paths: entries.map((entry) => (inside(entry) ? entry.name.slice(top.length + 1) : entry.name)),
    outside: entries.filter((entry) => !inside(entry)).map((entry) => ({ code: 'BAG_FORM', message: `outside the top folder ${top}`, subject: entry.name })),
  };
}

/** No digest covers how a signature file is stored, so there is one way only. */
function deflatedSignatures(entries: readonly ArchiveEntry[], paths: readonly string[]): Refusal[] {
  return entries.filter((entry, i) => SIGNATURE_FILES.includes(paths[i]!) && entry.fields.method !== 0)
    .map((entry) => ({ code: 'ARCHIVE_FORM', message: 'a signature file is compressed', subject: entry.name }));
}

function orderProblem(paths: readonly string[]): Refusal[] {
  const known = new Set(archiveOrder([], [...UNLISTED, 'seal/trusted_root.json']));
  const payload = paths.filter((path) => path.startsWith(PAYLOAD)).sort(byCodeUnit);
  const there = new Set(paths);
  const expected = archiveOrder(payload, paths).filter((path) => there.has(path));
  const found = paths.filter((path) => path.startsWith(PAYLOAD) || known.has(path));
  const at = found.findIndex((path, i) => path !== expected[i]);
  return at < 0 ? [] : [{ code: 'ARCHIVE_FORM', message: 'the entries are not in the order of the format', expected: expected[at]!, found: found[at]! }];
}
