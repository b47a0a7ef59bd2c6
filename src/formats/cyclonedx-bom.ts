import type { Problem } from '../model/problem.ts';
import type { Sbom, SbomComponent, Vulnerability } from '../model/sbom.ts';
import type { Source } from '../model/source.ts';
import { CYCLONEDX_VERSIONS, checkBom } from './cyclonedx-shape.ts';
import { readJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { below, get, isArray, isObject, objectOf, objectsOf, Shape, show, textOf, textsOf } from './json-values.ts';

export type BomAnswer =
  | { readonly bom: Sbom; readonly formatVersion: string; readonly problems: readonly Problem[] }
  | { readonly refused: readonly Problem[]; readonly formatVersion?: string };

/** Parses and checks a CycloneDX document; `problems` are references that lead nowhere or stand twice, and malformed licences. */
export function readBom(source: Source): BomAnswer {
  const document = readJson(source);
  if (document.problems) return { refused: document.problems };
  const shape = new Shape(source.name);
  const json = document.value;
  if (!isObject(json)) {
    shape.wrong('', 'a CycloneDX document is an object', 'an object', json);
    return { refused: shape.problems };
  }
  const version = get(json, 'specVersion');
  if (typeof version !== 'string') {
    shape.required(json, '', 'text', 'specVersion');
    return { refused: shape.problems };
  }
  const formatVersion = version.slice(0, 40);
  if (!CYCLONEDX_VERSIONS.includes(version)) {
    return { formatVersion, refused: [{ code: 'UNSUPPORTED_VERSION', message: 'this version of CycloneDX is not read', ...shape.at('/specVersion'), expected: CYCLONEDX_VERSIONS.join(', '), found: show(version) }] };
  }
  checkBom(json, shape);
  if (shape.problems.length > 0) return { formatVersion, refused: shape.problems };
  const bom = toSbom(json, version, shape);
  return { bom, formatVersion, problems: [...shape.notices, ...references(json, bom, shape)] };
}

function toSbom(json: JsonObject, specVersion: string, shape: Shape): Sbom {
  const metadata = objectOf(json, 'metadata');
  const root = get(metadata, 'component');
  const authors = [...objectsOf(metadata, 'authors'), objectOf(metadata, 'manufacturer'), objectOf(metadata, 'manufacture'), objectOf(metadata, 'supplier')];
  const author = authors.map((one) => textOf(one, 'name')).find((name) => name?.trim());
  return {
    specVersion, ...some('serialNumber', textOf(json, 'serialNumber')), ...some('timestamp', textOf(metadata, 'timestamp')), ...some('author', author),
    tools: toolsOf(metadata),
    ...(isObject(root) ? { root: toComponent(root, '/metadata/component', shape) } : {}),
    components: [...flatten(json, '', shape)],
    dependencies: objectsOf(json, 'dependencies').map((one, i) => ({ ...shape.at(below('/dependencies', i)), ref: textOf(one, 'ref') ?? '', dependsOn: textsOf(one, 'dependsOn') })),
    incomplete: objectsOf(json, 'compositions').flatMap((one, i) => {
      const aggregate = textOf(one, 'aggregate') ?? 'not_specified';
      return aggregate === 'complete' ? [] : [{ ...shape.at(below('/compositions', i, 'aggregate')), aggregate }];
    }),
    ...(Array.isArray(json['vulnerabilities']) ? { scanned: true } : {}),
    vulnerabilities: objectsOf(json, 'vulnerabilities').map((one, i) => toVulnerability(one, below('/vulnerabilities', i), shape)),
  };
}

/** All levels: a component inside a component is shipped as well. */
function* flatten(parent: JsonObject, pointer: string, shape: Shape): Generator<SbomComponent> {
  for (const [i, one] of objectsOf(parent, 'components').entries()) {
    const at = below(pointer, 'components', i);
    yield toComponent(one, at, shape);
    yield* flatten(one, at, shape);
  }
}

function toComponent(one: JsonObject, pointer: string, shape: Shape): SbomComponent {
  const group = textOf(one, 'group');
  const name = textOf(one, 'name') ?? '';
  const supplier = textOf(objectOf(one, 'supplier'), 'name') ?? textOf(objectOf(one, 'manufacturer'), 'name') ?? textOf(one, 'publisher');
  return {
    ...shape.at(pointer), ...some('ref', textOf(one, 'bom-ref')), ...some('type', textOf(one, 'type')), name: group ? `${group}/${name}` : name,
    ...some('version', textOf(one, 'version')), ...some('supplier', supplier), ...some('purl', textOf(one, 'purl')), ...some('cpe', textOf(one, 'cpe')),
    licenses: objectsOf(one, 'licenses').map((entry) => textOf(entry, 'expression') ?? textOf(objectOf(entry, 'license'), 'id') ?? textOf(objectOf(entry, 'license'), 'name') ?? ''),
    hashes: objectsOf(one, 'hashes').map((hash) => ({ alg: textOf(hash, 'alg') ?? '', value: (textOf(hash, 'content') ?? '').toLowerCase() })),
  };
}

const WORST_FIRST = ['critical', 'high', 'medium', 'low', 'info', 'none', 'unknown'];

function toVulnerability(one: JsonObject, pointer: string, shape: Shape): Vulnerability {
  const analysis = objectOf(one, 'analysis');
  const words = objectsOf(one, 'ratings').flatMap((rating) => [textOf(rating, 'severity'), ofScore(rating)]);
  return {
    ...shape.at(pointer), id: textOf(one, 'id') ?? textOf(one, 'bom-ref') ?? '', ...some('severity', WORST_FIRST.find((word) => words.includes(word))),
    affects: objectsOf(one, 'affects').map((affected) => textOf(affected, 'ref') ?? ''),
    ...some('state', textOf(analysis, 'state')), ...some('justification', textOf(analysis, 'justification')), ...some('detail', textOf(analysis, 'detail')),
  };
}

/** CVSS 3.1 §5 and 4.0 §6: the word for a score, where a rating gives no word or a milder one. Other methods have other scales. */
function ofScore(rating: JsonObject): string | undefined {
  const score = get(rating, 'score');
  if (typeof score !== 'number' || !/^CVSS/u.test(textOf(rating, 'method') ?? 'CVSS')) return undefined;
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : score > 0 ? 'low' : undefined;
}

/** Both shapes: a list of tools (to 1.4), or an object with components and services (from 1.5). */
function toolsOf(metadata: JsonObject): readonly string[] {
  const tools = get(metadata, 'tools');
  const listed = isArray(tools) ? tools.filter(isObject) : isObject(tools) ? [...objectsOf(tools, 'components'), ...objectsOf(tools, 'services')] : [];
  return listed.map((tool) => [textOf(tool, 'name'), textOf(tool, 'version')].filter((part) => part).join(' '));
}

function* refsOf(parent: JsonObject, pointer: string): Generator<readonly [ref: string, pointer: string]> {
  for (const key of ['components', 'services']) {
    for (const [i, one] of objectsOf(parent, key).entries()) {
      const at = below(pointer, key, i);
      const ref = textOf(one, 'bom-ref');
      if (ref) yield [ref, at];
      yield* refsOf(one, at);
    }
  }
}

/** References within the document; a BOM-Link (`urn:cdx:`) names another one and cannot be looked up here. */
function references(json: JsonObject, bom: Sbom, shape: Shape): readonly Problem[] {
  const problems: Problem[] = [];
  const known = new Map<string, string>();
  const metadata = objectOf(json, 'metadata');
  const root = objectOf(metadata, 'component');
  const own: readonly (readonly [string, string])[] = bom.root?.ref ? [[bom.root.ref, '/metadata/component']] : [];
  for (const [ref, pointer] of [...own, ...refsOf(root, '/metadata/component'), ...refsOf(json, '')]) {
    const first = known.get(ref);
    if (first === undefined) known.set(ref, pointer);
    else problems.push({ code: 'CONTRADICTION', message: `bom-ref stands twice, first at ${first}`, ...shape.at(pointer), found: ref.slice(0, 200) });
  }
  const lost = (ref: string) => !known.has(ref) && !ref.startsWith('urn:cdx:');
  for (const { pointer = '', ref, dependsOn } of bom.dependencies) {
    for (const target of [ref, ...dependsOn].filter(lost)) problems.push({ code: 'DANGLING', message: 'a dependency names a component that is not in the document', ...shape.at(pointer), found: target.slice(0, 200) });
  }
  for (const { pointer = '', id, affects } of bom.vulnerabilities) {
    for (const target of affects.filter(lost)) problems.push({ code: 'DANGLING', message: `${id || 'a vulnerability'} affects a component that is not in the document`, ...shape.at(pointer), found: target.slice(0, 200) });
  }
  return problems.slice(0, 100);
}

/** The key with its value; nothing when the value is absent or blank. */
function some<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined || value.trim() === '' ? {} : ({ [key]: value } as { [P in K]: string });
}
