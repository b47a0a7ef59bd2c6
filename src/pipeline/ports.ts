import type { Source } from '../model/source.ts';

/** One entry of the tree that a pattern matched. */
export interface TreeFile {
  /** Relative to the tree's root, with `/`, no `.` or `..`. */
  readonly path: string;
  readonly size: number;
}

/** Why a path cannot be used as evidence. */
export type TreeTrouble = 'missing' | 'no-permission' | 'not-a-file' | 'symlink-outside';

/** The folder of the project file, or the same files inside an unpacked bundle. Contract suite: test/contract/file-tree.ts. */
export interface FileTree {
  /** Files that match a glob, sorted by code unit; a path without wildcard that is unusable is reported, never skipped. */
  find(pattern: string): { readonly files: readonly TreeFile[]; readonly troubles: readonly { readonly path: string; readonly trouble: TreeTrouble }[] };
  /** The bytes; throws only when the file changed since `find`. */
  open(path: string): Source;
}

/** Lines for people on standard error: what is being done, never a result. */
export interface Progress {
  step(text: string): void;
  note(text: string): void;
}

export interface Clock {
  now(): Date;
}

/** A subset of the environment, read once in adapters/ci-environment.ts. */
export interface CiIdentity {
  readonly system: 'GITLAB' | 'GITHUB' | 'BITBUCKET' | 'JENKINS';
  readonly commit?: string;
  readonly tag?: string;
}
