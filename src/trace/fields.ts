import type { TraceNode } from '../model/graph.ts';

/** `Software cause`, `software_cause` and `softwareCause` are the same field: exports differ in nothing else. */
export function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase();
}

/** A cell that says "there is nothing here" rather than naming something. */
export function saysNothing(text: string): boolean {
  return /^\s*([-–—]*|none|n\/?a|nil)\s*$/iu.test(text);
}

/** The first of these fields that has a value; names are compared without case, blanks and punctuation. */
export function fieldOf(node: Pick<TraceNode, 'fields'>, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const wanted = plainName(name);
    for (const key of Object.keys(node.fields)) {
      const value = node.fields[key];
      if (value !== undefined && plainName(key) === wanted && value.trim() !== '') return value.trim();
    }
  }
  return undefined;
}

/** Like `fieldOf`, but a dash or "none" counts as no value. */
export function meaningOf(node: Pick<TraceNode, 'fields'>, ...names: readonly string[]): string | undefined {
  const value = fieldOf(node, ...names);
  return value === undefined || saysNothing(value) ? undefined : value;
}

/** No longer a requirement of this release: asks for no verification, and nothing may point to it (CHK-214). */
export function isObsolete(node: Pick<TraceNode, 'fields'>): boolean {
  return /^(obsolete|rejected|withdrawn|deleted|retired|superseded|deprecated)$/iu.test(fieldOf(node, 'status', 'state') ?? '');
}
