import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { examineBundle } from '../bundle/examine-bundle.ts';
import { bundleFileName } from '../bundle/layout.ts';
import { bundleSealer } from '../bundle/seal-bundle.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { sha256Of } from '../model/digest.ts';
import { EvidenceError } from '../model/problem.ts';
import { makeBundle, type MadeBundle } from '../pipeline/bundle.ts';
import { evaluate, type Evaluation } from '../pipeline/evaluate.ts';
import type { Progress } from '../pipeline/ports.ts';
import { expectedSeal, type PageSigner } from '../pipeline/render.ts';
import { withBundle } from './bundle-input.ts';
import type { Io } from './io.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { systemWords } from './output/errno.ts';
import { sealingMeans, type SealOptions } from './seal-options.ts';
import { makeDeflater, openFile, reportTools, toolIdentity, writeFileWhole } from './wire.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface BundleOptions extends SealOptions {
  readonly project?: string;
  readonly out?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
}

export interface BundleOnDisk {
  readonly evaluation: Evaluation;
  /** Absolute path. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly tagManifestSha256: string;
  readonly sealed: boolean;
  /** A bundle with the same content was there and stays, with its seal. */
  readonly kept: boolean;
}

/**
 * Evaluates, renders, packs and seals into the file that `--out` names. A file with the same content stays as it is, because its
 * seal is the first one; a file with other content is replaced only with `--yes`.
 */
export async function bundleToDisk(io: Io, options: BundleOptions, progress: Progress, workspace: Workspace = openWorkspace(io, options.project)): Promise<BundleOnDisk> {
  const { release, loaded } = workspace;
  const target = targetPath(io.cwd, options.out, bundleFileName(release.product.id, release.version));
  if (options.report !== undefined) makeFolder(resolve(io.cwd, options.report), `the folder ${options.report}`, 'name another --report folder');
  const means = await sealingMeans(io, options, loaded.project, workspace.folder, progress);
  progress.step(`evaluating ${release.product.name} ${release.version} under profile ${workspace.profile.id}`);
  const evaluation = evaluate(workspace.tree, loaded, release, workspace.profile);
  const fresh = existsSync(target) ? `${target}.new` : target;

  const [{ assets, engine }, deflater] = [await reportTools(), await makeDeflater()];
  let made: MadeBundle;
  try {
    made = await writeFileWhole(fresh, { replace: true }, (sink) => makeBundle({
      tree: workspace.tree, evaluation, tool: toolIdentity(), assets, engine, deflater, ...stampOf(io),
      seal: expectedSeal(means && pageSigner(means), loaded.project.sealing),
      ...(means ? { sealer: bundleSealer(release, evaluation.results, means) } : {}),
    }, sink, progress));
  } finally {
    await deflater.close();
  }
  if (options.report !== undefined) writeReport(resolve(io.cwd, options.report), made);
  const kept = fresh !== target && await settle(io, target, fresh, made.packed.tagManifestSha256, means, options.yes ?? false);
  if (kept) progress.note(`${relative(io.cwd, target)} holds the same content already: it and its seal stay`);
  const source = openFile(target, basename(target));
  return { evaluation, path: target, sha256: sha256Of(source), size: source.size, tagManifestSha256: made.packed.tagManifestSha256, sealed: means !== undefined, kept };
}

/** Before anything is evaluated: a run of minutes must not fail on a folder at its end. */
function makeFolder(path: string, what: string, hint: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new EvidenceError('DISK', 'input', `${what} could not be made: ${systemWords(cause)}`, { cause, hint });
  }
}

/** A file or a folder that exists or ends with a slash; the usual name here when absent. */
function targetPath(cwd: string, out: string | undefined, name: string): string {
  const path = resolve(cwd, out ?? '.');
  const folder = out === undefined || /[/\\]$/.test(out) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const target = folder ? join(path, name) : path;
  makeFolder(dirname(target), `the folder of ${basename(target)}`, 'name another --out');
  return target;
}

/** True when the old file stays: it is whole, holds the same content, and is sealed as this one would be. */
async function settle(io: Io, target: string, fresh: string, tagManifest: string, means: SealingMeans | undefined, replace: boolean): Promise<boolean> {
  try {
    const old = await withBundle(io.cwd, target, 'input', (input) => examineBundle(input));
    if (old.tagManifestSha256 === tagManifest && await sealedBy(io, target, means, old.problems)) return true;
    if (!replace) {
      throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${basename(target)} is there already, with other content or another seal`, { hint: 'name another --out, or replace it with --yes' });
    }
    renameSync(fresh, target);
    return false;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/**
 * Examining a bundle does not look at its signature: the old one must verify under the same trusted root, with the same key, or for the
 * identity that the project file expects. Without such an identity nobody can tell whose keyless seal it is: it does not count.
 */
async function sealedBy(io: Io, target: string, means: SealingMeans | undefined, problems: readonly { readonly code: string }[]): Promise<boolean> {
  if (means === undefined) return problems.every((problem) => problem.code === 'NOT_SEALED');
  const { policyOf } = await import('../sealing/own-verification.ts');
  const trust = policyOf(means);
  if (trust === undefined) return false;
  const answer = await withBundle(io.cwd, target, 'input', (input) => verifyBundle(input, { trust, integrityOnly: true }));
  return answer.verdict === 'verified';
}

function pageSigner({ kind, publicKey }: SealingMeans): PageSigner {
  return kind === 'keyless' ? { kind } : { kind: 'key', fingerprint: publicKey!.fingerprint };
}

function writeReport(folder: string, made: MadeBundle): void {
  for (const [name, content] of [['report.html', made.report.html], ['report.pdf', made.report.pdf]] as const) {
    const beside = join(folder, `.${name}.partial`);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(beside, content);
      renameSync(beside, join(folder, name));
    } catch (cause) {
      if (existsSync(beside)) rmSync(beside);
      throw new EvidenceError('DISK', 'input', `${name} could not be written: ${systemWords(cause)}`, { cause, hint: 'free space or name another --report folder' });
    }
  }
}

/** SOURCE_DATE_EPOCH: archive stamps only (reproducible-builds.org/specs/source-date-epoch). */
function stampOf(io: Io): { stamp?: number } {
  const text = io.env.SOURCE_DATE_EPOCH;
  if (text === undefined || text === '') return {};
  if (!/^\d{1,11}$/.test(text)) throw new EvidenceError('USAGE', 'usage', `SOURCE_DATE_EPOCH is not a number of seconds: ${text}`);
  return { stamp: Number(text) };
}
