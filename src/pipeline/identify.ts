import { sha256Of } from '../model/digest.ts';
import { matching } from '../model/matching.ts';
import { EvidenceError } from '../model/problem.ts';
import type { ReleaseIdentity, ReleasedArtifact } from '../model/release.ts';
import type { Project } from '../project/schema.ts';
import type { CiIdentity, Clock, FileTree } from './ports.ts';

/** What may say who the release is, strongest first: the project file, the CI system, git (or the vcs.json collected from it). */
export interface IdentitySources {
  readonly project: Project;
  readonly ci?: CiIdentity;
  readonly vcs?: { readonly commit: string; readonly tag?: { readonly name: string } };
  readonly clock: Clock;
}

/** Version, commit, tag and date of the release. Nothing is guessed: what nobody says, or two say differently, ends the run. */
export function identify({ project, ci, vcs, clock }: IdentitySources, tree: FileTree): ReleaseIdentity {
  const { release } = project;
  if (ci?.commit !== undefined && vcs !== undefined && release.commit === undefined && ci.commit !== vcs.commit) {
    throw new EvidenceError('IDENTITY_CONFLICT', 'usage', `${ci.system} says commit ${ci.commit}, git says ${vcs.commit}`, {
      hint: 'run on the checkout that the pipeline was started for, or give release.commit in the project file',
    });
  }
  const commit = first<string>(['project', release.commit], [`ci:${ci?.system}`, ci?.commit], ['git', vcs?.commit]);
  const tag = first<string>(['project', release.tag], [`ci:${ci?.system}`, ci?.tag], ['git', vcs?.tag?.name]);
  const version = first<string>(['project', release.version], [`tag (${tag?.source})`, versionOfTag(tag?.value)]);
  if (!version) throw unknown('version', 'give release.version in the project file, or tag the commit v1.2.3');
  if (!commit) throw unknown('commit', 'give release.commit in the project file, or release.repository so that git is asked');
  return {
    product: productOf(project),
    version: version.value, commit: commit.value, ...(tag ? { tag: tag.value } : {}),
    date: release.date ?? `${clock.now().toISOString().slice(0, 19)}Z`,
    sources: { version: version.source, commit: commit.source, tag: tag?.source ?? 'none', date: release.date ? 'project' : 'clock' },
    ...(release.previous ? { previous: release.previous } : {}),
    artifacts: project.artifacts.map(({ path, ...more }) => releasedArtifact(tree, path, 'name' in more ? more.name : undefined)),
  };
}

/** The product as the project file states it. */
export function productOf({ product }: Project): ReleaseIdentity['product'] {
  return {
    id: product.id, name: product.name, markets: product.markets,
    ...(product.description ? { description: product.description } : {}), ...(product.manufacturer ? { manufacturer: product.manufacturer } : {}),
    ...(product.udi ? { udi: product.udi } : {}), ...(product.safetyClass ? { safetyClass: product.safetyClass } : {}),
    ...(product.documentationLevel ? { documentationLevel: product.documentationLevel } : {}),
    ...(product.lifetimeYears ? { lifetimeYears: product.lifetimeYears } : {}),
  };
}

function releasedArtifact(tree: FileTree, path: string, name: string | undefined): ReleasedArtifact {
  const { files } = matching({ path: ['artifacts'], pattern: path }, () => tree.find(path));
  const file = files[0];
  if (files.length !== 1 || file === undefined) {
    throw new EvidenceError('MISSING', 'usage', `released artifact ${path}: ${files.length === 0 ? 'no such file' : `${files.length} files match`}`, {
      hint: 'list each released file by its exact path below `artifacts:`',
    });
  }
  return { name: name ?? file.path.split('/').at(-1)!, path: file.path, size: file.size, sha256: sha256Of(tree.open(file.path)) };
}

function versionOfTag(tag: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:[-+.][0-9A-Za-z.-]+)?)$/.exec(tag ?? '')?.[1];
}

function first<T>(...candidates: readonly (readonly [source: string, value: T | undefined])[]): { source: string; value: T } | undefined {
  for (const [source, value] of candidates) if (value !== undefined) return { source, value };
  return undefined;
}

function unknown(what: string, hint: string): EvidenceError {
  return new EvidenceError('IDENTITY_UNKNOWN', 'usage', `the ${what} of the release is given by nothing: not by the project file, the CI system or git`, { hint });
}
