import type { ContentByKind } from './content.ts';
import type { CredentialScan } from './credentials.ts';
import type { ContentKind, EvidenceKind, TestLevel } from './kinds.ts';
import type { Problem } from './problem.ts';

export type FileStatus = 'read' | 'no-data' | 'refused' | 'attached';

/** What a declaration in the project file says about its files. */
export interface Declaration {
  readonly kind: EvidenceKind;
  /** Index within the kind, in the order of the project file. */
  readonly index: number;
  readonly level?: TestLevel;
  /** Sidecar that belongs to a test report. */
  readonly run?: string;
  readonly columns?: Readonly<Record<string, string>>;
  readonly separator?: string;
  /** performance: unit, limit and what it is bound to. */
  readonly unit?: string;
  readonly limit?: number;
  readonly requirements?: readonly string[];
  readonly tests?: readonly string[];
}

/** One collected file with what was read in it. The digest is over the raw bytes. */
export interface EvidenceFile {
  readonly path: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly declared: Declaration;
  readonly status: FileStatus;
  readonly format?: string;
  readonly formatVersion?: string;
  readonly contentKind?: ContentKind;
  readonly facts: Facts;
  readonly problems: readonly Problem[];
}

/** The numbers that `inspect --json` shows (design §3); keys by kind. */
export type Facts = Readonly<Record<string, unknown>>;

/** A file and its content, for those with status `read` (and `no-data` where an empty content says something). */
export interface Read<K extends EvidenceKind> {
  readonly file: EvidenceFile;
  readonly content: ContentByKind[K];
}

/** A declaration whose pattern matched no file. */
export interface MissingEvidence {
  readonly declared: Declaration;
  readonly pattern: string;
  /** Line in the project file. */
  readonly line?: number;
}

/** All that was collected and read. Files are sorted by path. */
export interface EvidenceSet {
  readonly files: readonly EvidenceFile[];
  readonly missing: readonly MissingEvidence[];
  readonly contents: { readonly [K in EvidenceKind]: readonly Read<K>[] };
  /** Of every file that goes into the bundle as it is: evidence, project file, own profile. Once each, sorted by path. */
  readonly scans: readonly CredentialScan[];
}
