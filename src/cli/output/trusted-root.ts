import type { AuthorityLine } from '../../sealing/authorities.ts';
import type { RootChanges } from '../../sealing/compare-trusted-roots.ts';
import { safe, table } from './text.ts';

/** Who is in a trusted root, one line each. */
export function rootTable(lines: readonly AuthorityLine[]): string {
  return table([['ROLE', 'NAME', 'ID', 'SINCE', 'UNTIL'], ...lines.map((line) => [line.role, safe(line.name), line.id.slice(0, 16), line.start, line.end ?? 'in use'])], '  ');
}

/** What differs between two trusted roots, one line each, with a sign in front: + added, ~ another window, - removed. */
export function changeLines({ added, removed, changed }: RootChanges): readonly string[] {
  const one = (sign: string, line: AuthorityLine, words: string): string => `  ${sign} ${line.role} ${safe(line.name)} (${line.id.slice(0, 16)}): ${words}`;
  return [
    ...added.map((line) => one('+', line, windowOf(line))),
    ...changed.map(({ before, after }) => one('~', after, `was ${windowOf(before)}, is ${windowOf(after)}`)),
    ...removed.map((line) => one('-', line, `was ${windowOf(line)}; what it witnessed cannot be verified with this file`)),
  ];
}

function windowOf({ start, end }: AuthorityLine): string {
  return end === undefined ? `since ${start}` : `${start} to ${end}`;
}
