import { join, resolve } from 'node:path';
import { ciIdentity } from '../adapters/ci-environment.ts';
import { gitState } from '../adapters/git.ts';
import { mappedFileTree, overlaidFileTree } from '../adapters/mapped-file-tree.ts';
import { fileSource, nodeFileTree } from '../adapters/node-file-tree.ts';
import type { Deflater } from '../bundle/ports.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import { memorySource, type Source } from '../model/source.ts';
import { VCS_FILE } from '../pipeline/collect.ts';
import { identify } from '../pipeline/identify.ts';
import type { FileTree } from '../pipeline/ports.ts';
import { profileOf } from '../pipeline/profile-of.ts';
import type { MakeTree } from '../pipeline/rederive.ts';
import { statedVcs } from '../pipeline/stated-vcs.ts';
import { loadProject, type LoadedProject } from '../project/load.ts';
import type { ReportAssets } from '../report/assets.ts';
import type { TypstEngine } from '../report/engine.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import type { Io } from './io.ts';
import { locateProject, readUtf8 } from './locate.ts';

/*
 * The only file that builds adapters. What only some commands need is loaded when they ask for it: importing all of it would
 * cost more than most commands take.
 */
export { openArchiveFile } from '../adapters/archive-file.ts';
export { bagFolder } from '../adapters/bag-folder.ts';
export { writeFileWhole } from '../adapters/output-file.ts';
export { tempFolder } from '../adapters/temp-folder.ts';
export { toolIdentity } from '../adapters/tool-identity.ts';

/** A release as it lies on disk, ready to be evaluated. */
export interface Workspace {
  /** Absolute; for resolving keys and outputs, never for locations. */
  readonly folder: string;
  readonly tree: FileTree;
  readonly loaded: LoadedProject;
  readonly release: ReleaseIdentity;
  readonly profile: EffectiveProfile;
}

export function openWorkspace(io: Io, projectOption: string | undefined): Workspace {
  const { folder, file } = locateProject(io.cwd, projectOption);
  const loaded = loadProject(file, readUtf8(join(folder, file), file));
  const disk = nodeFileTree(folder);
  const { project } = loaded;

  const collected = project.evidence.vcs === undefined && project.release.repository !== undefined
    ? gitState(folder, project.release.repository, project.release.previous?.tag, project.release.previous?.version)
    : undefined;
  const tree = collected === undefined
    ? disk
    : overlaidFileTree(disk, new Map([[VCS_FILE, memorySource(VCS_FILE, new TextEncoder().encode(`${JSON.stringify(collected, null, 2)}\n`))]]));
  const vcs = collected ?? statedVcs(tree, project);
  const ci = ciIdentity(io.env);
  const release = identify({ project, clock: { now: () => new Date() }, ...(ci ? { ci } : {}), ...(vcs ? { vcs } : {}) }, tree);
  return { folder, tree, loaded, release, profile: profileOf(tree, project) };
}

/** A folder as a tree of evidence. */
export const openFolder = (folder: string): FileTree => nodeFileTree(folder);

/** One file under the name that locations show. */
export const openFile = (path: string, name: string): Source => fileSource(path, name);

/** Named sources as a tree, for the evidence inside a bundle. */
export const treeOfSources: MakeTree = mappedFileTree;

/** The store at a destination as the command line names it. */
export async function openStore(cwd: string, destination: string): Promise<EvidenceStore> {
  const { directoryStore } = await import('../adapters/directory-store.ts');
  return directoryStore(resolve(cwd, destination));
}

export async function reportTools(): Promise<{ readonly assets: ReportAssets; readonly engine: TypstEngine }> {
  const [{ loadReportAssets }, { loadTypstEngine }] = await Promise.all([import('../adapters/report-assets.ts'), import('../adapters/typst-engine.ts')]);
  return { assets: loadReportAssets(), engine: await loadTypstEngine() };
}

export async function makeDeflater(): Promise<Deflater & { close(): Promise<void> }> {
  const { workerDeflater } = await import('../adapters/worker-deflater.ts');
  return workerDeflater();
}
