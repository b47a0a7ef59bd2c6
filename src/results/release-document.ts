import type { EvidenceKind } from '../model/kinds.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import { jsonText } from './documents.ts';

/** A file of the project and its place in the bundle. */
export interface BundledFile {
  /** As the project file's folder knows it, with `/`. */
  readonly path: string;
  readonly bundlePath: string;
  /** All kinds under which it was collected, in the order of EVIDENCE_KINDS; `project` and `profile` for those two. */
  readonly kinds: readonly (EvidenceKind | 'project' | 'profile')[];
  readonly sha256: string;
  readonly size: number;
}

/** `data/release.json`: who the release is and where each file came from. What the re-derivation starts from. */
export interface ReleaseDocument extends Omit<ReleaseIdentity, 'artifacts'> {
  readonly artifacts: readonly { readonly name: string; readonly path: string; readonly sha256: string; readonly size: number }[];
  readonly tool: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly catalogue: string;
  readonly projectFile: string;
  /** Sorted by path. */
  readonly files: readonly BundledFile[];
  /** Declared files that could not be taken in, with the reason that `check` gave. */
  readonly unusable: readonly { readonly path: string; readonly code: ProblemCode }[];
}

export function releaseDocument(document: ReleaseDocument): string {
  return jsonText(document);
}
