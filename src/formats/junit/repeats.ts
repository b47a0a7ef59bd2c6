/** Bytes of a report per case, at the least, in a usual file: with it the table has its final size from the beginning. */
const BYTES_PER_SLOT = 256;
const MAX_FIRST_SLOTS = 1 << 22;

/**
 * Names that were seen before, without keeping them: 64-bit hashes in one open-addressing table of typed arrays
 * (12 bytes a slot: 50 MB for 1 GB of report). A false repeat among 2.7 million cases has a chance of about 10⁻⁷ and would only
 * be reported, never merged.
 */
export class SeenNames {
  #table: Table;
  #first: string | undefined;
  #h1 = 0;
  #h2 = 0;

  /** `size`: bytes of the file. */
  constructor(size: number) {
    this.#table = new Table(Math.max(1024, Math.min(MAX_FIRST_SLOTS, Math.ceil(size / BYTES_PER_SLOT))));
  }

  /** The line where this pair of texts was first seen; 0 when this is the first time. `line` is 1-based. */
  add(first: string, second: string, line: number): number {
    // Cases of one class follow each other: its part of the hash is made once.
    if (first !== this.#first) this.#begin(first);
    let h1 = this.#h1;
    let h2 = this.#h2;
    for (let i = 0; i < second.length; i += 1) {
      const code = second.charCodeAt(i);
      h1 = Math.imul(h1 ^ code, 2654435761);
      h2 = Math.imul(h2 ^ code, 1597334677);
    }
    const a = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
    const b = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
    return this.#table.insert(a >>> 0, b >>> 0, line);
  }

  #begin(first: string): void {
    let h1 = 0xdeadbeef;
    let h2 = 0x41c6ce57;
    for (let i = 0; i < first.length; i += 1) {
      const code = first.charCodeAt(i);
      h1 = Math.imul(h1 ^ code, 2654435761);
      h2 = Math.imul(h2 ^ code, 1597334677);
    }
    this.#first = first;
    this.#h1 = Math.imul(h1 ^ 0x10000, 2654435761);
    this.#h2 = Math.imul(h2 ^ 0x10000, 1597334677);
  }
}

class Table {
  #low: Uint32Array;
  #high: Uint32Array;
  /** Line of the first occurrence; 0 = free slot. */
  #lines: Uint32Array;
  #count = 0;

  constructor(slots: number) {
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#lines = new Uint32Array(slots);
  }

  insert(low: number, high: number, line: number): number {
    const size = this.#lines.length;
    let slot = Math.floor((low / 0x100000000) * size);
    while (this.#lines[slot] !== 0) {
      if (this.#low[slot] === low && this.#high[slot] === high) return this.#lines[slot] as number;
      slot = slot + 1 === size ? 0 : slot + 1;
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#lines[slot] = line;
    this.#count += 1;
    if (this.#count > 0.8 * size) this.#grow();
    return 0;
  }

  #grow(): void {
    const [low, high, lines] = [this.#low, this.#high, this.#lines];
    const size = 2 * lines.length;
    this.#low = new Uint32Array(size);
    this.#high = new Uint32Array(size);
    this.#lines = new Uint32Array(size);
    for (let i = 0; i < lines.length; i += 1) {
      if (lines[i] === 0) continue;
      let slot = Math.floor(((low[i] as number) / 0x100000000) * size);
      while (this.#lines[slot] !== 0) slot = slot + 1 === size ? 0 : slot + 1;
      this.#low[slot] = low[i] as number;
      this.#high[slot] = high[i] as number;
      this.#lines[slot] = lines[i] as number;
    }
  }
}
