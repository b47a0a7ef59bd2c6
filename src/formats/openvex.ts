import type { Problem } from '../model/problem.ts';
import type { Vex, VexStatement, VexStatus } from '../model/vulnerability.ts';
import type { Format, ReadResult } from './format.ts';
import { readJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { below, get, isObject, listOf, objectOf, objectsOf, Shape, show, textOf, textsOf } from './json-values.ts';
import { statusFacts } from './vex-facts.ts';

const NAMESPACE = 'https://openvex.dev/ns';
/** The namespace without a version is that of 0.0.1. */
const VERSIONS: Readonly<Record<string, string>> = { [NAMESPACE]: '0.0.1', [`${NAMESPACE}/v0.0.1`]: '0.0.1', [`${NAMESPACE}/v0.2.0`]: '0.2.0' };
const STATUSES: readonly VexStatus[] = ['not_affected', 'affected', 'fixed', 'under_investigation'];
const JUSTIFICATIONS = ['component_not_present', 'vulnerable_code_not_present', 'vulnerable_code_not_in_execute_path', 'vulnerable_code_cannot_be_controlled_by_adversary', 'inline_mitigations_already_exist'];

/** OpenVEX 0.0.1 and 0.2.0. */
export const openvex: Format = {
  id: 'openvex', title: 'OpenVEX 0.0.1, 0.2.0', contentKind: 'vex', kinds: ['vex'],
  reads: 'Statements with vulnerability and aliases, products and subcomponents, status, justification, time.',
  ignores: 'Supplier, tooling, hashes of products; the context is not fetched.',
  looksLike: ({ json, text }) => json?.shape === 'object' && json.keys.includes('@context') && /"@context"\s*:\s*"https:\/\/openvex\.dev\/ns/.test(text),
  read(source): ReadResult {
    const document = readJson(source);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const shape = new Shape(source.name);
    const json = document.value;
    const context = isObject(json) ? textOf(json, '@context') : undefined;
    if (!isObject(json) || context === undefined) {
      shape.wrong('', 'an OpenVEX document is an object with @context', NAMESPACE, json);
      return { status: 'refused', problems: shape.problems };
    }
    const version = Object.hasOwn(VERSIONS, context) ? VERSIONS[context] : undefined;
    if (version === undefined) {
      const found = context.slice(NAMESPACE.length + 1, NAMESPACE.length + 40);
      return { status: 'refused', formatVersion: found, problems: [{ code: 'UNSUPPORTED_VERSION', message: 'this version of OpenVEX is not read', ...shape.at('/@context'), expected: Object.keys(VERSIONS).join(', '), found: show(context) }] };
    }
    if (textOf(json, 'author') === undefined) shape.notice('', 'author is missing', 'who makes the statements');
    shape.required(json, '', 'array', 'statements');
    shape.objects(json, '', 'statements');
    const timestamp = textOf(json, 'timestamp');
    const statements = objectsOf(json, 'statements').map((one, i) => toStatement(one, below('/statements', i), timestamp, shape));
    if (shape.problems.length > 0) return { status: 'refused', formatVersion: version, problems: shape.problems };
    const author = textOf(json, 'author');
    const content: Vex = { ...(author ? { author } : {}), ...(timestamp ? { timestamp } : {}), statements };
    const facts = statusFacts(content);
    if (statements.length > 0) return { status: 'read', formatVersion: version, content, facts, problems: [...shape.notices, ...unfounded(statements)] };
    return { status: 'no-data', formatVersion: version, content, facts, problems: [{ code: 'NO_DATA', message: 'the document holds no statement', ...shape.at('/statements') }] };
  },
};

function toStatement(one: JsonObject, pointer: string, inherited: string | undefined, shape: Shape): VexStatement {
  const vulnerability = get(one, 'vulnerability');
  const named = isObject(vulnerability) ? vulnerability : {};
  const id = typeof vulnerability === 'string' ? vulnerability : (textOf(named, 'name') ?? textOf(named, '@id') ?? '');
  if (id.trim() === '') shape.wrong(pointer, 'vulnerability is missing', 'a name such as CVE-2026-0001', vulnerability ?? null);
  shape.required(one, pointer, 'text', 'status');
  if (typeof get(one, 'status') === 'string') shape.oneOf(one, pointer, 'status', STATUSES);
  if (get(one, 'justification') !== '') shape.oneOf(one, pointer, 'justification', JUSTIFICATIONS);
  shape.optional(one, pointer, 'array', 'products', 'subcomponents');
  const justification = textOf(one, 'justification');
  const impact = textOf(one, 'impact_statement') ?? textOf(one, 'status_notes');
  const timestamp = textOf(one, 'timestamp') ?? inherited;
  const products = listOf(one, 'products').flatMap((product, i) => {
    const names = idsOf(product);
    if (names.length === 0) shape.notice(below(pointer, 'products', i), 'a product has no id', 'text, or an object with @id or identifiers', product);
    return names;
  });
  const within = listOf(one, 'products').flatMap((product) => (isObject(product) && (listOf(product, 'subcomponents').length > 0 || listOf(one, 'subcomponents').length > 0) ? idsOf({ ...product, subcomponents: [] }) : []));
  return {
    ...shape.at(pointer), vulnerability: id, aliases: [...new Set([id, ...textsOf(named, 'aliases')])],
    products: [...new Set([...products, ...listOf(one, 'subcomponents').flatMap(idsOf)])],
    ...(within.length > 0 ? { within: [...new Set(within)] } : {}), status: STATUSES.find((word) => word === get(one, 'status')) ?? 'under_investigation',
    ...(justification ? { justification } : {}), ...(impact ? { impact } : {}), ...(timestamp ? { timestamp } : {}),
  };
}

/** A product is text or an object; its own id, its other identifiers, and those of its subcomponents. */
function idsOf(product: Json): readonly string[] {
  if (typeof product === 'string') return product === '' ? [] : [product];
  if (!isObject(product)) return [];
  const own = textOf(product, '@id');
  const identifiers = Object.values(objectOf(product, 'identifiers')).filter((value) => typeof value === 'string');
  return [...new Set([...(own ? [own] : []), ...identifiers, ...listOf(product, 'subcomponents').flatMap(idsOf)])];
}

/** The specification asks for a reason with not_affected; whether the release may go without one is for the checks to say. */
function unfounded(statements: readonly VexStatement[]): readonly Problem[] {
  return statements.filter((one) => one.status === 'not_affected' && !one.justification && !one.impact).slice(0, 100).map(({ file, pointer, vulnerability }) => (
    { code: 'SCHEMA', message: `${vulnerability} is not_affected without justification or impact statement`, file, ...(pointer === undefined ? {} : { pointer }) }));
}
