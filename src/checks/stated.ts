import type { Reading } from '../model/location.ts';
import type { CheckContext } from './check.ts';
import { inProject, reading } from './findings.ts';

/** What the release says of itself, with where that value comes from (`project`, `git`, a CI system, `clock`). */
export function released(context: CheckContext, name: 'version' | 'commit' | 'tag' | 'date'): Reading {
  const { release } = context;
  const source = release.sources[name];
  return reading(inProject(context, ['release', name]), `release.${name}: ${release[name] ?? 'none'}${source === 'project' ? '' : ` (${source})`}`);
}
