import { sha256 } from '../../model/digest.ts';

/** Highest line number that is believed; more is refused, as memory would grow with it. */
export const MAX_LINE_NUMBER = 10_000_000;

/** A set of line numbers as bits: a thousand lines take 125 bytes. */
export class LineBits {
  #words = new Uint32Array(4);
  #count = 0;

  /** Adds a number of 0 to MAX_LINE_NUMBER; true when it was not there. */
  add(line: number): boolean {
    const word = line >>> 5;
    if (word >= this.#words.length) {
      const grown = new Uint32Array(Math.max(word + 1, 2 * this.#words.length));
      grown.set(this.#words);
      this.#words = grown;
    }
    const bit = 1 << (line & 31);
    if (((this.#words[word] as number) & bit) !== 0) return false;
    this.#words[word] = (this.#words[word] as number) | bit;
    this.#count += 1;
    return true;
  }

  /** Digest of the set, whatever the order in which it grew. */
  digest(): string {
    let words = this.#words.length;
    while (words > 0 && this.#words[words - 1] === 0) words -= 1;
    return sha256([...this.#words.subarray(0, words)].join());
  }

  get count(): number { return this.#count; }
}
