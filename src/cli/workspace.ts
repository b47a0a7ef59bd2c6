import { join } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import { memorySource } from '../model/source.ts';
import { VCS_FILE } from '../pipeline/collect.ts';
import { identify } from '../pipeline/identify.ts';
import type { FileTree } from '../pipeline/ports.ts';
import { profileOf } from '../pipeline/profile-of.ts';
import { statedVcs } from '../pipeline/stated-vcs.ts';
import { idScheme } from '../profile/id-scheme.ts';
import { loadProject, type LoadedProject } from '../project/load.ts';
import { EVALUATION_SECONDS, inTime } from './in-time.ts';
import type { Io } from './io.ts';
import { locateProject, readUtf8 } from './locate.ts';
import { evidenceTrees } from './wire.ts';

/** A release as it lies on disk, ready to be evaluated. */
export interface Workspace {
  /** Absolute; for resolving keys and outputs, never for locations. */
  readonly folder: string;
  readonly tree: FileTree;
  readonly loaded: LoadedProject;
  readonly release: ReleaseIdentity;
  readonly profile: EffectiveProfile;
}

export async function openWorkspace(io: Io, projectOption: string | undefined): Promise<Workspace> {
  const { ciIdentity, gitState, nodeFileTree, overlaidFileTree } = await evidenceTrees();
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
  const ci = ciIdentity(io.env);
  return inTime(loaded, EVALUATION_SECONDS, () => {
    const vcs = collected ?? statedVcs(tree, project);
    const release = placed(loaded, 'release', () => identify({ project, clock: { now: () => new Date() }, ...(ci ? { ci } : {}), ...(vcs ? { vcs } : {}) }, tree));
    placed(loaded, 'ids', () => idScheme(project.ids));
    return { folder, tree, loaded, release, profile: placed(loaded, 'profile', () => profileOf(tree, project)) };
  });
}

/** What is wrong with a value of the project file is said with the line where the value, or the part around it, begins. */
function placed<T>(loaded: LoadedProject, part: 'release' | 'ids' | 'profile', use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof EvidenceError) || error.problems.length > 0) throw error;
    const name = /^ids\.([A-Z]+):/.exec(error.message)?.[1];
    const path = error.code === 'MISSING' ? ['artifacts'] : name === undefined ? [part] : [part, name];
    const line = loaded.lineOf(path);
    throw new EvidenceError(error.code, error.exit, `${loaded.file}${line === undefined ? '' : `:${line}`}: ${error.message}`, { cause: error.cause, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}
