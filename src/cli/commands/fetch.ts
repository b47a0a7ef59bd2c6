import { basename, dirname, join, relative } from 'node:path';
import { bundleFileName } from '../../bundle/layout.ts';
import { EvidenceError } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import type { EvidenceStore } from '../../store/evidence-store.ts';
import { findBlocked, type FoundRelease, openBundle } from '../../store/fetch.ts';
import { changeOf } from '../../store/list.ts';
import { EXIT } from '../exit-codes.ts';
import { besideBundle, keepBeside } from '../fetch-beside.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { tellStatus } from '../output/found-release.ts';
import { bytes, inline, plainJson } from '../output/text.ts';
import { transferOn } from '../output/transfer.ts';
import { namedRelease, publishedRelease, type ReleaseWords } from '../release-source.ts';
import { targetPath } from '../target-path.ts';
import { resumableFiles } from '../wire.ts';

export interface FetchOptions {
  readonly from?: string;
  readonly endpoint?: string;
  readonly out: string;
  readonly receipt?: boolean;
  readonly blocked?: string;
  readonly link?: boolean;
  readonly expires?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `fetch [PRODUCT] VERSION`, `fetch ADDRESS`: the pinned version of the bundle, whole and with the digest of its release record, or nothing under its name. */
export async function fetch(io: Io, first: string, second: string | undefined, options: FetchOptions): Promise<number> {
  if (options.link && options.blocked !== undefined) throw new EvidenceError('USAGE', 'usage', '--link is for releases, not for blocked bundles', { hint: 'fetch it and hand over the file' });
  if (options.link) return (await import('../fetch-links.ts')).giveLinks(io, await publishedRelease(io, wordsOf(first, second, options)), options);
  if (options.expires !== undefined) throw new EvidenceError('USAGE', 'usage', '--expires is for --link', { hint: 'a bundle that was fetched does not expire' });
  const { store, found } = await wanted(io, wordsOf(first, second, options), options.blocked);
  const { record } = found;
  const progress = progressOn(io, options.quiet);
  tellStatus(io, found);
  const target = targetPath(io.cwd, options.out, bundleFileName(record.product, record.version));
  const { fetchFile, fileDigest } = await resumableFiles();
  const there = fileDigest(target);
  if (there !== null && there.sha256 !== record.bundle.sha256) {
    throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(target)} is there already, with other content`, {
      hint: 'name another output with --out, or move it away', problems: [{ file: basename(target), code: 'OUTPUT_EXISTS', message: 'another digest than the release record says', expected: record.bundle.sha256, found: there.sha256 }],
    });
  }
  let resumedFrom = 0;
  if (there === null) {
    progress.step(`fetching ${inline(record.product)} ${inline(record.version)} from ${inline(store.address)}: ${bytes(record.bundle.size)}`);
    const moving = transferOn(io, options.quiet, record.bundle.size);
    try {
      ({ resumedFrom } = await fetchFile(target, { ...record.bundle, store: store.address }, (from) => openBundle(store, record, from), moving.at));
    } finally {
      moving.end();
    }
    if (resumedFrom > 0) progress.step(`went on after ${bytes(resumedFrom)} that an earlier run had left`);
  }
  progress.step(`digest as in the release record: sha256 ${record.bundle.sha256}`);
  const beside = options.receipt ? await besideBundle(store, found) : [];
  for (const file of beside) await keepBeside(dirname(target), file);
  const answer = {
    product: record.product, version: record.version, verdict: record.verdict, status: options.blocked === undefined ? found.status.status : 'blocked' as const,
    ...changes(found), file: basename(target), size: record.bundle.size, sha256: record.bundle.sha256, outcome: there === null ? 'fetched' : 'already-there', resumedFrom,
    ...(options.receipt ? { beside: beside.map(({ name, what, sha256 }) => ({ what, file: name, sha256 })) } : {}), problems: found.problems,
  };
  const at = (name: string): string => relative(io.cwd, join(dirname(target), name));
  io.out(options.json ? plainJson(jsonText(answer)) : `${at(basename(target))}  ${bytes(record.bundle.size)}  sha256 ${record.bundle.sha256}${there === null ? '' : '  was there already'}\n${beside.map(({ name, what }) => `${at(name)}  ${what}\n`).join('')}${nextStep(at(basename(target)), beside.filter(({ what }) => what === 'status').map(({ name }) => at(name)), found.status.records.length > 0 && !options.receipt)}`);
  return EXIT.done;
}

function wordsOf(first: string, second: string | undefined, { from, endpoint }: FetchOptions): ReleaseWords {
  return { words: second === undefined ? [first] : [first, second], store: from, option: '--from', endpoint };
}

/** Blocked bundles are fetched only by their digest: nobody gets one who asked for a release. */
async function wanted(io: Io, words: ReleaseWords, blocked: string | undefined): Promise<{ store: EvidenceStore; found: FoundRelease }> {
  if (blocked === undefined) return publishedRelease(io, words);
  if (words.words.length !== 2) throw new EvidenceError('USAGE', 'usage', '--blocked needs product and version', { hint: 'fetch PRODUCT VERSION --blocked SHA256, as list prints them' });
  const { store, name } = await namedRelease(io, words);
  return { store, found: await findBlocked(store, name, blocked) };
}

function changes({ status }: FoundRelease) {
  return status.records.length === 0 ? {} : { changes: status.records.map(({ predicate }) => changeOf(predicate)) };
}

/** The command to copy, with the paths as they are from here. */
function nextStep(file: string, statuses: readonly string[], statusLeft: boolean): string {
  const withdrawn = statuses.map((name) => ` --withdrawn ${name}`).join('');
  return `${statusLeft ? 'the records of what became of it: the same command with --receipt\n' : ''}next: release-evidence verify ${file}${withdrawn} --key PUBLIC.pem (or --identity SAN --issuer URL --trusted-root FILE, or --policy FILE)\n`;
}
