/** Code units of the longest reference that is read here: `&#x10FFFF;`. */
export const MAX_REFERENCE = 10;

const MAX_MADE = 1024;
const [A, G, L, M, O, P, Q, S, T, U] = [...'aglmopqstu'].map((letter) => letter.charCodeAt(0));

/** The text of a reference, and where the reference ends. Used again and again, so that a file makes no garbage of it. */
export class Reference {
  text = '';
  end = 0;
  #made = Buffer.alloc(MAX_MADE);

  /**
   * Reads the reference whose ampersand is at `at`: one of the five names of XML 1.0 §4.6 or a character reference. False for
   * anything else, for a character that XML forbids, and for one that is cut off.
   */
  read(codes: Uint16Array, at: number): boolean {
    if (codes[at + 1] === 35) return this.#character(codes, at + 2);
    switch (codes[at + 1]) {
      case L: return codes[at + 2] === T && this.#found('<', codes, at + 3);
      case G: return codes[at + 2] === T && this.#found('>', codes, at + 3);
      case Q: return codes[at + 2] === U && codes[at + 3] === O && codes[at + 4] === T && this.#found('"', codes, at + 5);
      case A:
        if (codes[at + 2] === M) return codes[at + 3] === P && this.#found('&', codes, at + 4);
        return codes[at + 2] === P && codes[at + 3] === O && codes[at + 4] === S && this.#found("'", codes, at + 5);
      default: return false;
    }
  }

  #found(text: string, codes: Uint16Array, end: number): boolean {
    this.text = text;
    this.end = end + 1;
    return codes[end] === 59;
  }

  #character(codes: Uint16Array, start: number): boolean {
    const hex = codes[start] === 120;
    const first = hex ? start + 1 : start;
    let code = 0;
    let i = first;
    for (; i < first + (hex ? 6 : 7); i += 1) {
      const digit = digitOf(codes[i] as number, hex);
      if (digit === -1) break;
      code = code * (hex ? 16 : 10) + digit;
    }
    return i > first && isLegal(code) && this.#found(String.fromCodePoint(code), codes, i);
  }

  /** An attribute value with its references resolved and tabs and line ends as blanks (XML 1.0 §3.3.3); undefined when in doubt. */
  valueOf(text: string, codes: Uint16Array, start: number, end: number): string | undefined {
    return (end - start <= MAX_MADE ? this.#narrowValue(codes, start, end) : undefined) ?? this.#anyValue(text, codes, start, end);
  }

  /** A short value of Latin-1 only, made as one string of bytes: quicker than from parts. */
  #narrowValue(codes: Uint16Array, start: number, end: number): string | undefined {
    const made = this.#made;
    let all = 0;
    let length = 0;
    for (let i = start; i < end; i += 1) {
      let code = codes[i] as number;
      if (code === 38) {
        if (!this.read(codes, i)) return undefined;
        code = this.text.codePointAt(0) as number;
        i = this.end - 1;
      } else if (code === 9 || code === 10) code = 32;
      all |= code;
      made[length] = code;
      length += 1;
    }
    return all < 256 ? made.toString('latin1', 0, length) : undefined;
  }

  #anyValue(text: string, codes: Uint16Array, start: number, end: number): string | undefined {
    let value = '';
    let from = start;
    for (let i = start; i < end; i += 1) {
      const code = codes[i] as number;
      if (code === 38) {
        if (!this.read(codes, i) || this.end > end) return undefined;
        if (from < i) value += text.slice(from, i);
        value += this.text;
        from = this.end;
        i = from - 1;
      } else if (code === 9 || code === 10) {
        value += `${text.slice(from, i)} `;
        from = i + 1;
      }
    }
    return from < end ? value + text.slice(from, end) : value;
  }
}

function digitOf(code: number, hex: boolean): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (!hex) return -1;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Char of XML 1.0 §2.2. */
function isLegal(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
