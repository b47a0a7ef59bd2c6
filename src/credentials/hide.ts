/** Shorter ones are everywhere, and taking them out would leave nothing to read. */
const SHORTEST_HIDDEN = 5;
const INSTEAD = '[credential]';

/**
 * Takes secrets out of everything that was read from a file: every string of plain objects, arrays, maps and sets, in the spellings in which a
 * reader of XML or JSON gives them. Returns what it was given when there is nothing to hide.
 */
export function hiding(secrets: readonly string[]): <T>(value: T) => T {
  const spelled = new Set(secrets.flatMap((secret) => [secret, withoutEntities(secret), secret.replace(/\\(["\\/])/gu, '$1'), ...secret.split(/\r?\n/u)]).filter((one) => one.length >= SHORTEST_HIDDEN));
  if (spelled.size === 0) return (value) => value;
  const pattern = new RegExp([...spelled].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map((one) => RegExp.escape(one)).join('|'), 'gu');
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(pattern, INSTEAD);
    if (Array.isArray(value)) return value.map(hide);
    if (value instanceof Map) return new Map([...value].map(([key, one]) => [hide(key), hide(one)]));
    if (value instanceof Set) return new Set([...value].map(hide));
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([key, one]) => [hide(key), hide(one)]));
    return value;
  };
  return <T>(value: T): T => hide(value) as T;
}

function withoutEntities(text: string): string {
  return text.replace(/&(?:#10|#xA);/giu, '\n').replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&quot;/gu, '"').replace(/&apos;/gu, "'").replace(/&amp;/gu, '&');
}
