import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../model/problem.ts';
import { EvidenceError } from '../model/problem.ts';
import { nearest } from './nearest.ts';
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
  if (syntax.length > 0) throw invalid(file, withoutEchoes(syntax));
  if (text.trim() === '') throw invalid(file, [{ code: 'PROJECT_INVALID', file, line: 1, message: 'the project file is empty', hint: 'release-evidence init writes one' }]);

  const parsed = projectSchema.safeParse(valueOf(document, file));
  if (!parsed.success) throw invalid(file, flatten(parsed.error.issues).flatMap(eachKey).map((issue) => described(issue, document, at, file)));
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

/** One error about three unknown keys is three errors, each at its own place. */
function eachKey(issue: Issue): readonly Issue[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue];
}

/** A YAML parser that has lost its way complains about every following line: the first lines say what is wrong. */
function withoutEchoes(syntax: readonly Problem[]): readonly Problem[] {
  const shown = syntax.slice(0, MOST_SYNTAX_ERRORS);
  const last = shown.at(-1)!;
  return shown.length === syntax.length ? syntax : [...shown.slice(0, -1), { ...last, hint: `${syntax.length - shown.length} more errors below it are left out: they often follow from the first ones` }];
}

const MOST_SYNTAX_ERRORS = 3;

function described(issue: Issue, document: Document, at: (offset: number) => { line: number; col: number }, file: string): Problem {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  const where = position(document, at, path);
  const name = path.map(String).join('.') || 'the file';
  const { message, ...more } = wordsOf(issue, name, valueAt(document, path));
  return { code: 'PROJECT_INVALID', file, ...(where.line === undefined ? {} : { line: where.line }), message: where.col === undefined ? message : `column ${where.col}: ${message}`, ...more };
}

/** What stands there, what was expected, and what to write instead. */
function wordsOf(issue: Issue, name: string, value: unknown): Pick<Problem, 'message' | 'expected' | 'found' | 'hint'> {
  const found = value === undefined ? {} : { found: shown(value) };
  if (issue.code === 'unrecognized_keys') {
    const like = nearest(issue.keys[0]!, keysAt(issue.path));
    return { message: `unknown key ${name}`, ...(like === undefined ? {} : { hint: `did you mean ${like}?` }) };
  }
  if (issue.code === 'invalid_type') {
    if (value === undefined) return { message: `${name} is missing`, expected: wordFor(issue.expected) };
    const quote = issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean') ? { hint: `put it in quotes ("…"), or YAML reads a ${typeof value}` } : {};
    return { message: `${name} is of another type`, expected: wordFor(issue.expected), ...found, ...quote };
  }
  if (issue.code === 'invalid_value') {
    const like = typeof value === 'string' ? nearest(value, issue.values.map(String)) : undefined;
    return { message: `${name} is not one of the known values`, expected: issue.values.map(String).join(', '), ...found, ...(like === undefined ? {} : { hint: `did you mean ${like}?` }) };
  }
  if (issue.message.startsWith('expected ')) return { message: `${name} has another form`, expected: issue.message.slice('expected '.length), ...found };
  return { message: `${name}: ${issue.message}`, ...found };
}

const WORDS: Readonly<Record<string, string>> = { object: 'keys with values', array: 'a list', string: 'text', number: 'a number', boolean: 'true or false', record: 'keys with values' };
const wordFor = (type: string): string => WORDS[type] ?? type;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'keys with values';
  const text = value === null ? 'nothing' : String(value);
  return text.length <= 100 ? text : `${text.slice(0, 100).replace(/[\ud800-\udbff]$/, '')} …`;
}

function valueAt(document: Document, path: Path): unknown {
  const node: unknown = document.getIn(path.map((step) => (typeof step === 'symbol' ? String(step) : step)));
  return isMap(node) ? {} : isSeq(node) ? [] : node;
}

/** The keys that the schema knows at `path`; empty where it cannot say. */
function keysAt(path: Path): readonly string[] {
  let schema: unknown = projectSchema;
  for (const step of path) {
    const inner = shapesOf(schema).map((shape) => shape[String(step)]).find((one) => one !== undefined);
    if (inner !== undefined) schema = inner;
    else if (typeof step !== 'number') return [];
  }
  return shapesOf(schema).flatMap((shape) => Object.keys(shape));
}

/** The objects that a schema can be, through defaults, options, lists, unions and conversions. */
function shapesOf(schema: unknown): readonly Readonly<Record<string, unknown>>[] {
  const def = (schema as { def?: { shape?: Readonly<Record<string, unknown>>; innerType?: unknown; element?: unknown; options?: readonly unknown[]; in?: unknown } } | undefined)?.def;
  if (def === undefined) return [];
  if (def.shape !== undefined) return [def.shape];
  return [def.innerType, def.element, def.in, ...(def.options ?? [])].filter((one) => one !== undefined).flatMap(shapesOf);
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
