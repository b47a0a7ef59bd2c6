/** Shorter ones are everywhere, and taking them out would leave nothing to read. */
const SHORTEST_HIDDEN = 5;
/** As much of the beginning of a secret says something; only where the text breaks off there, as a long value does that somebody cut. */
const SHORTEST_BEGINNING = 6;
/** What stands where a secret was. */
export const HIDDEN = '[credential]';
const LETTER = '[\\p{L}\\p{N}]';

/** Takes secrets out of every string of a value, and leaves the value as it is when there are none. */
export type Hide = <T>(value: T) => T;

/**
 * Takes secrets out of every string of plain objects, objects of a class, arrays, maps and sets, in the spellings in which a reader of XML or JSON gives
 * them, and where a text was cut in the middle of one. Members named in `keep` stay: what a program decides by, and paths of files.
 */
export function hiding(secrets: readonly string[], keep: ReadonlySet<string> = new Set()): Hide {
  const spelled = [...new Set(secrets.flatMap(spellings))].filter((one) => one.length >= SHORTEST_HIDDEN).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (spelled.length === 0) return (value) => value;
  // A short one may be a word, or a part of many.
  const whole = new RegExp(spelled.map((one) => (one.length < 10 ? `(?<!${LETTER})${RegExp.escape(one)}(?!${LETTER})` : RegExp.escape(one))).join('|'), 'gu');
  const long = spelled.filter((one) => one.length > 2 * SHORTEST_BEGINNING);
  const beginning = long.length === 0 ? undefined : new RegExp([...new Set(long.map((one) => RegExp.escape(one.slice(0, SHORTEST_BEGINNING))))].join('|'), 'gu');
  const hideText = (text: string): string => {
    const plain = text.replace(whole, HIDDEN);
    return beginning === undefined ? plain : withoutBeginnings(plain, beginning, long);
  };
  const hide = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string') return key === 'svg' ? value.replace(/(?<=>)[^<]+/gu, hideText) : hideText(value);
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof Date || value instanceof RegExp) return value;
    if (Array.isArray(value)) return value.map((one) => hide(one));
    if (value instanceof Map) return new Map([...value].map(([name, one]) => [hide(name), hide(one)]));
    if (value instanceof Set) return new Set([...value].map((one) => hide(one)));
    const members = Object.entries(value).map(([name, one]) => [hideText(name), keep.has(name) ? one : hide(one, name)] as const);
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === Object.prototype || prototype === null) return Object.fromEntries(members);
    return Object.assign(Object.create(prototype) as object, Object.fromEntries(members));
  };
  return <T>(value: T): T => hide(value) as T;
}

/** A secret as it stands in the file, and as what reads the file gives it. */
function spellings(secret: string): readonly string[] {
  const forms = [secret, withoutEntities(secret), secret.replace(/\\(["\\/])/gu, '$1'), secret.replace(/\\u([0-9a-f]{4})/giu, (_, code: string) => String.fromCharCode(parseInt(code, 16)))];
  return forms.flatMap((one) => [one, one.replace(/\\[rn]/gu, '\n'), ...one.split(/\r?\n|\\n|\\r/u)]);
}

function withoutEntities(text: string): string {
  return text.replace(/&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));/giu, (all, hex?: string, decimal?: string) => character(hex === undefined ? Number(decimal) : parseInt(hex, 16)) ?? all)
    .replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&quot;/gu, '"').replace(/&apos;/gu, "'").replace(/&amp;/gu, '&');
}

const character = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);

/** `…login with hunter2-and-mo…`: what was cut off is not all of it, and enough to guess the rest. */
function withoutBeginnings(text: string, beginning: RegExp, secrets: readonly string[]): string {
  for (const { index } of text.matchAll(beginning)) {
    for (const secret of secrets) {
      let same = 0;
      while (same < secret.length && text[index + same] === secret[same]) same += 1;
      if (same >= SHORTEST_BEGINNING && /^(?:…|\.\.\.|$)/u.test(text.slice(index + same, index + same + 3))) return `${text.slice(0, index)}${HIDDEN}${text.slice(index + same)}`;
    }
  }
  return text;
}
