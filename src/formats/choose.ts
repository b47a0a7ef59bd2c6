import type { Declaration } from '../model/evidence.ts';
import type { Format, Head } from './format.ts';
import { FORMATS, matching } from './index.ts';

export type Choice =
  | { readonly read: Format }
  | { readonly mismatch: Format }
  | { readonly ambiguous: readonly Format[] }
  | { readonly unknown: true };

/**
 * The reader for a file: by content, then narrowed by the declared kind. Only formats without a mark of their own (CSV with a
 * column map, our lists when their first line is missing) are taken on the word of the declaration.
 */
export function chooseReader(head: Head, declared: Declaration | undefined): Choice {
  const claims = matching(head);
  const fitting = declared ? claims.filter((format) => format.kinds.includes(declared.kind)) : claims;
  if (fitting.length > 1) return { ambiguous: fitting };
  if (fitting[0]) return { read: fitting[0] };
  if (claims[0]) return { mismatch: claims[0] };
  const assumed = declared && head.text !== '' ? byDeclaration(declared, head) : undefined;
  return assumed ? { read: assumed } : { unknown: true };
}

function byDeclaration(declared: Declaration, head: Head): Format | undefined {
  if (head.root || head.text.trimStart().startsWith('<')) return undefined;
  const of = (prefix: string) => FORMATS.find((format) => format.id.startsWith(prefix) && format.kinds.includes(declared.kind));
  const list = of('list-');
  const table = head.json ? undefined : of('csv-');
  return declared.columns ? table : list ?? table;
}
