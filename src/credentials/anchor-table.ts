import { type Anchor, ANCHORS, SHORTEST } from './anchors.ts';

/**
 * Finds all anchors in one pass that looks at about every third byte: of each anchor the SHORTEST bytes that end most rarely are looked for, and the
 * last two bytes of a window of that length say how far the window can be moved without missing anything (Wu and Manber, "A fast algorithm for
 * multi-pattern searching", 1994). Letters in any case.
 */
const MOST = SHORTEST - 1;
const SHIFT = new Uint8Array(65536).fill(MOST);
/** Whether four bytes can be those of an anchor: a first answer, wrong for one in some ten thousand. */
const LIKELY = new Uint8Array(65536);
const ANCHORS_OF = new Map<number, Part[]>();

/** `from` is where in the anchor the bytes that are looked for begin. */
interface Part { readonly anchor: Anchor; readonly bytes: Uint8Array; readonly from: number }

/** ASCII letters to lower case, every other byte as it is. */
const FOLD = Uint8Array.from({ length: 256 }, (_, i) => (i >= 65 && i <= 90 ? i + 32 : i));

/** Letters of texts and reports, the most frequent first. */
const FREQUENT = ' etaoinsrhldcum"=./:fpg<>-wybvk_xjqz';

for (const anchor of ANCHORS) {
  const bytes = Buffer.from(anchor.text, 'latin1');
  const from = rarest(anchor.text);
  for (let end = 1; end < SHORTEST; end++) {
    for (const first of cases(bytes[from + end - 1]!)) {
      for (const second of cases(bytes[from + end]!)) {
        const pair = (first << 8) | second;
        SHIFT[pair] = Math.min(SHIFT[pair]!, MOST - end);
      }
    }
  }
  const key = keyOf(bytes, from);
  LIKELY[hashOf(bytes, from)] = 1;
  ANCHORS_OF.set(key, [...(ANCHORS_OF.get(key) ?? []), { anchor, bytes, from }]);
}

function rarest(text: string): number {
  const rarity = (at: number): number => [at + MOST - 1, at + MOST].reduce((sum, i) => sum + (FREQUENT.includes(text[i]!) ? FREQUENT.indexOf(text[i]!) : FREQUENT.length), 0);
  return Array.from({ length: text.length - MOST }, (_, at) => at).reduce((best, at) => (rarity(at) > rarity(best) ? at : best), 0);
}

function cases(byte: number): readonly number[] {
  return byte >= 97 && byte <= 122 ? [byte, byte - 32] : [byte];
}

function hashOf(bytes: Uint8Array, at: number): number {
  return ((FOLD[bytes[at]!]! * 0x6a5 + FOLD[bytes[at + 1]!]! * 0x12d) ^ ((FOLD[bytes[at + 2]!]! << 8) | FOLD[bytes[at + 3]!]!)) & 0xffff;
}

function keyOf(bytes: Uint8Array, at: number): number {
  return (FOLD[bytes[at]!]! << 24) | (FOLD[bytes[at + 1]!]! << 16) | (FOLD[bytes[at + 2]!]! << 8) | FOLD[bytes[at + 3]!]!;
}

/**
 * Calls `found` with each anchor of which the bytes that are looked for begin at `from` or later and before `to`, in no order. `length` is how much
 * of the buffer is filled. Each step waits for the one before it, so four windows move at once, each through a quarter: three times as fast.
 */
export function eachAnchor(buffer: Buffer, from: number, to: number, length: number, found: (at: number, anchor: Anchor) => void): void {
  const end = Math.min(to + MOST, length);
  const quarter = Math.max(0, (end - from - MOST) >> 2);
  const first = from + MOST;
  const [endA, endB, endC] = [first + quarter, first + 2 * quarter, first + 3 * quarter];
  let [a, b, c, d] = [first, endA, endB, endC];
  const look = (i: number): void => {
    if (LIKELY[hashOf(buffer, i - MOST)] === 1) whole(buffer, i - MOST, length, found);
  };
  while (a < endA && b < endB && c < endC && d < end) {
    const shiftA = SHIFT[(buffer[a - 1]! << 8) | buffer[a]!]!;
    const shiftB = SHIFT[(buffer[b - 1]! << 8) | buffer[b]!]!;
    const shiftC = SHIFT[(buffer[c - 1]! << 8) | buffer[c]!]!;
    const shiftD = SHIFT[(buffer[d - 1]! << 8) | buffer[d]!]!;
    if (shiftA === 0) look(a);
    if (shiftB === 0) look(b);
    if (shiftC === 0) look(c);
    if (shiftD === 0) look(d);
    a += shiftA || 1;
    b += shiftB || 1;
    c += shiftC || 1;
    d += shiftD || 1;
  }
  for (const [start, stop] of [[a, endA], [b, endB], [c, endC], [d, end]] as const) {
    for (let i = start; i < stop;) {
      const shift = SHIFT[(buffer[i - 1]! << 8) | buffer[i]!]!;
      if (shift === 0) look(i);
      i += shift || 1;
    }
  }
}

function whole(buffer: Buffer, at: number, length: number, found: (at: number, anchor: Anchor) => void): void {
  for (const { anchor, bytes, from } of ANCHORS_OF.get(keyOf(buffer, at)) ?? []) {
    const start = at - from;
    if (start >= 0 && isAt(buffer, start, bytes, length) && (anchor.exact === undefined || buffer.toString('latin1', start, start + bytes.length) === anchor.exact)) found(start + anchor.skip, anchor);
  }
}

function isAt(buffer: Buffer, at: number, bytes: Uint8Array, length: number): boolean {
  if (at + bytes.length > length) return false;
  for (let i = 0; i < bytes.length; i++) if (FOLD[buffer[at + i]!] !== bytes[i]) return false;
  return true;
}
