import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { isRunning } from './process-running.ts';

/** What is fetched; a partial file is continued only for the same. */
export interface Wanted {
  /** Of the store, as it is shown. */
  readonly store: string;
  readonly key: string;
  readonly versionId: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

/** `NAME.partial.json`: of what `NAME.partial` is the beginning, and which process is at it (null: none). */
interface Journal extends Wanted { readonly format: '1'; readonly process: number | null }

/**
 * Makes this process the one that writes `partial`. True when the beginning of the same content is there; false when nothing is. Fails with
 * OUTPUT_EXISTS when another process is at it, or when a file of this name is of something else.
 */
export function claimPartial(partial: string, wanted: Wanted): boolean {
  const journal = `${partial}.json`;
  const there = statSync(partial, { throwIfNoEntry: false }) !== undefined;
  const before = takeOver(journal, partial);
  if (there && before === 'none') throw taken(`${basename(partial)} is there already, and nothing says of what it is a part`);
  try {
    if (there && before !== 'none' && before !== 'damaged' && !isSame(before, wanted)) {
      writeJournal(journal, { ...before, process: null });
      throw taken(`${basename(partial)} is a part of something else: ${before.key} of ${before.store}`);
    }
    if (there && before === 'damaged') rmSync(partial, { force: true }); // a crash while the journal was written: the content begins again
    writeJournal(journal, { format: '1', ...wanted, process: process.pid });
    return there && before !== 'damaged';
  } catch (cause) {
    throw cause instanceof EvidenceError ? cause : disk(journal, cause);
  }
}

/** Ends the claim. `kept` is what the partial file is the beginning of; null when there is none. */
export function dropClaim(partial: string, kept: Wanted | null): void {
  const journal = `${partial}.json`;
  try {
    if (kept !== null && statSync(partial, { throwIfNoEntry: false }) !== undefined) writeJournal(`${journal}.new`, { format: '1', ...kept, process: null });
    if (kept !== null && statSync(`${journal}.new`, { throwIfNoEntry: false }) !== undefined) renameSync(`${journal}.new`, journal);
    else rmSync(journal, { force: true });
  } catch {
    // On a full disk the old journal stays: it names this process, which will be gone.
    rmSync(`${journal}.new`, { force: true });
  }
}

/** The journal that is there, taken away so that no other process can take it too. */
function takeOver(journal: string, partial: string): Journal | 'none' | 'damaged' {
  let text: string;
  try {
    text = readFileSync(journal, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 'none';
    throw disk(journal, cause);
  }
  const found = parse(text);
  if (found !== 'damaged' && found.process !== null && isRunning(found.process)) throw taken(`another run (process ${found.process}) is fetching to ${basename(partial)}`, `wait for it; if there is no such run, remove ${basename(journal)} and ${basename(partial)}`);
  const mine = `${journal}.${process.pid}`;
  try {
    renameSync(journal, mine);
    rmSync(mine, { force: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw taken(`another run is fetching to ${basename(partial)}`, 'wait for it');
    throw disk(journal, cause);
  }
  return found;
}

function parse(text: string): Journal | 'damaged' {
  try {
    const value = JSON.parse(text) as Partial<Journal> | null;
    if (value === null || value.format !== '1') return 'damaged';
    const { store, key, versionId, sha256, size, process: pid } = value;
    if (![store, key, versionId, sha256].every((one) => typeof one === 'string') || typeof size !== 'number' || (pid !== null && !Number.isInteger(pid))) return 'damaged';
    return value as Journal;
  } catch {
    return 'damaged';
  }
}

function writeJournal(path: string, journal: Journal): void {
  writeFileSync(path, `${JSON.stringify(journal)}\n`, { flag: 'wx', mode: 0o644 });
}

function isSame(a: Wanted, b: Wanted): boolean {
  return a.sha256 === b.sha256 && a.size === b.size;
}

function taken(message: string, hint = 'name another output with --out, or move it away'): EvidenceError {
  return new EvidenceError('OUTPUT_EXISTS', 'usage', message, { hint });
}

function disk(path: string, cause: unknown): EvidenceError {
  return new EvidenceError('DISK', 'input', `${basename(path)} could not be written: ${(cause as NodeJS.ErrnoException).code ?? 'unknown cause'}`, { cause, hint: 'free space or name another output' });
}
