import { join } from 'node:path';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import { memorySource } from '../model/source.ts';
import { VCS_FILE } from '../pipeline/collect.ts';
import { identify } from '../pipeline/identify.ts';
import type { FileTree } from '../pipeline/ports.ts';
import { profileOf } from '../pipeline/profile-of.ts';
import { statedVcs } from '../pipeline/stated-vcs.ts';
import { loadProject, type LoadedProject } from '../project/load.ts';
import type { Io } from './io.ts';
import { locateProject, readUtf8 } from './locate.ts';
import { ciIdentity, gitState, openFolder, overlaidFileTree } from './wire.ts';

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
  const disk = openFolder(folder);
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
