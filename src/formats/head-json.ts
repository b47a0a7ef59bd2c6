import type { Head } from './format.ts';

/**
 * Keys of the first JSON value that are seen in the given text: those of an object at depth 1, or those of the first
 * element of an array. The text may be cut anywhere; nothing after a syntax error is believed.
 */
export function scanKeys(text: string): NonNullable<Head['json']> {
  const shape = text[0] === '[' ? 'array' : 'object';
  const target = shape === 'array' ? 2 : 1;
  const keys: string[] = [];
  /** Open brackets; for each object whether a key comes next. */
  const stack: ('[' | '{')[] = [];
  let keyNext = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '"') {
      const end = endOfString(text, at);
      if (end === -1) break;
      if (keyNext && stack.length === target && stack[target - 1] === '{') keys.push(unquote(text.slice(at, end + 1)));
      keyNext = false;
      at = end;
    } else if (char === '{' || char === '[') {
      stack.push(char);
      keyNext = char === '{';
    } else if (char === '}' || char === ']') {
      if (stack.pop() !== (char === '}' ? '{' : '[')) break;
      if (stack.length === 0 || (shape === 'array' && stack.length === 1)) break;
      keyNext = false;
    } else if (char === ',') {
      if (shape === 'array' && stack.length === 1) break;
      keyNext = stack.at(-1) === '{';
    }
  }
  return { shape, keys };
}

/** Index of the closing quote, or -1 when the text ends before it. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return -1;
}

function unquote(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}
