/** Numbers, times and lists as words: the same everywhere, no locale involved. */

/** `10,000` */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 waiver`, `2 waivers`, `0 waivers` */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `2026-11-19 09:05:00 +01:00` from RFC 3339; any other text as it is. */
export function showTime(at: string | undefined): string {
  if (at === undefined) return '–';
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*([Zz]|[+-]\d\d:\d\d)$/.exec(at);
  return match ? `${match[1]} ${match[2]} ${match[3] === 'Z' || match[3] === 'z' ? 'UTC' : match[3]}` : at;
}

export function size(bytes: number): string {
  return `${count(bytes)} B`;
}

/** `RC-012, RC-014 and RC-017`; above `most` the number of the others. */
export function enumerate(items: readonly string[], most = 6): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${count(items.length - most)} more`;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** A sentence for a place with little room: cut at a word, and the cut is shown. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.lastIndexOf(' ', most - 1);
  return `${text.slice(0, cut > most / 2 ? cut : most - 1).trimEnd()} …`;
}

/** Begins with a capital when it begins with a plain word; names of files, tests and tools stay as they are. */
export function sentence(text: string, names: readonly string[] = []): string {
  const first = /^[a-z]+(?= )/.exec(text)?.[0];
  return first === undefined || names.includes(first) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** At most three decimals, no trailing zeros: `1.63`. */
export function decimal(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

export function orDash(text: string | undefined): string {
  return text === undefined || text.trim() === '' ? '–' : text;
}
