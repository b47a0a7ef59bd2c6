import { z } from 'zod';
import type { Content } from '../../model/content.ts';
import type { Facts } from '../../model/evidence.ts';
import type { ContentKind, EvidenceKind } from '../../model/kinds.ts';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import type { Format, Head, ReadResult } from '../format.ts';
import { decodeText, parseJson } from '../json.ts';
import { below } from '../json-values.ts';
import { readYaml } from '../yaml.ts';
import type { Located, Path } from '../yaml.ts';

/** What a list makes of a valid file; `empty` says in words that nothing in it could count as evidence. */
export interface Built {
  readonly content: Content;
  readonly facts: Facts;
  readonly empty?: string;
}

export interface ListSpec<S extends z.ZodType> {
  /** Name in the header line: `soup` in `schema: release-evidence/soup/v1`. */
  readonly name: string;
  readonly title: string;
  readonly contentKind: ContentKind;
  readonly kinds: readonly EvidenceKind[];
  readonly reads: string;
  readonly schema: S;
  build(value: z.output<S>, at: (...path: Path) => Location): Built;
}

/** A reader of one of our own lists, with its schema for docs/schemas. */
export interface ListFormat extends Format {
  readonly name: string;
  readonly schema: z.ZodType;
}

/** Our lists are YAML, or JSON with the same keys; both begin with the line that names list and version. */
export function listFormat<S extends z.ZodType>(spec: ListSpec<S>): ListFormat {
  return {
    id: `list-${spec.name}`, title: spec.title, contentKind: spec.contentKind, kinds: spec.kinds, reads: spec.reads,
    ignores: 'Nothing: an unknown key is refused with its line.',
    name: spec.name, schema: spec.schema,
    looksLike: (head: Head) => declaredList(head.text)?.name === spec.name,
    read(source): ReadResult {
      const decoded = decodeText(source);
      if ('problems' in decoded) return { status: 'refused', problems: decoded.problems };
      const declared = declaredList(decoded.text);
      const version = declared ? { formatVersion: declared.version } : {};
      if (declared && declared.name === spec.name && declared.version !== 'v1') {
        return { status: 'refused', ...version, problems: [{ code: 'UNSUPPORTED_VERSION', message: `this version of the ${spec.name} list is not read`, file: source.name,
          expected: `release-evidence/${spec.name}/v1`, found: declared.version }] };
      }
      const document = readListDocument(decoded.text, source.name);
      if ('problems' in document) return { status: 'refused', ...version, problems: document.problems };
      const parsed = spec.schema.safeParse(document.value);
      if (!parsed.success) return { status: 'refused', ...version, problems: toProblems(parsed.error, document) };
      const { content, facts, empty } = spec.build(parsed.data, (...path) => document.at(path));
      if (empty === undefined) return { status: 'read', ...version, content, facts, problems: [] };
      return { status: 'no-data', ...version, content, facts, problems: [{ code: 'NO_DATA', message: empty, file: source.name }] };
    },
  };
}

/** The header line, wherever comments let it begin; undefined for every other text. */
export function declaredList(text: string): { readonly name: string; readonly version: string } | undefined {
  const start = text.slice(0, 8192).replace(/^\uFEFF/, '');
  const match = /^(?:[ \t]*(?:#[^\n]*|---[ \t]*|%YAML[^\n]*)?\r?\n)*schema:[ \t]+(["']?)release-evidence\/([a-z-]+)\/(v\d+)\1[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/.exec(start)
    ?? /^\s*\{\s*("schema")\s*:\s*"release-evidence\/([a-z-]+)\/(v\d+)"\s*[,}]/.exec(start);
  return match?.[2] && match[3] ? { name: match[2], version: match[3] } : undefined;
}

/** JSON goes through the strict door, so that a comment or a trailing comma is refused there too. */
function readListDocument(text: string, file: string): Located | { readonly problems: readonly Problem[] } {
  if (!/^\s*[{[]/.test(text)) return readYaml(text, file);
  const document = parseJson(text, file);
  if (document.problems) return { problems: document.problems };
  const { value } = document;
  return { value, at: (path) => ({ file, pointer: below('', ...path) }) };
}

/** One problem for each violation, at the line of the value, of the unknown key, or of the part that lacks a key. */
function toProblems(error: z.ZodError, document: Located): readonly Problem[] {
  const problems: Problem[] = [];
  for (const issue of error.issues) {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        problems.push({ code: 'SCHEMA', message: `unknown key ${JSON.stringify(key.slice(0, 80))}`, ...document.at([...path, key]), hint: 'correct its spelling, or remove it: nothing that is written may vanish' });
      }
    } else {
      const where = path.length === 0 ? 'the file' : path.join('.');
      problems.push({ code: 'SCHEMA', message: `${where}: ${issue.message}`, ...document.at(path) });
    }
  }
  return problems.slice(0, 100);
}
