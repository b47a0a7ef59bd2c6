import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { isRunning } from '../process-running.ts';

const entrySchema = z.strictObject({
  format: z.literal('1'),
  /** Host of the store. */
  host: z.string(),
  bucket: z.string(),
  /** In the bucket. */
  key: z.string(),
  size: z.int().min(0),
  sha256: z.string(),
  partSize: z.int().min(1),
  /** Marks the object as ours once it is there. */
  attempt: z.string(),
  lock: z.strictObject({ mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), retainUntil: z.string(), legalHold: z.boolean() }),
  sseKmsKey: z.string().nullable(),
  startedAt: z.string(),
  /** Null from the moment before it is asked for until it is known. */
  uploadId: z.string().nullable(),
});

export type JournalEntry = z.infer<typeof entrySchema>;
export type UploadPlace = Pick<JournalEntry, 'host' | 'bucket' | 'key'>;

/** An upload of ours, written down for whoever runs next should this process end in the middle of it. */
export interface JournalPage {
  readonly entry: JournalEntry;
  /** Whether it is on disk. */
  readonly kept: boolean;
  /** Replaces it as a whole. */
  write(entry: JournalEntry): JournalPage;
  /** The upload is over. */
  remove(): void;
}

/** Uploads that were begun and not ended: one small file each, in the state folder of the user. Nothing in it is secret. */
export interface UploadJournal {
  /** What a process that is gone left for this key; taken by exactly one who asks. */
  claim(place: UploadPlace): JournalPage | null;
  begin(entry: JournalEntry): JournalPage;
  /** Of every process, for a bucket. */
  all(place: Pick<UploadPlace, 'host' | 'bucket'>): readonly JournalEntry[];
}

const LARGEST = 64 * 1024;
let counter = 0;
/** Files of this process: another with its number may have died and left files that look alike. */
const mine = new Set<string>();

/** Opens the journal below `RELEASE_EVIDENCE_STATE`, `XDG_STATE_HOME/release-evidence` or `~/.local/state/release-evidence`. Without a place that can be written it keeps nothing: uploads then start from their beginning. */
export function uploadJournal(env: Readonly<Record<string, string | undefined>>): UploadJournal {
  const folder = stateFolder(env);
  const named = (place: UploadPlace) => createHash('sha256').update([place.host, place.bucket, place.key].join('\n')).digest('hex').slice(0, 32);
  const page = (name: string, entry: JournalEntry, kept: boolean): JournalPage => ({
    entry, kept,
    write: (next) => page(name, next, save(folder, name, next)),
    remove: () => {
      discard(folder, name);
      mine.delete(name);
    },
  });
  const ownName = (place: UploadPlace) => {
    counter += 1;
    const name = `${named(place)}.${process.pid}-${counter}.json`;
    mine.add(name);
    return name;
  };
  return {
    begin(entry) {
      const name = ownName(entry);
      return page(name, entry, save(folder, name, entry));
    },
    claim(place) {
      for (const old of names(folder).filter((name) => name.startsWith(`${named(place)}.`) && !inUse(name))) {
        const name = ownName(place);
        try {
          renameSync(join(folder!, old), join(folder!, name));
        } catch {
          mine.delete(name);
          continue; // somebody else was quicker
        }
        const entry = load(folder!, name);
        if (entry !== null && entry.key === place.key && entry.bucket === place.bucket && entry.host === place.host) return page(name, entry, true);
        discard(folder, name);
        mine.delete(name);
      }
      return null;
    },
    all: ({ host, bucket }) => names(folder).flatMap((name) => load(folder!, name) ?? []).filter((entry) => entry.host === host && entry.bucket === bucket),
  };
}

function stateFolder(env: Readonly<Record<string, string | undefined>>): string | null {
  const own = env['RELEASE_EVIDENCE_STATE'];
  if (own) return isAbsolute(own) ? join(own, 'uploads') : null;
  const xdg = env['XDG_STATE_HOME'];
  if (xdg && isAbsolute(xdg)) return join(xdg, 'release-evidence', 'uploads');
  const home = env['HOME'] || env['USERPROFILE'];
  return home && isAbsolute(home) ? join(home, '.local', 'state', 'release-evidence', 'uploads') : null;
}

/** Written beside, then renamed: a process that is killed leaves the old text or the new. */
function save(folder: string | null, name: string, entry: JournalEntry): boolean {
  if (folder === null) return false;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, `${name}.partial`), `${JSON.stringify(entry, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(join(folder, `${name}.partial`), join(folder, name));
    return true;
  } catch {
    return false;
  }
}

function names(folder: string | null): readonly string[] {
  if (folder === null) return [];
  try {
    return readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.\d+-\d+\.json$/.test(name)).sort();
  } catch {
    return [];
  }
}

/** One that cannot be removed is met again by a later run, which finds its upload gone: no reason for this one to fail. */
function discard(folder: string | null, name: string): void {
  if (folder === null) return;
  try {
    rmSync(join(folder, name), { force: true });
  } catch {}
}

/** Null for a file that is damaged or too large, of a later form, or a link or a pipe that somebody put there. */
function load(folder: string, name: string): JournalEntry | null {
  try {
    const found = lstatSync(join(folder, name));
    return found.isFile() && found.size <= LARGEST ? entrySchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))) : null;
  } catch {
    return null;
  }
}

/** By a process that lives: its number is in the name. */
function inUse(name: string): boolean {
  if (mine.has(name)) return true;
  const pid = Number(/\.(\d+)-/.exec(name)![1]);
  if (pid === process.pid) return false;
  return isRunning(pid);
}
