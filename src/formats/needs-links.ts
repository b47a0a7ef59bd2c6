import type { JsonObject } from './json.ts';
import { get, isArray, isObject, objectOf, textOf } from './json-values.ts';

/**
 * Fields that hold links. Link types are configured per project, so the file itself must say which they are: its `needs_schema`
 * (`field_type: links`), else every field `x` that has a derived twin `x_back`, and always `links`.
 */
export function linkTypes(version: JsonObject, needs: readonly JsonObject[]): ReadonlySet<string> {
  const types = new Set(['links']);
  const properties = Object.entries(objectOf(objectOf(version, 'needs_schema'), 'properties'));
  for (const [key, property] of properties) {
    if (isObject(property) && textOf(property, 'field_type') === 'links') types.add(key);
  }
  if (types.size > 1 || properties.length > 0) return types;
  const keys = new Set(needs.flatMap((need) => Object.keys(need)));
  for (const key of keys) {
    if (!key.endsWith('_back') && keys.has(`${key}_back`)) types.add(key);
  }
  return withoutTwins(types, keys, needs);
}

/** Old writers leave the derived twins out: then a list of texts all of which are ids of needs in the file holds links. */
function withoutTwins(types: Set<string>, keys: ReadonlySet<string>, needs: readonly JsonObject[]): ReadonlySet<string> {
  if ([...keys].some((key) => key.endsWith('_back'))) return types;
  const ids = new Set(needs.map((need) => textOf(need, 'id')));
  for (const key of keys) {
    const values = needs.map((need) => get(need, key)).filter(isArray).flat();
    if (!NEVER_LINKS.has(key) && values.length > 0 && values.every((value) => typeof value === 'string' && ids.has(value.split('.')[0]))) types.add(key);
  }
  return types;
}
const NEVER_LINKS = new Set(['tags', 'sections', 'constraints', 'parts']);
