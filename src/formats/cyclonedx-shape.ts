import type { JsonObject } from './json.ts';
import { below, get, isArray, isObject, listOf, objectOf, objectsOf, textOf } from './json-values.ts';
import type { Shape } from './json-values.ts';

/** Versions of CycloneDX that exist as JSON and are read. */
export const CYCLONEDX_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'];

const COMPONENT_TYPES = ['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'device', 'device-driver', 'firmware', 'file',
  'machine-learning-model', 'data', 'cryptographic-asset'];
const HASH_ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512', 'BLAKE2b-256', 'BLAKE2b-384', 'BLAKE2b-512', 'BLAKE3',
  'Streebog-256', 'Streebog-512'];
const HASH = /^(?:[a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$/;
const SCOPES = ['required', 'optional', 'excluded'];
const AGGREGATES = ['complete', 'incomplete', 'incomplete_first_party_only', 'incomplete_first_party_proprietary_only', 'incomplete_first_party_opensource_only',
  'incomplete_third_party_only', 'incomplete_third_party_proprietary_only', 'incomplete_third_party_opensource_only', 'unknown', 'not_specified'];
const ISSUE_TYPES = ['defect', 'enhancement', 'security'];
const PATCH_TYPES = ['unofficial', 'monkey', 'backport', 'cherry-pick'];
const ANALYSIS_STATES = ['resolved', 'resolved_with_pedigree', 'exploitable', 'in_triage', 'false_positive', 'not_affected'];
const JUSTIFICATIONS = ['code_not_present', 'code_not_reachable', 'requires_configuration', 'requires_dependency', 'requires_environment', 'protected_by_compiler',
  'protected_at_runtime', 'protected_at_perimeter', 'protected_by_mitigating_control'];
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'none', 'unknown'];

/** The rules of the CycloneDX schema on which our facts rest: types, required keys, closed word lists, digests, references. */
export function checkBom(bom: JsonObject, shape: Shape): void {
  if (get(bom, 'bomFormat') !== 'CycloneDX') shape.wrong('/bomFormat', 'bomFormat is not CycloneDX', 'CycloneDX', get(bom, 'bomFormat') ?? null);
  const serial = get(bom, 'serialNumber');
  if (serial !== undefined && !(typeof serial === 'string' && /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(serial))) {
    shape.wrong('/serialNumber', 'serialNumber is no UUID', 'urn:uuid: and an RFC 4122 UUID', serial);
  }
  const version = get(bom, 'version');
  if (version !== undefined && !(typeof version === 'number' && Number.isInteger(version))) shape.wrong('/version', 'version has the wrong type', 'an integer', version);
  shape.optional(bom, '', 'object', 'metadata');
  const metadata = objectOf(bom, 'metadata');
  const stamp = get(metadata, 'timestamp');
  if (stamp !== undefined && !(typeof stamp === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(stamp) && !Number.isNaN(Date.parse(stamp)))) {
    shape.wrong('/metadata/timestamp', 'timestamp is no date and time', 'RFC 3339, such as 2026-11-16T10:02:00Z', stamp);
  }
  shape.optional(metadata, '/metadata', 'object', 'component');
  const root = get(metadata, 'component');
  if (isObject(root)) checkComponent(root, '/metadata/component', shape);
  licenses(metadata, '/metadata', shape);
  const tools = get(metadata, 'tools');
  if (tools !== undefined && !isArray(tools) && !isObject(tools)) shape.wrong('/metadata/tools', 'tools has the wrong type', 'a list, or an object with components and services', tools);
  checkComponents(bom, '', shape);
  shape.objects(bom, '', 'services');
  objectsOf(bom, 'services').forEach((service, i) => shape.required(service, below('/services', i), 'text', 'name'));
  shape.objects(bom, '', 'dependencies');
  objectsOf(bom, 'dependencies').forEach((one, i) => {
    shape.required(one, below('/dependencies', i), 'text', 'ref');
    shape.texts(one, below('/dependencies', i), 'dependsOn');
  });
  shape.objects(bom, '', 'compositions');
  objectsOf(bom, 'compositions').forEach((one, i) => {
    shape.required(one, below('/compositions', i), 'text', 'aggregate');
    if (typeof get(one, 'aggregate') === 'string') shape.oneOf(one, below('/compositions', i), 'aggregate', AGGREGATES);
  });
  checkVulnerabilities(bom, shape);
}

function checkComponents(parent: JsonObject, pointer: string, shape: Shape): void {
  shape.objects(parent, pointer, 'components');
  objectsOf(parent, 'components').forEach((one, i) => checkComponent(one, below(pointer, 'components', i), shape));
}

function checkComponent(component: JsonObject, pointer: string, shape: Shape): void {
  shape.required(component, pointer, 'text', 'type', 'name');
  if (typeof get(component, 'type') === 'string') shape.oneOf(component, pointer, 'type', COMPONENT_TYPES);
  if (textOf(component, 'name')?.trim() === '') shape.wrong(below(pointer, 'name'), 'name is blank', 'the name of the component');
  shape.optional(component, pointer, 'text', 'version', 'purl', 'cpe', 'bom-ref', 'group', 'publisher');
  shape.oneOf(component, pointer, 'scope', SCOPES);
  shape.optional(component, pointer, 'object', 'supplier', 'manufacturer', 'swid', 'pedigree');
  const swid = get(component, 'swid');
  if (isObject(swid)) shape.required(swid, below(pointer, 'swid'), 'text', 'tagId', 'name');
  shape.objects(component, pointer, 'hashes');
  objectsOf(component, 'hashes').forEach((hash, i) => {
    const at = below(pointer, 'hashes', i);
    shape.required(hash, at, 'text', 'alg', 'content');
    if (typeof get(hash, 'alg') === 'string') shape.oneOf(hash, at, 'alg', HASH_ALGORITHMS);
    const content = textOf(hash, 'content');
    if (content !== undefined && !HASH.test(content)) shape.wrong(below(at, 'content'), 'the digest has the wrong length or is not hexadecimal', '32, 40, 64, 96 or 128 hex digits', content);
  });
  licenses(component, pointer, shape);
  const patches = objectsOf(objectOf(component, 'pedigree'), 'patches');
  patches.forEach((patch, i) => {
    const at = below(pointer, 'pedigree', 'patches', i);
    shape.required(patch, at, 'text', 'type');
    if (typeof get(patch, 'type') === 'string') shape.oneOf(patch, at, 'type', PATCH_TYPES);
    objectsOf(patch, 'resolves').forEach((issue, k) => {
      shape.required(issue, below(at, 'resolves', k), 'text', 'type');
      if (typeof get(issue, 'type') === 'string') shape.oneOf(issue, below(at, 'resolves', k), 'type', ISSUE_TYPES);
    });
  });
  checkComponents(component, pointer, shape);
}

/** A choice: each entry is a licence with id or name, or one expression. No check rests on licences, and tools often get this wrong. */
function licenses(of: JsonObject, pointer: string, shape: Shape): void {
  const listed = get(of, 'licenses');
  if (listed !== undefined && !isArray(listed)) shape.notice(below(pointer, 'licenses'), 'licenses has the wrong type', 'a list', listed);
  listOf(of, 'licenses').forEach((entry, i) => {
    const at = below(pointer, 'licenses', i);
    const license = isObject(entry) ? get(entry, 'license') : undefined;
    const expression = isObject(entry) ? get(entry, 'expression') : undefined;
    if (isObject(license) === (typeof expression === 'string')) shape.notice(at, 'a licence entry is either a licence or an expression', 'license or expression', entry);
    if (isObject(license) && (typeof get(license, 'id') === 'string') === (typeof get(license, 'name') === 'string')) shape.notice(below(at, 'license'), 'a licence has either id or name', 'id or name', license);
  });
}

function checkVulnerabilities(bom: JsonObject, shape: Shape): void {
  shape.objects(bom, '', 'vulnerabilities');
  objectsOf(bom, 'vulnerabilities').forEach((one, i) => {
    const at = below('/vulnerabilities', i);
    shape.optional(one, at, 'text', 'id', 'bom-ref', 'detail');
    shape.optional(one, at, 'object', 'analysis');
    const analysis = objectOf(one, 'analysis');
    shape.oneOf(analysis, below(at, 'analysis'), 'state', ANALYSIS_STATES);
    const justification = get(analysis, 'justification');
    if (justification !== undefined && !JUSTIFICATIONS.some((word) => word === justification)) shape.notice(below(at, 'analysis', 'justification'), 'justification is none of the words of the format', JUSTIFICATIONS.join(', '), justification);
    shape.objects(one, at, 'ratings');
    objectsOf(one, 'ratings').forEach((rating, k) => {
      const severity = get(rating, 'severity');
      if (severity !== undefined && !SEVERITIES.some((word) => word === severity)) shape.notice(below(at, 'ratings', k, 'severity'), 'severity is none of the words of the format', SEVERITIES.join(', '), severity);
    });
    shape.objects(one, at, 'affects');
    objectsOf(one, 'affects').forEach((affected, k) => shape.required(affected, below(at, 'affects', k), 'text', 'ref'));
  });
}
