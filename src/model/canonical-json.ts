import { byCodeUnit } from './order.ts';

/**
 * JSON with object keys in code unit order and no white space (docs/bundle-format.md §1), without a line end: the same value, the same bytes
 * (RFC 8785 for the strings, booleans and finite numbers used here). `undefined` fields are left out; what JSON cannot say is a TypeError.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => byCodeUnit(a, b));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  throw new TypeError(`not JSON: ${typeof value}`);
}

/** A canonical JSON file: one line, LF at the end. */
export function canonicalFile(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(value)}\n`);
}
