import type { Content } from '../model/content.ts';
import type { Declaration, Facts, FileStatus } from '../model/evidence.ts';
import type { ContentKind } from '../model/kinds.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import { chooseReader } from './choose.ts';
import type { Format, ReadOptions } from './format.ts';
import { readHead } from './head.ts';
import { isBlank } from './text.ts';
import { wellFormedness } from './well-formed.ts';
import { refusedByName } from './refused-by-name.ts';

/** What a file is, what was read in it, and what is wrong with it: the core of `inspect` and of the collect stage. */
export interface Inspection {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly format?: string;
  readonly formatVersion?: string;
  readonly kind?: ContentKind;
  readonly status: FileStatus;
  /** Numbers by kind (design §3); empty unless the status is `read` or `no-data`. */
  readonly facts: Facts;
  readonly problems: readonly Problem[];
  /** Only with status `read` or `no-data`. */
  readonly content?: Content;
}

/**
 * Reads one file with the reader that its content asks for; the file's name plays no part. A declaration narrows the choice and is
 * held against the content: what is declared as one kind and is another is refused. Never throws for bad input.
 */
export function inspectSource(source: Source, declared?: Declaration, options: Omit<ReadOptions, 'declared'> = {}): Inspection {
  const about = { path: source.name, size: source.size };
  const problem = (code: ProblemCode, message: string, more: Partial<Problem> = {}): Problem => ({ ...more, code, message, file: source.name });
  if (declared?.kind === 'attachments') return { ...about, status: 'attached', facts: {}, problems: [] };
  if (isBlank(source)) {
    return { ...about, status: 'no-data', facts: {}, problems: [problem('EMPTY', 'the file is empty or blank', { hint: 'the step that writes it did not run to its end' })] };
  }
  const head = readHead(source);
  const choice = chooseReader(head, declared);
  if ('read' in choice) return readWith(choice.read, source, declared, options);
  if ('mismatch' in choice) {
    return { ...about, format: choice.mismatch.id, kind: choice.mismatch.contentKind, status: 'refused', facts: {}, problems: [problem('KIND_MISMATCH', `the content is ${choice.mismatch.title}, which is not read as ${declared?.kind}`, {
      expected: declared?.kind ?? '', found: choice.mismatch.contentKind, hint: 'declare the file under its own kind, or correct the pattern' })] };
  }
  if ('ambiguous' in choice) {
    const names = choice.ambiguous.map((format) => format.id).join(', ');
    return { ...about, status: 'refused', facts: {}, problems: [problem('CONTRADICTION', 'more than one format claims the content', { found: names, hint: 'declare the kind of this file in the project file' })] };
  }
  const named = refusedByName(head);
  if (named) {
    return { ...about, format: named.id, status: 'refused', facts: {}, problems: [problem('UNSUPPORTED_FORMAT', `${named.title}: ${named.why}`, { found: named.title, hint: named.hint })] };
  }
  const broken = wellFormedness(source, head);
  if (broken) return { ...about, status: 'refused', facts: {}, problems: [broken] };
  const found = head.root ? `root element ${head.root.name.slice(0, 80)}` : head.json ? `JSON ${head.json.shape} with ${head.json.keys.slice(0, 8).join(', ') || 'no keys'}` : head.text === '' ? 'bytes that are not text' : 'text';
  return { ...about, status: 'attached', facts: {}, problems: [problem('UNKNOWN_FORMAT', 'the content is of no format that is read here; it is attached and counts for nothing', { found, hint: 'see `release-evidence formats`' })] };
}

function readWith(format: Format, source: Source, declared: Declaration | undefined, options: Omit<ReadOptions, 'declared'>): Inspection {
  const about = { path: source.name, size: source.size, format: format.id, kind: format.contentKind };
  const result = format.read(source, { ...options, ...(declared && { declared }) });
  const version = result.formatVersion === undefined ? {} : { formatVersion: result.formatVersion };
  if (result.status === 'refused') return { ...about, ...version, status: 'refused', facts: {}, problems: result.problems };
  return { ...about, ...version, status: result.status, facts: result.facts, problems: result.problems, content: result.content };
}
