import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { uploadJournal, type JournalEntry } from '../../../src/adapters/s3/upload-journal.ts';
import { LOCK } from './listener.ts';

const PLACE = { host: 's3.example.com', bucket: 'evidence', key: 'a/b.zip' };
const ENTRY: JournalEntry = { format: '1', ...PLACE, size: 7, sha256: 'ab', partSize: 5 << 20, attempt: 'mark', lock: LOCK, sseKmsKey: null, startedAt: '2026-01-01T00:00:00Z', uploadId: 'u1' };

function state(): { env: Record<string, string>; folder: string; files: () => string[] } {
  const root = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'uploads');
  return { env: { RELEASE_EVIDENCE_STATE: root }, folder, files: () => readdirSync(folder).sort() };
}

/** The number of a process that is over. */
const gone = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

/** What a process that is over left: the file of this one under its number. */
function orphan({ env, folder, files }: ReturnType<typeof state>, entry: JournalEntry = ENTRY): string {
  uploadJournal(env).begin(entry);
  const own = files().at(-1)!;
  const name = own.replace(/\.\d+-/, `.${gone()}-`);
  renameSync(join(folder, own), join(folder, name));
  return join(folder, name);
}

describe('the journal of uploads', () => {
  it('keeps what was begun, for its owner only, whole, with nothing beside it', () => {
    const at = state();
    const page = uploadJournal(at.env).begin({ ...ENTRY, uploadId: null });
    expect(page.kept).toBe(true);
    expect(page.write(ENTRY).entry.uploadId).toBe('u1');
    expect(at.files()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.\d+-\d+\.json$/)]);
    expect(JSON.parse(readFileSync(join(at.folder, at.files()[0]!), 'utf8'))).toEqual(ENTRY);
    if (process.platform !== 'win32') {
      expect(statSync(at.folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(at.folder, at.files()[0]!)).mode & 0o777).toBe(0o600);
    }
    page.remove();
    expect(at.files()).toEqual([]);
  });

  it('gives nobody what a process is at that lives: this one, or another', () => {
    const at = state();
    uploadJournal(at.env).begin(ENTRY);
    expect(uploadJournal(at.env).claim(PLACE)).toBeNull();
    renameSync(join(at.folder, at.files()[0]!), join(at.folder, at.files()[0]!.replace(/\.\d+-/, `.${process.ppid}-`)));
    expect(uploadJournal(at.env).claim(PLACE)).toBeNull();
    expect(at.files()).toHaveLength(1);
    expect(uploadJournal(at.env).all(PLACE)).toEqual([ENTRY]);
  });

  it('gives what a process left that is over, to exactly one', () => {
    const at = state();
    orphan(at);
    const claims = [uploadJournal(at.env).claim(PLACE), uploadJournal(at.env).claim(PLACE)];
    expect(claims.map((page) => page?.entry ?? null)).toEqual([ENTRY, null]);
  });

  it.each([['another bucket', { bucket: 'other' }], ['another host', { host: 'elsewhere' }], ['another key', { key: 'a/c.zip' }]])('gives nothing of %s', (_, change) => {
    const at = state();
    orphan(at, { ...ENTRY, ...change });
    expect(uploadJournal(at.env).claim(PLACE)).toBeNull();
    expect(at.files()).toHaveLength(1);
  });

  it.each([
    ['about something else than its name says', JSON.stringify({ ...ENTRY, key: 'planted' })], ['cut', JSON.stringify(ENTRY).slice(0, 90)], ['empty', ''], ['of a later form', JSON.stringify({ ...ENTRY, format: '2' })],
    ['with more in it than there is', JSON.stringify({ ...ENTRY, command: 'x' })], ['far too large', JSON.stringify({ ...ENTRY, attempt: 'x'.repeat(100_000) })],
  ])('drops a file that is %s', (_, content) => {
    const at = state();
    writeFileSync(orphan(at), content);
    expect(uploadJournal(at.env).claim(PLACE)).toBeNull();
    expect(at.files()).toEqual([]);
  });

  it('follows no link that was put where a file would be', () => {
    const at = state();
    const target = join(at.folder, '..', 'target');
    const file = orphan(at);
    writeFileSync(target, JSON.stringify(ENTRY));
    rmSync(file);
    symlinkSync(target, file);
    expect(uploadJournal(at.env).all(PLACE)).toEqual([]);
    expect(uploadJournal(at.env).claim(PLACE)).toBeNull();
    expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual(ENTRY);
    expect(at.files()).toEqual([]);
  });

  it('keeps nothing, and says so, where nothing can be written', () => {
    const at = state();
    const file = join(at.env['RELEASE_EVIDENCE_STATE']!, 'file');
    writeFileSync(file, '');
    for (const env of [{}, { RELEASE_EVIDENCE_STATE: 'relative' }, { RELEASE_EVIDENCE_STATE: file }]) {
      const journal = uploadJournal(env);
      const page = journal.begin(ENTRY);
      expect(page.kept).toBe(false);
      expect(journal.claim(PLACE)).toBeNull();
      expect(journal.all(PLACE)).toEqual([]);
      page.remove();
    }
  });
});
