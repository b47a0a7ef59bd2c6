import type { z } from 'zod';
import { plainText } from './plain-text.ts';

/** What a schema found wrong, each with its JSON path (`signers[0].issuer`), in the order of the file. At most `limit`. */
export function schemaFaults(error: z.ZodError, limit = 20): readonly string[] {
  return error.issues.flatMap(eachFault).slice(0, limit);
}

function eachFault(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${jsonPath([...issue.path, key])}: unknown field`);
  const missing = issue.code === 'invalid_type' && /received undefined$/.test(issue.message);
  return [`${jsonPath(issue.path)}: ${missing ? 'is missing' : lowerFirst(issue.message)}`];
}

function jsonPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'file';
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${plainText(String(part), 60)}`)).join('');
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
