import type { z } from 'zod';

/** What a schema found wrong, each with its JSON path (`signers[0].issuer`), in the order of the file. At most `limit`. */
export function schemaFaults(error: z.ZodError, limit = 20): readonly string[] {
  return error.issues.flatMap(eachFault).slice(0, limit);
}

function eachFault(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${jsonPath([...issue.path, key])}: unknown field`);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that went deepest is the one that the author meant.
    const depth = (branch: readonly z.core.$ZodIssue[]): number => Math.max(0, ...branch.map((inner) => inner.path.length));
    const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]!;
    return meant.flatMap((inner) => eachFault({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const missing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message);
  return [`${jsonPath(issue.path)}: ${missing ? 'is missing' : lowerFirst(issue.message)}`];
}

function jsonPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'file';
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part).slice(0, 60)}`)).join('');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
