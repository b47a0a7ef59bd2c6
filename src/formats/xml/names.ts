/** A name that was met before. */
export interface KnownName {
  readonly name: string;
  readonly hasColon: boolean;
}

const SLOTS = 1024;

/** One string for each name of an element or attribute, so that a file of a million cases makes no million strings. A cache: its size is fixed. */
export class NameCache {
  #slots: (KnownName | undefined)[] = new Array<KnownName | undefined>(SLOTS).fill(undefined);

  /** The name at `text[start..end)`; `hash` is any number made of its characters. */
  get(text: string, start: number, end: number, hash: number): KnownName {
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
    const known = this.#slots[slot];
    if (known !== undefined && equals(known.name, text, start, end)) return known;
    const name = interned(text.slice(start, end));
    return this.#slots[slot] = { name, hasColon: name.includes(':') };
  }
}

function equals(name: string, text: string, start: number, end: number): boolean {
  return name.length === end - start && text.startsWith(name, start);
}

/** The engine's one copy of a text, as keys of objects have it: it does not hold on to the block, and is compared by its address. */
function interned(text: string): string {
  return Object.keys({ [text]: true })[0] as string;
}
