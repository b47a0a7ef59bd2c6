import type { Item, TraceTable } from '../model/items.ts';
import type { Problem } from '../model/problem.ts';
import type { Format, ReadResult } from './format.ts';
import { readJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { below, get, isArray, isObject, objectOf, Shape, show, textOf } from './json-values.ts';
import { linkTypes } from './needs-links.ts';
import { traceFacts } from './trace-facts.ts';

/** sphinx-needs `needs.json`: the current version only. */
export const needsJson: Format = {
  id: 'needs-json', title: 'sphinx-needs needs.json', contentKind: 'trace', kinds: ['requirements', 'risk-controls', 'hazards', 'design', 'test-cases', 'trace'],
  reads: 'Needs of the current version with type, title, fields and links of every type.',
  ignores: 'Older versions, filters, derived links (`*_back`), layout fields.',
  looksLike: ({ json }) => json?.shape === 'object' && json.keys.includes('current_version') && (json.keys.includes('versions') || json.keys.includes('project')),
  read(source): ReadResult {
    const document = readJson(source);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const shape = new Shape(source.name);
    const json = document.value;
    const current = currentVersion(json, shape);
    if (!current) return { status: 'refused', problems: shape.problems };
    const { version, pointer } = current;
    if (get(version, 'needs') === undefined) shape.required(version, pointer, 'object', 'needs');
    else if (isArray(get(version, 'needs'))) shape.wrong(below(pointer, 'needs'), 'needs has the wrong type', 'an object: id → need', get(version, 'needs'));
    else shape.optional(version, pointer, 'object', 'needs');
    const needs = Object.entries(objectOf(version, 'needs'));
    for (const [id, need] of needs) {
      const at = below(pointer, 'needs', id);
      if (!isObject(need)) shape.wrong(at, 'a need has the wrong type', 'an object', need);
      else {
        shape.required(need, at, 'text', 'id');
        shape.optional(need, at, 'text', 'type', 'title');
        const own = textOf(need, 'id');
        if (own !== undefined && own !== id) shape.wrong(below(at, 'id'), 'the id differs from the key under which the need stands', id, own);
      }
    }
    if (shape.problems.length > 0) return { status: 'refused', problems: shape.problems };
    return answer(version, needs as [string, JsonObject][], pointer, shape);
  },
};

function currentVersion(json: Json, shape: Shape): { version: JsonObject; pointer: string } | undefined {
  if (!isObject(json)) {
    shape.wrong('', 'a needs file is an object', 'an object', json);
    return undefined;
  }
  const named = get(json, 'current_version');
  // Old writers put a number there: 0.7 names the key "0.7", 1.0 the key "1.0".
  const name = typeof named === 'number' ? (Object.keys(objectOf(json, 'versions')).find((key) => key.trim() !== '' && Number(key) === named) ?? String(named)) : named;
  if (typeof name !== 'string') {
    shape.wrong('/current_version', 'current_version has the wrong type', 'text', named ?? null);
    return undefined;
  }
  shape.required(json, '', 'object', 'versions');
  const version = get(objectOf(json, 'versions'), name);
  if (isObject(version)) return { version, pointer: below('/versions', name) };
  if (shape.problems.length === 0) shape.wrong('/current_version', 'current_version names a version that is not in versions', Object.keys(objectOf(json, 'versions')).join(', '), show(name));
  return undefined;
}

function answer(version: JsonObject, needs: readonly [string, JsonObject][], pointer: string, shape: Shape): ReadResult {
  const types = linkTypes(version, needs.map(([, need]) => need));
  const defaults = defaultsOf(version);
  const items = needs.map(([id, need]) => toItem(id, need, below(pointer, 'needs', id), types, defaults, shape));
  const known = new Set(needs.flatMap(([id, need]) => [id, ...partsOf(need).map((part) => `${id}.${part}`)]));
  const lost = items.flatMap((item) => item.links.filter(({ target }) => !known.has(target)).map((link) => ({ item, link })));
  const content: TraceTable = { items, rows: [] };
  const facts = traceFacts(content, lost.length);
  const problems: Problem[] = [...shape.notices, ...lost.slice(0, 100).map(({ item, link }) => (
    { code: 'DANGLING', message: `${item.id} links to a need that is not in the file`, ...shape.at(link.pointer ?? ''), found: `${link.type}: ${link.target}`.slice(0, 200) } as const))];
  const declared = get(version, 'needs_amount');
  if (typeof declared === 'number' && declared !== items.length) {
    problems.push({ code: 'COUNTERS_DISAGREE', message: 'needs_amount differs from the needs', ...shape.at(below(pointer, 'needs_amount')), expected: String(items.length), found: String(declared) });
  }
  if (items.length > 0) return { status: 'read', content, facts, problems };
  return { status: 'no-data', content, facts, problems: [{ code: 'NO_DATA', message: 'the current version has no need', ...shape.at(below(pointer, 'needs')) }, ...problems] };
}

/** Values that the writer left out because they are the default (`needs_defaults_removed`). */
function defaultsOf(version: JsonObject): Readonly<Record<string, string>> {
  const properties = objectOf(objectOf(version, 'needs_schema'), 'properties');
  return Object.fromEntries(Object.entries(properties).flatMap(([key, property]) => {
    const value = isObject(property) ? get(property, 'default') : undefined;
    return typeof value === 'string' && value !== '' ? [[key, value]] : [];
  }));
}

const partsOf = (need: JsonObject): readonly string[] => Object.keys(objectOf(need, 'parts'));
const NOT_FIELDS = new Set(['id', 'type', 'title']);

function toItem(id: string, need: JsonObject, pointer: string, types: ReadonlySet<string>, defaults: Readonly<Record<string, string>>, shape: Shape): Item {
  const fields: Record<string, string> = { ...defaults };
  const links: Item['links'][number][] = [];
  for (const [key, value] of Object.entries(need)) {
    if (types.has(key)) {
      targets(value).forEach((target, i) => links.push({ ...shape.at(below(pointer, key, i)), type: key, target }));
    } else if (key.endsWith('_back') || NOT_FIELDS.has(key)) continue;
    else if (typeof value === 'string' && value !== '') fields[key] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') fields[key] = String(value);
    else if (isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')) fields[key] = value.join(', ');
  }
  for (const key of NOT_FIELDS) delete fields[key];
  const type = textOf(need, 'type');
  return { ...shape.at(pointer), id, ...(type === undefined ? {} : { type }), title: textOf(need, 'title') ?? '', fields, links };
}

/** A list of ids; very old writers put one text with `;` between them. */
function targets(value: Json): readonly string[] {
  const listed = isArray(value) ? value.filter((one) => typeof one === 'string') : typeof value === 'string' ? value.split(/[;,]/) : [];
  return listed.map((one) => one.trim()).filter((one) => one !== '');
}
