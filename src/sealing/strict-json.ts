import { plainText } from './plain-text.ts';

const MOST_MEMBERS = 1000;
const DEEPEST = 32;

/**
 * JSON as every reader must understand it: a key that stands twice in one object is refused, since one program takes the first and
 * another the last; so is a list or an object of more than a thousand members, which no file read here has, and nesting deeper than 32. Fails with a SyntaxError whose message names the place, never the content.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxError(text.trim() === '' ? 'the file is empty' : 'the file is not JSON');
  }
  bound(value, 0);
  const twice = repeatedKey(text);
  if (twice !== null) throw new SyntaxError(`the key ${JSON.stringify(plainText(twice, 60))} stands twice in one object`);
  return value;
}

function bound(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  const members = Object.values(value);
  if (members.length > MOST_MEMBERS) throw new SyntaxError(`a list of more than ${MOST_MEMBERS} members`);
  if (depth > DEEPEST) throw new SyntaxError(`nested deeper than ${DEEPEST}`);
  for (const member of members) bound(member, depth + 1);
}

/** The first key that an object of this valid JSON text has twice. */
function repeatedKey(text: string): string | null {
  const open: (Set<string> | null)[] = []; // null stands for an array
  let isKey = false;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g)) {
    if (token === '{') { open.push(new Set()); isKey = true; }
    else if (token === '[') { open.push(null); isKey = false; }
    else if (token === '}' || token === ']') { open.pop(); isKey = false; }
    else if (token === ',') isKey = open.at(-1) instanceof Set;
    else if (isKey) {
      const keys = open.at(-1)!;
      const key = JSON.parse(token) as string;
      if (keys.has(key)) return key;
      keys.add(key);
      isKey = false;
    }
  }
  return null;
}
