import type { Content } from '../model/content.ts';
import type { Declaration, Facts } from '../model/evidence.ts';
import type { ContentKind, EvidenceKind } from '../model/kinds.ts';
import type { Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { TestCase } from '../model/tests.ts';

/** What detection may look at: the first 64 KiB, decoded, and what was found in it. Never the file's name. */
export interface Head {
  readonly bytes: Uint8Array;
  /** Decoded with BOM removed; '' when it is not text. */
  readonly text: string;
  /** First XML element, when the text begins as XML: local name, namespace URI, attributes as written, names of its first children. */
  readonly root?: { readonly name: string; readonly namespace?: string; readonly attributes: Readonly<Record<string, string>>; readonly children: readonly string[] };
  /** First JSON value: its opening bracket and, for an object, the keys seen in the head at depth 1; for an array, those of its first element. */
  readonly json?: { readonly shape: 'object' | 'array'; readonly keys: readonly string[] };
}

export interface ReadOptions {
  /** What the project file says; absent when `inspect` meets a bare file. */
  readonly declared?: Declaration;
  /** Which cases a test reader keeps; the others are only counted. Keeps all when absent. */
  readonly keepCase?: (testCase: TestCase) => boolean;
}

/** A reader's answer. A reader never throws for bad input: it answers `refused` with the problems. */
export type ReadResult =
  | { readonly status: 'read' | 'no-data'; readonly content: Content; readonly facts: Facts; readonly formatVersion?: string; readonly problems: readonly Problem[] }
  | { readonly status: 'refused'; readonly formatVersion?: string; readonly problems: readonly Problem[] };

/**
 * One format, one file, one object of this shape. Pure: no files, clock, network or logger.
 * docs/formats.md is generated from these.
 */
export interface Format {
  /** `junit-xml` */
  readonly id: string;
  readonly title: string;
  /** What a file of this format holds, in `inspect`. */
  readonly contentKind: ContentKind;
  /** Evidence kinds under which it may be declared. */
  readonly kinds: readonly EvidenceKind[];
  /** What is read and what is ignored, one sentence each, for docs/formats.md. */
  readonly reads: string;
  readonly ignores: string;
  /** By content alone. Formats that cannot be recognised (CSV with a map, our YAML lists) answer false and are chosen by declaration. */
  looksLike(head: Head): boolean;
  read(source: Source, options: ReadOptions): ReadResult;
}
