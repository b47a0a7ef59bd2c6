import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { EvidenceError, type FailureExit } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import { describeTrustedRoot, type AuthorityLine } from '../../sealing/authorities.ts';
import { compareTrustedRoots, type RootChanges } from '../../sealing/compare-trusted-roots.ts';
import { LARGEST_TRUSTED_ROOT, readTrustedRoot } from '../../sealing/read-trusted-root.ts';
import { readSigningConfig } from '../../sealing/signing-config.ts';
import type { TrustedRootFile } from '../../sealing/trusted-root.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { named } from '../named.ts';
import { systemWords } from '../output/errno.ts';
import { progressOn } from '../output/progress.ts';
import { changeLines, rootTable } from '../output/trusted-root.ts';
import { safe } from '../output/text.ts';
import { fetchTrust, writeFileWhole } from '../wire.ts';

export interface TrustUpdateOptions {
  readonly out: string;
  readonly mirror?: string;
  readonly root?: string;
  readonly cache?: string;
  readonly signingConfig?: string;
  readonly offline?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const TRUSTED_ROOT = 'trusted_root.json';
const SIGNING_CONFIG = 'signing_config.v0.2.json';
const LARGEST_TUF_ROOT = 512_000;

/** `trust update`: fetches the trusted root of a Sigstore instance by TUF and pins it as a file. Nothing is written unless all of it was verified. */
export async function trustUpdate(io: Io, options: TrustUpdateOptions): Promise<number> {
  const progress = progressOn(io, options.quiet);
  const target = resolve(io.cwd, options.out);
  const before = previous(target, options.out);
  const answer = await fetchTrust({
    ...(options.mirror === undefined ? {} : { mirror: options.mirror }),
    ...(options.root === undefined ? {} : { root: readBytes(resolve(io.cwd, options.root), options.root, LARGEST_TUF_ROOT, 'TUF_ROOT_INVALID', 'usage') }),
    cache: options.cache === undefined ? userCache(io) : resolve(io.cwd, options.cache),
    targets: [TRUSTED_ROOT, ...(options.signingConfig === undefined ? [] : [SIGNING_CONFIG])],
    offline: options.offline === true, asked: (name) => progress.step(`asking for ${name}`),
  });
  if (options.offline) progress.note('--offline: the newest state that was remembered; nobody was asked whether there is a newer one');
  else if (!answer.seenBefore) progress.note('first run with this repository: from the next one on, an older state of it is refused');
  const root = named(TRUSTED_ROOT, () => readTrustedRoot(decode(answer.files.get(TRUSTED_ROOT)!, TRUSTED_ROOT), 'incomplete'));
  const config = options.signingConfig === undefined ? undefined : decode(answer.files.get(SIGNING_CONFIG)!, SIGNING_CONFIG);
  if (config !== undefined) named(SIGNING_CONFIG, () => readSigningConfig(config, io.now?.() ?? new Date()));
  const changes = before && compareTrustedRoots(before, root);
  // The file may be a copy in another form: what is pinned is the one form.
  const unchanged = before !== undefined && readFileSync(target, 'utf8') === root.text;
  if (!unchanged) await writeText(target, root.text);
  if (config !== undefined) await writeText(resolve(io.cwd, options.signingConfig!), config);
  for (const line of changes?.removed ?? []) progress.note(`no longer trusted: ${line.role} ${line.name}; bundles that it witnessed need the older file: keep it`);
  if (options.json) {
    io.out(jsonText({
      file: basename(target), sha256: root.sha256, unchanged, authorities: describeTrustedRoot(root), ...(changes && { changes }),
      repository: { mirror: answer.mirror, roles: answer.roles, seenBefore: answer.seenBefore },
      ...(config !== undefined && { signingConfig: { file: basename(options.signingConfig!) } }),
    }));
  } else {
    io.out(`${[
      shown(basename(target), root, unchanged ? 'unchanged' : before ? 'renewed' : 'written'),
      ...(changes ? [`against the file that was there: ${changeWords(changes)}`, ...changeLines(changes)] : []),
      `repository ${safe(answer.mirror)}: ${answer.roles.map(({ role, version, expires }) => `${role} ${version} (until ${expires})`).join(', ')}`,
      ...(config === undefined ? [] : [`signing configuration: ${safe(basename(options.signingConfig!))}`]),
      `next: release-evidence verify BUNDLE --trusted-root ${safe(options.out)} …, offline; keep the digest by another way than the file`,
    ].join('\n')}\n`);
  }
  return EXIT.done;
}

/** `trust show`: who is in a trusted root, offline; against another one when it is given. */
export async function trustShow(io: Io, file: string, options: { readonly against?: string; readonly json?: boolean }): Promise<number> {
  const root = readRoot(io, file);
  const changes = options.against === undefined ? undefined : compareTrustedRoots(readRoot(io, options.against), root);
  if (options.json) io.out(jsonText({ file: basename(file), sha256: root.sha256, authorities: describeTrustedRoot(root), ...(changes && { changes }) }));
  else io.out(`${[shown(basename(file), root), ...(changes ? [`against ${safe(basename(options.against!))}: ${changeWords(changes)}`, ...changeLines(changes)] : [])].join('\n')}\n`);
  return EXIT.done;
}

function shown(name: string, root: TrustedRootFile, done?: string): string {
  const lines: readonly AuthorityLine[] = describeTrustedRoot(root);
  return [`${safe(name)}  sha256 ${root.sha256}${done === undefined ? '' : `  (${done})`}`, lines.length === 0 ? 'names no authority' : rootTable(lines)].join('\n');
}

function changeWords({ same, added, removed, changed }: RootChanges): string {
  if (same) return 'the same';
  if (added.length + removed.length + changed.length === 0) return 'the same authorities and windows; addresses or names of operators differ';
  return `${added.length} added, ${changed.length} with another window, ${removed.length} removed`;
}

/** The trusted root that would be replaced. A file of another kind is never overwritten: its name was a mistake. */
function previous(target: string, name: string): TrustedRootFile | undefined {
  if (!existsSync(target)) return undefined;
  try {
    return readTrustedRoot(decode(readBytes(target, name, LARGEST_TRUSTED_ROOT, 'TRUST_ROOT_INVALID', 'usage'), name), 'usage');
  } catch (cause) {
    throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${name} is there already and is no trusted root that can be read`, { cause, hint: 'name another --out, or move the file away' });
  }
}

function readRoot(io: Io, name: string): TrustedRootFile {
  return named(name, () => readTrustedRoot(decode(readBytes(resolve(io.cwd, name), '', LARGEST_TRUSTED_ROOT, 'TRUST_ROOT_INVALID', 'usage'), ''), 'usage'));
}

function readBytes(path: string, name: string, largest: number, code: 'TUF_ROOT_INVALID' | 'TRUST_ROOT_INVALID', exit: FailureExit): Buffer {
  const invalid = (why: string, cause?: unknown): EvidenceError => new EvidenceError(code, exit, name === '' ? why : `${name}: ${why}`, { cause, hint: 'name the file that the operator of the Sigstore instance gives' });
  let stat;
  try {
    stat = statSync(path);
  } catch (cause) {
    throw invalid(systemWords(cause), cause);
  }
  if (!stat.isFile()) throw invalid('not a regular file');
  if (stat.size > largest) throw invalid(`larger than ${largest} bytes`);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw invalid(systemWords(cause), cause);
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EvidenceError('TRUST_ROOT_INVALID', 'incomplete', name === '' ? 'not UTF-8' : `${name}: not UTF-8`, { cause, hint: 'take it from the operator of the Sigstore instance again' });
  }
}

async function writeText(target: string, text: string): Promise<void> {
  await writeFileWhole(target, { replace: true }, async (sink) => sink.append(Buffer.from(text)));
}

/** `$XDG_CACHE_HOME`, `~/.cache`, or what takes their place on Windows. */
function userCache({ env }: Io): string {
  const base = env.XDG_CACHE_HOME || (env.HOME && join(env.HOME, '.cache')) || env.LOCALAPPDATA;
  if (!base) throw new EvidenceError('USAGE', 'usage', 'nothing says where the cache of this user is', { hint: '--cache DIR: what was seen of a repository is remembered there, so that an older state is refused' });
  return join(base, 'release-evidence', 'tuf');
}
