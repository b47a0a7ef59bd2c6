import { CHECKS } from '../checks/index.ts';
import { EvidenceError } from '../model/problem.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import { readAll } from '../model/source.ts';
import { effectiveProfile } from '../profile/load.ts';
import type { Project } from '../project/schema.ts';
import type { FileTree } from './ports.ts';

/** The profile that the project file chooses, with its own profile file read from the same tree. */
export function profileOf(tree: FileTree, project: Project): EffectiveProfile {
  const { profile } = project;
  const name = 'file' in profile ? profile.file : undefined;
  if (name === undefined) return effectiveProfile(profile, CHECKS);
  const [file] = tree.find(name).files;
  if (!file) throw new EvidenceError('PROFILE_INVALID', 'usage', `profile file ${name} is not there`, { hint: 'profile.file is relative to the project file' });
  return effectiveProfile(profile, CHECKS, { file: file.path, text: new TextDecoder('utf-8', { fatal: true }).decode(readAll(tree.open(file.path))) });
}
