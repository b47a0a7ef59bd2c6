import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { bundleFileName } from '../bundle/layout.ts';
import { bundleSealer } from '../bundle/seal-bundle.ts';
import type { Sealer } from '../bundle/pack.ts';
import { sha256Of } from '../model/digest.ts';
import { EvidenceError } from '../model/problem.ts';
import { SEAL_WITHIN_DAYS } from '../model/profile.ts';
import { makeBundle, type MadeBundle } from '../pipeline/bundle.ts';
import type { Evaluation } from '../pipeline/evaluate.ts';
import type { Progress } from '../pipeline/ports.ts';
import { expectedSeal, type PageSigner } from '../pipeline/render.ts';
import { evaluateInTime } from './evaluate-in-time.ts';
import { staysAsItIs } from './existing-bundle.ts';
import type { Io } from './io.ts';
import { systemWords } from './output/errno.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { tellingWhatStays } from './log-record.ts';
import { refuseFarSeal, sealingMeans, type SealOptions } from './seal-options.ts';
import { makeFolder, targetPath } from './target-path.ts';
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
  /** What it was sealed with, or would have been; for the receipt of its publication. */
  readonly means: SealingMeans | undefined;
  /** A bundle with the same content was there and stays, with its seal. */
  readonly kept: boolean;
}

/** What is to be asked before anything is sealed, once the verdict is known. */
export type BeforeSealing = (evaluation: Evaluation) => Promise<void>;

/** Fetches the published bundle with this tag manifest to a path; false when there is none. */
export type FetchPublished = (tagManifest: string, to: string) => Promise<boolean>;

/**
 * Evaluates, renders, packs and seals into the file that `--out` names. A file with the same content stays as it is, because its
 * seal is the first one; so does one that is published already (`published`). A file with other content is replaced only with `--yes`.
 */
export async function bundleToDisk(io: Io, options: BundleOptions, progress: Progress, opened?: Workspace, published?: FetchPublished, before?: BeforeSealing): Promise<BundleOnDisk> {
  const workspace = opened ?? await openWorkspace(io, options.project);
  const { release, loaded } = workspace;
  const target = targetPath(io.cwd, options.out, bundleFileName(release.product.id, release.version));
  if (options.report !== undefined) makeFolder(resolve(io.cwd, options.report), `the folder ${options.report}`, 'name another --report folder');
  const means = await sealingMeans(io, options, loaded.project, workspace.folder, progress, release.commit);
  progress.step(`evaluating ${release.product.name} ${release.version} under profile ${workspace.profile.id}`);
  const evaluation = evaluateInTime(workspace);
  await before?.(evaluation);
  const withinDays = workspace.profile.sealWithinDays ?? SEAL_WITHIN_DAYS;
  const exists = existsSync(target);
  let [kept, replace] = [false, options.yes ?? false];
  const decide = async (tagManifest: string): Promise<void> => {
    const fetched = !exists && (await published?.(tagManifest, target) ?? false);
    replace ||= fetched;
    kept = (exists || fetched) && await staysAsItIs(io, target, tagManifest, means, replace);
    if (!kept && means) refuseFarSeal(io, means, { date: release.date, withinDays });
  };

  const [{ assets, engine }, deflater] = [await reportTools(), await makeDeflater()];
  let made: MadeBundle;
  try {
    // Two runs at once: what the first one sealed is not replaced by the second without a word.
    const naming = () => (kept ? 'discard' : replace ? 'replace' : 'new');
    made = await tellingWhatStays(means, () => writeFileWhole(target, naming, async (sink) => {
      const done = await makeBundle({
        tree: workspace.tree, evaluation, tool: toolIdentity(), assets, engine, deflater, ...stampOf(io),
        seal: expectedSeal(means && pageSigner(means), loaded.project.sealing),
        ...(means ? { sealer: unlessKept(bundleSealer(release, evaluation.results, means, withinDays), decide, () => kept) } : {}),
      }, sink, progress);
      if (!means) await decide(done.packed.tagManifestSha256);
      return done;
    }));
  } finally {
    await deflater.close();
  }
  if (options.report !== undefined) writeReport(resolve(io.cwd, options.report), made);
  if (kept) progress.note(`${exists ? `${relative(io.cwd, target)} holds the same content already` : 'published already with the same content'}: it and its seal stay`);
  const source = openFile(target, basename(target));
  return { evaluation, path: target, sha256: sha256Of(source), size: source.size, tagManifestSha256: made.packed.tagManifestSha256, sealed: means !== undefined, means, kept };
}

/** Signs only when the bundle that is there does not stay; what is thrown away then needs no seal. */
function unlessKept(sealer: Sealer, decide: (tagManifest: string) => Promise<void>, kept: () => boolean): Sealer {
  return {
    trustedRoot: sealer.trustedRoot,
    async seal(content) {
      await decide(content.tagManifestSha256);
      return kept() ? [] : sealer.seal(content);
    },
  };
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
