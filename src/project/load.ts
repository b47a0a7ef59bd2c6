import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../model/problem.ts';
import { EvidenceError } from '../model/problem.ts';
import { projectSchema, type Project } from './schema.ts';

/** The project file after the schema, with the way back to its lines. */
export interface LoadedProject {
  /** Name relative to its own folder. */
  readonly file: string;
  readonly text: string;
  readonly project: Project;
  /** 1-based line of the value at `path`, or of the nearest parent that is in the file. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

type Path = readonly PropertyKey[];

/** Reads the project file. Every violation is reported at once, each with line and column; the run ends with exit code 2. */
export function loadProject(file: string, text: string): LoadedProject {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, version: '1.2', schema: 'core' });
  const at = (offset: number) => counter.linePos(offset);
  const syntax = [...document.errors, ...document.warnings].map((error): Problem => {
    const { line, col } = at(error.pos[0]);
    return { code: 'PROJECT_INVALID', file, line, message: `column ${col}: ${error.message.split(' at line ')[0]}` };
  });
  if (syntax.length > 0) throw invalid(file, syntax);
  if (text.trim() === '') throw invalid(file, [{ code: 'PROJECT_INVALID', file, line: 1, message: 'the project file is empty', hint: 'release-evidence init writes one' }]);

  const parsed = projectSchema.safeParse(valueOf(document, file));
  if (!parsed.success) throw invalid(file, flatten(parsed.error.issues).map((issue) => described(issue, document, at, file)));
  const escaping = strings(parsed.data.evidence, ['evidence']).filter(({ path, value }) => path.includes('files') && /^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(value));
  if (escaping.length > 0) {
    throw invalid(file, escaping.map(({ path, value }) => ({
      code: 'PROJECT_INVALID' as const, file, ...position(document, at, path), message: `${value}: evidence lies inside the project folder`,
      expected: 'a relative path without ..', found: value, hint: 'copy the file into the project folder before this step',
    })));
  }
  return { file, text, project: parsed.data, lineOf: (path) => position(document, at, path).line };
}

/** Aliases that multiply are refused before they fill the memory. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    throw invalid(file, [{ code: 'PROJECT_INVALID', file, line: 1, message: 'aliases are nested or used too often', hint: 'write the values out', ...(cause instanceof Error ? { found: cause.message } : {}) }]);
  }
}

type Issue = z.core.$ZodIssue;

/** A union reports each of its branches; the branch whose errors lie deepest is the one that the author meant. */
function flatten(issues: readonly Issue[]): readonly Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const depth = (branch: readonly Issue[]) => Math.max(0, ...flatten(branch).map((inner) => inner.path.length));
    const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0]!;
    const meant = depth(best) > 0 ? best : issue.errors.find((branch) => branch.some((inner) => inner.code === 'unrecognized_keys'));
    return meant ? flatten(meant).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue];
  });
}

function described(issue: Issue, document: Document, at: (offset: number) => { line: number; col: number }, file: string): Problem {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  const where = position(document, at, path);
  const name = path.map(String).join('.') || 'the file';
  const message = issue.code === 'unrecognized_keys' ? `unknown key ${name}` : `${name}: ${issue.message}`;
  return { code: 'PROJECT_INVALID', file, ...(where.line === undefined ? {} : { line: where.line }), message: where.col === undefined ? message : `column ${where.col}: ${message}` };
}

/** Line and column of the key (or list element) at `path`; of the nearest parent when it is absent. */
function position(document: Document, at: (offset: number) => { line: number; col: number }, path: Path): { line?: number; col?: number } {
  let node: unknown = document.contents;
  let offset = (node as Node | null)?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String((item.key as { value?: unknown } | null)?.value) === String(step));
      if (!pair) break;
      offset = (pair.key as Node | null)?.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      const element = node.items[step];
      if (!element) break;
      node = element;
      offset = (element as Node).range?.[0] ?? offset;
    } else if (step !== 0 && step !== 'files') {
      break; // a single entry may stand where a list or an object is meant
    }
  }
  if (offset === undefined) return {};
  const { line, col } = at(offset);
  return { line, col };
}

function strings(value: unknown, path: Path): { path: Path; value: string }[] {
  if (typeof value === 'string') return [{ path, value }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}

function invalid(file: string, problems: readonly Problem[]): EvidenceError {
  return new EvidenceError('PROJECT_INVALID', 'usage', `${file}: ${problems.length} error${problems.length === 1 ? '' : 's'}`, {
    problems, hint: 'docs/schemas/project.schema.json describes the file; editors can use it for completion',
  });
}
