import { byCodeUnit } from '../model/order.ts';

/** JSON with object keys in code unit order and no white space (docs/bundle-format.md §1), without the LF. `undefined` fields are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => byCodeUnit(a, b));
    return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** A canonical JSON file: one line, LF at the end. */
export function canonicalFile(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(value)}\n`);
}
