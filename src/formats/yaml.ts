import { LineCounter, isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import type { Location } from '../model/location.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';

/** Largest YAML file that is read: our lists are written by people. */
const MAX_YAML_BYTES = 4 * 1024 * 1024;
/** Most lines, list items and map entries, near enough: each costs the parser about 1 kB. */
const MAX_YAML_PARTS = 300_000;
/** Deepest nesting of a YAML document. */
const MAX_YAML_DEPTH = 64;

export type Path = readonly (string | number)[];

/** A parsed document: plain data and the place of every part of it. */
export interface Located {
  /** Maps without prototype tricks, lists, text, true, false, null. A number stays the text that was written: `2.40` is a version. */
  readonly value: unknown;
  /** Place of a value; of the nearest part around it when the path leads to nothing. */
  at(path: Path): Location;
}

/** The one door to the YAML parser: YAML 1.2 core, one document, unique keys, no aliases, no tags of its own. */
export function readYaml(text: string, file: string): Located | { readonly problems: readonly Problem[] } {
  const refuse = (code: ProblemCode, message: string, more: Partial<Problem> = {}) => ({ problems: [{ code, message, file, ...more }] });
  if (text.trim() === '') return refuse('EMPTY', 'the file is empty');
  if (text.length > MAX_YAML_BYTES) return refuse('TOO_LARGE', 'the YAML file is too large to be read', { expected: `at most ${MAX_YAML_BYTES} characters`, found: String(text.length) });
  const parts = text.length - text.replace(/[\n,[{]/g, '').length;
  if (parts > MAX_YAML_PARTS) return refuse('TOO_LARGE', 'the YAML file has too many lines and entries to be read', { expected: `at most ${MAX_YAML_PARTS}`, found: String(parts), hint: 'write it as JSON with the same keys, or split it' });
  const deep = tooDeep(text);
  if (deep !== undefined) return refuse('TOO_DEEP', 'lists and maps are nested too deep', { line: deep, expected: `at most ${MAX_YAML_DEPTH} levels` });
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { version: '1.2', schema: 'core', strict: true, uniqueKeys: true, stringKeys: true, lineCounter: lines, prettyErrors: false });
  } catch (cause) {
    if (cause instanceof RangeError) return refuse('TOO_DEEP', 'lists and maps are nested too deep');
    throw cause;
  }
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { problems: faults.slice(0, 100).map((fault) => toProblem(fault, text, file, lines)) };
  const problems = forbidden(document, file, lines);
  if (problems.length > 0) return { problems };
  return { value: plain(document.contents), at: (path) => ({ file, line: lineOf(document, path, lines) }) };
}

function toProblem(fault: YAMLError, text: string, file: string, lines: LineCounter): Problem {
  const { line, col } = lines.linePos(fault.pos[0]);
  const ended = fault.pos[0] >= text.trimEnd().length && fault.code !== 'MULTIPLE_DOCS';
  const code: ProblemCode = fault.code === 'DUPLICATE_KEY' ? 'DUPLICATE_KEY' : /call stack/.test(fault.message) ? 'TOO_DEEP' : ended ? 'TRUNCATED' : 'NOT_WELL_FORMED';
  return { code, message: code === 'TRUNCATED' ? 'the YAML text ends before it is complete' : 'this is not YAML as it is read here', file, line,
    found: `${fault.message.split('\n')[0] ?? ''} (column ${col})` };
}

/** Aliases let one value stand in many places, tags make something else of a value: neither has a use in evidence. */
function forbidden(document: Document.Parsed, file: string, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Node(_key, node, path) {
      // Every level is a list, or a map with a pair in it.
      if (path.filter((part) => !isPair(part)).length > MAX_YAML_DEPTH) {
        problems.push({ code: 'TOO_DEEP', message: 'lists and maps are nested too deep', file, line: lines.linePos(node.range?.[0] ?? 0).line, expected: `at most ${MAX_YAML_DEPTH} levels` });
        return visit.BREAK;
      }
      const tagged = !isAlias(node) && node.tag !== undefined && node.tag !== '';
      if (isAlias(node) || (tagged && !CORE_TAGS.has(String(node.tag)))) {
        problems.push({ code: 'NOT_WELL_FORMED', message: isAlias(node) ? 'aliases are not read: write the value out' : 'tags are not read', file,
          line: lines.linePos(node.range?.[0] ?? 0).line, found: isAlias(node) ? `*${node.source}` : String(node.tag) });
      }
      return problems.length >= 100 ? visit.BREAK : undefined;
    },
  });
  return problems;
}
const CORE_TAGS = new Set(['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`));

function plain(node: unknown): unknown {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map((pair) => [String(isScalar(pair.key) ? (pair.key.source ?? pair.key.value) : pair.key), plain(pair.value)]));
  }
  if (isSeq(node)) return node.items.map(plain);
  if (isScalar(node)) return typeof node.value === 'number' || typeof node.value === 'bigint' ? (node.source ?? String(node.value)) : node.value;
  return null;
}

/** Follows the path as far as it leads; a key's own line is the line of its value, so that `found` stands there. */
function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = (node as Node | null)?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (node === undefined) break;
      offset = (node as Node | null)?.range?.[0] ?? offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

/** Line of the bracket that opens one level too many, before the parser recurses into it; block style is counted afterwards. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  let line = 1;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 0x0a) {
      line += 1;
      depth = 0;
    } else if (c === 0x5b || c === 0x7b) {
      depth += 1;
      if (depth > MAX_YAML_DEPTH) return line;
    } else if (c === 0x5d || c === 0x7d) depth -= 1;
  }
  return undefined;
}
